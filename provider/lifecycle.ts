import type { Context } from "./context";

/**
 * What every resource fulfils, whoever asks: a dynamic provider today, a plugin tomorrow. A host translates its own
 * protocol into these calls; nothing here knows of Pulumi's wire.
 */

/** A resource's inputs or outputs, as the program and the state spell them. */
export type Values = { [property: string]: unknown };

/** Stands for a value that a preview can't know yet. It passes every validation. */
export const UNKNOWN = Symbol("unknown until the update");

/** What is wrong with an input. It never holds a value: any input may be a secret, and this is printed. */
export interface Failure {
  property: string;
  reason: string;
}

export interface Checked {
  inputs: Values;
  failures: Failure[];
}

/** One place where inputs differ from the state. */
export interface Change {
  /** The property. */
  property: string;
  /** Where in it: `scopes[1]`, `configuration.audiences[0]`. What is deleted counts by the state, what is added by the inputs. */
  path: string;
  kind: "add" | "delete" | "update";
  /** It can't be changed in place. */
  replaces: boolean;
}

export interface Difference {
  changes: Change[];
  /** The last update's outcome is unknown, so that there must be another, even where the inputs show no difference. */
  isUnfinished: boolean;
}

export interface Created<State> {
  id: string;
  state: State;
}

export interface Observed<State> {
  /** Its id, where it's another than was asked for: an unfinished create is found to have come through. */
  id?: string;
  state: State;
  /** Only when something managed differs from the state, so that a refresh without drift changes nothing. */
  inputs?: Values;
}

export interface Lifecycle<Inputs = Values, State = Values> {
  /** Validates and normalises the inputs. `olds` are the inputs of the last time. Local: no service is asked. */
  check(news: Values, olds: Values): Checked;
  /** Compares the state with the inputs. Local: no service is asked. */
  diff(id: string, state: State, inputs: Inputs, context: Context): Difference;
  /** The outputs that an update will have, as far as they are known beforehand; the others are UNKNOWN. */
  plan(id: string, state: State, inputs: Inputs): Values;
  create(inputs: Inputs, context: Context): Promise<Created<State>>;
  /** Undefined when the object is gone. A state without any property of its own is a first look (`.get()`). */
  read(id: string, state: Partial<State>, context: Context): Promise<Observed<State> | undefined>;
  update(id: string, state: State, inputs: Inputs, context: Context): Promise<State>;
  /** Deleting what is gone already succeeds. */
  delete(id: string, state: Partial<State>, context: Context): Promise<void>;
}

/**
 * A create or an update whose work may be half done: the host keeps the state under the id, so that the next run
 * finishes it. The state holds secrets, so no printer of errors must find it: it is no enumerable member.
 */
export class HalfDoneError extends Error {
  readonly #id: string;
  readonly #state: Values;

  constructor(message: string, id: string, state: Values) {
    super(message);
    this.name = "HalfDoneError";
    this.#id = id;
    this.#state = state;
  }

  get objectId(): string {
    return this.#id;
  }

  get state(): Values {
    return this.#state;
  }
}

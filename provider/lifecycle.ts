import type { Context } from "./context";
import type { Declaration } from "./properties/types";

/**
 * The interface of every resource, independent of its host, such as dynamic providers or a plugin. A host translates its
 * own protocol into these calls; nothing here knows Pulumi's protocol.
 */

/** A resource's inputs or outputs, as the program and the state spell them. */
export type Values = { [property: string]: unknown };

/** A value that a preview can't know yet. It passes every validation. */
export const UNKNOWN = Symbol("unknown until the update");

/** What is wrong with an input. It never contains a value: any input may be a secret, and this is printed. */
export interface CheckFailure {
  property: string;
  reason: string;
}

export interface Checked {
  inputs: Values;
  failures: CheckFailure[];
}

/** One place where inputs differ from the state. */
export interface Change {
  /** The property. */
  property: string;
  /** Where in it: `scopes[1]`, `configuration.audiences[0]`. Deletions use the state's indexes, additions the inputs'. */
  path: string;
  kind: "add" | "delete" | "update";
  /** It can't be changed in place. */
  replaces: boolean;
}

export interface Difference {
  changes: Change[];
  /** The last update's outcome is unknown, so another update is needed even if the inputs show no difference. */
  isUnfinished: boolean;
}

export interface Created<State> {
  id: string;
  state: State;
}

export interface ReadResult<State> {
  /** The id, if it isn't the one that was asked for: an unfinished create turned out to have come through. */
  id?: string;
  state: State;
  /** Only if something managed differs from the state, so that a refresh without drift changes nothing. */
  inputs?: Values;
}

export interface Lifecycle<Inputs = Values, State = Values> {
  /** What hosts, classes, schemas and documentation need to know about it. */
  readonly declaration: Declaration;
  /** Validates and normalises the inputs. `olds` are the previous inputs. Local: sends no request. */
  check(news: Values, olds: Values): Checked;
  /** Compares the state with the inputs. Local: sends no request. */
  diff(id: string, state: State, inputs: Inputs, context: Context): Difference;
  /** The outputs that an update will have, as far as they are known in advance; the others are UNKNOWN. */
  plan(id: string, state: State, inputs: Inputs): Values;
  create(inputs: Inputs, context: Context): Promise<Created<State>>;
  /** Undefined if the object was deleted. A state without properties means a first look (`.get()`). */
  read(id: string, state: Partial<State>, context: Context): Promise<ReadResult<State> | undefined>;
  update(id: string, state: State, inputs: Inputs, context: Context): Promise<State>;
  /** Deleting an object that is already deleted succeeds. */
  delete(id: string, state: Partial<State>, context: Context): Promise<void>;
}

/**
 * A create or an update that may be half done: the host keeps the state under the id, so that the next run finishes it.
 * The state contains secrets, so it isn't an enumerable member: printing the error must not show it.
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

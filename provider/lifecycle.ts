/**
 * What every resource fulfils, whoever asks: a dynamic provider today, a plugin tomorrow. A host translates its own
 * protocol into these calls; nothing here knows of Pulumi's wire.
 */

/** A resource's inputs or outputs, as the program and the state spell them. */
export type Values = { [property: string]: unknown };

/** Reads one key of the stack's configuration, such as `onelogin:clientSecret`. */
export type Configuration = (key: string) => string | undefined;

/** Stands for a value that a preview can't know yet. It passes every validation. */
export const unknown = Symbol("unknown until the update");

/** What is wrong with an input. It never holds a value: any input may be a secret, and this is printed. */
export interface Failure {
  property: string;
  reason: string;
}

export interface Checked {
  inputs: Values;
  failures: Failure[];
}

export interface Difference {
  /** The properties in which the inputs differ from what the state says. */
  changed: string[];
  /** Those of them that can't be changed in place. */
  replaces: string[];
}

export interface Created<State> {
  id: string;
  state: State;
}

export interface Observed<State> {
  state: State;
  /** Only when something managed differs from the state, so that a refresh without drift changes nothing. */
  inputs?: Values;
}

export interface Lifecycle<Inputs = Values, State = Values> {
  /** Validates and normalises the inputs. `olds` are the inputs of the last time. Local: no service is asked. */
  check(news: Values, olds: Values): Checked;
  /** Compares the state with the inputs. Local: no service is asked. */
  diff(state: State, inputs: Inputs): Difference;
  create(inputs: Inputs, configuration: Configuration): Promise<Created<State>>;
  /** Undefined when the object is gone. A state without any property of its own is a first look (`.get()`). */
  read(id: string, state: Partial<State>, configuration: Configuration): Promise<Observed<State> | undefined>;
  update(id: string, state: State, inputs: Inputs, configuration: Configuration): Promise<State>;
  /** Deleting what is gone already is done. */
  delete(id: string, state: Partial<State>, configuration: Configuration): Promise<void>;
}

/**
 * The object may exist, but a part of the work is open. The host keeps `state` under `objectId`, so that the next
 * update finishes it.
 */
export class HalfDoneError extends Error {
  constructor(
    message: string,
    readonly objectId: string,
    readonly state: Values,
  ) {
    super(message);
    this.name = "HalfDoneError";
  }
}

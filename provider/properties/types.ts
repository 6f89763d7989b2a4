/**
 * What is said of a property is said once, in a plain object a resource; validation, normalisation, comparison, the
 * wire's names, the classes' lists of outputs and secrets, and their documentation follow from it.
 */

/** What a value becomes, and what is wrong with it, if anything. The reason must not quote the value: it may be a secret. */
export interface Normalised {
  normal: unknown;
  wrong?: string | undefined;
}

/**
 * A kind of values. `Value` is what lifecycles work with, `Given` what a program may write.
 * Values may hold `UNKNOWN` anywhere, which passes every validation.
 */
export interface Kind<Value, Given = Value> {
  /** How schemas and documentation name it. */
  readonly schema: Schema;
  normalise(given: unknown): Normalised;
  /** Do two values mean the same? Neither is undefined or null, nor are they identical. */
  isSame(a: unknown, b: unknown): boolean;
  /** What a state holds after a read: `before` as far as the service's value means the same, otherwise the service's. */
  reconcile(before: unknown, actual: unknown): unknown;
  /** Of an object, its properties. */
  readonly members?: Properties;
  /** Of a set, that order and repetitions mean nothing. */
  readonly isSet?: true;
  /** For types alone; there's never a value. */
  readonly types?: { value: Value; given: Given };
}

/** A small part of JSON Schema, as Pulumi's schema has it. */
export interface Schema {
  type: "string" | "integer" | "boolean" | "array" | "object";
  items?: Schema;
  additionalProperties?: Schema;
}

export interface Property {
  // biome-ignore lint/suspicious/noExplicitAny: every kind fits here
  kind: Kind<any, any>;
  required?: true;
  /** What it is when a program leaves it out. */
  default?: unknown;
  /** … where that depends on the resource: its name, or `<project>-<stack>-<name>`. */
  defaultFrom?: "resourceName" | "projectStackName";
  /** What the service takes leaving it out for, so that anything else there is a difference. */
  serverDefault?: unknown;
  /** Encrypted in the state. */
  secret?: true;
  /** The service never returns it, so it's no property to compare with what is there. */
  writeOnly?: true;
  /** Changing it makes a new object. */
  replaces?: true;
  /** Its name on the wire; without one it isn't sent by `toWire` and isn't read by `fromWire`. */
  wire?: string;
  /** It says how to create the object, and isn't part of it: a change of it alone changes nothing. */
  createOnly?: true;
  /** It's the last number of the id. */
  fromId?: true;
  /**
   * What it is, its format and limits, its default, what a change does, which errors come, and the page it comes from:
   * the one text for editors, schemas and pages. `npm run generate` writes it into the classes.
   */
  description: string;
}
export type Properties = { readonly [name: string]: Property };

/** A resource as everybody needs to know it. */
export interface Declaration {
  /** The service and the class: `onelogin:AuthServer`. */
  type: string;
  /** Its arguments, which are outputs too. */
  properties: Properties;
  /** Its further outputs. */
  outputs: Properties;
}

type ValueOf<P> = P extends { kind: Kind<infer Value, infer _> } ? Value : never;
type GivenOf<P> = P extends { kind: Kind<infer _, infer Given> } ? Given : never;

type Present<P> = { [K in keyof P]: P[K] extends { required: true } | { default: string } ? K : never }[keyof P];
/** A resource's arguments after check. */
export type ValuesOf<P> = { [K in Present<P>]: ValueOf<P[K]> } & {
  [K in Exclude<keyof P, Present<P>>]?: ValueOf<P[K]>;
};

type Demanded<P> = {
  [K in keyof P]: P[K] extends { defaultFrom: string } ? never : P[K] extends { required: true } ? K : never;
}[keyof P];
/** A resource's arguments as a program may give them. */
export type GivenValuesOf<P> = { [K in Demanded<P>]: GivenOf<P[K]> } & {
  [K in Exclude<keyof P, Demanded<P>>]?: GivenOf<P[K]>;
};

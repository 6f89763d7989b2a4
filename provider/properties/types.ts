import type { Values } from "../lifecycle";

/**
 * A resource is declared once, in a plain object. Validation, normalisation, comparison, the names on the wire, and the
 * classes that programs import, with their documentation, are derived from it.
 */

/** The normalised value, and the problem with it, if any. The problem must not quote the value: it may be a secret. */
export interface Normalised {
  value: unknown;
  problem?: string | undefined;
}

/**
 * A kind of value. `Value` is what lifecycles work with, `Given` what a program may write.
 * Values may contain `UNKNOWN` anywhere, which passes every validation.
 */
export interface Kind<Value, Given = Value> {
  /** What its values look like, for types in programs and in the documentation. */
  readonly schema: Schema;
  /** What a program may give, if that is more than `schema` says. */
  readonly givenSchema?: Schema;
  normalise(given: unknown): Normalised;
  /** Do two values mean the same? Neither is undefined or null, nor are they identical. */
  isSame(a: unknown, b: unknown): boolean;
  /** What the state contains after a read: `before` as far as the service's value means the same, otherwise the service's value. */
  reconcile(before: unknown, actual: unknown): unknown;
  /** The properties of an object. */
  readonly members?: Properties;
  /** For values that the service spells differently, such as a number for a word; `from` returns what it doesn't know unchanged. */
  readonly wire?: { to(value: unknown): unknown; from(wire: unknown): unknown };
  /** A set: order and duplicates are insignificant. */
  readonly isSet?: true;
  /** Only for types; never has a value. */
  readonly types?: { value: Value; given: Given };
}

/** A small part of JSON Schema, as in Pulumi's schema. */
export type Schema =
  | { type: "string"; enum?: readonly string[] }
  | { type: "number" | "integer" | "boolean" }
  | { type: "array"; items: Schema }
  | { type: "object"; additionalProperties: Schema }
  | ObjectSchema
  | { oneOf: readonly Schema[] };

/** An object whose members are known; a named type in programs. */
export interface ObjectSchema {
  type: "object";
  properties: Properties;
  /** The type's name; by default, it's made of the names of the class and the property. */
  name?: string;
  description?: string;
}

export interface Property {
  // biome-ignore lint/suspicious/noExplicitAny: every kind fits here
  kind: Kind<any, any>;
  required?: true;
  /** The value if the program leaves it out. */
  default?: unknown;
  /** The same, if it depends on the resource: its name, or `<project>-<stack>-<name>`. */
  defaultFrom?: "resourceName" | "projectStackName";
  /** The service's value if it is left out, so that any other value there is drift; it may depend on other properties. */
  serverDefault?: unknown | ((actual: Values, state: Values) => unknown);
  /** Encrypted in the state. */
  secret?: true;
  /** The service never returns it, so it can't be compared. */
  writeOnly?: true;
  /** A change replaces the object. */
  replaces?: true;
  /** Its name on the wire; without one, `toWire` doesn't send it and `fromWire` doesn't read it. */
  wire?: string;
  /** The value that restores the service's default. Without one, a property that the program removes keeps its value. */
  clearedBy?: unknown;
  /** It says how to create the object and isn't part of it: changing only this changes nothing. */
  createOnly?: true;
  /** An output that is the last number of the id. */
  fromId?: true;
  /** An argument that the provider sets if the program doesn't, so the output always exists. */
  computed?: { description: string };
  /**
   * What it is, its format and limits, its default, what a change does, possible errors, and the vendor's page. This is
   * the only text for editors, schemas and documentation.
   */
  description: string;
}
export type Properties = { readonly [name: string]: Property };

/**
 * Everything that others need to know about a resource. `npm run generate` writes its class and its tables in
 * docs/resources.md from it. All texts are Markdown.
 */
export interface Declaration {
  /** The service and the class: `onelogin:AuthServer`. */
  type: string;
  /** What it is, and the vendor's page. */
  description: string;
  /** Which credentials its requests need, and where to set them. */
  credentials?: string;
  /** A TypeScript program that creates one. */
  example: string;
  /** What its id consists of. */
  id: string;
  /** What `get` does. */
  get: string;
  /** Its arguments; each is an output too. */
  properties: Properties;
  /** Its further outputs. */
  outputs: Properties;
  /** Arguments that exclude one another: a program gives those of one variant. All variants have the other arguments. */
  variants?: readonly Variant[];
}

export interface Variant {
  /** The name of its type in programs, before `Args`. */
  name: string;
  /** The one value that a property may have. */
  values?: { readonly [property: string]: string };
  requires?: readonly string[];
  excludes?: readonly string[];
}

type ValueOf<P> = P extends { kind: Kind<infer Value, infer _> } ? Value : never;
type GivenOf<P> = P extends { kind: Kind<infer _, infer Given> } ? Given : never;

type Present<P> = { [K in keyof P]: P[K] extends { required: true } | { default: unknown } ? K : never }[keyof P];
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

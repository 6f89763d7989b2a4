/**
 * What is said of a property is said once, in a plain object a resource; validation, normalisation, comparison and
 * the wire's names follow from it here.
 */

interface Common {
  required?: true;
  /** Changing it makes a new object. */
  replaces?: true;
  /** Its name on the wire; without one it isn't sent by `toWire` and isn't read by `fromWire`. */
  wire?: string;
  /** It says how to manage the object, and isn't part of it: a change of it alone changes nothing. */
  meta?: true;
}
export interface Text extends Common {
  kind: "string";
  default?: string;
  /** What leaving it out means, so that anything else at the service is a difference. */
  assumed?: string;
  /** Encrypted in the state. */
  secret?: true;
  /** May be empty. */
  blank?: true;
  maxLength?: number;
  /** What is wrong with the value, if anything. It must not quote it. */
  format?: (value: string) => string | undefined;
}
interface Plain extends Common {
  kind: "id" | "positiveInteger" | "boolean" | "version" | "jwk";
}
/** The order means nothing, and neither do repetitions. */
export interface SetOf extends Common {
  kind: "stringSet" | "idSet";
  notEmpty?: true;
  /** What is wrong with a string of the set, if anything. It must not quote it. */
  itemFormat?: (value: string) => string | undefined;
}
export interface Nested extends Common {
  kind: "object";
  properties: Properties;
}
export type Property = Text | Plain | SetOf | Nested;
export type Properties = { readonly [name: string]: Property };

export type Jwk = { [member: string]: string };
interface Kinds {
  string: string;
  id: number;
  positiveInteger: number;
  boolean: boolean;
  version: string | number;
  jwk: Jwk;
  stringSet: string[];
  idSet: number[];
}
type ValueOf<P> = P extends { kind: "object"; properties: infer N extends Properties }
  ? ValuesOf<N>
  : P extends { kind: infer K extends keyof Kinds }
    ? Kinds[K]
    : never;
type Given<P> = { [K in keyof P]: P[K] extends { required: true } | { default: string } ? K : never }[keyof P];
/** The type of the values that a resource's properties describe, after check. */
export type ValuesOf<P> = { [K in Given<P>]: ValueOf<P[K]> } & { [K in Exclude<keyof P, Given<P>>]?: ValueOf<P[K]> };

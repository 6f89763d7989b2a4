/**
 * What is said of a property is said once, in a plain object a resource; validation, normalisation, comparison and
 * the wire's names follow from it here.
 */
import { type Checked, type Failure, unknown, type Values } from "./lifecycle";

interface Common {
  required?: true;
  /** Changing it makes a new object. */
  replaces?: true;
  /** Its name on the wire; without one it isn't sent by `toWire` and isn't read by `fromWire`. */
  wire?: string;
  /** It says how to manage the object, and isn't part of it: a change of it alone changes nothing. */
  meta?: true;
}
interface Text extends Common {
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
interface SetOf extends Common {
  kind: "stringSet" | "idSet";
  notEmpty?: true;
}
interface Nested extends Common {
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

/** Validates and normalises inputs; `olds` lends its order to sets that are otherwise equal, so that none flips. */
export function check(properties: Properties, news: Values, olds: Values = {}, path = ""): Checked {
  const inputs: Values = {};
  const failures: Failure[] = [];
  for (const name of Object.keys(news)) {
    if (!Object.hasOwn(properties, name) && present(news[name])) {
      const known = Object.keys(properties).join(", ");
      failures.push({ property: path + name, reason: `there is no such property; there are ${known}` });
    }
  }
  for (const [name, property] of Object.entries(properties)) {
    const at = path + name;
    const value = present(news[name]) ? news[name] : "default" in property ? property.default : undefined;
    if (value === undefined) {
      if (property.required) failures.push({ property: at, reason: "it is required and missing" });
    } else if (value === unknown) {
      inputs[name] = unknown;
    } else if (property.kind === "object") {
      if (!isRecord(value)) {
        failures.push({ property: at, reason: `it must be an object, and is ${describe(value)}` });
        continue;
      }
      const nested = check(property.properties, value, isRecord(olds[name]) ? olds[name] : {}, `${at}.`);
      inputs[name] = nested.inputs;
      failures.push(...nested.failures);
    } else {
      const { normal, wrong } = normalise(property, value);
      if (wrong) failures.push({ property: at, reason: wrong });
      inputs[name] = same(property, olds[name], normal) ? olds[name] : normal;
    }
  }
  return { inputs, failures };
}

interface Normal {
  normal: unknown;
  wrong?: string | undefined;
}

function normalise(property: Exclude<Property, Nested>, value: unknown): Normal {
  switch (property.kind) {
    case "string":
      return { normal: value, wrong: wrongText(property, value) };
    case "boolean":
      return {
        normal: value,
        wrong: typeof value === "boolean" ? undefined : `it must be true or false, and is ${describe(value)}`,
      };
    case "version": {
      const fits = typeof value === "string" || Number.isFinite(value);
      return { normal: value, wrong: fits ? undefined : `it must be a string or a number, and is ${describe(value)}` };
    }
    case "positiveInteger":
    case "id":
      return positiveInteger(value);
    case "jwk":
      return { normal: value, wrong: wrongJwk(value) };
    case "stringSet":
      return setOf(property, value, (item) => ({
        normal: item,
        wrong:
          typeof item === "string" && item.trim()
            ? undefined
            : `it must be a string that isn't empty, and is ${describe(item)}`,
      }));
    case "idSet":
      return setOf(property, value, positiveInteger);
  }
}

function setOf(property: SetOf, value: unknown, one: (item: unknown) => Normal): Normal {
  if (!Array.isArray(value)) return { normal: value, wrong: `it must be an array, and is ${describe(value)}` };
  if (property.notEmpty && value.length === 0) return { normal: value, wrong: "it must hold at least one value" };
  const items = value.map((item) => (item === unknown ? { normal: unknown } : one(item)));
  const wrong = items.flatMap((item, i) => ("wrong" in item && item.wrong ? [`value ${i + 1}: ${item.wrong}`] : []));
  // Two unknowns may turn out to be two values, so only known ones are joined.
  const normal = items.map((item) => item.normal).filter((item, i, all) => item === unknown || all.indexOf(item) === i);
  return { normal, wrong: wrong.length > 0 ? wrong.join("; ") : undefined };
}

function wrongText(property: Text, value: unknown): string | undefined {
  if (typeof value !== "string") return `it must be a string, and is ${describe(value)}`;
  if (value === "") return property.blank ? undefined : "it must not be empty";
  if (property.maxLength && value.length > property.maxLength)
    return `it must have at most ${property.maxLength} characters, and has ${value.length}`;
  return property.format?.(value);
}

/** Ids come as numbers, as the strings that Pulumi's ids are, or as pairs such as `1022743/51`, whose last part counts. */
function positiveInteger(value: unknown): Normal {
  const text = typeof value === "string" ? value.replace(/^[1-9]\d*\//, "") : "";
  const number = /^[1-9]\d*$/.test(text) ? Number(text) : value;
  if (typeof number === "number" && Number.isSafeInteger(number) && number > 0) return { normal: number };
  return { normal: value, wrong: `it must be a whole number above 0, and is ${describe(value)}` };
}

function wrongJwk(value: unknown): string | undefined {
  if (!isRecord(value)) return `it must be a JSON Web Key as an object, and is ${describe(value)}`;
  const known = Object.entries(value).filter(([, member]) => member !== unknown);
  if (Object.hasOwn(value, "d")) return "it holds the member d, so it is a private key; give the public key alone";
  for (const [name, member] of known)
    if (typeof member !== "string") return `its member ${name} must be a string, and is ${describe(member)}`;
  for (const name of ["kty", "crv", "x", "y"])
    if (!present(value[name])) return `its member ${name} is missing (RFC 7517, RFC 7518 6.2)`;
  for (const [name, right] of [
    ["kty", "EC"],
    ["crv", "P-256"],
  ] as const)
    if (value[name] !== right && value[name] !== unknown)
      return `its member ${name} must be ${right}: the service takes EC P-256 keys alone`;
  return undefined;
}

/** Do two values mean the same? Exactly, but for the order and the repetitions of sets. */
export function same(property: Property, a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (property.kind === "stringSet" || property.kind === "idSet") {
    if (!Array.isArray(a) || !Array.isArray(b)) return false;
    const [left, right] = [new Set(a), new Set(b)];
    return (
      !left.has(unknown) &&
      !right.has(unknown) &&
      left.size === right.size &&
      [...left].every((item) => right.has(item))
    );
  }
  if (property.kind === "object") return isRecord(a) && isRecord(b) && changed(property.properties, a, b).length === 0;
  if (property.kind === "jwk") {
    if (!isRecord(a) || !isRecord(b)) return false;
    const members = Object.keys(a);
    return members.length === Object.keys(b).length && members.every((member) => a[member] === b[member]);
  }
  return false;
}

/** The names of the properties in which inputs differ from the state: set, changed, or taken out. */
export function changed(properties: Properties, state: Values, inputs: Values): string[] {
  return Object.entries(properties)
    .filter(([name, property]) => !property.meta && !same(property, state[name], inputs[name]))
    .map(([name]) => name);
}

/** The names of the properties whose given value isn't what the state says, so that the service has to be told. */
export function demanded(properties: Properties, state: Values, inputs: Values): string[] {
  return Object.entries(properties)
    .filter(([name, property]) => {
      const [before, now] = [state[name], inputs[name]];
      if (!property.wire || !present(now)) return false;
      if (property.kind === "object" && isRecord(now))
        return demanded(property.properties, isRecord(before) ? before : {}, now).length > 0;
      return !same(property, before, now);
    })
    .map(([name]) => name);
}

/**
 * The values that a service reports, laid over the state: what means the same keeps the state's spelling, what a
 * person left out stays out. A state that holds none of the properties (`.get()`) takes everything.
 */
export function observe(properties: Properties, state: Values, actual: Values): { values: Values; drifted: boolean } {
  const first = isFirstLook(properties, state);
  return overlay(properties, state, actual, first);
}

/** A state of `.get()`: it holds nothing of the object, at most the way to it. */
export function isFirstLook(properties: Properties, state: Values): boolean {
  return Object.keys(properties).every((name) => name === "profile" || !present(state[name]));
}

function overlay(
  properties: Properties,
  state: Values,
  actual: Values,
  first: boolean,
): { values: Values; drifted: boolean } {
  const values: Values = {};
  let drifted = false;
  for (const [name, property] of Object.entries(properties)) {
    const [before, now] = [state[name], actual[name]];
    if (!(name in actual)) {
      if (present(before)) values[name] = before;
    } else if (property.kind === "object" && isRecord(now)) {
      const nested = overlay(property.properties, isRecord(before) ? before : {}, now, first);
      values[name] = nested.values;
      drifted ||= nested.drifted;
    } else if (present(before) || property.required || first || ("assumed" in property && property.assumed !== now)) {
      const value = reported(property, before, now);
      if (present(value)) values[name] = value;
      drifted ||= !same(property, before, value);
    }
  }
  return { values, drifted };
}

/** A service may trim text, compose its Unicode or answer null for "", and gives sets in any order: none of it is drift. */
function reported(property: Property, before: unknown, now: unknown): unknown {
  if (same(property, before, now)) return before;
  if (property.kind === "string" && (typeof before === "string" || before === undefined)) {
    const text = typeof now === "string" ? now : "";
    if (before === undefined) return present(now) ? now : undefined;
    return before.normalize().trim() === text.normalize().trim() ? before : text;
  }
  if (Array.isArray(before) && Array.isArray(now)) {
    const [old, fresh] = [new Set(before), new Set(now)];
    return [...[...old].filter((item) => fresh.has(item)), ...[...fresh].filter((item) => !old.has(item))];
  }
  // Members that the service adds to a key, such as `kid`, are its own.
  if (
    property.kind === "jwk" &&
    isRecord(before) &&
    isRecord(now) &&
    Object.keys(before).every((member) => before[member] === now[member])
  )
    return before;
  return now;
}

/** The properties that have a name on the wire, under that name. */
export function toWire(properties: Properties, values: Values): Values {
  return rename(properties, values, (name, wire) => [name, wire]);
}

/** The reverse of `toWire`. What the service left out stays out. */
export function fromWire(properties: Properties, wire: Values): Values {
  return rename(properties, wire, (name, wireName) => [wireName, name]);
}

function rename(
  properties: Properties,
  values: Values,
  direction: (name: string, wire: string) => [string, string],
): Values {
  const renamed: Values = {};
  for (const [name, property] of Object.entries(properties)) {
    if (!property.wire) continue;
    const [from, to] = direction(name, property.wire);
    const value = values[from];
    if (value === undefined) continue;
    renamed[to] = property.kind === "object" && isRecord(value) ? rename(property.properties, value, direction) : value;
  }
  return renamed;
}

/** The inputs among a state's values. */
export function inputsOf(properties: Properties, state: Values): Values {
  return Object.fromEntries(
    Object.keys(properties).flatMap((name) => (present(state[name]) ? [[name, state[name]]] : [])),
  );
}

export function isRecord(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function present(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** What a wrong value is, without showing it. */
function describe(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (typeof value === "string") return value === "" ? "an empty string" : "a string";
  if (typeof value === "number")
    return Number.isInteger(value)
      ? value > 0
        ? "a number"
        : "a number that isn't above 0"
      : "a number that isn't whole";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

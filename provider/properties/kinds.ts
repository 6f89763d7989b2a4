import { UNKNOWN, type Values } from "../lifecycle";
import { changes, reconcile } from "./compare";
import type { GivenValuesOf, Kind, Normalised, Properties, ValuesOf } from "./types";
import { validate } from "./validate";
import { canonicalText, describe, isRecord } from "./values";
import { fromWire, toWire } from "./wire";

/** Defaults for kinds: only identical values are the same. */
const plain = {
  isSame: () => false,
  reconcile: (_before: unknown, actual: unknown) => actual,
};

export interface TextLimits {
  allowEmpty?: true;
  maxLength?: number;
  /** The problem with the value, if any. It must not quote the value. */
  format?: (value: string) => string | undefined;
}

/** Services may trim a text, compose its Unicode or return null for "": none of these is drift. */
export function text(limits: TextLimits = {}): Kind<string> {
  return {
    ...plain,
    schema: { type: "string" },
    normalise: (given) => ({ value: given, problem: textProblem(given, limits) }),
    reconcile(before, actual) {
      if (typeof before !== "string") return actual;
      const now = typeof actual === "string" ? actual : "";
      return canonicalText(before) === canonicalText(now) ? before : now;
    },
  };
}

function textProblem(value: unknown, { allowEmpty, maxLength, format }: TextLimits): string | undefined {
  if (typeof value !== "string") return `expected a string, got ${describe(value)}`;
  if (value === "") return allowEmpty ? undefined : "expected a non-empty string";
  if (maxLength && value.length > maxLength) return `expected at most ${maxLength} characters, got ${value.length}`;
  return format?.(value);
}

export const boolean: Kind<boolean> = {
  ...plain,
  schema: { type: "boolean" },
  normalise: (given) => ({
    value: given,
    problem: typeof given === "boolean" ? undefined : `expected true or false, got ${describe(given)}`,
  }),
};

/** May be given as a string, because configuration values are strings. */
export const positiveInteger: Kind<number, number | string> = {
  ...plain,
  schema: { type: "integer" },
  normalise: wholeNumber,
};

/** A number, or Pulumi's id of a resource, which is a string. */
export const idSchema = { oneOf: [{ type: "integer" }, { type: "string" }] } as const;

/** The number of an object. */
export const id: Kind<number, number | string> = { ...positiveInteger, givenSchema: idSchema };

export function wholeNumber(given: unknown): Normalised {
  const number = typeof given === "string" && /^[1-9]\d*$/.test(given) ? Number(given) : given;
  if (typeof number === "number" && Number.isSafeInteger(number) && number > 0) return { value: number };
  return { value: given, problem: `expected a whole number above 0, got ${describe(given)}` };
}

/** A value whose changes trigger something. 1 and "1" are the same: code says 1, configuration "1". */
export const version: Kind<string | number> = {
  ...plain,
  schema: { oneOf: [{ type: "string" }, { type: "number" }] },
  normalise: (given) => ({
    value: given,
    problem: isVersion(given) ? undefined : `expected a string or a number, got ${describe(given)}`,
  }),
  isSame: (a, b) => isVersion(a) && isVersion(b) && String(a) === String(b),
};

/** An edited state may contain anything, and some objects can't be converted to a string. */
function isVersion(value: unknown): boolean {
  return typeof value === "string" || (typeof value === "number" && Number.isFinite(value));
}

/** A text in a set. */
export function item(format?: (value: string) => string | undefined): Kind<string> {
  return {
    ...plain,
    schema: { type: "string" },
    normalise: (given) => ({
      value: given,
      problem:
        typeof given === "string" && given.trim()
          ? format?.(given)
          : `expected a non-empty string, got ${describe(given)}`,
    }),
  };
}

/** Order and duplicates are insignificant. */
export function set<Value, Given>(
  of: Kind<Value, Given>,
  { notEmpty }: { notEmpty?: true } = {},
): Kind<Value[], Given[]> {
  return {
    schema: { type: "array", items: of.schema },
    ...(of.givenSchema && { givenSchema: { type: "array", items: of.givenSchema } }),
    isSet: true,
    normalise(given) {
      if (!Array.isArray(given)) return { value: given, problem: `expected an array, got ${describe(given)}` };
      if (notEmpty && given.length === 0) return { value: given, problem: "expected at least one value" };
      const items = given.map((each) => (each === UNKNOWN ? { value: UNKNOWN } : of.normalise(each)));
      const problem = items.flatMap((each, i) => (each.problem ? [`value ${i + 1}: ${each.problem}`] : []));
      return { value: withoutRepetitions(items.map(({ value }) => value)), problem: problem.join("; ") || undefined };
    },
    isSame(a, b) {
      if (!Array.isArray(a) || !Array.isArray(b)) return false;
      const [left, right] = [new Set(a), new Set(b)];
      // Two unknowns may turn out to be different values.
      if (left.has(UNKNOWN) || right.has(UNKNOWN)) return false;
      return left.size === right.size && [...left].every((each) => right.has(each));
    },
    reconcile(before, actual) {
      if (!Array.isArray(before) || !Array.isArray(actual)) return actual;
      const [old, now] = [new Set(before.map(canonicalText)), new Set(actual.map(canonicalText))];
      const kept = before.filter((each) => now.has(canonicalText(each)));
      return [...kept, ...actual.filter((each) => !old.has(canonicalText(each)))];
    },
  };
}

/** Two unknowns may turn out to be different values, so only known values are deduplicated. */
function withoutRepetitions(items: unknown[]): unknown[] {
  return items.filter((each, i) => each === UNKNOWN || items.indexOf(each) === i);
}

/** An object with its own properties; `validate` and `changes` descend into its `members`. */
export function object<P extends Properties>(members: P): Kind<ValuesOf<P>, GivenValuesOf<P>> {
  return {
    ...plain,
    schema: { type: "object", properties: members },
    members,
    normalise(given) {
      if (!isRecord(given)) return { value: given, problem: `expected an object, got ${describe(given)}` };
      const { inputs, failures } = validate(members, given);
      return { value: inputs, problem: failures.map(({ property, reason }) => `${property}: ${reason}`).join("; ") };
    },
    isSame: (a, b) => isRecord(a) && isRecord(b) && changes(members, a as Values, b as Values).length === 0,
  };
}

/** One of these words; with numbers, the service spells them as these numbers. */
export function choice<Word extends string>(words: readonly Word[] | { readonly [W in Word]: number }): Kind<Word> {
  const numbers: { readonly [word: string]: number } | undefined = Array.isArray(words)
    ? undefined
    : (words as { readonly [W in Word]: number });
  const all: readonly string[] = Array.isArray(words) ? words : Object.keys(words);
  const valid = all.map((word) => JSON.stringify(word)).join(", ");
  return {
    ...plain,
    schema: { type: "string", enum: all },
    normalise: (given) => ({
      value: given,
      problem: all.includes(given as string) ? undefined : `expected one of ${valid}, got ${describe(given)}`,
    }),
    ...(numbers && {
      wire: {
        to: (word) => numbers[String(word)],
        // Some servers return the number as a string.
        from: (wire) => all.find((word) => numbers[word] === Number(wire)) ?? wire,
      },
    }),
  };
}

/** Objects under names that the program chooses. Objects under other names belong to the service and are no drift. */
export function map<P extends Properties>(
  members: P,
  name?: string,
): Kind<{ [name: string]: ValuesOf<P> }, { [name: string]: GivenValuesOf<P> }> {
  const entries = (value: unknown) => (isRecord(value) ? Object.entries(value) : []);
  const renamed = (value: unknown, rename: (properties: Properties, each: Values) => Values) =>
    Object.fromEntries(entries(value).map(([name, each]) => [name, isRecord(each) ? rename(members, each) : each]));
  return {
    schema: { type: "object", additionalProperties: { type: "object", properties: members, ...(name && { name }) } },
    normalise(given) {
      if (!isRecord(given)) return { value: given, problem: `expected an object, got ${describe(given)}` };
      const problems: string[] = [];
      const normalised = entries(given).map(([name, each]) => {
        if (each === UNKNOWN) return [name, UNKNOWN];
        if (!isRecord(each)) {
          problems.push(`${name}: expected an object, got ${describe(each)}`);
          return [name, each];
        }
        const { inputs, failures } = validate(members, each);
        problems.push(...failures.map(({ property, reason }) => `${name}.${property}: ${reason}`));
        return [name, inputs];
      });
      return { value: Object.fromEntries(normalised), problem: problems.join("; ") || undefined };
    },
    isSame(a, b) {
      if (!isRecord(a) || !isRecord(b)) return false;
      const names = new Set([...Object.keys(a), ...Object.keys(b)]);
      return [...names].every((name) => {
        const [one, other] = [own(a, name), own(b, name)];
        return isRecord(one) && isRecord(other) && changes(members, one, other).length === 0;
      });
    },
    reconcile(before, actual) {
      if (!isRecord(actual)) return actual;
      const names = Object.keys(isRecord(before) ? before : actual);
      return Object.fromEntries(
        names.flatMap((name) => {
          const [old, now] = [own(before, name), own(actual, name)];
          // An object without members is managed, too.
          return isRecord(now)
            ? [[name, reconcile(members, isRecord(old) ? old : {}, now, !isRecord(before)).values]]
            : [];
        }),
      );
    },
    wire: { to: (value) => renamed(value, toWire), from: (wire) => renamed(wire, fromWire) },
  };
}

/** Programs may choose names that every object inherits, such as `constructor`. */
function own(values: unknown, name: string): unknown {
  return isRecord(values) && Object.hasOwn(values, name) ? values[name] : undefined;
}

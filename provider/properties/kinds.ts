import { UNKNOWN, type Values } from "../lifecycle";
import { check } from "./check";
import { changes } from "./compare";
import type { GivenValuesOf, Kind, Normalised, Properties, ValuesOf } from "./types";
import { canonicalText, describe, isRecord } from "./values";

/** What kinds have in common unless they say otherwise: values are the same when they are identical. */
const plain = {
  isSame: () => false,
  reconcile: (_before: unknown, actual: unknown) => actual,
};

export interface TextLimits {
  allowEmpty?: true;
  maxLength?: number;
  /** What is wrong with the value, if anything. It must not quote it. */
  format?: (value: string) => string | undefined;
}

/** Services may trim a text, compose its Unicode or answer null for "": none of it is drift. */
export function text(limits: TextLimits = {}): Kind<string> {
  return {
    ...plain,
    schema: { type: "string" },
    normalise: (given) => ({ normal: given, wrong: wrongText(given, limits) }),
    reconcile(before, actual) {
      if (typeof before !== "string") return actual;
      const now = typeof actual === "string" ? actual : "";
      return canonicalText(before) === canonicalText(now) ? before : now;
    },
  };
}

function wrongText(value: unknown, { allowEmpty, maxLength, format }: TextLimits): string | undefined {
  if (typeof value !== "string") return `expected a string, got ${describe(value)}`;
  if (value === "") return allowEmpty ? undefined : "expected a string that isn't empty";
  if (maxLength && value.length > maxLength) return `expected at most ${maxLength} characters, got ${value.length}`;
  return format?.(value);
}

export const boolean: Kind<boolean> = {
  ...plain,
  schema: { type: "boolean" },
  normalise: (given) => ({
    normal: given,
    wrong: typeof given === "boolean" ? undefined : `expected true or false, got ${describe(given)}`,
  }),
};

/** Configuration values are texts, and so are Pulumi's ids: a number may be given as one. */
export const positiveInteger: Kind<number, number | string> = {
  ...plain,
  schema: { type: "integer" },
  normalise: wholeNumber,
};

/** The number of an object. */
export const id: Kind<number, number | string> = positiveInteger;

export function wholeNumber(given: unknown): Normalised {
  const number = typeof given === "string" && /^[1-9]\d*$/.test(given) ? Number(given) : given;
  if (typeof number === "number" && Number.isSafeInteger(number) && number > 0) return { normal: number };
  return { normal: given, wrong: `expected a whole number above 0, got ${describe(given)}` };
}

/** Any change of it asks for something. Code says 1, configuration "1": quoting it is no change. */
export const version: Kind<string | number> = {
  ...plain,
  schema: { type: "string" },
  normalise: (given) => ({
    normal: given,
    wrong: isVersion(given) ? undefined : `expected a string or a number, got ${describe(given)}`,
  }),
  isSame: (a, b) => isVersion(a) && isVersion(b) && String(a) === String(b),
};

/** A state that somebody has edited may hold anything, and of some objects no text can be made. */
function isVersion(value: unknown): boolean {
  return typeof value === "string" || (typeof value === "number" && Number.isFinite(value));
}

/** A text in a set. */
export function item(format?: (value: string) => string | undefined): Kind<string> {
  return {
    ...plain,
    schema: { type: "string" },
    normalise: (given) => ({
      normal: given,
      wrong:
        typeof given === "string" && given.trim()
          ? format?.(given)
          : `expected a string that isn't empty, got ${describe(given)}`,
    }),
  };
}

/** The order means nothing, and neither do repetitions. */
export function set<Value, Given>(
  of: Kind<Value, Given>,
  { notEmpty }: { notEmpty?: true } = {},
): Kind<Value[], Given[]> {
  return {
    schema: { type: "array", items: of.schema },
    isSet: true,
    normalise(given) {
      if (!Array.isArray(given)) return { normal: given, wrong: `expected an array, got ${describe(given)}` };
      if (notEmpty && given.length === 0) return { normal: given, wrong: "expected at least one value" };
      const items = given.map((each) => (each === UNKNOWN ? { normal: UNKNOWN } : of.normalise(each)));
      const wrong = items.flatMap((each, i) =>
        "wrong" in each && each.wrong ? [`value ${i + 1}: ${each.wrong}`] : [],
      );
      return { normal: withoutRepetitions(items.map(({ normal }) => normal)), wrong: wrong.join("; ") || undefined };
    },
    isSame(a, b) {
      if (!Array.isArray(a) || !Array.isArray(b)) return false;
      const [left, right] = [new Set(a), new Set(b)];
      // Two unknowns may turn out to be two values.
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

/** Two unknowns may turn out to be two values, so only known ones are joined. */
function withoutRepetitions(items: unknown[]): unknown[] {
  return items.filter((each, i) => each === UNKNOWN || items.indexOf(each) === i);
}

/** An object with properties of its own; `check` and `changes` walk into it by `members`. */
export function object<P extends Properties>(members: P): Kind<ValuesOf<P>, GivenValuesOf<P>> {
  return {
    ...plain,
    schema: { type: "object" },
    members,
    normalise(given) {
      if (!isRecord(given)) return { normal: given, wrong: `expected an object, got ${describe(given)}` };
      const { inputs, failures } = check(members, given);
      return { normal: inputs, wrong: failures.map(({ property, reason }) => `${property}: ${reason}`).join("; ") };
    },
    isSame: (a, b) => isRecord(a) && isRecord(b) && changes(members, a as Values, b as Values).length === 0,
  };
}

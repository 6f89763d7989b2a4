import type { Values } from "../lifecycle";

export function isRecord(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** A text in the form in which services may return it: trimmed, and with composed Unicode. */
export function canonicalText(value: unknown): unknown {
  return typeof value === "string" ? value.normalize().trim() : value;
}

/** Are two texts the same to a service? */
export function isSameText(a: unknown, b: unknown): boolean {
  return typeof a === typeof b && canonicalText(a) === canonicalText(b);
}

/** Describes a wrong value without showing it. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (typeof value === "string") return value === "" ? "an empty string" : "a string";
  if (typeof value === "number") {
    if (!Number.isInteger(value)) return "a number that isn't whole";
    return value > 0 ? "a number" : "a number that isn't above 0";
  }
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/**
 * Takes a service's answers apart. What doesn't have the documented shape is an error, never an empty list or a
 * missing value: a state built on a guess would be wrong for years.
 */
export class ShapeError extends Error {
  constructor(what: string) {
    super(`the answer is not what the service documents: ${what}`);
    this.name = "ShapeError";
  }
}

export type Wire = { [member: string]: unknown };

export function record(value: unknown, what = "the answer"): Wire {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new ShapeError(`${what} is no object`);
  return value as Wire;
}

export function listOf<T>(value: unknown, what: string, item: (value: unknown, what: string) => T): T[] {
  if (!Array.isArray(value)) throw new ShapeError(`${what} is no array`);
  return value.map((each, i) => item(each, `${what}[${i}]`));
}

export function text(value: unknown, what: string): string {
  if (typeof value !== "string") throw new ShapeError(`${what} is no string`);
  return value;
}

/** Absent, null and "" are spelled differently from version to version; undefined stands for the first two. */
export function optionalText(value: unknown, what: string): string | undefined {
  return value === undefined || value === null ? undefined : text(value, what);
}

export function integer(value: unknown, what: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw new ShapeError(`${what} is no whole number`);
  return value;
}

/** The number of an object. */
export function idNumber(value: unknown, what: string): number {
  const number = integer(value, what);
  if (number < 1) throw new ShapeError(`${what} is no number above 0`);
  return number;
}

export function optionalInteger(value: unknown, what: string): number | undefined {
  return value === undefined || value === null ? undefined : integer(value, what);
}

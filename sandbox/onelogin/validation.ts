import { has, isObject, isStringArray, type JsonObject } from "../core/json";
import { badRequest, missingField, unprocessable } from "./errors";

/** The body as an object, with the attributes that exist; others are ignored unless they are to be refused. */
export function attributes(body: unknown, known: readonly string[], refuseUnknown: boolean): JsonObject {
  if (!isObject(body)) throw badRequest("The body must be a JSON object");
  const unknown = Object.keys(body).filter((key) => !known.includes(key));
  if (refuseUnknown && unknown.length > 0) throw badRequest(`Unknown field: ${unknown.join(", ")}`);
  return body;
}

/** A PUT takes all attributes: a missing one, and null is none, is a 400 that names it. */
export function requireFields(values: JsonObject, fields: readonly string[]): void {
  for (const field of fields) if (!has(values, field) || values[field] === null) throw missingField(field);
}

/** Collects what is wrong with values; `refuseIfAny` says all of it in one 422. */
export class Problems {
  private readonly found: string[] = [];

  add(problem: string): void {
    this.found.push(problem);
  }

  /** A string that has to be there and say something. */
  filledString(label: string, value: unknown): string {
    const text = this.string(label, value);
    if (typeof value === "string" && value.trim() === "") this.add(`${label} can't be blank`);
    return text;
  }

  /** A string that has to be there but may be empty. */
  string(label: string, value: unknown): string {
    if (value === undefined || value === null) this.add(`${label} can't be blank`);
    else if (typeof value !== "string") this.add(`${label} is not a string`);
    return typeof value === "string" ? value : "";
  }

  filledStrings(label: string, value: unknown): string[] {
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) {
      this.add(`${label} can't be blank`);
    } else if (!isStringArray(value)) {
      this.add(`${label} is not a list of strings`);
    } else if (value.some((item) => item.trim() === "")) {
      this.add(`${label} can't be blank`);
    }
    return isStringArray(value) ? [...new Set(value)] : [];
  }

  stringOrNull(label: string, value: unknown): string | null {
    if (value !== null && typeof value !== "string") this.add(`${label} is not a string`);
    return typeof value === "string" ? value : null;
  }

  positiveInteger(label: string, value: unknown): number {
    if (typeof value !== "number") this.add(`${label} is not a number`);
    else if (!Number.isInteger(value)) this.add(`${label} must be an integer`);
    else if (value <= 0) this.add(`${label} must be greater than 0`);
    return typeof value === "number" ? value : 0;
  }

  refuseIfAny(): void {
    if (this.found.length > 0) throw unprocessable(this.found);
  }
}

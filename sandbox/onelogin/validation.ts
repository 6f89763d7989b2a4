import { has, isObject, isStringArray, type JsonObject } from "../core/json";
import { badRequest, missingField, unprocessable } from "./errors";

/** The body as an object. Unknown attributes are ignored unless they are to be refused. */
export function readFields(body: unknown, known: readonly string[], refuseUnknown: boolean): JsonObject {
  if (!isObject(body)) throw badRequest("The body must be a JSON object");
  const unknownFields = Object.keys(body).filter((key) => !known.includes(key));
  if (refuseUnknown && unknownFields.length > 0) throw badRequest(`Unknown field: ${unknownFields.join(", ")}`);
  return body;
}

/** A PUT takes all attributes: one that is missing or null is a 400 that names it. */
export function requireFields(values: JsonObject, fields: readonly string[]): void {
  for (const field of fields) if (!has(values, field) || values[field] === null) throw missingField(field);
}

/** Collects what is wrong with the values; `throwIfAny` reports all of it in one 422. */
export class Problems {
  private readonly found: string[] = [];

  add(problem: string): void {
    this.found.push(problem);
  }

  /** A required string that must not be blank. */
  requiredText(label: string, value: unknown): string {
    const text = this.requiredString(label, value);
    if (typeof value === "string" && value.trim() === "") this.add(`${label} can't be blank`);
    return text;
  }

  /** A required string that may be empty. */
  requiredString(label: string, value: unknown): string {
    if (value === undefined || value === null) this.add(`${label} can't be blank`);
    else if (typeof value !== "string") this.add(`${label} is not a string`);
    return typeof value === "string" ? value : "";
  }

  requiredTexts(label: string, value: unknown): string[] {
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

  boolean(label: string, value: unknown): boolean {
    if (typeof value !== "boolean") this.add(`${label} is not a boolean`);
    return value === true;
  }

  integerOrNull(label: string, value: unknown): number | null {
    if (value !== null && !Number.isInteger(value)) this.add(`${label} must be an integer`);
    return typeof value === "number" ? value : null;
  }

  integers(label: string, value: unknown): number[] {
    const isList = Array.isArray(value) && value.every((item) => Number.isInteger(item));
    if (!isList) this.add(`${label} is not a list of integers`);
    return isList ? [...new Set(value as number[])] : [];
  }

  throwIfAny(): void {
    if (this.found.length > 0) throw unprocessable(this.found);
  }
}

/**
 * Decodes a service's answers. What doesn't have the documented form is an error, never an empty list or a
 * missing value: a state built on a guess would stay wrong for years.
 */
export class DecodeError extends Error {
  /** @param source - Whose answer it is, unless the caller says so. */
  constructor(
    readonly what: string,
    source = "the response",
  ) {
    super(`${source} doesn't match the service's documentation: ${what}`);
    this.name = "DecodeError";
  }
}

export type Wire = { [member: string]: unknown };

/** An answer with a status from 200 to 299. */
export interface Answer {
  status: number;
  /** Undefined if there is none. */
  body: unknown;
  headers: { [name: string]: unknown };
  /** How messages name it: "OneLogin's response to GET /api/2/api_authorizations". */
  source: string;
}

/** Reads an answer, or throws a DecodeError: a 2xx alone proves nothing, because something else may have answered. */
export type Decoder<T> = (answer: Answer) => T;

/** Expects the documented status, and reads the body with `read`. */
export function answered<T>(statuses: number | number[], read: (body: unknown, answer: Answer) => T): Decoder<T> {
  return (answer) => {
    if (![statuses].flat().includes(answer.status))
      throw new DecodeError(`the status is ${answer.status} instead of ${[statuses].flat().join(" or ")}`);
    return read(answer.body, answer);
  };
}

/** Expects the documented status without a body. */
export function answeredEmpty(status: number): Decoder<undefined> {
  return answered(status, (body) => {
    if (body !== undefined) throw new DecodeError("it has a body");
    return undefined;
  });
}

export function record(value: unknown, what = "the response"): Wire {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new DecodeError(`${what} is not an object`);
  return value as Wire;
}

export function listOf<T>(value: unknown, what: string, item: (value: unknown, what: string) => T): T[] {
  return array(value, what).map((each, i) => item(each, `${what}[${i}]`));
}

export function array(value: unknown, what: string): unknown[] {
  if (!Array.isArray(value)) throw new DecodeError(`${what} is not an array`);
  return value;
}

export function text(value: unknown, what: string): string {
  if (typeof value !== "string") throw new DecodeError(`${what} is not a string`);
  return value;
}

/** Versions of a service differ in using absent, null and ""; the first two become undefined. */
export function optionalText(value: unknown, what: string): string | undefined {
  return value === undefined || value === null ? undefined : text(value, what);
}

export function integer(value: unknown, what: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw new DecodeError(`${what} is not a whole number`);
  return value;
}

export function boolean(value: unknown, what: string): boolean {
  if (typeof value !== "boolean") throw new DecodeError(`${what} is neither true nor false`);
  return value;
}

/** The number of an object. */
export function idNumber(value: unknown, what: string): number {
  const number = integer(value, what);
  if (number < 1) throw new DecodeError(`${what} is not a number above 0`);
  return number;
}

export function optionalInteger(value: unknown, what: string): number | undefined {
  return value === undefined || value === null ? undefined : integer(value, what);
}

/** An answer must name the object of the request; otherwise the request has reached another object. */
export function same<T extends string | number>(value: T, wanted: T, what: string): T {
  if (value !== wanted)
    throw new DecodeError(`${what} is ${JSON.stringify(value)} instead of ${JSON.stringify(wanted)}`);
  return value;
}

/**
 * A list that a service returned. It is strict about the wanted item and lenient about the others: they may be anybody's,
 * and an unreadable item must not make the others unreadable.
 */
export class Listing<Item> {
  private readonly items: unknown[];

  /**
   * @param idMember - The member that holds an item's number.
   * @throws DecodeError if it isn't a list, or if no item has a number as its id.
   */
  constructor(
    body: unknown,
    private readonly source: string,
    private readonly idMember: string,
    private readonly decode: (value: unknown, what: string) => Item,
  ) {
    this.items = array(body, "it");
    const isOneOfThese = (item: unknown) =>
      isRecord(item) && idMember in item && (item[idMember] === null || isNumber(item[idMember]));
    if (this.items.length > 0 && !this.items.some(isOneOfThese))
      throw new DecodeError(`no item has a number as its ${idMember}`);
  }

  get length(): number {
    return this.items.length;
  }

  /** The item with this number; undefined if there certainly is none. */
  byId(id: number): Item | undefined {
    const at = this.items.findIndex((item) => this.idOf(item) === id);
    if (at >= 0) return this.at(at);
    // An unreadable item could be the wanted one, so it proves no absence.
    const unreadable = this.items.findIndex((item) => !isNumber(this.idOf(item)));
    if (unreadable >= 0)
      throw new DecodeError(`item ${unreadable + 1} has no number as its ${this.idMember}`, this.source);
    return undefined;
  }

  /** The items whose members match. */
  where(isWanted: (item: Wire) => boolean): Item[] {
    return this.items.flatMap((item, at) => (isRecord(item) && isWanted(item) ? [this.at(at)] : []));
  }

  private at(index: number): Item {
    try {
      return this.decode(this.items[index], `item ${index + 1}`);
    } catch (error) {
      throw error instanceof DecodeError ? new DecodeError(error.what, this.source) : error;
    }
  }

  private idOf(item: unknown): unknown {
    return isRecord(item) ? item[this.idMember] : undefined;
  }
}

function isNumber(id: unknown): boolean {
  return typeof id === "number" && Number.isSafeInteger(id) && id > 0;
}

function isRecord(value: unknown): value is Wire {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

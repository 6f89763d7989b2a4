/**
 * Takes a service's answers apart. What doesn't have the documented form is an error, never an empty list or a
 * missing value: a state built on a guess would be wrong for years.
 */
export class ShapeError extends Error {
  /** @param source - Whose answer it is, where nobody else says so. */
  constructor(
    readonly what: string,
    source = "the answer",
  ) {
    super(`${source} is not what the service documents: ${what}`);
    this.name = "ShapeError";
  }
}

export type Wire = { [member: string]: unknown };

/** An answer whose status is one of 200 to 299. */
export interface Answer {
  status: number;
  /** Undefined when there is none. */
  body: unknown;
  headers: { [name: string]: unknown };
  /** How messages name it: "OneLogin's answer to GET /api/2/api_authorizations". */
  source: string;
}

/** Reads an answer, or throws a ShapeError: a 2xx alone says nothing, since something else may have answered. */
export type Decoder<T> = (answer: Answer) => T;

/** The documented status, with a body that is read by `read`. */
export function answered<T>(statuses: number | number[], read: (body: unknown, answer: Answer) => T): Decoder<T> {
  return (answer) => {
    if (![statuses].flat().includes(answer.status))
      throw new ShapeError(`the status is ${answer.status} instead of ${[statuses].flat().join(" or ")}`);
    return read(answer.body, answer);
  };
}

/** The documented status without a body. */
export function answeredEmpty(status: number): Decoder<undefined> {
  return answered(status, (body) => {
    if (body !== undefined) throw new ShapeError("it has a body");
    return undefined;
  });
}

export function record(value: unknown, what = "the answer"): Wire {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new ShapeError(`${what} is no object`);
  return value as Wire;
}

export function listOf<T>(value: unknown, what: string, item: (value: unknown, what: string) => T): T[] {
  return array(value, what).map((each, i) => item(each, `${what}[${i}]`));
}

export function array(value: unknown, what: string): unknown[] {
  if (!Array.isArray(value)) throw new ShapeError(`${what} is no array`);
  return value;
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

/** What an answer names must be what was asked for: otherwise something has gone to another object. */
export function same<T extends string | number>(value: T, wanted: T, what: string): T {
  if (value !== wanted)
    throw new ShapeError(`${what} is ${JSON.stringify(value)} instead of ${JSON.stringify(wanted)}`);
  return value;
}

/**
 * A list that a service gave. It is strict about the item that is wanted and lenient about the others: they may be
 * anybody's, and one that nobody can read must not keep all others from being read.
 */
export class Listing<Item> {
  private readonly items: unknown[];

  /**
   * @param idMember - The member that holds an item's number.
   * @throws ShapeError when it's no list, or one whose numbers are all of another type.
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
      throw new ShapeError(`no item has a number as its ${idMember}`);
  }

  get length(): number {
    return this.items.length;
  }

  /** The item with this number; undefined when there surely is none. */
  byId(id: number): Item | undefined {
    const at = this.items.findIndex((item) => this.idOf(item) === id);
    if (at >= 0) return this.at(at);
    // It could be the wanted one: an absence must not be concluded from what can't be read.
    const unreadable = this.items.findIndex((item) => !isNumber(this.idOf(item)));
    if (unreadable >= 0)
      throw new ShapeError(`item ${unreadable + 1} has no number as its ${this.idMember}`, this.source);
    return undefined;
  }

  /** The items that say of themselves what is wanted. */
  where(isWanted: (item: Wire) => boolean): Item[] {
    return this.items.flatMap((item, at) => (isRecord(item) && isWanted(item) ? [this.at(at)] : []));
  }

  private at(index: number): Item {
    try {
      return this.decode(this.items[index], `item ${index + 1}`);
    } catch (error) {
      throw error instanceof ShapeError ? new ShapeError(error.what, this.source) : error;
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

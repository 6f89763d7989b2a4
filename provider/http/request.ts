export interface Request {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Made by `path`. */
  path: string;
  body?: unknown;
  /** Values in the body that must never show. */
  secrets?: string[];
  /** How to authenticate, where it isn't the client's usual way. */
  authorization?: Authorization;
  /** A POST that may be repeated like a GET. */
  repeatable?: boolean;
  /** Attempts after trouble, where the policy's number is too patient. */
  attempts?: number;
}

/** A way in which a service authenticates a call. */
export interface Authorization {
  header(): Promise<string>;
  /** The service refused this header: is there another to try? */
  renew?(refused: string): boolean;
}

/** What a service makes of its own answers. */
export interface Dialect {
  /** The service's own message in the body of an error. */
  messageOf(body: unknown): string | undefined;
  /** What a person should do about it. */
  hint(status: number, request: Request): string | undefined;
}

/** Builds a path whose values are each exactly one segment. */
export function path(literals: TemplateStringsArray, ...values: (string | number)[]): string {
  return literals.reduce((built, literal, i) => built + segment(String(values[i - 1])) + literal);
}

/** What makes a text unfit to be one segment of a path, however it is encoded: a step for every URL parser, or no Unicode. */
export function isNoSegment(value: string): boolean {
  return value === "" || value === "." || value === ".." || !value.isWellFormed();
}

function segment(value: string): string {
  if (isNoSegment(value))
    throw new Error(`${JSON.stringify(value)} can't be a part of a service's path, so it is no id`);
  return encodeURIComponent(value);
}

/** RFC 7617. */
export function basic(user: string, password: string): Authorization {
  const header = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  return { header: async () => header };
}

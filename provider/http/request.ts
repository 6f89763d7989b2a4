import type { ErrorKind } from "./errors";

export interface Request {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Built with `path`. */
  path: string;
  body?: unknown;
  /** Values in the body that must never be shown. If there are any, no text from the service is shown. */
  secrets?: string[];
  /** How to authenticate, if not in the client's usual way. */
  authorization?: Authorization;
  /** A POST that may be retried like a GET. */
  repeatable?: boolean;
  /** Attempts after trouble, if the policy's number is too high. */
  attempts?: number;
  /** Called when the request is sent. */
  onSend?: (() => void) | undefined;
  /** Repeats the lookup before the request is sent, if its result may be out of date. */
  recheck?: Recheck;
  /** Goes before all others and without spacing: a lookup that another request is waiting for. */
  urgent?: boolean | undefined;
}

/** How a read fits in with other requests. */
export type ReadOptions = Pick<Request, "onSend" | "urgent">;

export interface Recheck {
  /** The last lookup is too old. */
  isDue(): boolean;
  /** Looks up with urgent requests. Throws to end the call. */
  run(): Promise<void>;
}

/** A way to authenticate requests to a service. */
export interface Authorization {
  header(): Promise<string>;
  /** The service rejected this header: is there another one to try? */
  renew?(refused: string): boolean;
}

/** What a service's errors look like. */
export interface ErrorFormat {
  /** Which documented error this is; undefined if the body doesn't have the documented form, whatever the status. */
  kindOf(status: number, body: unknown): ErrorKind | undefined;
  /** The documented code or name of that error, as the vendor's page spells it. */
  codeOf(status: number, body: unknown): string | undefined;
  /** The service's own message in the body of an error. */
  messageOf(body: unknown): string | undefined;
  /** Those of these parameter names that the error mentions. */
  parametersIn(body: unknown, names: string[]): string[];
  /** What the user should do about it. */
  hint(status: number, request: Request): string | undefined;
}

/** Builds a path in which each value is exactly one segment. */
export function path(literals: TemplateStringsArray, ...values: (string | number)[]): string {
  return literals.reduce((built, literal, i) => built + segment(String(values[i - 1])) + literal);
}

/** Texts that can't be a path segment in any encoding: URL parsers resolve . and .., and lone surrogates aren't Unicode. */
export function isNoSegment(value: string): boolean {
  return value === "" || value === "." || value === ".." || !value.isWellFormed();
}

function segment(value: string): string {
  if (isNoSegment(value))
    throw new Error(`${JSON.stringify(value)} can't be part of a URL path, so it is not a valid id`);
  return encodeURIComponent(value);
}

/** RFC 7617. */
export function basic(user: string, password: string): Authorization {
  const header = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  return { header: async () => header };
}

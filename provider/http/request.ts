import type { ErrorKind } from "./errors";

export interface Request {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Made by `path`. */
  path: string;
  body?: unknown;
  /** Values in the body that must never show. Of a request that has some, no text of the service's is shown. */
  secrets?: string[];
  /** How to authenticate, where it isn't the client's usual way. */
  authorization?: Authorization;
  /** A POST that may be repeated like a GET. */
  repeatable?: boolean;
  /** Attempts after trouble, where the policy's number is too patient. */
  attempts?: number;
  /** Called when the request is sent. */
  onSend?: (() => void) | undefined;
  /** Looks again before the request is sent, where what was found out for it may be wrong by now. */
  recheck?: Recheck;
  /** It goes before all others, and at once even where calls are to be apart: a look for a request that waits for it. */
  urgent?: boolean | undefined;
}

/** How a read fits in with the other calls. */
export type Look = Pick<Request, "onSend" | "urgent">;

export interface Recheck {
  /** The last look is too old. */
  isDue(): boolean;
  /** Looks, by urgent requests. Ends the call by throwing. */
  run(): Promise<void>;
}

/** A way in which a service authenticates a call. */
export interface Authorization {
  header(): Promise<string>;
  /** The service refused this header: is there another to try? */
  renew?(refused: string): boolean;
}

/** What a service's errors look like. */
export interface ErrorFormat {
  /** Which documented error this is; undefined where the body hasn't the documented form, whatever the status. */
  kindOf(status: number, body: unknown): ErrorKind | undefined;
  /** The documented code or name of that error, as the vendor's page spells it. */
  codeOf(status: number, body: unknown): string | undefined;
  /** The service's own message in the body of an error. */
  messageOf(body: unknown): string | undefined;
  /** The names of the parameters that the error is about, as far as they are among these. */
  parametersIn(body: unknown, names: string[]): string[];
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

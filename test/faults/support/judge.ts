import { inspect } from "node:util";
import { expect } from "vitest";
import type { Thrown } from "../../property/providerProcess";

export const serviceNames = { onegini: "Onegini", onelogin: "OneLogin" };

const neverShown = [
  /\bundefined\b/,
  /\[object /,
  /\bNaN\b/,
  /\n\s+at /,
  /node_modules/,
  /\.[jt]s:\d+/,
  /AxiosError/,
  /Cannot read prop/,
  /is not a function/,
  /is not iterable/,
];

/** Is it an error that a person can act on? */
export function expectActionable(error: unknown, service: string): void {
  expectFit(error);
  const { message } = error as Error;
  const saysWhere = message.includes(service) && /\b(GET|POST|PUT|PATCH|DELETE) \/\S+/.test(message);
  const saysWhatToDo = /adoptExisting|pulumi (up|config)|Check |Look for|Set it/.test(message);
  expect(saysWhere || saysWhatToDo, `names neither what was asked nor what to do: ${message}`).toBe(true);
}

/** An error whose text is for people. */
export function expectFit(error: unknown): void {
  expect(error, inspect(error)).toBeInstanceOf(Error);
  const { message, stack = "" } = error as Error;
  for (const never of neverShown) expect(message).not.toMatch(never);
  expect(message.length, message).toBeGreaterThan(15);
  expect(message.length, message).toBeLessThan(2000);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal would obey them
  expect(message).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  expect(stack, "Pulumi prints it").toBe(message);
}

/** No secret shows in anything that could be printed of it. What goes into the state may hold one: it's encrypted there. */
export function expectNoSecret(error: unknown, secrets: Iterable<string>): void {
  const { id: _id, properties: _properties, ...visible } = error as Thrown & Record<string, unknown>;
  const { message, stack, cause, name } = error as Error;
  const texts = [
    message,
    stack,
    name,
    String(error),
    inspect({ ...visible, message, stack, cause }, { depth: null, showHidden: true }),
    JSON.stringify(visible),
  ].join("\n");
  for (const secret of secrets) expect(texts.includes(secret), `a secret shows: ${texts}`).toBe(false);
}

/** Everything that is printed while it listens, on whatever way. */
export class Ear {
  private heard = "";
  private readonly ways = ["log", "error", "warn", "info", "debug"] as const;
  private readonly before = this.ways.map((way) => console[way]);

  constructor() {
    for (const way of this.ways)
      console[way] = (...values: unknown[]) => {
        this.heard += `${values.map((value) => (typeof value === "string" ? value : inspect(value))).join(" ")}\n`;
      };
  }

  /** What was heard. */
  stop(): string {
    this.ways.forEach((way, i) => {
      console[way] = this.before[i] as typeof console.log;
    });
    return this.heard;
  }
}

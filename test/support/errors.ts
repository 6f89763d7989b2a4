import { inspect } from "node:util";
import { expect } from "vitest";
import type { ProviderError } from "./providerProcess";

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

/** An error that says what failed or what to do. */
export function expectActionable(error: unknown, service: string): void {
  expectReadable(error);
  const { message } = error as Error;
  const saysWhere = message.includes(service) && /\b(GET|POST|PUT|PATCH|DELETE) \/\S+/.test(message);
  const saysWhatToDo = /adoptExisting|pulumi (up|config)|Check |Look for|Set it/.test(message);
  expect(saysWhere || saysWhatToDo, `names neither the request nor what to do: ${message}`).toBe(true);
}

/** An error whose text is for people. */
export function expectReadable(error: unknown): void {
  expect(error, inspect(error)).toBeInstanceOf(Error);
  const { message, stack = "" } = error as Error;
  for (const never of neverShown) expect(message).not.toMatch(never);
  expect(message.length, message).toBeGreaterThan(15);
  expect(message.length, message).toBeLessThan(2000);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal would obey them
  expect(message).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  expect(stack, "Pulumi prints it").toBe(message);
}

/** No secret in anything of an error that could be printed. What goes into the state may hold one: it's encrypted there. */
export function expectNoSecret(error: unknown, secrets: Iterable<string>): void {
  const { id: _id, properties: _properties, ...visible } = error as ProviderError & Record<string, unknown>;
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

import { inspect } from "node:util";
import { expect } from "vitest";
import { expectReadable } from "../../../support/errors";
import { resourceNames } from "../../../support/resources";
import { clientSecret, exampleOf, token } from "./resources";

/** All secrets that a process knows here. */
export const secrets = [
  token,
  clientSecret,
  Buffer.from(`admin:${clientSecret}`).toString("base64"),
  ...resourceNames.flatMap((name) => (exampleOf(name).state.clientSecret as string | undefined) ?? []),
];

/** Runs something that may fail: then with an error for people, whatever happened. */
export async function outcome<T>(work: () => T | Promise<T>): Promise<{ value: T } | { error: Error }> {
  try {
    return { value: await work() };
  } catch (error) {
    // What a test itself found wrong within `work`.
    if (error instanceof Error && error.name === "AssertionError") throw error;
    expectReadable(asPrinted(error));
    const { message } = error as Error;
    expect(message).not.toMatch(/Infinity|ERR_[A-Z_]+|URI malformed|Unexpected struct/);
    for (const secret of secrets) expect(`${message}${inspect(error)}`.includes(secret), message).toBe(false);
    return { error: error as Error };
  }
}

/** What the host makes of an error: its stack is its message. */
function asPrinted(error: unknown): unknown {
  return error instanceof Error ? Object.assign(new Error(error.message), { stack: error.message }) : error;
}

const watched = [Object, Array, Function, String, Number, Boolean, Promise, Map, Set].map(({ prototype }) => prototype);
const untouched = watched.map((prototype) => Reflect.ownKeys(prototype).map(String));

export function expectCleanPrototypes(): void {
  expect(watched.map((prototype) => Reflect.ownKeys(prototype).map(String))).toEqual(untouched);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
}

/** How many values a test tries: so many, or as many as the long form of the tests asks for. */
export function fuzzRuns(usually: number): number {
  return Number(process.env.PULUMI_IDP_FUZZ_RUNS ?? usually);
}

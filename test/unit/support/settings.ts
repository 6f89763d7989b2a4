import { afterEach, beforeEach, expect, vi } from "vitest";
import type { Advice } from "../../../provider/advice";
import { ConfigurationError, type Settings } from "../../../provider/config/settings";
import { createContext } from "../../../provider/context";
import { openConnection as onegini } from "../../../provider/onegini/connection";
import { openConnection as onelogin } from "../../../provider/onelogin/connection";
import { type Keys, testRun } from "../../support/run";

const variables = ["API_URL", "SUBDOMAIN", "CLIENT_ID", "CLIENT_SECRET"].map((name) => `ONELOGIN_${name}`);
variables.push("ONEGINI_URL", "ONEGINI_CLIENT_ID", "ONEGINI_CLIENT_SECRET", "ONEGINI_PRIVATE_KEY");

/** In every test of a file the environment says nothing of the services, unless a test stubs it. */
export function withoutEnvironment(): void {
  beforeEach(() => {
    for (const name of variables) vi.stubEnv(name, undefined);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });
}

export const configurationFrom = (keys: Keys) => (key: string) => keys[key];

/** All required settings, under a namespace. */
export const completeKeys = (namespace: string, more: Keys = {}): Keys => ({
  [`${namespace}:url`]: "https://acme.example",
  [`${namespace}:clientId`]: "the-id",
  [`${namespace}:clientSecret`]: "canary-secret",
  ...more,
});

export const without = (key: string, keys: Keys): Keys =>
  Object.fromEntries(Object.entries(keys).filter(([each]) => each !== key));

export const oneloginSettings = (keys: Keys, profile?: string, advice?: Advice): Settings =>
  onelogin(contextWith(keys, advice), profile).http.settings;

export const oneginiSettings = (keys: Keys, profile?: string, advice?: Advice): Settings =>
  onegini(contextWith(keys, advice), profile).http.settings;

function contextWith(keys: Keys, advice?: Advice) {
  return createContext(configurationFrom(keys), testRun(advice && { advice }));
}

/** What is said of settings that are refused. Fails where they aren't. */
export function configurationError(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
  throw new Error("it was accepted");
}

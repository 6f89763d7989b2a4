import { afterEach, beforeEach, expect, vi } from "vitest";
import { createContext } from "../../../provider/context";
import { ConfigurationError, type Settings } from "../../../provider/http/settings";
import { tenant as onegini } from "../../../provider/onegini/tenant";
import { tenant as onelogin } from "../../../provider/onelogin/tenant";

const variables = ["API_URL", "SUBDOMAIN", "CLIENT_ID", "CLIENT_SECRET"].map((name) => `ONELOGIN_${name}`);
variables.push("ONEGINI_URL", "ONEGINI_CLIENT_ID", "ONEGINI_CLIENT_SECRET");

/** In every test of a file the environment says nothing of the services, unless a test stubs it. */
export function withoutEnvironment(): void {
  beforeEach(() => {
    for (const name of variables) vi.stubEnv(name, undefined);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });
}

export type Keys = { [key: string]: string };

export const from = (keys: Keys) => (key: string) => keys[key];

/** All that a service has to be told, under a namespace. */
export const whole = (namespace: string, more: Keys = {}): Keys => ({
  [`${namespace}:url`]: "https://acme.example",
  [`${namespace}:clientId`]: "the-id",
  [`${namespace}:clientSecret`]: "canary-secret",
  ...more,
});

export const without = (key: string, keys: Keys): Keys =>
  Object.fromEntries(Object.entries(keys).filter(([each]) => each !== key));

export const oneloginSettings = (keys: Keys, profile?: string): Settings =>
  onelogin(createContext(from(keys)), profile).http.settings;

export const oneginiSettings = (keys: Keys, profile?: string): Settings =>
  onegini(createContext(from(keys)), profile).http.settings;

/** What is said of settings that are refused. Fails where they aren't. */
export function complaint(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
  throw new Error("it was accepted");
}

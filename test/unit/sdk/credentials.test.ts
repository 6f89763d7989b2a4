import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { warnOfPlainCredentials } from "../../../sdk/credentials";

const warn = vi.spyOn(pulumi.log, "warn");
beforeEach(() => void warn.mockReset().mockResolvedValue(undefined));
afterEach(() => pulumi.runtime.setAllConfig({}, []));

const warnings = () => warn.mock.calls.map(([message]) => message);

it.each(["clientSecret", "privateKey"])("a %s in clear is warned of, once, without showing it", (name) => {
  const namespace = `onegini-${name}`;
  pulumi.runtime.setAllConfig({ [`${namespace}:${name}`]: "canary" }, []);
  warnOfPlainCredentials(namespace);
  warnOfPlainCredentials(namespace);
  expect(warnings()).toEqual([
    `${namespace}:${name} is stored in clear, in the stack's configuration and in its state. Encrypt it with: pulumi config set --secret ${namespace}:${name}`,
  ]);
});

it("encrypted ones and what isn't set are no reason to warn", () => {
  const keys = ["onelogin:clientSecret", "onegini:privateKey"];
  pulumi.runtime.setAllConfig(Object.fromEntries(keys.map((key) => [key, "canary"])), keys);
  for (const namespace of ["onelogin", "onegini"]) warnOfPlainCredentials(namespace);
  expect(warnings()).toEqual([]);
});

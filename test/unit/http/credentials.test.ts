import { describe, expect, it, vi } from "vitest";
import {
  completeKeys,
  configurationError,
  oneginiSettings,
  oneloginSettings,
  without,
  withoutEnvironment,
} from "../support/settings";

withoutEnvironment();

describe("credentials", () => {
  it("whose id holds a colon are refused, since Basic can't carry it", () => {
    expect(configurationError(() => oneginiSettings(completeKeys("onegini", { "onegini:clientId": "a:b" })))).toContain(
      "must not contain a colon",
    );
  });

  it("never show in a configurationError about something else", () => {
    for (const key of ["onelogin:url", "onelogin:maxConcurrency", "onelogin:clientId"])
      expect(configurationError(() => oneloginSettings(completeKeys("onelogin", { [key]: "a:\n" })))).not.toContain(
        "canary-secret",
      );
  });
});

describe("a secret with blanks around it", () => {
  const blanks = ["canary-secret\n", " canary-secret", "canary-secret\t", "\u00a0canary-secret", "canary-secret\r\n"];

  it.each(blanks)("is refused where the stack's configuration has it, and not shown: %j", (clientSecret) => {
    const message = configurationError(() =>
      oneginiSettings(completeKeys("onegini", { "onegini:clientSecret": clientSecret })),
    );
    expect(message).toMatch(/^The configuration onegini:clientSecret begins or ends with white space/);
    expect(message).not.toContain("canary");
  });

  it.each(blanks)("is refused where the environment has it: %j", (clientSecret) => {
    vi.stubEnv("ONELOGIN_CLIENT_SECRET", clientSecret);
    const message = configurationError(() =>
      oneloginSettings(without("onelogin:clientSecret", completeKeys("onelogin"))),
    );
    expect(message).toMatch(/^The environment variable ONELOGIN_CLIENT_SECRET begins or ends with white space/);
    expect(message).not.toContain("canary");
  });

  it("is refused in a profile's configuration, by its own key", () => {
    const keys = completeKeys("onegini-acme", { "onegini-acme:clientSecret": "canary-secret " });
    expect(configurationError(() => oneginiSettings(keys, "acme"))).toContain(
      "onegini-acme:clientSecret begins or ends",
    );
  });

  it("is nobody's trouble where the stack's configuration has a good one", () => {
    vi.stubEnv("ONELOGIN_CLIENT_SECRET", "canary-secret\n");
    expect(oneloginSettings(completeKeys("onelogin", { "onelogin:clientSecret": "good" })).clientSecret).toBe("good");
  });

  it("is what it is where the blanks are within it", () => {
    const clientSecret = "a secret of \t several words";
    expect(oneginiSettings(completeKeys("onegini", { "onegini:clientSecret": clientSecret }))).toMatchObject({
      clientSecret,
    });
  });

  it.each(["", " ", "\n"])("is a missing one where it is nothing but blanks: %j", (clientSecret) => {
    const message = configurationError(() =>
      oneginiSettings(completeKeys("onegini", { "onegini:clientSecret": clientSecret })),
    );
    expect(message).toContain("Onegini is not configured: onegini:clientSecret");
  });
});

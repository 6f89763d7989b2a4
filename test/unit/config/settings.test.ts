import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { ConfigurationError } from "../../../provider/config/settings";
import { createContext } from "../../../provider/context";
import { openConnection as onegini } from "../../../provider/onegini/connection";
import { openConnection as onelogin } from "../../../provider/onelogin/connection";
import { type Keys, testRun } from "../../support/run";
import {
  completeKeys,
  configurationError,
  configurationFrom,
  oneginiSettings,
  oneloginSettings,
  without,
  withoutEnvironment,
} from "../support/settings";

withoutEnvironment();

describe("the stack's configuration", () => {
  it("gives every setting, with defaults for tuning", () => {
    expect(oneloginSettings(completeKeys("onelogin"))).toMatchObject({
      url: "https://acme.example",
      clientId: "the-id",
      clientSecret: "canary-secret",
      maxConcurrency: 8,
      requestTimeoutSeconds: 30,
      retryTimeoutSeconds: 300,
    });
  });

  it("wins over the environment, each key by itself", () => {
    vi.stubEnv("ONEGINI_URL", "https://environment.example/oauth");
    vi.stubEnv("ONEGINI_CLIENT_ID", "environment-id");
    vi.stubEnv("ONEGINI_CLIENT_SECRET", "environment-secret");
    expect(oneginiSettings({ "onegini:clientId": "stack-id" })).toMatchObject({
      url: "https://environment.example/oauth",
      clientId: "stack-id",
      clientSecret: "environment-secret",
    });
  });

  it.each([
    [{ "onelogin:url": "https://u.example", "onelogin:subdomain": "sub" }, {}, "https://u.example"],
    [{ "onelogin:subdomain": "sub" }, { ONELOGIN_API_URL: "https://e.example" }, "https://sub.onelogin.com"],
    [{}, { ONELOGIN_API_URL: "https://e.example", ONELOGIN_SUBDOMAIN: "sub" }, "https://e.example"],
    [{}, { ONELOGIN_SUBDOMAIN: "sub" }, "https://sub.onelogin.com"],
  ] as [Keys, Keys, string][])(
    "says the address as one key, url first within a level: %j %j",
    (stack, environment, url) => {
      for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
      expect(oneloginSettings({ ...without("onelogin:url", completeKeys("onelogin")), ...stack }).url).toBe(url);
    },
  );

  it("takes what is blank for absent, and trims", () => {
    vi.stubEnv("ONEGINI_CLIENT_ID", " environment-id\n");
    expect(oneginiSettings(completeKeys("onegini", { "onegini:clientId": "  " })).clientId).toBe("environment-id");
  });

  it("keeps a context path and loses slashes at the end", () => {
    expect(oneginiSettings(completeKeys("onegini", { "onegini:url": "https://idp.example/oauth//" })).url).toBe(
      "https://idp.example/oauth",
    );
  });

  it.each(["maxConcurrency", "requestTimeoutSeconds", "retryTimeoutSeconds"])(
    "takes %s as a whole number above 0",
    (key) => {
      expect(oneloginSettings(completeKeys("onelogin", { [`onelogin:${key}`]: "17" }))).toMatchObject({ [key]: 17 });
      for (const wrong of ["0", "-1", "1.5", "1e3", "ten", "0x10", "9999999", "١"])
        expect(
          configurationError(() => oneloginSettings(completeKeys("onelogin", { [`onelogin:${key}`]: wrong }))),
        ).toContain(`onelogin:${key}`);
    },
  );
});

describe("what is missing", () => {
  it.each([
    ["url", "onelogin:url or onelogin:subdomain", "ONELOGIN_API_URL or ONELOGIN_SUBDOMAIN"],
    ["clientId", "onelogin:clientId", "ONELOGIN_CLIENT_ID"],
    ["clientSecret", "onelogin:clientSecret", "ONELOGIN_CLIENT_SECRET"],
  ])("is named by its key, its variable and the command that sets it: %s", (key, names, environment) => {
    const message = configurationError(() => oneloginSettings(without(`onelogin:${key}`, completeKeys("onelogin"))));
    expect(message).toContain(
      `OneLogin is not configured: ${names} in the stack's configuration, or ${environment} in the environment`,
    );
    expect(message).toContain(`pulumi config set ${key === "clientSecret" ? "--secret " : ""}onelogin:${key}`);
  });
});

describe("a profile", () => {
  it("reads its own namespace", () => {
    const keys = {
      ...completeKeys("onelogin"),
      ...completeKeys("onelogin-acme", { "onelogin-acme:clientId": "acme-id" }),
    };
    expect(oneloginSettings(keys, "acme")).toMatchObject({ clientId: "acme-id", namespace: "onelogin-acme" });
  });

  it.each(["url", "clientId", "clientSecret"])(
    "never falls back to the environment or the default namespace: %s",
    (key) => {
      vi.stubEnv("ONEGINI_URL", "https://environment.example");
      vi.stubEnv("ONEGINI_CLIENT_ID", "environment-id");
      vi.stubEnv("ONEGINI_CLIENT_SECRET", "environment-secret");
      const keys = { ...completeKeys("onegini"), ...without(`onegini-acme:${key}`, completeKeys("onegini-acme")) };
      const message = configurationError(() => oneginiSettings(keys, "acme"));
      expect(message).toContain(`onegini-acme:${key}`);
      expect(message).not.toContain("ONEGINI_");
    },
  );

  it("doesn't take the default namespace's tuning either", () => {
    const keys = { ...completeKeys("onegini", { "onegini:maxConcurrency": "3" }), ...completeKeys("onegini-acme") };
    expect(oneginiSettings(keys, "acme").maxConcurrency).toBe(8);
  });
});

describe("an address", () => {
  it.each([
    ["http://acme.example", "must begin with https://"],
    ["http://127.0.0.1.evil.example", "must begin with https://"],
    ["http://localhost.evil.example", "must begin with https://"],
    ["http://10.0.0.1", "must begin with https://"],
    ["http://0.0.0.0", "must begin with https://"],
    ["ftp://acme.example", "must begin with https://"],
    ["javascript:alert(1)", "must begin with https://"],
    ["acme.example", "is not a URL"],
    ["https://", "is not a URL"],
    ["https://canary:user@acme.example", "must not contain a user name or password"],
    ["https://canary@acme.example", "must not contain a user name or password"],
    ["https://acme.example/?canary=1", "must not contain a query or fragment"],
    ["https://acme.example/#canary", "must not contain a query or fragment"],
  ])("is refused without being quoted: %s", (url, why) => {
    const message = configurationError(() => oneloginSettings(completeKeys("onelogin", { "onelogin:url": url })));
    expect(message).toMatch(/^onelogin:url /);
    expect(message).toContain(why);
    expect(message).not.toContain("canary");
    expect(message).not.toContain("evil");
  });

  it.each(["http://127.0.0.1:8787", "http://localhost:8787", "http://[::1]:8787", "http://127.9.9.9"])(
    "may be http on this machine: %s",
    (url) => {
      expect(oneloginSettings(completeKeys("onelogin", { "onelogin:url": url })).url).toBe(url);
    },
  );

  it.each(["acme.evil.example/", "acme/..", "a@b", "a:b", "acme#", "acme?x", ""])(
    "isn't made of a subdomain that is none: %j",
    (subdomain) => {
      configurationError(() =>
        oneloginSettings({ ...without("onelogin:url", completeKeys("onelogin")), "onelogin:subdomain": subdomain }),
      );
    },
  );

  it("is one of the host that was meant, or an error of ours, whatever the value", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((text) => `https://acme.example${text}`),
        ),
        (url) => {
          let settings: { url: string };
          try {
            settings = oneloginSettings(completeKeys("onelogin", { "onelogin:url": url }));
          } catch (error) {
            expect(error).toBeInstanceOf(ConfigurationError);
            return;
          }
          const made = new URL(settings.url);
          expect(made.host).toBe(new URL(url.trim()).host);
          expect([made.username, made.password, made.search, made.hash]).toEqual(["", "", "", ""]);
        },
      ),
      { numRuns: 60 },
    );
  }, 30_000);
});

describe("a connection", () => {
  const run = testRun();
  const connection = (keys: Keys, profile?: string, of = run) =>
    onelogin(createContext(configurationFrom(keys), of), profile);
  const keys = completeKeys("onelogin");

  it("is shared in a run by all that have the same settings, and by nobody else", () => {
    expect(connection(keys)).toBe(connection({ ...keys }));
    expect(connection(keys)).not.toBe(connection({ ...keys, "onelogin:clientSecret": "another" }));
    expect(connection({ ...keys, ...completeKeys("onelogin-acme") }, "acme")).not.toBe(connection(keys));
  });

  it("is never shared by two runs", () => {
    expect(connection(keys, undefined, testRun())).not.toBe(connection(keys));
  });

  it("is another one for each service, even where all their settings are the same", () => {
    const both = { ...keys, ...completeKeys("onegini") };
    expect(onegini(createContext(configurationFrom(both), run), undefined)).not.toBe(connection(both));
  });
});

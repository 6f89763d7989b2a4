import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ConfigurationError } from "../../../provider/http/settings";
import { tenant as onegini } from "../../../provider/onegini/tenant";
import { tenant as onelogin } from "../../../provider/onelogin/tenant";

const variables = ["API_URL", "SUBDOMAIN", "CLIENT_ID", "CLIENT_SECRET"].map((name) => `ONELOGIN_${name}`);
variables.push("ONEGINI_URL", "ONEGINI_CLIENT_ID", "ONEGINI_CLIENT_SECRET");
beforeEach(() => {
  for (const name of variables) vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

type Keys = { [key: string]: string };
const from = (keys: Keys) => (key: string) => keys[key];
const whole = (namespace: string, more: Keys = {}): Keys => ({
  [`${namespace}:url`]: "https://acme.example",
  [`${namespace}:clientId`]: "the-id",
  [`${namespace}:clientSecret`]: "canary-secret",
  ...more,
});
const oneloginSettings = (keys: Keys, profile?: string) => onelogin(from(keys), profile).http.settings;
const oneginiSettings = (keys: Keys, profile?: string) => onegini(from(keys), profile).http.settings;
const without = (key: string, keys: Keys): Keys =>
  Object.fromEntries(Object.entries(keys).filter(([each]) => each !== key));

function complaint(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
  throw new Error("it was accepted");
}

describe("the stack's configuration", () => {
  it("gives every setting, with defaults for tuning", () => {
    expect(oneloginSettings(whole("onelogin"))).toMatchObject({
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
      expect(oneloginSettings({ ...without("onelogin:url", whole("onelogin")), ...stack }).url).toBe(url);
    },
  );

  it("takes what is blank for absent, and trims", () => {
    vi.stubEnv("ONEGINI_CLIENT_ID", " environment-id\n");
    expect(oneginiSettings(whole("onegini", { "onegini:clientId": "  " })).clientId).toBe("environment-id");
  });

  it("keeps a context path and loses slashes at the end", () => {
    expect(oneginiSettings(whole("onegini", { "onegini:url": "https://idp.example/oauth//" })).url).toBe(
      "https://idp.example/oauth",
    );
  });

  it.each(["maxConcurrency", "requestTimeoutSeconds", "retryTimeoutSeconds"])(
    "takes %s as a whole number above 0",
    (key) => {
      expect(oneloginSettings(whole("onelogin", { [`onelogin:${key}`]: "17" }))).toMatchObject({ [key]: 17 });
      for (const wrong of ["0", "-1", "1.5", "1e3", "ten", "0x10", "9999999", "١"])
        expect(complaint(() => oneloginSettings(whole("onelogin", { [`onelogin:${key}`]: wrong })))).toContain(
          `onelogin:${key}`,
        );
    },
  );
});

describe("what is missing", () => {
  it.each([
    ["url", "onelogin:url or onelogin:subdomain", "ONELOGIN_API_URL or ONELOGIN_SUBDOMAIN"],
    ["clientId", "onelogin:clientId", "ONELOGIN_CLIENT_ID"],
    ["clientSecret", "onelogin:clientSecret", "ONELOGIN_CLIENT_SECRET"],
  ])("is named by its key, its variable and the command that sets it: %s", (key, names, environment) => {
    const message = complaint(() => oneloginSettings(without(`onelogin:${key}`, whole("onelogin"))));
    expect(message).toContain(
      `OneLogin is not configured: ${names} in the stack's configuration, or ${environment} in the environment`,
    );
    expect(message).toContain(`pulumi config set ${key === "clientSecret" ? "--secret " : ""}onelogin:${key}`);
  });
});

describe("a profile", () => {
  it("reads its own namespace", () => {
    const keys = { ...whole("onelogin"), ...whole("onelogin-acme", { "onelogin-acme:clientId": "acme-id" }) };
    expect(oneloginSettings(keys, "acme")).toMatchObject({ clientId: "acme-id", namespace: "onelogin-acme" });
  });

  it.each(["url", "clientId", "clientSecret"])(
    "never falls back to the environment or the default namespace: %s",
    (key) => {
      vi.stubEnv("ONEGINI_URL", "https://environment.example");
      vi.stubEnv("ONEGINI_CLIENT_ID", "environment-id");
      vi.stubEnv("ONEGINI_CLIENT_SECRET", "environment-secret");
      const keys = { ...whole("onegini"), ...without(`onegini-acme:${key}`, whole("onegini-acme")) };
      const message = complaint(() => oneginiSettings(keys, "acme"));
      expect(message).toContain(`onegini-acme:${key}`);
      expect(message).not.toContain("ONEGINI_");
    },
  );

  it("doesn't take the default namespace's tuning either", () => {
    const keys = { ...whole("onegini", { "onegini:maxConcurrency": "3" }), ...whole("onegini-acme") };
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
    ["https://canary:user@acme.example", "no user name or password"],
    ["https://canary@acme.example", "no user name or password"],
    ["https://acme.example/?canary=1", "no query or fragment"],
    ["https://acme.example/#canary", "no query or fragment"],
  ])("is refused without being quoted: %s", (url, why) => {
    const message = complaint(() => oneloginSettings(whole("onelogin", { "onelogin:url": url })));
    expect(message).toMatch(/^onelogin:url /);
    expect(message).toContain(why);
    expect(message).not.toContain("canary");
    expect(message).not.toContain("evil");
  });

  it.each(["http://127.0.0.1:8787", "http://localhost:8787", "http://[::1]:8787", "http://127.9.9.9"])(
    "may be http on this machine: %s",
    (url) => {
      expect(oneloginSettings(whole("onelogin", { "onelogin:url": url })).url).toBe(url);
    },
  );

  it.each(["acme.evil.example/", "acme/..", "a@b", "a:b", "acme#", "acme?x", ""])(
    "isn't made of a subdomain that is none: %j",
    (subdomain) => {
      complaint(() =>
        oneloginSettings({ ...without("onelogin:url", whole("onelogin")), "onelogin:subdomain": subdomain }),
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
            settings = oneloginSettings(whole("onelogin", { "onelogin:url": url }));
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

describe("credentials", () => {
  it("whose id holds a colon are refused, since Basic can't carry it", () => {
    expect(complaint(() => oneginiSettings(whole("onegini", { "onegini:clientId": "a:b" })))).toContain(
      "must not hold a colon",
    );
  });

  it("never show in a complaint about something else", () => {
    for (const key of ["onelogin:url", "onelogin:maxConcurrency", "onelogin:clientId"])
      expect(complaint(() => oneloginSettings(whole("onelogin", { [key]: "a:\n" })))).not.toContain("canary-secret");
  });
});

describe("a connection", () => {
  it("is shared by all that have the same settings, and by nobody else", () => {
    const keys = whole("onelogin");
    expect(onelogin(from(keys), undefined)).toBe(onelogin(from({ ...keys }), undefined));
    expect(onelogin(from(keys), undefined)).not.toBe(
      onelogin(from({ ...keys, "onelogin:clientSecret": "another" }), undefined),
    );
    expect(onelogin(from({ ...keys, ...whole("onelogin-acme") }), "acme")).not.toBe(onelogin(from(keys), undefined));
  });
});

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkedUrl, isLoopback } from "../../../provider/config/settings";
import type { ResourceName } from "../../../provider/services";
import { expectReadable } from "../../support/errors";
import { texts } from "./support/arbitraries";
import { hostileServiceForAll } from "./support/hostileService";
import { fuzzRuns, outcome } from "./support/outcome";
import { clientSecret, exampleOf, providerOf } from "./support/resources";

const runs = fuzzRuns(500);

const hostile = hostileServiceForAll();
const foreign = hostileServiceForAll();

const host = () => hostile.url.replace("http://", "");
const foreignHost = () => foreign.url.replace("http://", "");

async function read(name: ResourceName, configuration: Record<string, string>) {
  const get = (key: string) => (Object.hasOwn(configuration, key) ? configuration[key] : undefined);
  const { id, state } = exampleOf(name);
  hostile.requests = [];
  return outcome(() => providerOf(name, get).read(id, state));
}

const right = (url = hostile.url) => ({ url, clientId: "admin", clientSecret });
const within = (namespace: string, values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`${namespace}:${key}`, value]));

describe("an address that could mean another host", () => {
  const refused: [string, () => string][] = [
    ["a user name before the host", () => `http://${foreignHost()}@${host()}`],
    ["a host behind what looks like the host", () => `http://${host()}@${foreignHost()}`],
    ["a password", () => `http://user:${clientSecret}@${host()}`],
    ["an encoded @", () => `http://${host()}%40${foreignHost()}`],
    ["a loopback name that goes on", () => "http://127.0.0.1.evil.com"],
    ["localhost that goes on", () => "http://localhost.evil.com"],
    ["localhost within a name", () => "http://evil-localhost"],
    ["a loopback name as a user", () => "http://localhost:80@evil.com"],
    ["plain http", () => "http://evil.com"],
    ["plain http to IPv6", () => "http://[2001:db8::1]"],
    ["plain http to any address", () => "http://0.0.0.0"],
    ["a query", () => `${hostile.url}/?next=`],
    ["a fragment", () => `${hostile.url}/#`.concat("x")],
    ["another scheme", () => `ftp://${host()}`],
    ["a file", () => "file:///etc/passwd"],
    ["a script", () => "javascript:alert(1)"],
    ["no scheme", () => host()],
    ["no host", () => "http://"],
    ["a scheme alone", () => "https:"],
    ["two hosts", () => `http://${host()}, http://${foreignHost()}`],
    ["a line break and a second header", () => `http://127.0.0.1:x\r\nHost: ${foreignHost()}`],
  ];
  test.each(refused)("%s is refused", async (_what, url) => {
    for (const [name, namespace] of [
      ["ApiClient", "onegini"],
      ["AuthServer", "onelogin"],
    ] as const) {
      const result = await read(name, within(namespace, right(url())));
      expect("error" in result && result.error.message).toMatch(new RegExp(`${namespace}:url .*Example: `));
      if (url().length > 10) expect("error" in result && result.error.message).not.toContain(url());
    }
    expect(hostile.requests).toEqual([]);
    expect(foreign.requests).toEqual([]);
  });

  const meant: [string, () => string, string][] = [
    ["slashes at the end", () => `${hostile.url}///`, "/api"],
    ["slashes that look like a host", () => `${hostile.url}//${foreignHost()}`, "//127.0.0.1:"],
    ["a backslash", () => `http:\\\\${host()}\\${foreignHost()}`, "/127.0.0.1:"],
    ["a backslash before an @", () => `http://${host()}\\@${foreignHost()}`, "/@127.0.0.1:"],
    ["dots", () => `${hostile.url}/oauth/../x`, "/x/api"],
    ["encoded dots", () => `${hostile.url}/oauth/%2e%2e/x`, "/x/api"],
    ["white space around it", () => `\n ${hostile.url}\t`, "/api"],
    ["another spelling of loopback", () => hostile.url.replace("127.0.0.1", "127.1"), "/api"],
    ["a number for loopback", () => hostile.url.replace("127.0.0.1", "2130706433"), "/api"],
  ];
  test.each(meant)("%s: the host is still the one that is named", async (_what, url, path) => {
    await read("ApiClient", within("onegini", right(url())));
    expect(hostile.requests.length).toBeGreaterThan(0);
    for (const { path: requested } of hostile.requests) expect(requested.startsWith(path), requested).toBe(true);
    expect(foreign.requests).toEqual([]);
  });

  test("any text", async () => {
    const parts = fc.array(
      fc.oneof(
        fc.constantFrom(
          "http:",
          "https:",
          "//",
          "/",
          "\\",
          "@",
          ":",
          "?",
          "#",
          "%2f",
          "%40",
          "[::1]",
          "127.0.0.1",
          "localhost",
          "evil.com",
          ".",
          "..",
          "\n",
          "\t",
          " ",
          "​",
          "user",
          ":80",
          "xn--",
          "。",
        ),
        fc.string({ unit: "grapheme", maxLength: 3 }),
      ),
      { maxLength: 9 },
    );
    const canary = "canary-password";
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          parts.map((all) => all.join("")),
          fc.webUrl(),
          texts,
          parts.map((all) => `http://u:${canary}@${all.join("")}`),
        ),
        async (text) => {
          let url: URL;
          try {
            url = new URL(checkedUrl(text, "onelogin:url", "https://acme.onelogin.com"));
          } catch (error) {
            const { message } = error as Error;
            expectReadable(Object.assign(new Error(message), { stack: message }));
            expect(message).not.toContain(canary);
            return;
          }
          expect(`${url.username}${url.password}${url.search}${url.hash}`).toBe("");
          expect(url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))).toBe(true);
          expect(url.host).toBe(new URL(text).host);
        },
      ),
      { numRuns: runs * 4 },
    );
  });
});

describe("any value for any key", () => {
  const evilTexts = fc.oneof(
    texts,
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.constantFrom("x".repeat(100_000), 'a"b', "a'b", "a:b", "a\nb: c", "ключ", "\u0000"),
  );
  const keys = [
    "clientId",
    "clientSecret",
    "maxConcurrency",
    "requestTimeoutSeconds",
    "retryTimeoutSeconds",
    "verifySecrets",
  ];
  test.each([
    ["ApiClient", "onegini"],
    ["AuthServer", "onelogin"],
  ] as const)("%s", async (name, namespace) => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...keys), evilTexts, { minKeys: 1 }), async (given) => {
        await read(name, within(namespace, { ...right(), ...given }));
        for (const { path } of hostile.requests) expect(path).toMatch(/^\/(api|auth)\//);
        expect(hostile.requests.length).toBeLessThan(10);
      }),
      { numRuns: Math.ceil(runs / 4) },
    );
  });

  test("a subdomain is one label", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          texts,
          fc.constantFrom("evil.com/", "evil.com#", "a.b", "a@b", "acme\n", "-", "localhost:80/", "127.0.0.1:80\\"),
        ),
        async (subdomain) => {
          if (/^[a-z\d-]+$/i.test(subdomain.trim())) return;
          const result = await read("AuthServer", within("onelogin", { subdomain, clientId: "a", clientSecret }));
          expect("error" in result && result.error.message).toMatch(/onelogin:(subdomain|url)/);
        },
      ),
      { numRuns: runs },
    );
  });
});

import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { decodeProtectedHeader, jwtVerify } from "jose";
import { describe, expect, it, vi } from "vitest";
import { createContext } from "../../../provider/context";
import { openConnection } from "../../../provider/onegini/connection";
import { PrivateKeyJwt } from "../../../provider/onegini/privateKeyJwt";
import { FakeClock } from "../../support/clock";
import { refusal } from "../../support/refusal";
import { type Keys, testRun } from "../../support/run";
import { serve } from "../../support/server";
import { completeKeys, configurationError, oneginiSettings, without, withoutEnvironment } from "../support/settings";

withoutEnvironment();

const audience = "https://idp.example.com/oauth";
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = (key: KeyObject, type: "pkcs8" | "sec1" | "pkcs1" = "pkcs8") =>
  key.export({ format: "pem", type: type as "pkcs8" }).toString();
const jwk = (key: KeyObject, more: object = {}) => JSON.stringify({ ...key.export({ format: "jwk" }), ...more });

function authorization(value: string, clock = new FakeClock()): PrivateKeyJwt {
  return new PrivateKeyJwt(
    { clientId: "pulumi", audience, privateKey: { value, source: "onegini:privateKey" } },
    clock,
  );
}

/** The assertion of a header, verified as the server does. */
async function verified(header: string, key: KeyObject, clock: FakeClock) {
  const [scheme, token = ""] = header.split(" ");
  expect(scheme).toBe("Bearer");
  const options = { issuer: "pulumi", subject: "pulumi", audience, currentDate: new Date(clock.date()) };
  return jwtVerify(token, key, options);
}

describe("an assertion", () => {
  it.each([
    ["a PEM", pem(ec.privateKey), ec, "ES256"],
    ["a PEM of SEC 1", pem(ec.privateKey, "sec1"), ec, "ES256"],
    ["a PEM with \\n for its line breaks", pem(ec.privateKey).trim().replaceAll("\n", "\\n"), ec, "ES256"],
    ["a JSON Web Key", jwk(ec.privateKey), ec, "ES256"],
    ["an RSA key", pem(rsa.privateKey), rsa, "RS256"],
    ["an RSA key of PKCS 1", pem(rsa.privateKey, "pkcs1"), rsa, "RS256"],
    ["an RSA key as a JSON Web Key", jwk(rsa.privateKey), rsa, "RS256"],
  ])("is signed with %s", async (_what, text, { publicKey }, alg) => {
    const clock = new FakeClock();
    const { payload, protectedHeader } = await verified(await authorization(text, clock).header(), publicKey, clock);
    expect(protectedHeader).toEqual({ alg });
    expect(payload).toEqual({
      iss: "pulumi",
      sub: "pulumi",
      aud: audience,
      jti: expect.stringMatching(/^[\da-f-]{36}$/),
      exp: Math.floor(clock.date() / 1000) + 1800,
    });
  });

  it("names its key where a JSON Web Key has an id", async () => {
    const header = await authorization(jwk(ec.privateKey, { kid: "2026-11" })).header();
    expect(decodeProtectedHeader(header.slice("Bearer ".length))).toEqual({ alg: "ES256", kid: "2026-11" });
  });

  it("is another for each request", async () => {
    const clock = new FakeClock();
    const { publicKey } = ec;
    const jwt = authorization(pem(ec.privateKey), clock);
    const headers = await Promise.all(Array.from({ length: 20 }, () => jwt.header()));
    const jtis = await Promise.all(headers.map(async (each) => (await verified(each, publicKey, clock)).payload.jti));
    expect(new Set(jtis).size).toBe(20);
  });

  it("is renewed where it has expired in the queue, and not where the server refuses a good one", async () => {
    const clock = new FakeClock();
    const jwt = authorization(pem(ec.privateKey), clock);
    const header = await jwt.header();
    expect(jwt.renew(header)).toBe(false);
    clock.pass(1799);
    expect(jwt.renew(header)).toBe(false);
    clock.pass(1);
    expect(jwt.renew(header)).toBe(true);
  });
});

describe("a key that can't be used", () => {
  const encrypted = ec.privateKey.export({ format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: "canary" });
  it.each([
    ["no key", "canary-secret", "can't be read as a PEM"],
    ["half a PEM", pem(ec.privateKey).slice(0, 100), "can't be read as a PEM"],
    ["an encrypted PEM", String(encrypted), "can't be read as a PEM"],
    ["a public PEM", ec.publicKey.export({ format: "pem", type: "spki" }).toString(), "can't be read as a PEM"],
    ["broken JSON", `{"kty":"EC","d":"canary-secret"`, "is not a private JSON Web Key"],
    ["a public JSON Web Key", jwk(ec.publicKey), "is not a private JSON Web Key"],
    ["another curve", pem(generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey), "is another kind of key"],
    ["a short RSA key", pem(generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey), "is another kind of key"],
    ["Ed25519", pem(generateKeyPairSync("ed25519").privateKey), "is another kind of key"],
  ])("is refused without being shown: %s", (_what, value, what) => {
    const message = configurationError(() => authorization(value));
    expect(message).toBe(
      `onegini:privateKey ${what}. It must be an unencrypted private key, EC P-256 or RSA with at least 2048 bits, as a PEM or a JSON Web Key.`,
    );
  });
});

describe("the setting", () => {
  const value = pem(ec.privateKey).trim();
  const keys = without("onegini:clientSecret", completeKeys("onegini", { "onegini:privateKey": `${value}\n` }));

  it("takes the secret's place", () => {
    const { privateKey, clientSecret } = oneginiSettings(keys);
    expect(privateKey).toEqual({ value, source: "onegini:privateKey" });
    expect(clientSecret).toBeUndefined();
  });

  it("comes from the environment too, and a wrong one is named as it's called there", () => {
    const others = without("onegini:privateKey", keys);
    vi.stubEnv("ONEGINI_PRIVATE_KEY", value);
    expect(oneginiSettings(others).privateKey).toEqual({ value, source: "ONEGINI_PRIVATE_KEY" });
    vi.stubEnv("ONEGINI_PRIVATE_KEY", "nonsense");
    expect(configurationError(() => oneginiSettings(others))).toMatch(/^ONEGINI_PRIVATE_KEY can't be read/);
  });

  it("is one credential with the secret: the stack's wins over the environment's, whichever it is", () => {
    vi.stubEnv("ONEGINI_CLIENT_SECRET", "environment-secret");
    expect(oneginiSettings(keys)).toMatchObject({ privateKey: { value } });
    vi.stubEnv("ONEGINI_CLIENT_SECRET", undefined);
    vi.stubEnv("ONEGINI_PRIVATE_KEY", value);
    expect(oneginiSettings(completeKeys("onegini"))).toMatchObject({ clientSecret: "canary-secret" });
    expect(oneginiSettings(completeKeys("onegini")).privateKey).toBeUndefined();
  });

  it("can't stand beside the secret on one level", () => {
    const both = { ...completeKeys("onegini"), "onegini:privateKey": value };
    expect(configurationError(() => oneginiSettings(both))).toBe(
      "onegini:clientSecret and onegini:privateKey are both set. Remove the one that isn't used.",
    );
    vi.stubEnv("ONEGINI_CLIENT_SECRET", "environment-secret");
    vi.stubEnv("ONEGINI_PRIVATE_KEY", value);
    const neither = without("onegini:privateKey", keys);
    expect(configurationError(() => oneginiSettings(neither))).toBe(
      "ONEGINI_CLIENT_SECRET and ONEGINI_PRIVATE_KEY are both set. Remove the one that isn't used.",
    );
  });

  it("is missing where neither is given, and both are named", () => {
    expect(configurationError(() => oneginiSettings(without("onegini:privateKey", keys)))).toMatch(
      /onegini:clientSecret or onegini:privateKey in the stack's configuration, or ONEGINI_CLIENT_SECRET or ONEGINI_PRIVATE_KEY in the environment, is missing/,
    );
  });

  it("is a profile's own", () => {
    vi.stubEnv("ONEGINI_PRIVATE_KEY", value);
    const acme = without("onegini-acme:clientSecret", completeKeys("onegini-acme"));
    expect(configurationError(() => oneginiSettings(acme, "acme"))).toMatch(/onegini-acme:privateKey .* is missing/);
    const privateKey = { "onegini-acme:privateKey": value };
    expect(oneginiSettings({ ...acme, ...privateKey }, "acme").privateKey?.source).toBe("onegini-acme:privateKey");
  });

  it("lets the client id have a colon, which HTTP Basic can't carry", () => {
    expect(oneginiSettings({ ...keys, "onegini:clientId": "a:b" }).clientId).toBe("a:b");
    const secret = { ...completeKeys("onegini"), "onegini:clientId": "a:b" };
    expect(configurationError(() => oneginiSettings(secret))).toContain("colon");
  });
});

describe("a request", () => {
  const connect = (url: string, clock: FakeClock, keys: Keys) =>
    openConnection(
      createContext(
        (key) => ({ "onegini:url": `${url}/oauth`, "onegini:clientId": "pulumi", ...keys })[key],
        testRun({ clock }),
      ),
      undefined,
    );
  const keys = { "onegini:privateKey": pem(ec.privateKey) };

  it("has an assertion of its own at each attempt, for the base URL", async () => {
    const clock = new FakeClock();
    const { url, seen } = await serve((_, nth) =>
      nth < 3 ? { status: nth === 1 ? 503 : 429 } : { body: { result: [] } },
    );
    await connect(url, clock, keys).api.webClients.page(0);
    const tokens = seen.map(({ headers }) => headers.authorization ?? "");
    expect(new Set(tokens).size).toBe(3);
    for (const token of tokens) {
      const jwt = token.slice("Bearer ".length);
      const currentDate = new Date(clock.date());
      const options = { issuer: "pulumi", audience: `${url}/oauth`, currentDate };
      expect((await jwtVerify(jwt, ec.publicKey, options)).payload.sub).toBe("pulumi");
    }
  });

  it("that waited until its assertion expired is sent once more, and a refused one isn't", async () => {
    const clock = new FakeClock();
    const refused = { status: 401, body: { error: "unauthorized" } };
    const { url, seen } = await serve((_, nth) => {
      if (nth === 1) clock.pass(3600);
      return nth === 2 ? { body: { result: [] } } : refused;
    });
    await connect(url, clock, keys).api.webClients.page(0);
    expect(seen).toHaveLength(2);
    const error = await refusal(connect(url, clock, keys).api.webClients.page(0));
    expect(seen).toHaveLength(3);
    expect(error.message).toMatch(/Check onegini:clientId, onegini:privateKey and onegini:url\. /);
  });

  const d = JSON.parse(jwk(ec.privateKey)).d as string;
  it.each<[string, (token: string) => string]>([
    ["the assertion", (token) => token],
    ["the assertion backwards", (token) => [...token].reverse().join("")],
    ["the secret member of the key", () => d],
    ["a line of the key", () => pem(ec.privateKey).split("\n")[1] ?? ""],
    ["all lines of the key", () => pem(ec.privateKey).split("\n").slice(1, -2).join(" ")],
  ])("shows no secret where the service repeats %s", async (_what, said) => {
    const { url } = await serve(({ headers }) => {
      const message = `You sent ${said(headers.authorization?.split(" ")[1] ?? "")}.`;
      return { status: 400, body: { error: "invalid_request", message } };
    });
    const error = await refusal(connect(url, new FakeClock(), keys).api.webClients.page(0));
    expect(error.message).toMatch(/You sent \[secret\]\.|its message is not shown, because it may contain a secret/);
  });

  it("still shows what the service says of keys and assertions", async () => {
    const said = "The assertion's public key (-----BEGIN PUBLIC KEY-----) isn't one for private_key_jwt";
    const { url } = await serve(() => ({ status: 400, body: { error: "invalid_request", message: said } }));
    const error = await refusal(connect(url, new FakeClock(), keys).api.webClients.page(0));
    expect(error.message).toContain(said);
  });
});

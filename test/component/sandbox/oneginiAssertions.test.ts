import { generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { sandboxForAll } from "../../support/sandbox";
import { serve } from "../../support/server";
import { call } from "./support/calls";

// API clients that authenticate with private_key_jwt: the assertion itself is the bearer token.

const sandbox = sandboxForAll();
const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
const others = generateKeyPairSync("ec", { namedCurve: "P-256" });
const now = () => Math.floor(Date.now() / 1000);

interface Claims {
  iss?: string;
  sub?: string;
  aud?: string | string[];
  exp?: number;
  jti?: string;
}

/** A right one, but for these claims; undefined leaves one out. */
function assertion(claims: Claims = {}, key: KeyObject = keys.privateKey, alg = "ES256"): Promise<string> {
  const { url } = sandbox().onegini;
  const all = { iss: "keyed", sub: "keyed", aud: url, exp: now() + 60, jti: randomUUID(), ...claims };
  return new SignJWT(all).setProtectedHeader({ alg }).sign(key);
}

const get = async (token: string | Promise<string>, path = "api-clients") =>
  call("GET", `${sandbox().onegini.url}/api/v1/configuration/${path}`, { authorization: `Bearer ${await token}` });

const setClient = (more: object = {}) =>
  sandbox().control.setApiClient("keyed", {
    scopes: ["onegini_api_admin"],
    authentication_method: "private_key_jwt",
    public_jwk: { ...keys.publicKey.export({ format: "jwk" }) },
    ...more,
  });
beforeEach(() => setClient());

it("lets the client in, for the APIs of its scopes", async () => {
  expect((await get(assertion())).status).toBe(200);
  expect((await get(assertion({ aud: [sandbox().onegini.url, "other"] }))).status).toBe(200);
  expect((await get(assertion({ exp: now() + 3590 }))).status).toBe(200);
  expect((await get(assertion(), "web-clients")).status).toBe(403);
});

it.each<[string, () => string | Promise<string>]>([
  ["another issuer", () => assertion({ iss: "sandbox-admin" })],
  ["another subject", () => assertion({ sub: "sandbox-admin" })],
  ["no subject", () => assertion({ sub: undefined as never })],
  ["another audience", () => assertion({ aud: `${sandbox().onegini.url}/` })],
  ["no audience", () => assertion({ aud: undefined as never })],
  ["a time that is over", () => assertion({ exp: now() - 60 })],
  ["no time", () => assertion({ exp: undefined as never })],
  ["more than an hour", () => assertion({ exp: now() + 3700 })],
  ["no jti", () => assertion({ jti: undefined as never })],
  ["another key", () => assertion({}, others.privateKey)],
  ["an unknown client", () => assertion({ iss: "nobody", sub: "nobody" })],
  ["no JSON Web Token", () => "nonsense"],
  ["nothing", () => ""],
  ["an unsigned one", async () => `${(await assertion()).split(".").slice(0, 2).join(".")}.`],
  ["changed claims", async () => (await assertion()).replace(/\.[^.]+\./, ".e30.")],
])("refuses %s", async (_what, made) => {
  const { status, json } = await get(made());
  expect([status, json.error]).toEqual([401, "unauthorized"]);
  // A refused assertion doesn't affect the next one.
  expect((await get(assertion())).status).toBe(200);
});

it("takes each jti once, of each client", async () => {
  const jti = randomUUID();
  const first = await assertion({ jti });
  expect((await get(first)).status).toBe(200);
  expect((await get(first)).status).toBe(401);
  expect((await get(assertion({ jti }))).status).toBe(401);
  await sandbox().control.setApiClient("second", {
    scopes: ["onegini_api_admin"],
    authentication_method: "private_key_jwt",
    public_jwk: { ...others.publicKey.export({ format: "jwk" }) },
  });
  expect((await get(assertion({ jti, iss: "second", sub: "second" }, others.privateKey))).status).toBe(200);
});

it("refuses one of a client with a secret", async () => {
  await setClient({ authentication_method: "client_secret_basic", client_secret: "s3cret" });
  expect((await get(assertion())).status).toBe(401);
});

describe("a key set", () => {
  it("wins over the key", async () => {
    const jwks = await serve(() => ({
      body: { keys: [{ ...others.publicKey.export({ format: "jwk" }), use: "sig" }] },
    }));
    await setClient({ jwks_uri: `${jwks.url}/jwks` });
    expect((await get(assertion({}, others.privateKey))).status).toBe(200);
    expect((await get(assertion())).status).toBe(401);
    expect(jwks.calls()[0]).toBe("GET /jwks");
  });

  it("may have RSA keys", async () => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const jwks = await serve(() => ({ body: { keys: [rsa.publicKey.export({ format: "jwk" })] } }));
    await setClient({ jwks_uri: `${jwks.url}/jwks` });
    expect((await get(assertion({}, rsa.privateKey, "RS256"))).status).toBe(200);
  });
});

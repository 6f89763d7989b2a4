import { pbkdf2Sync } from "node:crypto";
import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { sandboxForAll } from "../../support/sandbox";
import { basic, call } from "./support/calls";

// The token endpoint, for the client credentials grant of web clients.

const sandbox = sandboxForAll();
const form = { "content-type": "application/x-www-form-urlencoded" };

const token = (id: string, secret: string, body = "grant_type=client_credentials") =>
  call("POST", `${sandbox().onegini.url}/v1/token`, { authorization: basic(id, secret), body, ...form });

const setClient = (more: object = {}) =>
  sandbox().control.setWebClient("shop", {
    client_secret: "s3cret",
    access_token_expires_in: 600,
    default_scopes: ["profile"],
    additional_scopes: ["email"],
    ...more,
  });

it("issues an opaque token with the client's lifetime and default scopes", async () => {
  await setClient();
  const { status, json, headers } = await token("shop", "s3cret");
  expect(status).toBe(200);
  expect(json).toEqual({
    access_token: expect.stringMatching(/^[0-9A-F]{64}$/),
    token_type: "bearer",
    expires_in: 600,
    scope: "profile",
  });
  expect(headers.get("cache-control")).toBe("no-store");
});

it("issues a JSON Web Token where the client's are, with its audiences", async () => {
  await setClient({ access_token_format: "JWT", additional_audiences: ["https://api.example.com"] });
  const { json } = await token("shop", "s3cret", "grant_type=client_credentials&scope=profile+email");
  const { iat = 0, ...claims } = decodeJwt(json.access_token);
  expect(claims).toMatchObject({
    iss: sandbox().onegini.url,
    aud: ["https://api.example.com"],
    exp: iat + 600,
    cid: "shop",
    scp: ["profile", "email"],
    scope: "profile email",
  });
});

it.each([
  ["a wrong secret", "wrong", undefined, 401, "invalid_client"],
  ["another grant", "s3cret", "grant_type=password", 400, "unsupported_grant_type"],
  ["no grant", "s3cret", "", 400, "unsupported_grant_type"],
  ["a scope that isn't the client's", "s3cret", "grant_type=client_credentials&scope=phone", 400, "invalid_scope"],
])("refuses %s", async (_what, secret, body, status, error) => {
  await setClient();
  const answer = await token("shop", secret, body);
  expect([answer.status, answer.json]).toEqual([status, { error }]);
});

it("refuses clients without the grant, without a secret, and API clients", async () => {
  await setClient({ grant_types: ["AUTHORIZATION_CODE"] });
  expect((await token("shop", "s3cret")).json).toEqual({ error: "unauthorized_client" });
  await setClient({ client_secret: null, client_authentication_method: "PKCE" });
  for (const secret of ["", "null", "s3cret"]) expect((await token("shop", secret)).status).toBe(401);
  const { clientId, clientSecret } = sandbox().onegini;
  expect((await token(clientId, clientSecret)).status).toBe(401);
});

it("takes the new secret after a rotation, and the old one no more", async () => {
  await setClient();
  await setClient({ client_secret: "new" });
  expect((await token("shop", "s3cret")).status).toBe(401);
  expect((await token("shop", "new")).status).toBe(200);
});

it("decodes id and secret as forms encode them (RFC 6749 2.3.1)", async () => {
  const [id, secret] = ["shop:1 é", "a+b&c=d %:ü"];
  await sandbox().control.setWebClient(id, { client_secret: secret });
  const encoded = (text: string) => new URLSearchParams({ "": text }).toString().slice(1);
  expect((await token(encoded(id), encoded(secret))).status).toBe(200);
});

describe("a hashed secret", () => {
  const base64 = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");
  const hashed = (hashed_client_secret: string) => setClient({ client_secret: null, hashed_client_secret });

  it("of pbkdf2-sha1 is compared", async () => {
    const salt = Buffer.from("saltsalt");
    await hashed(`$pbkdf2-sha1$i=1000$${base64(salt)}$${base64(pbkdf2Sync("s3cret", salt, 1000, 20, "sha1"))}`);
    expect((await token("shop", "s3cret")).status).toBe(200);
    expect((await token("shop", "wrong")).status).toBe(401);
  });

  // The hash is from the tests of argon2's reference implementation.
  it("of argon2id is compared", async () => {
    await hashed("$argon2id$i=2,m=65536,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc");
    expect((await token("shop", "password")).status).toBe(200);
    expect((await token("shop", "wrong")).status).toBe(401);
  });

  it("of bcrypt can't be, and that is said", async () => {
    await hashed("$bcrypt$c=12$c2FsdHNhbHQ$aGFzaA");
    const { status, json } = await token("shop", "s3cret");
    expect([status, json.error]).toEqual([501, "server_error"]);
    expect(json.error_description).toContain("can't compute bcrypt");
  });
});

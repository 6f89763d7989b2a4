import { generateKeyPairSync } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { sandboxForAll } from "../../support/sandbox";
import { basic, call } from "./support/calls";

const sandbox = sandboxForAll();

const webClients = (method: string, path: string, body?: unknown) => {
  const { url, clientId, clientSecret } = sandbox().onegini;
  return call(method, `${url}/api/v1/configuration/web-clients${path}`, {
    authorization: basic(clientId, clientSecret),
    ...(body !== undefined && { body }),
  });
};
const held = async () => Object.keys((await sandbox().control.objects()).onegini.webClients);

/** As the page's sample, without what isn't required. */
const minimal = {
  name: "One",
  client_id: "one",
  client_secret: "s3cret",
  grant_types: ["AUTHORIZATION_CODE"],
  redirect_url: "https://example.com/redirect",
  access_grant_expires_in: 30,
  access_token_expires_in: 900,
};
const { client_secret: _, ...withoutSecret } = minimal;
const stored = {
  ...withoutSecret,
  client_authentication_method: "CLIENT_SECRET_BASIC",
  access_token_format: "OPAQUE",
  additional_audiences: [],
  legacy_group_permissions_enabled: false,
};
const hash = "$argon2id$i=2,m=65536,p=1$c2FsdHNhbHQ$aGFzaA";
const pem = (type: "ec" | "rsa", options: object) =>
  generateKeyPairSync(type as "ec", options as { namedCurve: string })
    .publicKey.export({ format: "pem", type: "spki" })
    .toString();
const key = pem("ec", { namedCurve: "P-256" });
const byKey = { ...withoutSecret, client_authentication_method: "PRIVATE_KEY_JWT", public_jwk: key };
const byPkce = { ...withoutSecret, client_authentication_method: "PKCE" };
const openId = { default_scopes: ["openid"], open_id_connect: { expiration_time_seconds: 60 } };
const everything = {
  ...minimal,
  grant_types: ["AUTHORIZATION_CODE", "CLIENT_CREDENTIALS", "DEVICE_CODE", "IMPLICIT"],
  client_authentication_method: "CLIENT_SECRET_BASIC",
  access_token_format: "JWT",
  additional_redirect_urls: ["https://example.com/redirect", "com.example.app:/redirect"],
  device_verification_uri: "https://example.com/device",
  device_verification_uri_complete: "https://example.com/device?code={user_code}",
  additional_audiences: ["https://api.example.com"],
  refresh_token_enabled: true,
  refresh_token_expires_in: 3600,
  max_refresh_token_validity: 7200,
  simultaneous_sessions_allowed: true,
  max_simultaneous_sessions: 2,
  default_scopes: ["openid"],
  additional_scopes: ["phone"],
  identity_provider_id: "staff",
  additional_identity_provider_ids: ["customers"],
  template_set: "shop",
  session_based_silent_auth: true,
  consent_disabled: true,
  legacy_group_permissions_enabled: true,
  web_hook_ids: ["audit"],
  open_id_connect: {
    expiration_time_seconds: 600,
    additional_audiences: ["other"],
    delete_tokens_on_logout: true,
    post_logout_redirect_url: "https://example.com/bye",
    additional_post_logout_redirect_urls: ["com.example.app:/bye"],
    front_channel_logout_url: "https://example.com/logout",
    id_token_encryption_enabled: true,
    id_token_encryption_method: "A256GCM",
    id_token_jwks_uri: "https://example.com/jwks",
  },
};

describe("create", () => {
  it("answers 201, an empty body and the client's URL", async () => {
    const { status, text, headers } = await webClients("POST", "", minimal);
    expect([status, text]).toEqual([201, ""]);
    expect(headers.get("location")).toBe("/oauth/api/v1/configuration/web-clients/one");
    expect((await webClients("GET", "/one")).json).toEqual(stored);
  });

  it("takes every property, and returns all but the secret", async () => {
    expect((await webClients("POST", "", everything)).status).toBe(201);
    const { client_secret, ...shown } = everything;
    expect((await webClients("GET", "/one")).json).toEqual(shown);
    expect((await webClients("GET", "")).json).toEqual({ result: [shown] });
    expect((await sandbox().control.webClient("one"))?.client_secret).toBe(client_secret);
  });

  it.each([
    ["PUBLIC", ["DEVICE_CODE"]],
    ["PUBLIC", ["CLIENT_CREDENTIALS", "DEVICE_CODE"]],
    ["CLIENT_SECRET_BASIC", ["CLIENT_CREDENTIALS"]],
  ])("takes a client without a method for %s with %j", async (method, grant_types) => {
    const secret = method === "PUBLIC" ? {} : { client_secret: "s3cret" };
    expect((await webClients("POST", "", { ...withoutSecret, ...secret, grant_types })).status).toBe(201);
    expect((await webClients("GET", "/one")).json.client_authentication_method).toBe(method);
  });

  it.each([
    ["a hash of bcrypt", { ...withoutSecret, hashed_client_secret: "$bcrypt$c=12$c2FsdHNhbHQ$aGFzaA" }],
    ["a hash of argon2id", { ...withoutSecret, hashed_client_secret: hash }],
    ["a key on P-521", { ...byKey, public_jwk: pem("ec", { namedCurve: "P-521" }) }],
    ["an RSA key", { ...byKey, public_jwk: pem("rsa", { modulusLength: 2048 }) }],
    ["a key set", { ...byKey, public_jwk: undefined, jwks_uri: "https://example.com/jwks" }],
    ["PKCE", byPkce],
    ["PASSWORD", { ...minimal, grant_types: ["PASSWORD"], consent_disabled: true }],
    ["openid", { ...minimal, ...openId }],
  ])("takes %s", async (_what, body) => {
    expect((await webClients("POST", "", body)).status).toBe(201);
  });

  it.each([
    ["nothing", {}, ["name", "client_id", "grant_types", "client_secret"]],
    ["no grant", { ...minimal, grant_types: [] }, ["grant_types"]],
    ["an unknown grant", { ...minimal, grant_types: ["AUTHORIZATION_CODE", "IMPLICT"] }, ["grant_types"]],
    ["an unknown method", { ...withoutSecret, client_authentication_method: "NONE" }, ["client_authentication_method"]],
    ["no secret", withoutSecret, ["client_secret"]],
    ["two secrets", { ...minimal, hashed_client_secret: hash }, ["client_secret", "hashed_client_secret"]],
    [
      "bcrypt's own hash",
      { ...withoutSecret, hashed_client_secret: `$2b$12$${"a".repeat(53)}` },
      ["hashed_client_secret"],
    ],
    ["a secret with PKCE", { ...byPkce, client_secret: "s3cret" }, ["client_secret"]],
    ["another grant with PKCE", { ...byPkce, grant_types: ["CLIENT_CREDENTIALS"] }, ["grant_types"]],
    ["no key", { ...byKey, public_jwk: undefined }, ["jwks_uri", "public_jwk"]],
    [
      "a private key",
      {
        ...byKey,
        public_jwk: generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({
          format: "pem",
          type: "pkcs8",
        }),
      },
      ["public_jwk"],
    ],
    ["a short RSA key", { ...byKey, public_jwk: pem("rsa", { modulusLength: 1024 }) }, ["public_jwk"]],
    ["a key as JSON", { ...byKey, public_jwk: { kty: "EC" } }, ["public_jwk"]],
    [
      "AUTHORIZATION_CODE alone",
      { name: "One", client_id: "one", client_secret: "s", grant_types: ["AUTHORIZATION_CODE"] },
      ["redirect_url", "access_grant_expires_in", "access_token_expires_in"],
    ],
    [
      "PASSWORD beside AUTHORIZATION_CODE",
      { ...minimal, grant_types: ["AUTHORIZATION_CODE", "PASSWORD"] },
      ["grant_types", "consent_disabled"],
    ],
    [
      "refresh times without refresh tokens",
      { ...minimal, refresh_token_expires_in: 60, max_refresh_token_validity: 60 },
      ["refresh_token_expires_in", "max_refresh_token_validity"],
    ],
    ["a session", { ...minimal, max_simultaneous_sessions: 1 }, ["max_simultaneous_sessions"]],
    ["26 sessions", { ...minimal, max_simultaneous_sessions: 26 }, ["max_simultaneous_sessions"]],
    ["times as text", { ...minimal, access_token_expires_in: "900" }, ["access_token_expires_in"]],
    ["openid alone", { ...minimal, additional_scopes: ["openid"] }, ["open_id_connect"]],
    [
      "encryption alone",
      { ...minimal, open_id_connect: { expiration_time_seconds: 1, id_token_encryption_enabled: true } },
      ["open_id_connect"],
    ],
    ["an unknown member", { ...minimal, open_id_connect: { expiration: 1 } }, ["open_id_connect"]],
    ["null", { ...minimal, template_set: null }, ["template_set"]],
    ["a list", [minimal], ["body"]],
  ])("refuses %s", async (_what, body, details) => {
    const { status, json } = await webClients("POST", "", body);
    expect(status).toBe(400);
    expect(json).toEqual({ error: "invalid_request", message: expect.any(String), details });
    expect(await held()).toEqual([]);
  });

  it("answers 409 to an id that a client of any kind has", async () => {
    await webClients("POST", "", minimal);
    await sandbox().control.settings({ deviceIds: ["phone"] });
    for (const client_id of ["one", "sandbox-admin", "phone"]) {
      const { status, json } = await webClients("POST", "", { ...minimal, client_id });
      expect([status, json.error]).toEqual([409, "conflict"]);
    }
    expect(await held()).toEqual(["one"]);
  });
});

describe("what a client refers to", () => {
  it.each([
    ["default_scopes", ["unknown"], ["profile"]],
    ["additional_scopes", ["unknown"], ["profile"]],
    ["identity_provider_id", "unknown", "staff"],
    ["template_set", "unknown", "shop"],
    ["web_hook_ids", ["unknown"], ["crm"]],
    ["resource_gateway_ids", ["gateway", "sandbox-admin"], ["gateway"]],
  ])("must exist: %s", async (name, wrong, right) => {
    await sandbox().control.setApiClient("gateway", { scopes: ["onegini_api_token_introspection"] });
    expect((await webClients("POST", "", { ...minimal, [name]: wrong })).json.details).toEqual([name]);
    expect((await webClients("POST", "", { ...minimal, [name]: right })).status).toBe(201);
    expect((await webClients("PATCH", "/one", { [name]: wrong })).json.details).toEqual([name]);
  });

  it("needs the primary identity provider for further ones", async () => {
    const more = { additional_identity_provider_ids: ["staff"] };
    const { json } = await webClients("POST", "", { ...minimal, ...more });
    expect(json.details).toEqual(["additional_identity_provider_ids"]);
    expect((await webClients("POST", "", { ...minimal, additional_identity_provider_ids: [] })).status).toBe(201);
  });

  it("is what the settings list", async () => {
    await sandbox().control.settings({
      webClientReferences: { scopes: ["own"] } as never,
      unknownWebHooks: "accepted",
    });
    const own = { default_scopes: ["own"], template_set: "shop", web_hook_ids: ["unknown"] };
    expect((await webClients("POST", "", { ...minimal, ...own })).status).toBe(201);
    expect((await webClients("PATCH", "/one", { default_scopes: ["profile"] })).json.details).toEqual([
      "default_scopes",
    ]);
  });
});

describe("update and delete", () => {
  beforeEach(() => webClients("POST", "", minimal));

  it("changes only what is sent", async () => {
    const { status, text } = await webClients("PATCH", "/one", { default_scopes: ["profile"], name: "Other" });
    expect([status, text]).toEqual([204, ""]);
    expect((await webClients("GET", "/one")).json).toEqual({ ...stored, default_scopes: ["profile"], name: "Other" });
    expect((await sandbox().control.webClient("one"))?.client_secret).toBe("s3cret");
  });

  it("refuses another id, and takes its own", async () => {
    expect((await webClients("PATCH", "/one", { client_id: "two" })).json.details).toEqual(["client_id"]);
    expect((await webClients("PATCH", "/one", { client_id: "one" })).status).toBe(204);
  });

  it("holds one secret, plain or hashed", async () => {
    await webClients("PATCH", "/one", { hashed_client_secret: hash });
    expect(await sandbox().control.webClient("one")).toMatchObject({ hashed_client_secret: hash });
    expect(await sandbox().control.webClient("one")).not.toHaveProperty("client_secret");
    await webClients("PATCH", "/one", { client_secret: "new" });
    expect(await sandbox().control.webClient("one")).toMatchObject({ client_secret: "new" });
    expect(await sandbox().control.webClient("one")).not.toHaveProperty("hashed_client_secret");
  });

  it("forgets the secret with another method, and wants one to go back", async () => {
    await webClients("PATCH", "/one", { client_authentication_method: "PKCE" });
    expect(await sandbox().control.webClient("one")).not.toHaveProperty("client_secret");
    const back = { client_authentication_method: "CLIENT_SECRET_BASIC" };
    expect((await webClients("PATCH", "/one", back)).json.details).toEqual(["client_secret"]);
    expect((await webClients("PATCH", "/one", { ...back, client_secret: "new" })).status).toBe(204);
  });

  it("keeps the conditions: openid needs its object", async () => {
    expect((await webClients("PATCH", "/one", { default_scopes: ["openid"] })).json.details).toEqual([
      "open_id_connect",
    ]);
    expect((await webClients("PATCH", "/one", openId)).status).toBe(204);
  });

  it("deletes with 204, then finds nothing; there is no PUT", async () => {
    expect((await webClients("PUT", "/one", minimal)).status).toBe(404);
    expect((await webClients("DELETE", "/one")).status).toBe(204);
    for (const method of ["GET", "DELETE", "PATCH"]) {
      const { status, json } = await webClients(method, "/one", method === "PATCH" ? {} : undefined);
      expect([status, json.error]).toEqual([404, "not_found"]);
    }
  });
});

it("needs onegini_api_config, and API clients need onegini_api_admin", async () => {
  const { url } = sandbox().onegini;
  for (const [id, scope] of [
    ["config", "onegini_api_config"],
    ["admin", "onegini_api_admin"],
  ] as const)
    await sandbox().control.setApiClient(id, { client_secret: "s3cret", scopes: [scope] });
  const status = async (kind: string, id: string) =>
    (await call("GET", `${url}/api/v1/configuration/${kind}`, { authorization: basic(id, "s3cret") })).status;
  expect(await status("web-clients", "config")).toBe(200);
  expect(await status("web-clients", "admin")).toBe(403);
  expect(await status("api-clients", "config")).toBe(403);
  expect(await status("api-clients", "admin")).toBe(200);
  expect(await status("web-clients", "nobody")).toBe(401);
});

it("gives pages of 100, of seeded clients too", async () => {
  await sandbox().control.seed({ webClients: 101 });
  expect((await webClients("GET", "")).json.result).toHaveLength(100);
  expect((await webClients("GET", "?page=1")).json.result).toMatchObject([{ client_id: "seeded-web-000101" }]);
  expect((await webClients("GET", "?page=2")).json).toEqual({ result: [] });
});

it("is changed by hand without the page's checks", async () => {
  const { control } = sandbox();
  await control.setWebClient("a/b", { name: null });
  expect((await webClients("GET", "/a%2Fb")).json).toMatchObject({ name: null, grant_types: ["CLIENT_CREDENTIALS"] });
  await control.deleteWebClient("a/b");
  expect(await control.webClient("a/b")).toBeUndefined();
  await expect(control.deleteWebClient("a/b")).rejects.toThrow(/404/);
});

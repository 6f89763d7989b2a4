import { beforeEach, describe, expect, it } from "vitest";
import { sandboxForAll } from "../../support/sandbox";
import { basic, call } from "./support/calls";

// What the page on web clients leaves open: each setting makes the sandbox behave in another way.

const sandbox = sandboxForAll();

const webClients = (method: string, path: string, body?: unknown) => {
  const { url, clientId, clientSecret } = sandbox().onegini;
  return call(method, `${url}/api/v1/configuration/web-clients${path}`, {
    authorization: basic(clientId, clientSecret),
    ...(body !== undefined && { body }),
  });
};
const read = async () => (await webClients("GET", "/one")).json;
const listed = async () => (await webClients("GET", "")).json.result[0];

const one = {
  name: "One",
  client_id: "one",
  client_authentication_method: "PRIVATE_KEY_JWT",
  jwks_uri: "https://example.com/jwks",
  grant_types: ["CLIENT_CREDENTIALS"],
  access_token_expires_in: 900,
  simultaneous_sessions_allowed: true,
  session_based_silent_auth: true,
  open_id_connect: { expiration_time_seconds: 60, delete_tokens_on_logout: true },
};

beforeEach(() => webClients("POST", "", one));

it("unsampledFields: hidden", async () => {
  expect(await read()).toMatchObject({ jwks_uri: one.jwks_uri, max_simultaneous_sessions: 25 });
  await sandbox().control.settings({ unsampledFields: "hidden" });
  for (const name of ["jwks_uri", "session_based_silent_auth", "open_id_connect"])
    for (const client of [await read(), await listed()]) expect(client).not.toHaveProperty(name);
  expect(await read()).not.toHaveProperty("max_simultaneous_sessions");
  expect(await listed()).toHaveProperty("max_simultaneous_sessions", 25);
});

it("unsetFields: null", async () => {
  expect(await read()).not.toHaveProperty("redirect_url");
  await sandbox().control.settings({ unsetFields: "null" });
  expect(await read()).toMatchObject({ redirect_url: null, default_scopes: null, jwks_uri: one.jwks_uri });
  for (const name of ["client_secret", "hashed_client_secret"]) expect(await read()).not.toHaveProperty(name);
});

describe("patchedOpenIdConnect", () => {
  it.each([
    ["merged", { expiration_time_seconds: 30, delete_tokens_on_logout: true }],
    ["replaced", { expiration_time_seconds: 30 }],
  ] as const)("%s", async (patchedOpenIdConnect, after) => {
    await sandbox().control.settings({ patchedOpenIdConnect });
    await webClients("PATCH", "/one", { open_id_connect: { expiration_time_seconds: 30 } });
    expect((await read()).open_id_connect).toEqual(after);
  });
});

it("patchedMethod: defaulted", async () => {
  await webClients("PATCH", "/one", { name: "Other" });
  expect((await read()).client_authentication_method).toBe("PRIVATE_KEY_JWT");
  await sandbox().control.settings({ patchedMethod: "defaulted" });
  expect((await webClients("PATCH", "/one", { name: "Third" })).json.details).toEqual(["client_secret"]);
  await webClients("PATCH", "/one", { grant_types: ["DEVICE_CODE"] });
  expect((await read()).client_authentication_method).toBe("PUBLIC");
});

it("patchedSilentAuth: cleared", async () => {
  await webClients("PATCH", "/one", { name: "Other" });
  expect((await read()).session_based_silent_auth).toBe(true);
  await sandbox().control.settings({ patchedSilentAuth: "cleared" });
  await webClients("PATCH", "/one", { name: "Third", session_based_silent_auth: true });
  expect((await read()).session_based_silent_auth).toBe(true);
  await webClients("PATCH", "/one", { name: "Fourth" });
  expect((await read()).session_based_silent_auth).toBe(false);
});

it.each([
  ["emptyString", "", null],
  ["null", null, ""],
] as const)("unsetBy: %s, of jwks_uri", async (unsetBy, right, wrong) => {
  await sandbox().control.settings({ unsetBy });
  const toPkce = { client_authentication_method: "PKCE", grant_types: ["AUTHORIZATION_CODE"] };
  const needed = { redirect_url: "https://example.com", access_grant_expires_in: 30 };
  await webClients("PATCH", "/one", { ...toPkce, ...needed });
  expect((await webClients("PATCH", "/one", { jwks_uri: wrong })).json.details).toEqual(["jwks_uri"]);
  expect((await webClients("PATCH", "/one", { jwks_uri: right })).status).toBe(204);
  expect(await read()).not.toHaveProperty("jwks_uri");
});

it("version: older", async () => {
  await sandbox().control.settings({ version: "older" });
  const older = { ...one, client_id: "two", client_secret: "s3cret", access_token_format: "JWT" };
  expect((await webClients("POST", "", one)).json.details).toEqual(["client_secret"]);
  expect((await webClients("POST", "", older)).status).toBe(201);
  const { json } = await webClients("GET", "/two");
  for (const name of ["client_authentication_method", "jwks_uri", "access_token_format", "session_based_silent_auth"])
    expect(json).not.toHaveProperty(name);
});

it("refuseUnknownFields", async () => {
  expect((await webClients("PATCH", "/one", { scopes: ["profile"], logo_uri: "" })).status).toBe(204);
  await sandbox().control.settings({ refuseUnknownFields: true });
  const { json } = await webClients("PATCH", "/one", { scopes: ["profile"], logo_uri: "" });
  expect(json.details).toEqual(["scopes", "logo_uri"]);
});

it("shuffle", async () => {
  await webClients("PATCH", "/one", { default_scopes: ["profile", "email", "phone"] });
  await sandbox().control.settings({ shuffle: true });
  const { default_scopes } = await read();
  expect(default_scopes).not.toEqual(["profile", "email", "phone"]);
  expect([...default_scopes].sort()).toEqual(["email", "phone", "profile"]);
});

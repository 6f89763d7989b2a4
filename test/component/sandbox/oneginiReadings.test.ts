import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Settings } from "../../../sandbox";
import { sandboxForAll } from "../../support/sandbox";
import { call, oneginiCaller } from "./support/calls";

// What Onegini's page leaves open, in each variant that the sandbox has a setting for.

const sandbox = sandboxForAll();
const onegini: ReturnType<typeof oneginiCaller> = (...request) => oneginiCaller(sandbox().onegini)(...request);
const configure = (settings: Partial<Settings>) => sandbox().control.settings(settings);

const minimal = { name: "One", client_id: "one", client_secret: "s3cret", scopes: ["onegini_api_end_user"] };
const jwks_uri = "https://example.com/jwks";
const public_jwk = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });
const byKey = {
  name: "One",
  client_id: "one",
  scopes: ["onegini_api_end_user"],
  authentication_method: "private_key_jwt",
};

describe("what unsets jwks_uri", () => {
  it.each([
    ["emptyString", "", null],
    ["null", null, ""],
  ] as const)("%s does, and the other value is refused", async (unsetBy, right, wrong) => {
    await configure({ unsetBy });
    await onegini("POST", "", { ...byKey, jwks_uri, public_jwk });
    const refused = await onegini("PATCH", "/one", { jwks_uri: wrong });
    expect([refused.status, refused.json.error, refused.json.details]).toEqual([400, "invalid_request", ["jwks_uri"]]);
    expect((await onegini("GET", "/one")).json.jwks_uri).toBe(jwks_uri);
    expect((await onegini("PATCH", "/one", { jwks_uri: right })).status).toBe(204);
    expect((await onegini("GET", "/one")).json).not.toHaveProperty("jwks_uri");
  });

  it.each([[""], [null]])("either: %j does", async (value) => {
    await configure({ unsetBy: "either" });
    await onegini("POST", "", { ...byKey, jwks_uri, public_jwk });
    expect((await onegini("PATCH", "/one", { jwks_uri: value })).status).toBe(204);
    expect((await onegini("GET", "/one")).json).not.toHaveProperty("jwks_uri");
  });

  it.each([[""], [null]])("ignored: %j is accepted, and the value stays", async (value) => {
    await configure({ unsetBy: "ignored" });
    await onegini("POST", "", { ...byKey, jwks_uri, public_jwk });
    expect((await onegini("PATCH", "/one", { jwks_uri: value, name: "Two" })).status).toBe(204);
    expect((await onegini("GET", "/one")).json).toMatchObject({ jwks_uri, name: "Two" });
  });

  it("leaves no client without a key", async () => {
    await onegini("POST", "", { ...byKey, jwks_uri });
    const { status, json } = await onegini("PATCH", "/one", { jwks_uri: "" });
    expect([status, json.details]).toEqual([400, ["jwks_uri", "public_jwk"]]);
  });
});

it.each([
  ["emptyString", 400, true],
  ["null", 204, false],
  ["either", 204, false],
  ["ignored", 204, true],
] as const)("%s: null for public_jwk answers %i", async (unsetBy, status, stays) => {
  await onegini("POST", "", { ...byKey, jwks_uri, public_jwk });
  await configure({ unsetBy });
  expect((await onegini("PATCH", "/one", { public_jwk: null })).status).toBe(status);
  expect("public_jwk" in (await onegini("GET", "/one")).json).toBe(stays);
  expect((await onegini("PATCH", "/one", { public_jwk: "" })).json.details).toEqual(["public_jwk"]);
});

it.each([
  ["replaced", ["onegini_api_events"]],
  ["extended", ["onegini_api_end_user", "onegini_api_events"]],
] as const)("scopes of a PATCH: the set is %s", async (patchedScopes, scopes) => {
  await onegini("POST", "", minimal);
  await configure({ patchedScopes });
  expect((await onegini("PATCH", "/one", { scopes: ["onegini_api_events"] })).status).toBe(204);
  expect((await onegini("GET", "/one")).json.scopes).toEqual(scopes);
  expect((await onegini("PATCH", "/one", { scopes: [] })).status).toBe(400);
});

describe("the order of pages", () => {
  const ids = async (path = "") => {
    const { json } = await onegini("GET", path);
    return json.result.map((client: { client_id: string }) => client.client_id);
  };

  it.each([
    ["creation", ["sandbox-admin", "c", "a", "b"]],
    ["clientId", ["a", "b", "c", "sandbox-admin"]],
    ["name", ["b", "a", "c", "sandbox-admin"]],
  ] as const)("%s, and it follows changes", async (pageOrder, order) => {
    await configure({ pageOrder });
    await onegini("POST", "", { ...minimal, client_id: "c", name: "Y" });
    expect(await ids()).toHaveLength(2);
    await onegini("POST", "", { ...minimal, client_id: "a", name: "X" });
    await onegini("POST", "", { ...minimal, client_id: "b", name: "Z" });
    expect(await ids()).toHaveLength(4);
    await onegini("PATCH", "/b", { name: "A" });
    expect(await ids()).toEqual(order);
    await onegini("DELETE", "/a");
    expect(await ids()).toEqual(order.filter((id) => id !== "a"));
  });

  it("goes over all pages", async () => {
    await configure({ pageOrder: "clientId" });
    await sandbox().control.seed({ apiClients: 100 });
    expect(await ids("?page=1")).toEqual(["seeded-000100"]);
    expect((await ids())[0]).toBe("sandbox-admin");
  });
});

it.each([
  [403, "forbidden"],
  [404, "not_found"],
] as const)("a client without onegini_api_admin gets %i", async (hiddenAs, error) => {
  await onegini("POST", "", minimal);
  await configure({ hiddenAs });
  const other = oneginiCaller({ ...sandbox().onegini, clientId: "one", clientSecret: "s3cret" });
  for (const path of ["", "/one", "/none"]) {
    const { status, json } = await other("GET", path);
    expect([status, json.error]).toEqual([hiddenAs, error]);
  }
});

describe("the keys of an error", () => {
  it.each([
    ["error", ["error", "message", "details"]],
    ["error_code", ["error_code", "error_message", "error_details"]],
    ["code", ["code", "message", "details"]],
  ] as const)("%s", async (errorStyle, [code, message, details]) => {
    await configure({ errorStyle });
    const invalid = await onegini("POST", "", { ...minimal, name: "" });
    expect(invalid.json).toEqual({
      [code]: "invalid_request",
      [message]: expect.stringMatching(/missing or incorrect/),
      [details]: ["name"],
    });
    expect((await onegini("GET", "/none")).json[code]).toBe("not_found");
    expect((await onegini("GET", "/none/none")).json[code]).toBe("not_found");
    expect((await onegini("GET", "/%zz")).json[code]).toBe("invalid_request");
    const stranger = await call("GET", `${sandbox().onegini.url}/api/v1/configuration/api-clients`);
    expect([stranger.status, stranger.json[code]]).toEqual([401, "unauthorized"]);
    expect(stranger.headers.get("www-authenticate")).toMatch(/^Basic/);
  });

  it("nested", async () => {
    await configure({ errorStyle: "nested" });
    expect((await onegini("GET", "/none")).json).toEqual({
      error: { code: "not_found", message: expect.stringMatching(/cannot be found/), details: [] },
    });
  });
});

import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../../sandbox";
import { basic, call, oneginiCaller } from "./support/calls";

let sandbox: Sandbox;
let onegini: ReturnType<typeof oneginiCaller>;
beforeAll(async () => {
  sandbox = await startSandbox();
  onegini = oneginiCaller(sandbox.onegini);
});
beforeEach(() => sandbox.control.reset());
afterAll(() => sandbox.close());

const minimal = { name: "One", client_id: "one", client_secret: "s3cret", scopes: ["onegini_api_end_user"] };
const stored = {
  name: "One",
  client_id: "one",
  scopes: ["onegini_api_end_user"],
  public_base_uri: "",
  authentication_method: "client_secret_basic",
};
const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
const publicJwk = { ...keys.publicKey.export({ format: "jwk" }), kid: "k1" };
const { client_secret: _, ...withoutSecret } = minimal;
const byKey = { ...withoutSecret, authentication_method: "private_key_jwt", public_jwk: publicJwk };

describe("create", () => {
  it("answers 201, an empty body, the client's URL and no-store", async () => {
    const { status, text, headers } = await onegini("POST", "", minimal);
    expect([status, text]).toEqual([201, ""]);
    expect(headers.get("location")).toBe("/oauth/api/v1/configuration/api-clients/one");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("pragma")).toBe("no-cache");
    expect(headers.get("content-type")).toBe("application/json;charset=UTF-8");
  });

  it.each([
    ["nothing", {}, ["name", "client_id", "scopes", "client_secret"]],
    ["blank values", { ...minimal, name: " ", client_id: "" }, ["name", "client_id"]],
    ["wrong types", { ...minimal, name: 1, scopes: "onegini_api_admin" }, ["name", "scopes"]],
    ["null", { ...minimal, public_base_uri: null }, ["public_base_uri"]],
    ["no scopes", { ...minimal, scopes: [] }, ["scopes"]],
    ["an unknown scope", { ...minimal, scopes: ["onegini_api_everything"] }, ["scopes"]],
    ["a malformed URL", { ...minimal, public_base_uri: "nonsense" }, ["public_base_uri"]],
    ["an unknown method", { ...minimal, authentication_method: "none" }, ["authentication_method"]],
    ["a key without a key", { ...byKey, public_jwk: undefined }, ["jwks_uri", "public_jwk"]],
    ["a private key", { ...byKey, public_jwk: keys.privateKey.export({ format: "jwk" }) }, ["public_jwk"]],
    ["a key off the curve", { ...byKey, public_jwk: { ...publicJwk, x: publicJwk.y } }, ["public_jwk"]],
    ["a key as text", { ...byKey, public_jwk: JSON.stringify(publicJwk) }, ["public_jwk"]],
    ["a list", [minimal], ["body"]],
    ["no JSON", "{nonsense", ["body"]],
  ])("refuses %s", async (_what, body, details) => {
    const { status, json } = await onegini("POST", "", body);
    expect(status).toBe(400);
    expect(json).toEqual({ error: "invalid_request", message: expect.stringMatching(/missing or incorrect/), details });
    expect(Object.keys((await sandbox.control.objects()).onegini.apiClients)).toEqual(["sandbox-admin"]);
  });

  it("refuses another content type and a body without one", async () => {
    const url = `${sandbox.onegini.url}/api/v1/configuration/api-clients`;
    const authorization = basic(sandbox.onegini.clientId, sandbox.onegini.clientSecret);
    const body = JSON.stringify(minimal);
    expect((await call("POST", url, { authorization, body, "content-type": "text/plain" })).status).toBe(400);
    expect((await call("POST", url, { authorization })).status).toBe(400);
  });

  it("answers 409 to an id that an API client, a web client or a device has", async () => {
    await onegini("POST", "", minimal);
    const again = await onegini("POST", "", { ...minimal, name: "Another" });
    expect([again.status, again.json.error]).toEqual([409, "conflict"]);
    await sandbox.control.settings({ deviceIds: ["phone"] });
    await sandbox.control.setWebClient("web", {});
    for (const client_id of ["phone", "web"]) {
      expect((await onegini("POST", "", { ...minimal, client_id })).status).toBe(409);
      expect((await onegini("GET", `/${client_id}`)).status).toBe(404);
    }
  });
});

describe("read", () => {
  it("never returns the secret", async () => {
    await onegini("POST", "", minimal);
    expect((await onegini("GET", "/one")).json).toEqual(stored);
    expect((await onegini("GET", "")).json.result[1]).toEqual(stored);
    expect((await sandbox.control.apiClient("one"))?.client_secret).toBe("s3cret");
  });

  it("gives pages of 100 from 0, in order, and empty ones past the end", async () => {
    await sandbox.control.seed({ apiClients: 199 });
    const ids = [];
    for (const page of ["", "?page=1"]) {
      const { json } = await onegini("GET", page);
      expect(Object.keys(json)).toEqual(["result"]);
      expect(json.result).toHaveLength(100);
      ids.push(...json.result.map((client: { client_id: string }) => client.client_id));
    }
    expect(new Set(ids).size).toBe(200);
    expect((await onegini("GET", "?page=2")).json).toEqual({ result: [] });
    await onegini("DELETE", "/seeded-000001");
    expect((await onegini("GET", "?page=1")).json.result).toHaveLength(99);
    for (const page of ["-1", "x", "1.5", "1&page=2"]) {
      const { status, json } = await onegini("GET", `?page=${page}`);
      expect([status, json.details]).toEqual([400, ["page"]]);
    }
  });

  it.each(["a/../b", "100%25", "ü ?#&", "..", "a%2Fb", "x".repeat(3000)])("decodes the id %s once", async (id) => {
    const { headers } = await onegini("POST", "", { ...minimal, client_id: id });
    expect(headers.get("location")).toBe(`/oauth/api/v1/configuration/api-clients/${encodeURIComponent(id)}`);
    if (id === "..") return; // no URL parser leaves such a segment alone
    expect((await onegini("GET", `/${encodeURIComponent(id)}`)).json.client_id).toBe(id);
    expect((await onegini("GET", `/${encodeURIComponent(encodeURIComponent(id))}`)).status).toBe(
      encodeURIComponent(id) === id ? 200 : 404,
    );
  });

  it("answers 404 in its own form to unknown ids, paths and methods", async () => {
    for (const path of ["/none", "/one/two"]) {
      const { status, json } = await onegini("GET", path);
      expect([status, json.error]).toEqual([404, "not_found"]);
    }
    expect((await onegini("PUT", "/sandbox-admin", {})).status).toBe(404);
    const undecodable = await onegini("GET", "/%zz");
    expect([undecodable.status, undecodable.json.error]).toEqual([400, "invalid_request"]);
  });
});

describe("update and delete", () => {
  beforeEach(() => onegini("POST", "", minimal));

  it("changes only what is sent", async () => {
    const { status, text } = await onegini("PATCH", "/one", { scopes: ["onegini_api_events"] });
    expect([status, text]).toEqual([204, ""]);
    expect((await onegini("GET", "/one")).json).toEqual({ ...stored, scopes: ["onegini_api_events"] });
    expect((await sandbox.control.apiClient("one"))?.client_secret).toBe("s3cret");
    expect((await onegini("PATCH", "/one", {})).status).toBe(204);
  });

  it.each([
    ["the id", { client_id: "one" }, ["client_id"]],
    ["an empty name", { name: "" }, ["name"]],
    ["an unknown scope", { scopes: ["nonsense"] }, ["scopes"]],
    ["a key method without key", { authentication_method: "private_key_jwt" }, ["jwks_uri", "public_jwk"]],
  ])("refuses %s and changes nothing", async (_what, patch, details) => {
    const { status, json } = await onegini("PATCH", "/one", { public_base_uri: "https://example.com", ...patch });
    expect([status, json.details]).toEqual([400, details]);
    expect((await onegini("GET", "/one")).json).toEqual(stored);
  });

  it("goes to a key, which forgets the secret, and back only with a new one", async () => {
    const toKey = { authentication_method: "private_key_jwt", jwks_uri: "https://example.com/jwks" };
    expect((await onegini("PATCH", "/one", toKey)).status).toBe(204);
    expect((await onegini("GET", "/one")).json).toEqual({ ...stored, ...toKey });
    expect(await sandbox.control.apiClient("one")).not.toHaveProperty("client_secret");
    const back = { authentication_method: "client_secret_basic" };
    expect((await onegini("PATCH", "/one", back)).json.details).toEqual(["client_secret"]);
    expect((await onegini("PATCH", "/one", { ...back, client_secret: "new" })).status).toBe(204);
  });

  it("keeps a client with a public key as it was sent", async () => {
    await onegini("POST", "", { ...byKey, client_id: "keyed" });
    expect((await onegini("GET", "/keyed")).json).toEqual({
      ...stored,
      client_id: "keyed",
      authentication_method: "private_key_jwt",
      public_jwk: publicJwk,
    });
  });

  it("deletes with 204, then finds nothing", async () => {
    expect((await onegini("DELETE", "/one")).status).toBe(204);
    for (const method of ["GET", "DELETE"]) expect((await onegini(method, "/one")).status).toBe(404);
    expect((await onegini("PATCH", "/one", {})).status).toBe(404);
    expect((await onegini("POST", "", minimal)).status).toBe(201);
  });
});

describe("authentication", () => {
  const as = (id: string, secret: string) => oneginiCaller({ ...sandbox.onegini, clientId: id, clientSecret: secret });

  it("lets in clients made here that have onegini_api_admin, and no others", async () => {
    await onegini("POST", "", { ...minimal, client_id: "second", scopes: ["onegini_api_admin"] });
    await onegini("POST", "", minimal);
    expect((await as("second", "s3cret")("GET", "")).status).toBe(200);
    const forbidden = await as("one", "s3cret")("GET", "/none");
    expect([forbidden.status, forbidden.json.error]).toEqual([403, "forbidden"]);
    for (const [id, secret] of [
      ["second", "wrong"],
      ["nobody", "s3cret"],
      ["one", ""],
    ] as const) {
      const { status, json } = await as(id, secret)("POST", "", "{nonsense");
      expect([status, json.error]).toEqual([401, "unauthorized"]);
    }
    const url = `${sandbox.onegini.url}/api/v1/configuration/api-clients`;
    expect((await call("GET", url)).status).toBe(401);
    expect((await call("GET", url, { authorization: "Bearer x" })).status).toBe(401);
  });

  it("follows a changed secret and keeps clients with a key out", async () => {
    await onegini("PATCH", "/sandbox-admin", { client_secret: "changed" });
    expect((await onegini("GET", "")).status).toBe(401);
    const changed = as("sandbox-admin", "changed");
    await changed("POST", "", { ...byKey, client_id: "keyed", scopes: ["onegini_api_admin"] });
    for (const secret of ["", "undefined", "s3cret"]) expect((await as("keyed", secret)("GET", "")).status).toBe(401);
  });
});

describe("an older server", () => {
  beforeEach(() => sandbox.control.settings({ version: "older" }));

  it("ignores the newer fields and doesn't return them", async () => {
    expect((await onegini("POST", "", byKey)).json.details).toEqual(["client_secret"]);
    expect((await onegini("POST", "", { ...byKey, client_secret: "s3cret" })).status).toBe(201);
    const { authentication_method: __, ...older } = stored;
    expect((await onegini("GET", "/one")).json).toEqual(older);
    expect((await sandbox.control.apiClient("one"))?.authentication_method).toBe("client_secret_basic");
  });

  it("has scopes of its own", async () => {
    const scoped = (scope: string) => onegini("POST", "", { ...minimal, client_id: scope, scopes: [scope] });
    expect((await scoped("onegini_api_two_way_otp")).status).toBe(201);
    expect((await scoped("onegini_api_user_registration")).status).toBe(400);
    await sandbox.control.settings({ version: "newer" });
    expect((await scoped("onegini_api_user_registration")).status).toBe(201);
  });
});

it("keeps the order of scopes unless told to shuffle, and each scope once", async () => {
  const scopes = ["onegini_api_events", "onegini_api_admin", "onegini_api_config"];
  await onegini("POST", "", { ...minimal, scopes: [...scopes, scopes[0]] });
  expect((await onegini("GET", "/one")).json.scopes).toEqual(scopes);
  await sandbox.control.settings({ shuffle: true });
  const shuffled = (await onegini("GET", "/one")).json.scopes;
  expect(shuffled).not.toEqual(scopes);
  expect([...shuffled].sort()).toEqual([...scopes].sort());
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Control, type Sandbox, startSandbox } from "../../sandbox";
import { oneginiCaller, oneloginCaller } from "./calls";

let sandbox: Sandbox;
let control: Control;
let onegini: ReturnType<typeof oneginiCaller>;
let onelogin: ReturnType<typeof oneloginCaller>;
beforeAll(async () => {
  sandbox = await startSandbox();
  control = new Control(`${sandbox.url}/`);
  onegini = oneginiCaller(sandbox.onegini);
  onelogin = oneloginCaller(sandbox);
});
beforeEach(() => control.reset());
afterAll(() => sandbox.close());

describe("the log", () => {
  it("has every request to the services, undecoded, with the names of fields and nothing secret", async () => {
    await onegini("POST", "", { name: "n", client_id: "a/b", client_secret: "canary", scopes: ["onegini_api_events"] });
    await onegini("GET", "/a%2Fb?x=%20");
    const log = await control.log();
    expect(log).toMatchObject([
      { seq: expect.any(Number), service: "onegini", method: "POST", status: 201, inFlight: 1 },
      { method: "GET", path: "/oauth/api/v1/configuration/api-clients/a%2Fb?x=%20", status: 200 },
    ]);
    expect(log[0]?.fields).toEqual(["name", "client_id", "client_secret", "scopes"]);
    expect(log[1]).not.toHaveProperty("fields");
    expect(log[0]?.endedAt).toBeGreaterThanOrEqual(log[0]?.startedAt ?? Number.POSITIVE_INFINITY);
    expect(JSON.stringify(log)).not.toMatch(/canary|sandbox-admin-secret/);
  });

  it("filters and forgets", async () => {
    await onelogin("GET", "/apps");
    await onegini("DELETE", "/none");
    expect(await control.log({ service: "onelogin" })).toHaveLength(2);
    expect(await control.log({ method: "delete" })).toHaveLength(1);
    expect(await control.log({ path: /\/auth\// })).toHaveLength(1);
    await control.clearLog();
    expect(await control.log()).toEqual([]);
  });

  it("counts what runs at once", async () => {
    await control.settings({ latencyMs: 30 });
    await Promise.all([1, 2, 3].map(() => onegini("GET", "")));
    expect((await control.log()).map(({ inFlight }) => inFlight)).toEqual([1, 2, 3]);
    await onegini("GET", "");
    expect((await control.log()).at(-1)?.inFlight).toBe(1);
  });
});

describe("objects", () => {
  it("shows everything", async () => {
    const id = await control.createAuthServer({ name: "S" });
    const scope = await control.createScope(id, { value: "read" });
    await control.createClaim(id, { name: "c" });
    await control.setClientApp(id, 909021, [scope]);
    const { onegini: one, onelogin: two } = await control.objects();
    expect(one.apiClients["sandbox-admin"]).toMatchObject({ client_secret: "sandbox-admin-secret" });
    expect(two.authServers[id]).toEqual({
      id,
      name: "S",
      description: expect.any(String),
      configuration: expect.objectContaining({ audiences: expect.any(Array) }),
      scopes: [{ id: scope, value: "read", description: "" }],
      claims: [expect.objectContaining({ name: "c" })],
      clientApps: [{ app_id: 909021, scope_ids: [scope] }],
    });
    expect(two.apps.map((app) => app.id)).toContain(909030);
    expect(await control.authServer(id)).toEqual(two.authServers[id]);
  });

  it("changes API clients", async () => {
    await control.setApiClient("a/b", { name: "Drifted" });
    expect((await onegini("GET", "/a%2Fb")).json.name).toBe("Drifted");
    await control.deleteApiClient("a/b");
    expect(await control.apiClient("a/b")).toBeUndefined();
    await expect(control.deleteApiClient("a/b")).rejects.toThrow(/404/);
  });

  it("changes what is in an authorization server", async () => {
    const id = await control.createAuthServer();
    const path = `/api_authorizations/${id}`;
    await control.setAuthServer(id, { name: "New", configuration: { audiences: ["z"] } });
    expect((await onelogin("GET", path)).json).toMatchObject({ name: "New", configuration: { audiences: ["z"] } });
    const scope = await control.createScope(id, { value: "a" });
    await control.setScope(id, scope, { description: "drifted" });
    expect((await onelogin("GET", `${path}/scopes`)).json).toEqual([{ id: scope, value: "a", description: "drifted" }]);
    const claim = await control.createClaim(id, { name: "c" });
    await control.setClaim(id, claim, { user_attribute_mappings: "email" });
    expect((await onelogin("GET", `${path}/claims`)).json[0].user_attribute_mappings).toBe("email");
    await control.setClientApp(id, 909022, [scope]);
    await control.deleteScope(id, scope);
    expect((await onelogin("GET", `${path}/clients`)).json[0].scopes).toEqual([]);
    await control.deleteClaim(id, claim);
    await control.deleteClientApp(id, 909022);
    expect(await control.authServer(id)).toMatchObject({ scopes: [], claims: [], clientApps: [] });
    await control.deleteAuthServer(id);
    expect((await onelogin("GET", path)).status).toBe(404);
    await expect(control.setScope(id, scope, {})).rejects.toThrow(/404/);
  });

  it("changes apps", async () => {
    const id = await control.createAuthServer();
    await control.setApp(5, { name: "Five" });
    expect((await onelogin("GET", "/apps/5")).json).toMatchObject({ name: "Five", auth_method: 8 });
    expect((await onelogin("POST", `/api_authorizations/${id}/clients`, { app_id: 5, scopes: [] })).status).toBe(201);
    await control.deleteApp(5);
    expect((await control.authServer(id))?.clientApps).toEqual([]);
  });
});

it("refuses settings there aren't, and of another type", async () => {
  await expect(control.settings({ latency: 5 } as never)).rejects.toThrow(/no setting latency; there are: latencyMs/);
  await expect(control.settings({ latencyMs: "5" } as never)).rejects.toThrow(/latencyMs/);
  await expect(control.settings({ rateLimit: { left: 1 } } as never)).rejects.toThrow(/rateLimit.left/);
});

it("resets everything to how it was started, credentials included", async () => {
  const other = await startSandbox({
    onegini: { clientId: "me", clientSecret: "mine" },
    onelogin: { clientSecret: "ours" },
    settings: { version: "older", rateLimit: { limit: 7 } },
  });
  await other.control.settings({ version: "newer", rateLimit: { limit: 9 } });
  await other.control.seed({ apiClients: 3, authServers: 2 });
  await other.control.setOneloginCredentials("x", "y");
  await other.control.fault({ times: "forever", fault: { status: 500 } });
  await other.control.deleteApiClient("me");
  await other.control.reset();
  expect(Object.keys((await other.control.objects()).onegini.apiClients)).toEqual(["me"]);
  const read = await oneginiCaller(other.onegini)("GET", "/me");
  expect(read.json).toEqual({ name: "me", client_id: "me", scopes: ["onegini_api_admin"], public_base_uri: "" });
  const apps = await oneloginCaller(other)("GET", "/apps");
  expect([apps.status, apps.headers.get("x-ratelimit-limit")]).toEqual([200, "7"]);
  expect(await other.control.createAuthServer()).toBe(1022743);
  await other.close();
});

it("holds 100,000 API clients, and its last page comes as fast as its first", async () => {
  await control.seed({ apiClients: 100_000 });
  const last = await onegini("GET", "?page=1000");
  expect(last.json.result).toHaveLength(1);
  expect((await onegini("GET", "?page=999")).json.result).toHaveLength(100);
});

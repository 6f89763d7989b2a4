import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Control, type Sandbox, startSandbox } from "../../../sandbox";
import { oneginiCaller, oneloginCaller } from "./support/calls";

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

  it("can be filtered and cleared", async () => {
    await onelogin("GET", "/apps");
    await onegini("DELETE", "/none");
    expect(await control.log({ service: "onelogin" })).toHaveLength(2);
    expect(await control.log({ method: "delete" })).toHaveLength(1);
    expect(await control.log({ path: /\/auth\// })).toHaveLength(1);
    await control.clearLog();
    expect(await control.log()).toEqual([]);
  });

  it("counts concurrent requests", async () => {
    await control.hold({}, { times: 3 });
    const three = Promise.all([1, 2, 3].map(() => onegini("GET", "")));
    await control.held(3);
    await control.release();
    await three;
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

  it("deletes many API clients at once, or none", async () => {
    await control.seed({ apiClients: 3 });
    await expect(control.deleteApiClients(["seeded-000001", "none"])).rejects.toThrow(/no API clients none/);
    await control.deleteApiClients(["seeded-000001", "seeded-000003"]);
    expect(Object.keys((await control.objects()).onegini.apiClients)).toEqual(["sandbox-admin", "seeded-000002"]);
  });

  it("changes an authorization server and what belongs to it", async () => {
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

describe("null where the vendors never have it", () => {
  it.each(["creation", "clientId", "name"] as const)("API clients, listed by %s", async (pageOrder) => {
    await control.settings({ pageOrder });
    await control.setApiClient("a", { name: null });
    expect((await onegini("GET", "")).json.result).toContainEqual(expect.objectContaining({ name: null }));
    expect((await onegini("GET", "/a")).json.name).toBeNull();
  });

  it("authorization servers and what belongs to them", async () => {
    const id = await control.createAuthServer({ name: null });
    const other = await control.createAuthServer({ name: "Other", configuration: null });
    const lists = await Promise.all(["", "?name=other"].map((query) => onelogin("GET", `/api_authorizations${query}`)));
    const [all, some] = lists.map(({ json }) => json);
    expect(all).toMatchObject([
      { id, name: null },
      { id: other, configuration: null },
    ]);
    expect(some).toMatchObject([{ id: other }]);
    const path = `/api_authorizations/${id}`;
    expect((await onelogin("GET", path)).json).toMatchObject({ name: null, configuration: expect.any(Object) });
    await control.setAuthServer(id, { description: null, configuration: { audiences: null } });
    expect((await onelogin("GET", path)).json).toMatchObject({ description: null, configuration: { audiences: [] } });
    await control.setAuthServer(id, { configuration: null });
    expect((await onelogin("GET", path)).json.configuration).toBeNull();

    await control.createClaim(id, { name: null });
    expect((await onelogin("GET", `${path}/claims`)).json).toMatchObject([{ name: null }]);
    await control.createScope(id, { value: null });
    expect((await onelogin("GET", `${path}/scopes`)).json).toMatchObject([{ value: null }]);
    await control.setClientApp(id, 909021, [], { app_id: null });
    expect((await onelogin("GET", `${path}/clients`)).json).toMatchObject([{ app_id: null, name: null }]);
    await control.deleteClientApp(id, 909021);
  });
});

it("refuses unknown settings and seeds, and values of another type", async () => {
  await expect(control.settings({ latency: 5 } as never)).rejects.toThrow(
    /unknown setting latency; valid settings are latencyMs/,
  );
  await expect(control.settings({ latencyMs: "5" } as never)).rejects.toThrow(
    /latencyMs: expected a number, got a string/,
  );
  await expect(control.settings({ rateLimit: { left: 1 } } as never)).rejects.toThrow(
    /unknown setting rateLimit.left; valid/,
  );
  await expect(control.settings({ hiddenAs: 401 } as never)).rejects.toThrow(/hiddenAs must be one of 403, 404/);
  await expect(control.settings({ version: "old" } as never)).rejects.toThrow(/version must be one of .*older/);
  await expect(startSandbox({ settings: { latency: 5 } as never })).rejects.toThrow(/unknown setting latency/);
  await expect(control.seed({ authServerPrefix: 5 } as never)).rejects.toThrow(/authServerPrefix: expected a string/);
  await expect(control.seed({ apiClients: -1 })).rejects.toThrow(/apiClients must be a whole number/);
  await expect(control.seed({ apiClient: 1 } as never)).rejects.toThrow(
    /unknown seed apiClient; valid seeds are .*apps/,
  );
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
  expect(read.json).toEqual({
    name: "me",
    client_id: "me",
    scopes: ["onegini_api_admin", "onegini_api_config"],
    public_base_uri: "",
  });
  const apps = await oneloginCaller(other)("GET", "/apps");
  expect([apps.status, apps.headers.get("x-ratelimit-limit")]).toEqual([200, "7"]);
  expect(await other.control.createAuthServer()).toBe(1022743);
  await other.close();
});

it("holds 100,000 API clients and returns their last page", async () => {
  await control.seed({ apiClients: 100_000 });
  const last = await onegini("GET", "?page=1000");
  expect(last.json.result).toHaveLength(1);
  expect((await onegini("GET", "?page=999")).json.result).toHaveLength(100);
});

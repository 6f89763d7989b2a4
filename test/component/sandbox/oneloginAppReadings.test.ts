import { describe, expect, it } from "vitest";
import type { Settings } from "../../../sandbox";
import { oneloginForAll, servers, whole } from "./support/onelogin";

// What the pages of the Apps API leave open, in each variant that the sandbox has a setting for.

const { sandbox, onelogin, create } = oneloginForAll();
const configure = (settings: Partial<Settings>) => sandbox().control.settings(settings);
const made = async (more: object = {}) =>
  (await onelogin("POST", "/apps", { connector_id: 108419, name: "Orders", ...more })).json;
const read = async (id: number) => (await onelogin("GET", `/apps/${id}`)).json;

describe("the client secret in a read", () => {
  it.each([
    ["missing", undefined],
    ["empty", ""],
    ["shown", "sandbox-oidc-secret-909021"],
  ] as const)("is %s", async (appSecretInReads, client_secret) => {
    await configure({ appSecretInReads });
    const client_id = "sandbox-oidc-client-909021";
    const sso = client_secret === undefined ? { client_id } : { client_id, client_secret };
    expect((await read(909021)).sso).toEqual(sso);
    expect((await onelogin("PUT", "/apps/909021", {})).json.sso).toEqual(sso);
    expect((await made()).sso.client_secret).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("lifetimes that nobody has set", () => {
  it.each([
    ["null", null],
    ["zero", 0],
    ["missing", undefined],
  ] as const)("are %s", async (unsetAppLifetimes, shown) => {
    await configure({ unsetAppLifetimes });
    const { id } = await made({ configuration: { refresh_token_expiration_minutes: 5 } });
    const { access_token_expiration_minutes, refresh_token_expiration_minutes } = (await read(id)).configuration;
    expect([access_token_expiration_minutes, refresh_token_expiration_minutes]).toEqual([shown, 5]);
  });
});

it("enumerations that are 0 may be missing", async () => {
  await configure({ zeroAppEnumerations: "missing" });
  const { id } = await made({ configuration: { token_endpoint_auth_method: 2 } });
  const { configuration } = await read(id);
  expect(configuration).not.toHaveProperty("oidc_application_type");
  expect(configuration.token_endpoint_auth_method).toBe(2);
});

it("URIs are as they were sent, or an array", async () => {
  const { id } = await made({ configuration: { redirect_uri: "https://a\nhttps://b", login_url: "https://c" } });
  const sent = await made({ configuration: { redirect_uri: ["https://a", "https://b"] } });
  expect((await read(id)).configuration.redirect_uri).toBe("https://a\nhttps://b");
  expect((await read(sent.id)).configuration.redirect_uri).toEqual(["https://a", "https://b"]);
  await configure({ appUris: "array" });
  const { configuration } = await read(id);
  expect(configuration).toMatchObject({ redirect_uri: ["https://a", "https://b"], login_url: "https://c" });
});

it("texts may come back escaped", async () => {
  const { id } = await made({ name: "A & B", description: "<a>\n\"b\" 'c'", notes: "a\r\nb" });
  expect(await read(id)).toMatchObject({ name: "A & B", description: "<a>\n\"b\" 'c'" });
  await configure({ escapedAppTexts: true });
  const escaped = { name: "A &amp; B", description: "&lt;a&gt;\r\n&quot;b&quot; &#39;c&#39;" };
  expect(await read(id)).toMatchObject({ ...escaped, notes: "a\r\nb" });
  expect((await onelogin("GET", "/apps?name=A%20%26%20B")).json).toMatchObject([escaped]);
});

it("a PUT may answer with the id alone", async () => {
  await configure({ appUpdateAnswer: "id" });
  expect((await onelogin("PUT", "/apps/909021", { notes: "n" })).json).toEqual({ id: 909021 });
  expect((await read(909021)).notes).toBe("n");
});

it.each([
  ["keeps", { label: "Unit", values: "a", default_values: "b" }],
  ["empties", { label: "Unit", values: null, default_values: "b" }],
] as const)("a PUT %s the members of a parameter that it leaves out", async (parameterUpdate, unit) => {
  await configure({ parameterUpdate });
  const { id, parameters } = await made({
    parameters: { unit: { label: "Unit", values: "a" }, region: { values: "c" } },
  });
  const body = { parameters: { unit: { default_values: "b" } } };
  const changed = (await onelogin("PUT", `/apps/${id}`, body)).json.parameters;
  expect(changed).toMatchObject({ unit: { ...unit, id: parameters.unit.id }, region: { values: "c" } });
});

it.each([
  ["108419", [200, 422]],
  ["38568", [422, 200]],
  ["both", [200, 200]],
] as const)("the account's connectors for OpenID Connect apps are %s", async (oidcConnectors, statuses) => {
  await configure({ oidcConnectors });
  const answers = [];
  for (const connector_id of [108419, 38568])
    answers.push((await onelogin("POST", "/apps", { connector_id, name: "Orders" })).status);
  expect(answers).toEqual(statuses);
  expect((await onelogin("GET", "/connectors?auth_method=8")).json).toHaveLength(oidcConnectors === "both" ? 2 : 1);
});

it("policies and brands may be unknown, and null names none", async () => {
  await configure({ policiesAndBrandsExist: false });
  const { status, json } = await onelogin("PUT", "/apps/909021", { policy_id: 7 });
  expect([status, json.message]).toEqual([422, "The associated Policy with ID 7 could not be found"]);
  expect((await onelogin("PUT", "/apps/909021", { policy_id: null, brand_id: null })).status).toBe(200);
});

it("connectors may refuse new parameters", async () => {
  await configure({ newAppParameters: "refused" });
  const { status, json } = await onelogin("PUT", "/apps/909021", { parameters: { role: {} } });
  expect([status, json.message]).toEqual([422, "Validation failed: Parameter role is not allowed by the connector"]);
  expect((await onelogin("PUT", "/apps/909021", { parameters: { groups: { values: "x" } } })).status).toBe(200);
  expect((await onelogin("GET", "/connectors?auth_method=8")).json[0].allows_new_parameters).toBe(false);
});

it.each([
  ["deleted", 404],
  ["kept", 204],
] as const)("an app's client apps are %s with the app", async (clientAppsOfDeletedApps, status) => {
  await configure({ clientAppsOfDeletedApps });
  const clients = `${servers}/${await create(servers, whole)}/clients`;
  await onelogin("POST", clients, { app_id: 909021, scopes: [] });
  await onelogin("DELETE", "/apps/909021");
  expect((await onelogin("DELETE", `${clients}/909021`)).status).toBe(status);
});

it("roles have no order", async () => {
  const { id } = await made({ role_ids: [1, 2, 3] });
  await configure({ shuffle: true });
  expect((await read(id)).role_ids).not.toEqual([1, 2, 3]);
});

it("a POST answers 200 or 201", async () => {
  await configure({ createdStatus: 201 });
  const { status } = await onelogin("POST", "/apps", { connector_id: 108419, name: "Orders" });
  expect(status).toBe(201);
});

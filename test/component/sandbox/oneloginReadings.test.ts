import { describe, expect, it } from "vitest";
import type { Settings } from "../../../sandbox";
import { configuration, lifetimes, oneloginForAll, servers, whole } from "./support/onelogin";

// What OneLogin's pages leave open, in each variant that the sandbox has a setting for.

const { sandbox, onelogin, create } = oneloginForAll();
const configure = (settings: Partial<Settings>) => sandbox().control.settings(settings);

it.each([
  ["keeps", { user_attribute_mappings: "_macro_", attributes_transformations: "semicolon_separated_list" }],
  ["empties", { user_attribute_mappings: null, attributes_transformations: null }],
] as const)("a PUT of a claim %s what it leaves out", async (claimUpdate, rest) => {
  await configure({ claimUpdate });
  const claims = `${servers}/${await create(servers, whole)}/claims`;
  const id = await create(claims, {
    name: "a",
    user_attribute_mappings: "_macro_",
    user_attribute_macros: "{email}",
    attributes_transformations: "semicolon_separated_list",
  });
  expect((await onelogin("PUT", `${claims}/${id}`, { name: "b", user_attribute_macros: "{id}" })).status).toBe(200);
  expect((await onelogin("GET", claims)).json).toMatchObject([{ name: "b", user_attribute_macros: "{id}", ...rest }]);
  expect((await onelogin("PUT", `${claims}/${id}`, { name: "" })).status).toBe(422);
  expect((await onelogin("GET", claims)).json).toMatchObject([{ name: "b", user_attribute_macros: "{id}" }]);
});

it.each([
  ["taken", 201, 200],
  ["refused", 422, 422],
] as const)("a client app without scopes is %s", async (emptyScopes, created, updated) => {
  const server = `${servers}/${await create(servers, whole)}`;
  const scope = await create(`${server}/scopes`, { value: "read", description: "" });
  await onelogin("POST", `${server}/clients`, { app_id: 909021, scopes: [scope] });
  await configure({ emptyScopes });
  const posted = await onelogin("POST", `${server}/clients`, { app_id: 909022, scopes: [] });
  const put = await onelogin("PUT", `${server}/clients/909021`, { scopes: [] });
  expect([posted.status, put.status]).toEqual([created, updated]);
  for (const { status, json } of [posted, put]) {
    if (status === 422) expect(json.message).toBe("Validation failed: Scopes can't be blank");
  }
});

it.each([[200], [201]] as const)("scopes and claims are created with %i", async (createdStatus) => {
  await configure({ createdStatus });
  const server = `${servers}/${await create(servers, whole)}`;
  const scope = await onelogin("POST", `${server}/scopes`, { value: "read", description: "" });
  expect([scope.status, scope.json]).toEqual([createdStatus, { id: 51 }]);
  const claim = await onelogin("POST", `${server}/claims`, { name: "email" });
  expect([claim.status, claim.json]).toEqual([createdStatus, { id: 77 }]);
});

describe("servers created without lifetimes", () => {
  const none = { access_token_expiration_minutes: null, refresh_token_expiration_minutes: null };

  it.each([
    [false, { access_token_expiration_minutes: 10, refresh_token_expiration_minutes: 30 }],
    [true, none],
  ])("missingLifetimes %s", async (missingLifetimes, expected) => {
    await configure({ missingLifetimes });
    const id = await create(servers, { ...whole, configuration });
    const read = await onelogin("GET", `${servers}/${id}`);
    expect(read.json).toEqual({ id, ...whole, configuration: { ...configuration, ...expected } });
    const given = await create(servers, whole);
    expect((await onelogin("GET", `${servers}/${given}`)).json.configuration).toMatchObject(lifetimes);
  });

  it("demand lifetimes in a PUT all the same", async () => {
    await configure({ missingLifetimes: true });
    const id = await create(servers, { ...whole, configuration });
    for (const part of [configuration, { ...configuration, ...none }]) {
      const { status, json } = await onelogin("PUT", `${servers}/${id}`, { ...whole, configuration: part });
      expect([status, json.field]).toEqual([400, "access_token_expiration_minutes"]);
    }
    expect((await onelogin("PUT", `${servers}/${id}`, whole)).status).toBe(200);
    expect((await onelogin("GET", `${servers}/${id}`)).json.configuration).toMatchObject(lifetimes);
  });

  it("refuse null as a lifetime, with either setting", async () => {
    for (const missingLifetimes of [false, true]) {
      await configure({ missingLifetimes });
      const answer = await onelogin("POST", servers, { ...whole, configuration: { ...configuration, ...none } });
      expect(answer.status).toBe(422);
    }
  });
});

describe("the list of servers", () => {
  it("holds up to 1000 of those the name leaves", async () => {
    await sandbox().control.seed({ authServers: 5 });
    await sandbox().control.seed({ authServers: 1001, authServerPrefix: "Orders " });
    const all = await onelogin("GET", servers);
    expect([all.json.length, all.json[999].name]).toEqual([1000, "Orders 995"]);
    const orders = await onelogin("GET", `${servers}?name=orders`);
    expect([orders.json.length, orders.json[0].name, orders.json[999].name]).toEqual([1000, "Orders 1", "Orders 1000"]);
    expect((await onelogin("GET", `${servers}?name=Orders%201001`)).json).toHaveLength(1);
  });
});

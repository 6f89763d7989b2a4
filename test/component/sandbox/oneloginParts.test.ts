import { beforeEach, describe, expect, it } from "vitest";
import { notFound, oneloginForAll, servers, whole } from "./support/onelogin";

const { sandbox, onelogin, create } = oneloginForAll();

describe("scopes", () => {
  let path: string;
  beforeEach(async () => {
    path = `${servers}/${await create(servers, whole)}/scopes`;
  });

  it("are created with 200, listed, changed and deleted", async () => {
    const { status, json } = await onelogin("POST", path, { value: "read", description: "" });
    expect([status, json]).toEqual([200, { id: 51 }]);
    expect((await onelogin("PUT", `${path}/51`, { value: "write", description: "d" })).json).toEqual({ id: 51 });
    expect((await onelogin("GET", path)).json).toEqual([{ id: 51, value: "write", description: "d" }]);
    expect((await onelogin("DELETE", `${path}/51`)).status).toBe(204);
    expect((await onelogin("GET", path)).json).toEqual([]);
  });

  it("have no GET of one", async () => {
    await create(path, { value: "read", description: "" });
    expect((await onelogin("GET", `${path}/51`)).status).toBe(404);
  });

  it("refuse a value twice, a blank one and missing fields", async () => {
    await create(path, { value: "read", description: "" });
    await create(path, { value: "write", description: "" });
    const taken = "Validation failed: Value has already been taken";
    expect((await onelogin("POST", path, { value: "read", description: "" })).json.message).toBe(taken);
    expect((await onelogin("PUT", `${path}/52`, { value: "read", description: "" })).json.message).toBe(taken);
    expect((await onelogin("PUT", `${path}/51`, { value: "read", description: "x" })).status).toBe(200);
    expect((await onelogin("POST", path, { value: " ", description: "" })).status).toBe(422);
    expect((await onelogin("POST", path, { value: "x" })).status).toBe(422);
    const missing = await onelogin("PUT", `${path}/51`, { value: "read" });
    expect([missing.status, missing.json.field]).toEqual([400, "description"]);
  });

  it("answer 404 to an unknown scope, another server's included", async () => {
    const other = `${servers}/${await create(servers, whole)}/scopes`;
    const id = await create(other, { value: "read", description: "" });
    for (const method of ["PUT", "DELETE"]) {
      const body = method === "PUT" ? { value: "x", description: "" } : undefined;
      expect((await onelogin(method, `${path}/${id}`, body)).json).toEqual(notFound);
    }
    expect((await onelogin("GET", other)).json).toHaveLength(1);
  });
});

describe("claims", () => {
  let path: string;
  beforeEach(async () => {
    path = `${servers}/${await create(servers, whole)}/claims`;
  });
  const empty = {
    label: null,
    user_attribute_mappings: null,
    user_attribute_macros: null,
    attributes_transformations: null,
    skip_if_blank: null,
    values: null,
    default_values: null,
    provisioned_entitlements: null,
    safe_entitlements_enabled: null,
  };

  it("are created with 200 and listed with all attributes", async () => {
    const { status, json } = await onelogin("POST", path, { name: "roles", user_attribute_mappings: "roles" });
    expect([status, json]).toEqual([200, { id: 77 }]);
    expect((await onelogin("GET", path)).json).toEqual([
      { ...empty, id: 77, name: "roles", user_attribute_mappings: "roles" },
    ]);
    expect((await onelogin("GET", `${path}/77`)).status).toBe(404);
  });

  it("keep on PUT what isn't sent, and empty what is null", async () => {
    const macro = { name: "m", user_attribute_mappings: "_macro_", user_attribute_macros: "{email}" };
    await create(path, macro);
    expect((await onelogin("PUT", `${path}/77`, { name: "n", user_attribute_macros: null })).json).toEqual({ id: 77 });
    expect((await onelogin("GET", path)).json).toEqual([
      { ...empty, id: 77, name: "n", user_attribute_mappings: "_macro_" },
    ]);
    const missing = await onelogin("PUT", `${path}/77`, { user_attribute_mappings: "email" });
    expect([missing.status, missing.json.field]).toEqual([400, "name"]);
  });

  it("refuse a name twice, wrong types and unknown ids", async () => {
    await create(path, { name: "a" });
    await create(path, { name: "b" });
    const taken = "Validation failed: Name has already been taken";
    expect((await onelogin("POST", path, { name: "a" })).json.message).toBe(taken);
    expect((await onelogin("PUT", `${path}/78`, { name: "a" })).json.message).toBe(taken);
    expect((await onelogin("POST", path, {})).json.message).toBe("Validation failed: Name can't be blank");
    expect((await onelogin("POST", path, { name: "c", user_attribute_mappings: 1 })).status).toBe(422);
    expect((await onelogin("PUT", `${path}/79`, { name: "c" })).status).toBe(404);
    expect((await onelogin("DELETE", `${path}/77`)).status).toBe(204);
    expect((await onelogin("DELETE", `${path}/77`)).status).toBe(404);
  });
});

describe("client apps", () => {
  let server: string;
  let path: string;
  beforeEach(async () => {
    server = `${servers}/${await create(servers, whole)}`;
    path = `${server}/clients`;
    for (const value of ["a", "b", "c"]) await create(`${server}/scopes`, { value, description: value });
  });

  it("are created with 201 and read from the list, with scopes as objects in another order", async () => {
    const { status, json } = await onelogin("POST", path, { app_id: 909021, scopes: [51, 53] });
    expect([status, json]).toEqual([201, { app_id: 909021, api_auth_id: 1022743 }]);
    expect((await onelogin("GET", path)).json).toEqual([
      {
        app_id: 909021,
        name: "Contacts web app",
        api_auth_id: 1022743,
        scopes: [
          { id: 53, value: "c", description: "c" },
          { id: 51, value: "a", description: "a" },
        ],
      },
    ]);
    expect((await onelogin("GET", `${path}/909021`)).status).toBe(404);
  });

  it("replace the set on PUT, go on DELETE", async () => {
    await onelogin("POST", path, { app_id: 909021, scopes: [51, 53] });
    const { status, json } = await onelogin("PUT", `${path}/909021`, { scopes: [52] });
    expect([status, json]).toEqual([200, { app_id: 909021, api_auth_id: 1022743 }]);
    expect((await onelogin("GET", path)).json[0].scopes).toEqual([{ id: 52, value: "b", description: "b" }]);
    expect((await onelogin("DELETE", `${path}/909021`)).status).toBe(204);
    expect((await onelogin("DELETE", `${path}/909021`)).status).toBe(404);
    expect((await onelogin("PUT", `${path}/909021`, { scopes: [] })).status).toBe(404);
  });

  it.each([
    [{ scopes: [] }, "App can't be blank"],
    [{ app_id: "909021", scopes: [] }, "App is not an integer"],
    [{ app_id: 1, scopes: [] }, "App must exist"],
    [{ app_id: 909030, scopes: [] }, "App is not an OpenId Connect app"],
    [{ app_id: 909021 }, "Scopes can't be blank"],
    [{ app_id: 909021, scopes: ["51"] }, "Scopes is not a list of integers"],
    [{ app_id: 909021, scopes: [51, 99] }, "Scopes 99 does not belong to the specified ApiAuthorizationApp"],
  ])("refuse %j with 422", async (body, problem) => {
    const { status, json } = await onelogin("POST", path, body);
    expect([status, json.message]).toEqual([422, `Validation failed: ${problem}`]);
    expect((await onelogin("GET", path)).json).toEqual([]);
  });

  it("refuse the pair twice, and another server's scope", async () => {
    await onelogin("POST", path, { app_id: 909021, scopes: [51] });
    expect((await onelogin("POST", path, { app_id: 909021, scopes: [52] })).status).toBe(422);
    const other = `${servers}/${await create(servers, whole)}/clients`;
    expect((await onelogin("POST", other, { app_id: 909021, scopes: [51] })).json.message).toBe(
      "Validation failed: Scopes 51 does not belong to the specified ApiAuthorizationApp",
    );
    expect((await onelogin("POST", other, { app_id: 909021, scopes: [] })).status).toBe(201);
    expect((await onelogin("PUT", `${other}/909021`, { scopes: [51] })).status).toBe(422);
    expect((await onelogin("POST", `${servers}/1/clients`, { app_id: 909021, scopes: [] })).json).toEqual(notFound);
  });

  it("lose a scope that is deleted", async () => {
    await onelogin("POST", path, { app_id: 909021, scopes: [51, 52] });
    await onelogin("DELETE", `${server}/scopes/51`);
    expect((await onelogin("GET", path)).json[0].scopes).toEqual([{ id: 52, value: "b", description: "b" }]);
    expect((await sandbox().control.authServer(1022743))?.clientApps).toEqual([{ app_id: 909021, scope_ids: [52] }]);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../sandbox";
import { oneloginCaller } from "./calls";

let sandbox: Sandbox;
let onelogin: ReturnType<typeof oneloginCaller>;
beforeAll(async () => {
  sandbox = await startSandbox();
  onelogin = oneloginCaller(sandbox);
});
beforeEach(() => sandbox.control.reset());
afterAll(() => sandbox.close());

const servers = "/api_authorizations";
const configuration = {
  resource_identifier: "https://example.com/contacts",
  audiences: ["https://example.com/contacts"],
};
const lifetimes = { access_token_expiration_minutes: 15, refresh_token_expiration_minutes: 45 };
const whole = { name: "Contacts API", description: "An API", configuration: { ...configuration, ...lifetimes } };
const notFound = {
  message: "The resource with the given id could not be found",
  statusCode: 404,
  name: "NotFoundError",
};

async function create(path: string, body: unknown): Promise<number> {
  const { json } = await onelogin("POST", path, body);
  return json.id;
}

describe("authorization servers", () => {
  it("are created with 201 and an integer id, several of one name too", async () => {
    const { status, json } = await onelogin("POST", servers, whole);
    expect([status, json]).toEqual([201, { id: 1022743 }]);
    expect((await onelogin("POST", servers, whole)).json).toEqual({ id: 1022744 });
  });

  it("are listed by part of a name, without lifetimes", async () => {
    await create(servers, whole);
    await create(servers, { ...whole, name: "Other" });
    const { json } = await onelogin("GET", `${servers}?name=tacts`);
    expect(json).toEqual([{ id: 1022743, name: whole.name, description: whole.description, configuration }]);
    expect((await onelogin("GET", servers)).json).toHaveLength(2);
  });

  it("are listed up to 1000, without pages", async () => {
    await sandbox.control.seed({ authServers: 1001 });
    expect((await onelogin("GET", `${servers}?page=2`)).json).toHaveLength(1000);
  });

  it("read back whole, and get lifetimes when none are given", async () => {
    const id = await create(servers, whole);
    expect((await onelogin("GET", `${servers}/${id}`)).json).toEqual({ id, ...whole });
    const other = await create(servers, { ...whole, configuration });
    const read = await onelogin("GET", `${servers}/${other}`);
    expect(read.json.configuration.access_token_expiration_minutes).toBeGreaterThan(0);
  });

  it.each([
    [{ name: "x", description: "y" }, "Resource identifier can't be blank, Audiences can't be blank"],
    [{ ...whole, name: "" }, "Name can't be blank"],
    [{ ...whole, name: 5 }, "Name is not a string"],
    [{ ...whole, configuration: { ...configuration, audiences: [] } }, "Audiences can't be blank"],
    [{ ...whole, configuration: { ...configuration, audiences: "a" } }, "Audiences is not a list of strings"],
    [
      { ...whole, configuration: { ...configuration, access_token_expiration_minutes: 0 } },
      "Access token expiration minutes must be greater than 0",
    ],
    [
      { ...whole, configuration: { ...configuration, refresh_token_expiration_minutes: 1.5 } },
      "Refresh token expiration minutes must be an integer",
    ],
    [
      { ...whole, configuration: { ...configuration, access_token_expiration_minutes: "10" } },
      "Access token expiration minutes is not a number",
    ],
  ])("refuse %j with 422", async (body, problems) => {
    const { status, json } = await onelogin("POST", servers, body);
    expect(status).toBe(422);
    expect(json).toEqual({
      message: `Validation failed: ${problems}`,
      statusCode: 422,
      name: "UnprocessableEntityError",
    });
  });

  it("take a PUT of all attributes only", async () => {
    const id = await create(servers, whole);
    const changed = { ...whole, name: "New", configuration: { ...whole.configuration, ...{ audiences: ["b", "a"] } } };
    const { status, json } = await onelogin("PUT", `${servers}/${id}`, changed);
    expect([status, json]).toEqual([200, { id }]);
    expect((await onelogin("GET", `${servers}/${id}`)).json).toEqual({ id, ...changed });
    for (const field of ["name", "description", "configuration"]) {
      const answer = await onelogin("PUT", `${servers}/${id}`, { ...whole, [field]: undefined });
      expect(answer.status).toBe(400);
      expect(answer.json).toEqual({
        field,
        message: "Missing required field",
        statusCode: 400,
        name: "BadRequestError",
      });
    }
    for (const field of Object.keys(whole.configuration)) {
      const part = { ...whole, configuration: { ...whole.configuration, [field]: undefined } };
      const answer = await onelogin("PUT", `${servers}/${id}`, part);
      expect([answer.status, answer.json.field]).toEqual([400, field]);
    }
    const blank = { ...whole, configuration: { ...lifetimes, resource_identifier: "", audiences: [] } };
    expect((await onelogin("PUT", `${servers}/${id}`, blank)).json.message).toBe(
      "Validation failed: Resource identifier can't be blank, Audiences can't be blank",
    );
    expect((await onelogin("GET", `${servers}/${id}`)).json).toEqual({ id, ...changed });
  });

  it("go with 204, and everything in them", async () => {
    const id = await create(servers, whole);
    const scope = await create(`${servers}/${id}/scopes`, { value: "read", description: "" });
    await onelogin("POST", `${servers}/${id}/clients`, { app_id: 909021, scopes: [scope] });
    const { status, text } = await onelogin("DELETE", `${servers}/${id}`);
    expect([status, text]).toEqual([204, ""]);
    for (const part of ["", "/scopes", "/claims", "/clients"]) {
      const answer = await onelogin("GET", `${servers}/${id}${part}`);
      expect([answer.status, answer.json]).toEqual([404, notFound]);
    }
    expect((await onelogin("DELETE", `${servers}/${id}`)).status).toBe(404);
  });

  it("are not found under what is no id", async () => {
    const id = await create(servers, whole);
    for (const wrong of ["abc", `0${id}`, `${id}.0`, `${id}x`, "-1"]) {
      expect((await onelogin("GET", `${servers}/${wrong}`)).json).toEqual(notFound);
    }
  });

  it("refuse bodies that are no JSON objects with 400", async () => {
    for (const body of ["{nonsense", "[]", "3", ""]) {
      const { status, json } = await onelogin("POST", servers, body);
      expect([status, json.name, json.statusCode]).toEqual([400, "BadRequestError", 400]);
    }
  });

  it("ignore unknown attributes unless told to refuse them", async () => {
    expect((await onelogin("POST", servers, { ...whole, nonsense: 1 })).status).toBe(201);
    await sandbox.control.settings({ refuseUnknownFields: true });
    expect((await onelogin("POST", servers, { ...whole, nonsense: 1 })).status).toBe(400);
    const inside = { ...whole, configuration: { ...configuration, nonsense: 1 } };
    expect((await onelogin("POST", servers, inside)).status).toBe(400);
  });
});

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
    expect((await sandbox.control.authServer(1022743))?.clientApps).toEqual([{ app_id: 909021, scope_ids: [52] }]);
  });
});

describe("apps", () => {
  const ids = (apps: { id: number }[]) => apps.map(({ id }) => id);

  it("are listed without sso, filtered by method and name with wildcards", async () => {
    const all = await onelogin("GET", "/apps");
    expect(all.json).toHaveLength(5);
    for (const app of all.json) {
      expect(app).not.toHaveProperty("sso");
      expect(app).not.toHaveProperty("configuration");
    }
    expect(ids((await onelogin("GET", "/apps?auth_method=2")).json)).toEqual([909030]);
    expect(ids((await onelogin("GET", "/apps?name=Contacts%20*")).json)).toEqual([909021, 909022]);
    expect(ids((await onelogin("GET", "/apps?name=Contacts")).json)).toEqual([]);
    expect(ids((await onelogin("GET", "/apps?name=Payroll%20(SAML)")).json)).toEqual([909030]);
  });

  it("come in pages, by number and by cursor", async () => {
    await sandbox.control.seed({ apps: 2 });
    const first = await onelogin("GET", "/apps?auth_method=8&limit=4");
    const header = (name: string) => first.headers.get(name);
    expect(["Total-Count", "Total-Pages", "Current-Page", "Page-Items"].map(header)).toEqual(["6", "2", "1", "4"]);
    const second = await onelogin("GET", `/apps?cursor=${header("After-Cursor")}`);
    expect(second.json).toHaveLength(2);
    expect(second.headers.get("After-Cursor")).toBeNull();
    expect((await onelogin("GET", "/apps?auth_method=8&limit=4&page=2")).json).toEqual(second.json);
    expect((await onelogin("GET", `/apps?cursor=${second.headers.get("Before-Cursor")}`)).json).toEqual(first.json);
    for (const wrong of ["limit=1001", "limit=0", "page=0", "page=x", "cursor=nonsense"]) {
      expect((await onelogin("GET", `/apps?${wrong}`)).status).toBe(400);
    }
  });

  it("show the credentials of OpenID Connect apps only, and as the account allows", async () => {
    const sso = { client_id: expect.any(String), client_secret: expect.any(String) };
    expect((await onelogin("GET", "/apps/909021")).json).toMatchObject({ id: 909021, auth_method: 8, sso });
    expect((await onelogin("GET", "/apps/909030")).json).not.toHaveProperty("sso");
    expect((await onelogin("GET", "/apps/1")).json).toEqual(notFound);
    await sandbox.control.settings({ hideAppSecrets: true });
    expect((await onelogin("GET", "/apps/909021")).json.sso).toEqual({ client_id: sso.client_id });
    await sandbox.control.settings({ appsForbidden: true });
    for (const path of ["/apps", "/apps/909021"]) expect((await onelogin("GET", path)).status).toBe(403);
  });
});

it("gives every set in another order when told to shuffle", async () => {
  const audiences = ["a", "b", "c"];
  const id = await create(servers, { ...whole, configuration: { ...configuration, audiences } });
  await sandbox.control.settings({ shuffle: true });
  const read = await onelogin("GET", `${servers}/${id}`);
  expect(read.json.configuration.audiences).not.toEqual(audiences);
  expect([...read.json.configuration.audiences].sort()).toEqual(audiences);
});

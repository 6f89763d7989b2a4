import { describe, expect, it } from "vitest";
import { notFound, oneloginForAll, servers, whole } from "./support/onelogin";

const { sandbox, onelogin, create } = oneloginForAll();

const connector_id = 108419;
const configuration = {
  redirect_uri: "https://a.example.com/callback\nhttps://b.example.com/callback",
  token_endpoint_auth_method: 1,
};
const body = { connector_id, name: "Orders", configuration };
const post = (more: object = {}) => onelogin("POST", "/apps", { ...body, ...more });
const invalid = (message: string) => ({ message, statusCode: 422, name: "UnprocessableEntityError" });

describe("a POST of an app", () => {
  it("answers 200 with the whole app, which has the secret nowhere else", async () => {
    const { status, json } = await post({ parameters: { role: { label: "Role", user_attribute_mappings: "title" } } });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      id: 1200001,
      connector_id,
      auth_method: 8,
      auth_method_description: "OpenID Connect",
      name: "Orders",
      description: null,
      notes: null,
      visible: true,
      allow_assumed_signin: false,
      policy_id: null,
      brand_id: null,
      tab_id: null,
      role_ids: [],
      provisioning: { enabled: false },
      configuration: {
        ...configuration,
        post_logout_redirect_uri: null,
        login_url: null,
        oidc_application_type: 0,
        access_token_expiration_minutes: null,
        refresh_token_expiration_minutes: null,
        include_amr_claims: false,
      },
      parameters: {
        groups: { label: "groups", user_attribute_mappings: null },
        role: { label: "Role", user_attribute_mappings: "title", values: null },
      },
      sso: { client_id: expect.any(String), client_secret: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    const { client_secret: _, ...sso } = json.sso;
    expect((await onelogin("GET", "/apps/1200001")).json).toEqual({ ...json, sso });
    const put = await onelogin("PUT", "/apps/1200001", {});
    expect(put.json).toEqual({ ...json, sso, updated_at: expect.any(String) });
  });

  it("takes two apps of one name, each with credentials of its own", async () => {
    const [one, two] = [await post(), await post()];
    expect([one.json.id, two.json.id]).toEqual([1200001, 1200002]);
    expect(two.json.sso).not.toEqual(one.json.sso);
    expect((await onelogin("GET", "/apps?name=Orders")).json).toHaveLength(2);
  });

  it.each([
    [{ name: undefined }, "Validation failed: Name can't be blank"],
    [{ name: " " }, "Validation failed: Name can't be blank"],
    [{ connector_id: undefined }, "Validation failed: Connector ID is invalid"],
    [{ connector_id: 38568 }, "Validation failed: Connector ID is invalid"],
    [
      { visible: "yes", role_ids: ["1"] },
      "Validation failed: Visible is not a boolean, Role ids is not a list of integers",
    ],
    [{ policy_id: 0 }, "The associated Policy with ID 0 could not be found"],
    [{ brand_id: 0 }, "The associated AccountBrand with ID 0 could not be found"],
    [{ configuration: { token_endpoint_auth_method: 3 } }, "Validation failed: token_endpoint_auth_method is invalid"],
    [{ configuration: { redirect_uri: 7 } }, "Validation failed: redirect_uri is not a string"],
  ])("refuses %j with 422", async (wrong, message) => {
    const { status, json } = await post(wrong);
    expect([status, json]).toEqual([422, invalid(message)]);
    expect((await onelogin("GET", "/apps?name=Orders")).json).toEqual([]);
  });

  it("refuses a configuration key of another connector with 400, whatever its value", async () => {
    const { status, json } = await post({ configuration: { ...configuration, provider_arn: null } });
    const message = "Unknown parameter on configuration section: provider_arn";
    expect([status, json]).toEqual([400, { message, statusCode: 400, name: "BadRequestError" }]);
    expect((await post({ connector_id: 110016, configuration: { provider_arn: null } })).json.auth_method).toBe(2);
  });

  it("ignores unknown attributes unless told to refuse them", async () => {
    expect((await post({ nonsense: 1 })).json).not.toHaveProperty("nonsense");
    await sandbox().control.settings({ refuseUnknownFields: true });
    expect((await post({ nonsense: 1 })).status).toBe(400);
    expect((await post({ parameters: { role: { nonsense: 1 } } })).status).toBe(400);
    expect((await post({ id: 7, sso: {} })).status).toBe(200);
  });
});

describe("a PUT of an app", () => {
  it("changes what it contains, in configuration and parameters too, and keeps the rest", async () => {
    const parameters = { role: { user_attribute_mappings: "title", values: "a" } };
    const made = (await post({ description: "An app", role_ids: [1, 2], parameters })).json;
    const changed = await onelogin("PUT", `/apps/${made.id}`, {
      notes: "A note",
      role_ids: [3],
      configuration: { post_logout_redirect_uri: "https://a.example.com/out", access_token_expiration_minutes: 0 },
      parameters: { role: { values: ["x", "y"], label: "Another" }, unit: {} },
    });
    expect(changed.status).toBe(200);
    const { client_secret: _, ...sso } = made.sso;
    expect((await onelogin("GET", `/apps/${made.id}`)).json).toEqual({
      ...made,
      sso,
      notes: "A note",
      role_ids: [3],
      configuration: {
        ...made.configuration,
        post_logout_redirect_uri: "https://a.example.com/out",
        access_token_expiration_minutes: 0,
      },
      parameters: {
        ...made.parameters,
        role: { ...made.parameters.role, values: ["x", "y"] },
        unit: expect.objectContaining({ label: "unit" }),
      },
      updated_at: expect.any(String),
    });
  });

  it("empties with null and with empty values", async () => {
    const made = (await post({ description: "An app", policy_id: 5, role_ids: [1] })).json;
    const emptied = { description: null, policy_id: null, role_ids: [], configuration: { redirect_uri: "" } };
    await onelogin("PUT", `/apps/${made.id}`, emptied);
    const { json } = await onelogin("GET", `/apps/${made.id}`);
    expect(json).toMatchObject({
      description: null,
      policy_id: null,
      role_ids: [],
      configuration: { redirect_uri: "" },
    });
  });

  it("changes nothing when anything in it is wrong", async () => {
    const { client_secret: _, ...made } = (await post()).json;
    const before = (await onelogin("GET", `/apps/${made.id}`)).json;
    for (const wrong of [
      { name: "New", policy_id: 0 },
      { name: "New", configuration: { provider_arn: null } },
      { name: "New", parameters: { role: 7 } },
      { name: "New", connector_id: 110016 },
      { name: null },
    ]) {
      expect((await onelogin("PUT", `/apps/${made.id}`, wrong)).status).toBeGreaterThanOrEqual(400);
      expect((await onelogin("GET", `/apps/${made.id}`)).json).toEqual(before);
    }
    expect((await onelogin("PUT", "/apps/1", {})).json).toEqual(notFound);
    expect((await onelogin("PUT", `/apps/${made.id}`, { connector_id, id: 7 })).json.id).toBe(made.id);
  });
});

describe("a DELETE", () => {
  it("of an app answers 204 once, and takes its client apps", async () => {
    const { id } = (await post()).json;
    const server = await create(servers, whole);
    await onelogin("POST", `${servers}/${server}/clients`, { app_id: id, scopes: [] });
    const { status, text } = await onelogin("DELETE", `/apps/${id}`);
    expect([status, text]).toEqual([204, ""]);
    expect((await onelogin("DELETE", `/apps/${id}`)).json).toEqual(notFound);
    expect((await onelogin("GET", `${servers}/${server}/clients`)).json).toEqual([]);
  });

  it("of a parameter takes the app's own, and not the connector's", async () => {
    const made = (await post({ parameters: { role: {} } })).json;
    const { groups, role } = made.parameters;
    const path = `/apps/${made.id}/parameters`;
    expect((await onelogin("DELETE", `${path}/${role.id}`)).status).toBe(204);
    expect((await onelogin("DELETE", `${path}/${role.id}`)).json).toEqual(notFound);
    const refused = await onelogin("DELETE", `${path}/${groups.id}`);
    expect([refused.status, refused.json]).toEqual([
      403,
      { message: `not allowed to destroy Parameter ${groups.id}:groups`, statusCode: 403, name: "ForbiddenError" },
    ]);
    expect((await onelogin("GET", `/apps/${made.id}`)).json.parameters).toEqual({ groups });
  });
});

it("the connectors are listed, by method and name too", async () => {
  const shown = {
    id: 108419,
    name: "OpenId Connect (OIDC)",
    auth_method: 8,
    allows_new_parameters: true,
    icon_url: expect.any(String),
  };
  expect((await onelogin("GET", "/connectors")).json).toHaveLength(2);
  expect((await onelogin("GET", "/connectors?auth_method=8")).json).toEqual([shown]);
  expect((await onelogin("GET", "/connectors?name=OpenId*")).json).toEqual([shown]);
});

describe("by hand", () => {
  it("apps are made and changed key by key, counted, and deleted", async () => {
    const { control } = sandbox();
    const id = await control.createApp({ name: "By hand", configuration: { login_url: "https://a.example.com" } });
    await control.setApp(id, {
      notes: "n",
      configuration: { redirect_uri: "https://b.example.com" },
      parameters: { role: { values: "x" }, groups: null },
      sso: { client_secret: "again" },
    });
    const { apps } = (await control.objects()).onelogin;
    expect(apps).toHaveLength(6);
    expect(apps.find((app) => app.id === id)).toMatchObject({
      name: "By hand",
      notes: "n",
      configuration: { login_url: "https://a.example.com", redirect_uri: "https://b.example.com" },
      parameters: { role: { label: "role", values: "x" } },
      sso: { client_id: expect.any(String), client_secret: "again" },
    });
    expect(Object.keys(apps.find((app) => app.id === id)?.parameters ?? {})).toEqual(["role"]);
    await control.deleteApp(id);
    expect((await control.objects()).onelogin.apps).toHaveLength(5);
  });
});

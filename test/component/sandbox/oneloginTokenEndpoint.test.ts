import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { basic, call } from "./support/calls";
import { oneloginForAll } from "./support/onelogin";

const { sandbox } = oneloginForAll();

const resource = "https://api.example.com/orders";
const audiences = ["https://api.example.com/orders", "orders"];
const app = { id: 909021, client_id: "sandbox-oidc-client-909021", client_secret: "sandbox-oidc-secret-909021" };
const inBody = { client_id: app.client_id, client_secret: app.client_secret };
const form = "application/x-www-form-urlencoded";

let serverId: number;
beforeEach(async () => {
  const { control } = sandbox();
  const configuration = { resource_identifier: resource, audiences, access_token_expiration_minutes: 7 };
  serverId = await control.createAuthServer({ name: "Orders", configuration });
  const [read, write] = [
    await control.createScope(serverId, { value: "orders:read" }),
    await control.createScope(serverId, { value: "orders:write" }),
  ];
  await control.createScope(serverId, { value: "orders:admin" });
  await control.setClientApp(serverId, app.id, [read, write]);
});

const authenticateBy = (token_endpoint_auth_method: number) =>
  sandbox().control.setApp(app.id, { configuration: { token_endpoint_auth_method } });

const token = (parameters: Record<string, string>, authorization?: string) =>
  call("POST", `${sandbox().onelogin.url}/oidc/2/token`, {
    body: new URLSearchParams({ grant_type: "client_credentials", ...parameters }).toString(),
    "content-type": form,
    ...(authorization !== undefined && { authorization }),
  });

describe("a token of an authorization server", () => {
  it("has its audiences, its lifetime and the requested scopes, and is signed", async () => {
    const { status, json, headers } = await token({ ...inBody, resource, scope: "orders:write" });
    expect(status).toBe(200);
    expect(json).toEqual({
      access_token: expect.any(String),
      token_type: "Bearer",
      expires_in: 420,
      scope: "orders:write",
    });
    expect(headers.get("cache-control")).toBe("no-store");
    const { url } = sandbox().onelogin;
    const keys = createRemoteJWKSet(new URL(`${url}/oidc/2/certs`));
    const { payload } = await jwtVerify(json.access_token, keys, { issuer: `${url}/oidc/2`, audience: "orders" });
    expect(payload).toMatchObject({ aud: audiences, scope: "orders:write", sub: app.client_id });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(420);
  });

  it("has all scopes of the client app if none is requested", async () => {
    const { json } = await token({ ...inBody, resource });
    expect(json.scope).toBe("orders:read orders:write");
    expect(decodeJwt(json.access_token).scope).toBe("orders:read orders:write");
  });

  it("follows what the server and its client app are now", async () => {
    const { control } = sandbox();
    const configuration = { audiences: ["other"], access_token_expiration_minutes: 3 };
    await control.setAuthServer(serverId, { configuration });
    await control.setClientApp(serverId, app.id, []);
    const { json } = await token({ ...inBody, resource });
    expect([json.expires_in, json.scope, decodeJwt(json.access_token).aud]).toEqual([180, "", ["other"]]);
  });

  it("needs no call of the API's limit, and no token of the API", async () => {
    await sandbox().control.settings({ rateLimit: { remaining: 0, resetSeconds: 100 } });
    expect((await token({ ...inBody, resource })).status).toBe(200);
  });
});

it("a token without a server is for the app alone", async () => {
  const { status, json } = await token(inBody);
  expect([status, json.scope, json.expires_in]).toEqual([200, "", 600]);
  expect(decodeJwt(json.access_token).aud).toEqual([app.client_id]);
});

describe("the app authenticates as its configuration says", () => {
  const header = basic(app.client_id, app.client_secret);

  it("in the header", async () => {
    await authenticateBy(0);
    expect((await token({ resource }, header)).status).toBe(200);
    const { status, json } = await token({ ...inBody, resource });
    expect([status, json.error]).toEqual([401, "invalid_client"]);
  });

  it("in the body", async () => {
    await authenticateBy(1);
    expect((await token({ ...inBody, resource })).status).toBe(200);
    const { status, json, headers } = await token({ resource }, header);
    expect([status, json.error, headers.get("www-authenticate")]).toEqual([
      401,
      "invalid_client",
      'Basic realm="onelogin"',
    ]);
  });

  it("not at all, and then this grant isn't for it", async () => {
    await authenticateBy(2);
    const { status, json } = await token({ client_id: app.client_id, resource });
    expect([status, json.error]).toEqual([400, "unauthorized_client"]);
  });
});

describe("a request is refused", () => {
  it.each([
    ["with a wrong secret", { ...inBody, client_secret: "wrong" }, 401, "invalid_client"],
    ["without a secret", { client_id: app.client_id }, 401, "invalid_client"],
    ["from an unknown app", { ...inBody, client_id: "unknown" }, 401, "invalid_client"],
    ["without credentials", {}, 401, "invalid_client"],
    ["for another grant", { ...inBody, grant_type: "password" }, 400, "unsupported_grant_type"],
    ["for an unknown scope", { ...inBody, resource, scope: "orders:delete" }, 400, "invalid_scope"],
    [
      "for a scope that isn't approved",
      { ...inBody, resource, scope: "orders:read orders:admin" },
      400,
      "invalid_scope",
    ],
    ["for an unknown server", { ...inBody, resource: "https://nowhere.example.com" }, 400, "invalid_target"],
    [
      "from an app that is no client app of the server",
      { client_id: "sandbox-oidc-client-909022", client_secret: "sandbox-oidc-secret-909022", resource },
      400,
      "unauthorized_client",
    ],
  ])("%s", async (_, parameters, status, error) => {
    const answer = await token(parameters as Record<string, string>);
    expect([answer.status, answer.json]).toEqual([status, { error, error_description: expect.any(String) }]);
  });

  it("with the secret from before somebody regenerated it", async () => {
    await sandbox().control.setApp(app.id, { sso: { client_secret: "regenerated" } });
    expect((await token({ ...inBody, resource })).status).toBe(401);
    expect((await token({ ...inBody, client_secret: "regenerated", resource })).status).toBe(200);
  });

  it("whose body can't be read", async () => {
    const { status, json } = await call("POST", `${sandbox().onelogin.url}/oidc/2/token`, { body: "{nonsense" });
    expect([status, json.error]).toEqual([400, "invalid_request"]);
  });
});

import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import type { Values } from "../../provider/lifecycle";
import { sandboxForAll } from "../support/sandbox";
import { ProviderRun } from "./support/providerRun";

// From nothing to a token: an app, an authorization server with scopes, and the app's access to it.

const sandbox = sandboxForAll();
const run = () => new ProviderRun(sandbox());
const resource = "https://api.example.com/orders";
const audiences = ["https://api.example.com/orders", "orders"];

const appArgs = (tokenEndpointAuthMethod?: string) => ({
  name: "Orders job",
  configuration: {
    redirectUris: ["https://orders.example.com/callback"],
    ...(tokenEndpointAuthMethod && { tokenEndpointAuthMethod }),
  },
});
const serverArgs = {
  name: "Orders",
  configuration: { resourceIdentifier: resource, audiences, accessTokenExpirationMinutes: 7 },
};

/** What a program makes of the app and the server. */
async function program(up: ProviderRun, method?: string) {
  const app = await up.create("OidcApp", appArgs(method));
  const server = await up.create("AuthServer", serverArgs);
  const { authServerId } = server.outputs;
  const [read, write] = [
    await up.create("AuthServerScope", { authServerId, value: "orders:read" }),
    await up.create("AuthServerScope", { authServerId, value: "orders:write" }),
  ];
  await up.create("AuthServerScope", { authServerId, value: "orders:admin" });
  const accessArgs = {
    authServerId,
    appId: app.outputs.appId,
    scopeIds: [read.outputs.scopeId, write.outputs.scopeId],
  };
  const access = await up.create("AuthServerClientApp", accessArgs);
  return { app, server, access, accessArgs };
}

interface TokenAnswer {
  status: number;
  json: { access_token: string; expires_in: number; scope: string; error?: string };
}

/** Asks as the app's method says, with the credentials that the program's outputs have. */
async function token({ clientId, clientSecret }: Values, method: string, more: Values = {}): Promise<TokenAnswer> {
  const inBody = method === "post" ? { client_id: clientId, client_secret: clientSecret } : {};
  const header = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`;
  const parameters = { grant_type: "client_credentials", resource, ...inBody, ...more } as Record<string, string>;
  const response = await fetch(`${sandbox().onelogin.url}/oidc/2/token`, {
    method: "POST",
    headers: method === "basic" ? { authorization: header } : {},
    body: new URLSearchParams(parameters),
  });
  return { status: response.status, json: (await response.json()) as TokenAnswer["json"] };
}

describe.each([
  ["basic", undefined],
  ["basic", "basic"],
  ["post", "post"],
])("an app that authenticates by %s (%s)", (method, given) => {
  it("gets a token for the server's audiences, with its scopes and lifetime", async () => {
    const { app } = await program(run(), given);
    const { status, json } = await token(app.outputs, method, { scope: "orders:read" });
    expect([status, json.expires_in, json.scope]).toEqual([200, 420, "orders:read"]);
    const { aud, scope, exp = 0, iat = 0 } = decodeJwt(json.access_token);
    expect([aud, scope, exp - iat]).toEqual([audiences, "orders:read", 420]);
    expect((await token(app.outputs, method)).json.scope).toBe("orders:read orders:write");
    expect((await token(app.outputs, method, { scope: "orders:admin" })).json.error).toBe("invalid_scope");
    const otherMethod = method === "basic" ? "post" : "basic";
    expect((await token(app.outputs, otherMethod)).json.error).toBe("invalid_client");
  });
});

it("another method, other scopes and another lifetime hold from the update on", async () => {
  const up = run();
  const { app, server, access, accessArgs } = await program(up);
  await up.update(app, appArgs("post"));
  const configuration = { ...serverArgs.configuration, audiences: ["others"], accessTokenExpirationMinutes: 3 };
  await up.update(server, { ...serverArgs, configuration });
  await up.update(access, { ...accessArgs, scopeIds: accessArgs.scopeIds.slice(0, 1) });
  expect((await token(app.outputs, "basic")).status).toBe(401);
  const { json } = await token(app.outputs, "post");
  expect([json.expires_in, json.scope, decodeJwt(json.access_token).aud]).toEqual([180, "orders:read", ["others"]]);
});

it("a replaced app gets tokens with its new secret, and the old one is refused", async () => {
  const { app, access, accessArgs } = await program(run());
  expect((await token(app.outputs, "basic")).status).toBe(200);
  // What `pulumi up --replace` does: what depends on the app goes first.
  const up = run();
  await up.delete(access);
  await up.delete(app);
  const replaced = await up.create("OidcApp", appArgs());
  await up.create("AuthServerClientApp", { ...accessArgs, appId: replaced.outputs.appId });
  expect(replaced.outputs.clientSecret).not.toBe(app.outputs.clientSecret);
  expect((await token(replaced.outputs, "basic")).status).toBe(200);
  const mixed = { clientId: replaced.outputs.clientId, clientSecret: app.outputs.clientSecret };
  for (const old of [app.outputs, mixed])
    expect(await token(old, "basic")).toMatchObject({ status: 401, json: { error: "invalid_client" } });
});

it("an app without access, or whose access was deleted, gets none", async () => {
  const up = run();
  const { app, access } = await program(up);
  const other = await up.create("OidcApp", { ...appArgs(), name: "Other job" });
  expect((await token(other.outputs, "basic")).json.error).toBe("unauthorized_client");
  await up.delete(access);
  expect((await token(app.outputs, "basic")).json.error).toBe("unauthorized_client");
});

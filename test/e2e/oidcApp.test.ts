import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { diagnostics, providersStackTrace } from "./support/output";
import type { Declared } from "./support/project";
import { useStack } from "./support/stacks";

/** From nothing to a token in one program, a rotation, and a secret that was lost. */
const stack = useStack();
const resource = "https://api.example.com/orders";

function program(more: Record<string, unknown> = {}): Declared[] {
  const configuration = { redirectUris: ["https://orders.example.com/callback"] };
  const server = { resourceIdentifier: resource, audiences: ["orders"], accessTokenExpirationMinutes: 7 };
  const scope = (value: string) => ({ authServerId: { $ref: "server.authServerId" }, value });
  return [
    { type: "onelogin.AuthServer", name: "server", args: { configuration: server } },
    { type: "onelogin.OidcApp", name: "app", args: { configuration, ...more } },
    { type: "onelogin.AuthServerScope", name: "read", args: scope("orders:read") },
    { type: "onelogin.AuthServerScope", name: "write", args: scope("orders:write") },
    {
      type: "onelogin.AuthServerClientApp",
      name: "access",
      args: {
        authServerId: { $ref: "server.authServerId" },
        appId: { $ref: "app.appId" },
        scopeIds: [{ $ref: "read.scopeId" }],
      },
    },
  ];
}

async function credentials(): Promise<{ clientId: string; clientSecret: string }> {
  const { app } = await stack.project.outputs("--show-secrets");
  return app as never;
}

async function token({ clientId, clientSecret }: { clientId: string; clientSecret: string }, scope: string) {
  const response = await fetch(`${stack.sandbox.onelogin.url}/oidc/2/token`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}` },
    body: new URLSearchParams({ grant_type: "client_credentials", resource, scope }),
  });
  return { status: response.status, json: (await response.json()) as Record<string, string> };
}

test("one program makes all that it takes to get a token", async () => {
  // A preview doesn't know what comes from other resources.
  const server = { $ref: "server.authServerId" };
  const parameters = { server: { label: "Server", values: ["a", { $ref: "server.id" }] } };
  stack.project.declare(program({ roleIds: [server, 7], parameters, policyId: server }));
  const output = await stack.project.previewAndUp();
  const app = await credentials();
  // The output is a secret without any help of the program.
  expect(output).toMatch(/clientSecret +: +\[secret\]/);
  expect(output).not.toContain(app.clientSecret);
  const { status, json } = await token(app, "orders:read");
  expect([status, json.expires_in, json.scope]).toEqual([200, 420, "orders:read"]);
  expect(decodeJwt(String(json.access_token)).aud).toEqual(["orders"]);
  expect((await token(app, "orders:write")).json.error).toBe("invalid_scope");
  await stack.project.refresh("--expect-no-changes");
  expect(await credentials()).toEqual(app);
});

test("a replacement rotates the secret: the new one gets tokens, and the old one is refused", async () => {
  const old = await credentials();
  const { urn } = stack.project.stored().app as { urn: string };
  await stack.project.up("--replace", urn);
  const app = await credentials();
  expect(app.clientSecret).not.toBe(old.clientSecret);
  expect((await token(app, "orders:read")).status).toBe(200);
  for (const secret of [old, { ...app, clientSecret: old.clientSecret }])
    expect((await token(secret, "orders:read")).json.error).toBe("invalid_client");
});

test("a secret that was lost stops what depends on the app, until the next up", async () => {
  await stack.project.destroy();
  await stack.control.fault({ match: { method: "POST", path: "/apps$" }, after: true, fault: { drop: true } });
  stack.project.declare(program());
  const output = await stack.project.upFails("--continue-on-error");
  expect(output).not.toMatch(providersStackTrace);
  expect(diagnostics(output).app).toMatch(/its client secret was lost.*Regenerate it in OneLogin's console/s);
  expect(Object.keys(stack.project.ids())).not.toContain("access");
  const { id, outputs } = stack.project.stored().app as { id: string; outputs: object };
  expect(outputs).toMatchObject({ appId: Number(id), clientId: `sandbox-oidc-client-${id}` });
  expect(outputs).not.toHaveProperty("clientSecret");

  await stack.project.up();
  expect(Object.keys(stack.project.ids())).toContain("access");
  expect(stack.project.stored().app?.id).toBe(id);
  expect(await stack.project.up()).toContain("6 unchanged");
  const { apps } = (await stack.control.objects()).onelogin;
  expect(apps.filter(({ name }) => name === "app").map((each) => each.id)).toEqual([Number(id)]);
});

test("an app that exports no secret says where there is one", async () => {
  const [app, server, read, write, access] = program() as [Declared, Declared, Declared, Declared, Declared];
  const exporting = { ...access, args: { ...access.args, exportCredentials: true } };
  stack.project.declare([app, server, read, write, exporting]);
  const output = await stack.project.upFails();
  expect(diagnostics(output).access).toContain("use the output clientSecret of that OidcApp");
});

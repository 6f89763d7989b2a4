import { generateKeyPairSync } from "node:crypto";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../sandbox";
import { type Declared, Project } from "./support/project";

/** From nothing to Onegini's token and a rotation. Pulumi itself authenticates with a key, so it has no shared secret. */
const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const pem = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
let sandbox: Sandbox;
let project: Project;
beforeAll(async () => {
  sandbox = await startSandbox();
  await sandbox.control.setApiClient("pulumi", {
    scopes: ["onegini_api_config"],
    authentication_method: "private_key_jwt",
    public_jwk: { ...publicKey.export({ format: "jwk" }) },
  });
  const config = {
    "onegini:url": sandbox.onegini.url,
    "onegini:clientId": "pulumi",
    "onegini:privateKey": { secret: pem },
  };
  project = await Project.with({ config });
});
afterAll(async () => {
  await sandbox?.close();
  project?.remove();
});

const program = (more: Record<string, unknown> = {}): Declared[] => [
  {
    type: "onegini.WebClient",
    name: "reports",
    args: {
      grantTypes: ["CLIENT_CREDENTIALS"],
      accessTokenFormat: "JWT",
      accessTokenExpiresIn: 420,
      additionalAudiences: ["https://api.example.com/orders"],
      defaultScopes: ["orders:read"],
      ...more,
    },
  },
];

async function credentials(): Promise<{ clientId: string; clientSecret: string }> {
  const { reports } = await project.outputs("--show-secrets");
  return reports as never;
}

async function token({ clientId, clientSecret }: { clientId: string; clientSecret: string }) {
  const response = await fetch(`${sandbox.onegini.url}/v1/token`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}` },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
  return { status: response.status, json: (await response.json()) as Record<string, string> };
}

test("one program makes all that it takes to get a token", async () => {
  project.declare(program());
  const output = await project.previewAndUp();
  const client = await credentials();
  expect(output).toMatch(/clientSecret +: +\[secret\]/);
  for (const secret of [client.clientSecret, ...pem.split("\n").slice(1, 3)]) {
    expect(output).not.toContain(secret);
    expect(project.storedState()).not.toContain(secret);
  }
  const { status, json } = await token(client);
  expect([status, json.expires_in, json.scope]).toEqual([200, 420, "orders:read"]);
  expect(decodeJwt(String(json.access_token)).aud).toEqual(["https://api.example.com/orders"]);
  await project.refresh("--expect-no-changes");
  expect(await credentials()).toEqual(client);
});

test("another version rotates the secret: the new one gets tokens, and the old one is refused", async () => {
  const old = await credentials();
  project.declare(program({ clientSecretVersion: 2 }));
  await project.up();
  const client = await credentials();
  expect(client.clientId).toBe(old.clientId);
  expect((await token(client)).status).toBe(200);
  expect((await token(old)).json.error).toBe("invalid_client");
  expect(await project.up()).toContain("2 unchanged");
});

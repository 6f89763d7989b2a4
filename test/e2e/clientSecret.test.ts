import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { call, secretIn } from "./support/output";
import type { Declared } from "./support/project";
import { useStack } from "./support/stacks";

/** How API clients come by a secret, and do without one. Several clients take each step side by side. */
const stack = useStack({ settings: { refuseUnknownFields: true } });

const publicKey = () => generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });
const [publicJwk, nextJwk] = [publicKey(), publicKey()];
const jwksUri = "https://keys.example.com/jwks";
/** After the first step, a key in the place of a key set. */
const published = { authenticationMethod: "private_key_jwt", publicJwk };

async function up(clients: Record<string, Record<string, unknown>>): Promise<string> {
  stack.project.declare(
    Object.entries(clients).map(
      ([name, args]): Declared => ({
        type: "onegini.ApiClient",
        name,
        args: { scopes: ["onegini_api_events"], ...args },
      }),
    ),
  );
  await stack.control.clearLog();
  return stack.project.up();
}

const held = async (name: string) => {
  const client = await stack.control.apiClient(`e2e-test-${name}`);
  if (!client) throw new Error(`there is no ${name}`);
  return client;
};
const secretOf = async (name: string) => (await held(name)).client_secret;
const inState = async (name: string) => secretIn((await stack.project.state())[name]?.outputs.clientSecret)?.value;
const calls = async (name: string) =>
  (await stack.control.log({ path: new RegExp(`/e2e-test-${name}$`) })).map((entry) =>
    call(entry).replace(`/oauth/api/v1/configuration/api-clients/e2e-test-${name}`, "{one}"),
  );

test("created with secrets generated and given, or with a key", async () => {
  await up({
    rotated: {},
    given: { clientSecret: "given-secret-1" },
    moving: { authenticationMethod: "client_secret_basic" },
    key: { authenticationMethod: "private_key_jwt", publicJwk },
    published: { authenticationMethod: "private_key_jwt", jwksUri },
  });
  expect(await secretOf("rotated")).toMatch(/^[\w-]{43}$/);
  expect(await secretOf("given")).toBe("given-secret-1");
  expect(await held("key")).toMatchObject({ authentication_method: "private_key_jwt", public_jwk: publicJwk });
  expect(await secretOf("key")).toBeUndefined();
  const state = await stack.project.state();
  expect(state.key?.outputs).not.toHaveProperty("clientSecret");
  expect(state.key?.outputs).toMatchObject({ publicJwk });
});

test("an older server, which doesn't return the newer fields, causes no drift", async () => {
  const before = await stack.project.state();
  await stack.control.settings({ version: "older" });
  await stack.project.refresh("--expect-no-changes");
  await stack.control.settings({ version: "newer" });
  const after = await stack.project.state();
  for (const [name, { inputs, outputs }] of Object.entries(before)) {
    expect(after[name]?.inputs).toEqual(inputs);
    expect(after[name]?.outputs).toEqual(outputs);
  }
});

test("setting clientSecretVersion generates a new secret, a given one is sent, a method changes, a key replaces a key set", async () => {
  const first = await secretOf("rotated");
  await up({
    rotated: { clientSecretVersion: 1 },
    given: { clientSecret: { $secret: "given-secret-2" } },
    moving: { authenticationMethod: "private_key_jwt", publicJwk },
    key: { authenticationMethod: "private_key_jwt", publicJwk: nextJwk },
    published,
  });
  expect(await calls("rotated")).toEqual(["PATCH {one} client_secret"]);
  expect(await secretOf("rotated")).not.toBe(first);
  expect(await inState("rotated")).toBe(await secretOf("rotated"));

  expect(await calls("given")).toEqual(["PATCH {one} client_secret"]);
  expect(await secretOf("given")).toBe("given-secret-2");

  // The key set that may be left there would win over the key, so the client is looked at first.
  expect(await calls("moving")).toEqual(["GET {one}", "PATCH {one} public_jwk,authentication_method"]);
  expect(await held("moving")).toMatchObject({ authentication_method: "private_key_jwt", public_jwk: publicJwk });
  expect(await secretOf("moving")).toBeUndefined();
  expect((await stack.project.state()).moving?.outputs).not.toHaveProperty("clientSecret");

  expect(await calls("key")).toEqual(["PATCH {one} public_jwk"]);
  expect((await held("key")).public_jwk).toEqual(nextJwk);

  // A key set that stayed there would win over the key.
  const { jwks_uri, ...client } = await held("published");
  expect(client).toMatchObject({ authentication_method: "private_key_jwt", public_jwk: publicJwk });
  expect(jwks_uri ?? "").toBe("");
});

test("changing it generates another; a given secret that is taken out stays; a method changes back", async () => {
  const [rotated, given] = [await secretOf("rotated"), await secretOf("given")];
  await up({
    rotated: { clientSecretVersion: "2026-11" },
    given: {},
    moving: {},
    key: { authenticationMethod: "private_key_jwt", publicJwk: nextJwk, jwksUri },
    published,
  });
  expect(await calls("rotated")).toEqual(["PATCH {one} client_secret"]);
  expect(await secretOf("rotated")).not.toBe(rotated);

  expect(await calls("given")).toEqual([]);
  expect(await secretOf("given")).toBe(given);
  expect(await inState("given")).toBe(given);
  expect((await stack.project.state()).given?.inputs).not.toHaveProperty("clientSecret");

  expect(await calls("moving")).toEqual(["PATCH {one} authentication_method,client_secret"]);
  expect(await held("moving")).toMatchObject({ authentication_method: "client_secret_basic" });
  expect(await secretOf("moving")).toMatch(/^[\w-]{43}$/);
  expect(await inState("moving")).toBe(await secretOf("moving"));

  expect(await calls("key")).toEqual(["PATCH {one} jwks_uri"]);
  expect(await held("key")).toMatchObject({ jwks_uri: jwksUri, public_jwk: nextJwk });
});

test("what is left at the service is no drift, and nothing is left to do", async () => {
  await stack.control.clearLog();
  await stack.project.preview("--refresh", "--expect-no-changes");
  expect((await stack.control.log()).every(({ method }) => method === "GET")).toBe(true);
});

test("removing the version generates a secret too; a given one replaces a generated one, and a key", async () => {
  const rotated = await secretOf("rotated");
  await up({
    rotated: {},
    given: {},
    moving: { clientSecret: "given-secret-3" },
    key: { clientSecret: { $secret: "given-secret-4" } },
    published,
  });
  expect(await calls("rotated")).toEqual(["PATCH {one} client_secret"]);
  expect(await secretOf("rotated")).not.toBe(rotated);
  expect(await calls("given")).toEqual([]);
  expect(await calls("moving")).toEqual(["PATCH {one} client_secret"]);
  expect(await secretOf("moving")).toBe("given-secret-3");
  expect(await calls("key")).toEqual(["PATCH {one} authentication_method,client_secret"]);
  expect(await held("key")).toMatchObject({
    authentication_method: "client_secret_basic",
    client_secret: "given-secret-4",
  });
  expect(await inState("key")).toBe("given-secret-4");
});

test("a method that somebody changes by hand is drift, and the next up repairs it", async () => {
  await stack.control.setApiClient("e2e-test-rotated", {
    authentication_method: "private_key_jwt",
    public_jwk: publicJwk,
  });
  const output = await stack.project.up("--refresh", "--diff");
  expect(output).toMatch(/authenticationMethod/);
  expect(await held("rotated")).toMatchObject({ authentication_method: "client_secret_basic" });
  expect(await inState("rotated")).toBe(await secretOf("rotated"));
});

import { generateKeyPairSync, pbkdf2Sync } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Values } from "../../provider/lifecycle";
import { fixtureOf, prepareFixture, requestsFor } from "../support/resources";
import { sandboxForAll } from "../support/sandbox";
import { type Entry, ProviderRun, requestsOf } from "./support/providerRun";

// What is special about web clients.

const sandbox = sandboxForAll();
const run = (keys = {}) => new ProviderRun(sandbox(), { keys });
const name = "WebClient";
const args = {
  name: "Shop",
  clientId: "shop",
  grantTypes: ["AUTHORIZATION_CODE"],
  redirectUrl: "https://shop.example.com/callback",
  accessGrantExpiresIn: 30,
  accessTokenExpiresIn: 900,
};
const machine = { name: "Batch", clientId: "batch", grantTypes: ["CLIENT_CREDENTIALS"], accessTokenExpiresIn: 900 };
const pkce = { ...args, clientAuthenticationMethod: "PKCE" };
const pem = () =>
  generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "pem", type: "spki" }).toString();
const byKey = { ...args, clientAuthenticationMethod: "PRIVATE_KEY_JWT" };
const held = (id = "shop") => sandbox().control.webClient(id);

/** The calls since the log was cleared: method and the fields of the body, sorted. */
async function calls(): Promise<string[]> {
  const log = await sandbox().control.log();
  await sandbox().control.clearLog();
  return log.map(({ method, fields = [] }) => [method, ...fields.toSorted()].join(" "));
}

/** One that exists; what it took isn't counted. */
async function make(given: Values, up = run()): Promise<Entry> {
  const entry = await up.create(name, given);
  await calls();
  return entry;
}

async function token(clientId: string, clientSecret: unknown): Promise<Response> {
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`;
  const body = new URLSearchParams({ grant_type: "client_credentials" });
  return fetch(`${sandbox().onegini.url}/v1/token`, { method: "POST", headers: { authorization }, body });
}

describe("the secret", () => {
  it("that was generated gets a token; after a rotation the new one does, and the old one none", async () => {
    const entry = await make({ ...machine, clientSecretVersion: 1 });
    const { clientSecret } = entry.outputs;
    const issued = await token("batch", clientSecret);
    expect([issued.status, await issued.json()]).toMatchObject([200, { expires_in: 900, token_type: "bearer" }]);
    const rotated = await run().update(entry, { ...machine, clientSecretVersion: 2 });
    expect(rotated.outputs.clientSecret).not.toBe(clientSecret);
    expect((await token("batch", rotated.outputs.clientSecret)).status).toBe(200);
    expect((await token("batch", clientSecret)).status).toBe(401);
  });

  it("isn't tried by a refresh: that would cost its users a token or a failed login", async () => {
    const entry = await make(machine);
    await sandbox().control.setWebClient("batch", { client_secret: "by hand" });
    expect(await run({ "onegini:verifySecrets": "true" }).refresh(entry)).toEqual(entry);
    expect(await calls()).toEqual(["GET"]);
  });

  it("is sent together with the grants, the method and the key: the server checks them together", async () => {
    const entry = await make(machine);
    await run().update(entry, { ...machine, clientSecretVersion: 2 });
    expect(await calls()).toEqual(["PATCH client_secret grant_types"]);
    const more = { ...machine, grantTypes: ["CLIENT_CREDENTIALS", "IMPLICIT"] };
    await run().update(entry, more);
    expect(await calls()).toEqual(["PATCH client_secret grant_types"]);
    expect((await held("batch"))?.client_secret).toBe(entry.outputs.clientSecret);
  });

  it("isn't touched by other changes", async () => {
    const entry = await make(machine);
    await run().update(entry, { ...machine, name: "Other" });
    expect(await calls()).toEqual(["PATCH name"]);
  });
});

describe("a hashed secret", () => {
  const salt = Buffer.from("saltsalt");
  const base64 = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");
  const hashOf = (secret: string) =>
    `$pbkdf2-sha1$i=1000$${base64(salt)}$${base64(pbkdf2Sync(secret, salt, 1000, 20, "sha1"))}`;
  const hashed = (secret: string) => ({ ...machine, hashedClientSecret: hashOf(secret) });

  it("lets its owner in, and neither program nor state ever hold the plain one", async () => {
    const entry = await make(hashed("canary-plain"));
    expect(entry.outputs).not.toHaveProperty("clientSecret");
    expect((await token("batch", "canary-plain")).status).toBe(200);
    expect(await run().refresh(entry)).toEqual(entry);
    await calls();
    const changed = await run().update(entry, hashed("another"));
    expect(await calls()).toEqual(["PATCH grant_types hashed_client_secret"]);
    expect((await token("batch", "another")).status).toBe(200);
    expect((await token("batch", "canary-plain")).status).toBe(401);
    expect(await run().diff(changed, hashed("another"))).toBeUndefined();
  });

  it("takes the plain one's place, which the state forgets, and gives way to a generated one", async () => {
    const plain = await make(machine);
    const entry = await run().update(plain, hashed("mine"));
    expect(JSON.stringify(entry.outputs)).not.toContain(plain.outputs.clientSecret);
    expect(entry.outputs).not.toHaveProperty("clientSecretGenerated");
    expect((await token("batch", plain.outputs.clientSecret)).status).toBe(401);
    const back = await run().update(entry, machine);
    expect(back.outputs).toMatchObject({ clientSecret: expect.any(String), clientSecretGenerated: true });
    expect(back.outputs.clientSecret).not.toBe(plain.outputs.clientSecret);
    expect((await token("batch", back.outputs.clientSecret)).status).toBe(200);
    expect((await token("batch", "mine")).status).toBe(401);
  });

  it("gives way to a given one, with the same outcome after a lost answer that is taken back", async () => {
    const entry = await make(hashed("mine"));
    const match = requestsOf(entry).update;
    await sandbox().control.fault({ match, after: true, times: "forever", fault: { drop: true } });
    const given = { ...machine, clientSecret: "given-secret" };
    const { entry: uncertain } = await run().failingUpdate(entry, given);
    await sandbox().control.clearFaults();
    expect(uncertain?.outputs).toMatchObject({ hashedClientSecret: hashOf("mine"), clientSecretUncertain: true });
    const restored = await run().update(uncertain as Entry, hashed("mine"));
    expect(restored.outputs).toEqual(entry.outputs);
    expect((await token("batch", "mine")).status).toBe(200);
    expect((await token("batch", "given-secret")).status).toBe(401);
  });
});

describe("the method", () => {
  it("that the program leaves out is PUBLIC with DEVICE_CODE, and follows the grants", async () => {
    const device = { ...machine, grantTypes: ["DEVICE_CODE"] };
    const entry = await make(device);
    expect(entry.outputs).not.toHaveProperty("clientSecret");
    expect(await held("batch")).toMatchObject({ client_authentication_method: "PUBLIC" });
    const changed = await run().update(entry, machine);
    expect(changed.outputs.clientSecret).toEqual(expect.any(String));
    expect(await held("batch")).toMatchObject({
      client_authentication_method: "CLIENT_SECRET_BASIC",
      client_secret: changed.outputs.clientSecret,
    });
    expect(await run().refresh(changed)).toEqual(changed);
    const back = await run().update(changed, device);
    expect(await held("batch")).toMatchObject({ client_authentication_method: "PUBLIC" });
    expect(back.outputs).not.toHaveProperty("clientSecret");
  });

  it("that somebody changes by hand is drift though the program leaves it out, and is put back with the secret", async () => {
    const entry = await make(args);
    await sandbox().control.setWebClient("shop", { client_authentication_method: "PKCE", client_secret: null });
    const drifted = (await run().refresh(entry)) as Entry;
    expect(drifted.outputs.clientAuthenticationMethod).toBe("PKCE");
    expect(await run().refresh(drifted)).toEqual(drifted);
    const repaired = await run().update(drifted, args);
    expect(await held()).toMatchObject({
      client_authentication_method: "CLIENT_SECRET_BASIC",
      client_secret: repaired.outputs.clientSecret,
    });
    expect(await run().refresh(repaired)).toEqual(repaired);
  });

  it("that is no default any more, since somebody has changed the grants, stays what it is in every refresh", async () => {
    const entry = await make(args);
    await sandbox().control.setWebClient("shop", { grant_types: ["AUTHORIZATION_CODE", "DEVICE_CODE"] });
    const drifted = (await run().refresh(entry)) as Entry;
    expect(await run().refresh(drifted)).toEqual(drifted);
    const repaired = await run().update(drifted, args);
    expect(await held()).toMatchObject({ grant_types: args.grantTypes, client_secret: entry.outputs.clientSecret });
    expect(await run().refresh(repaired)).toEqual(repaired);
  });

  it("that turns away from the secret forgets it, and back gets a new one", async () => {
    const entry = await make(args);
    const turned = await run().update(entry, pkce);
    expect(turned.outputs).not.toHaveProperty("clientSecret");
    const back = await run().update(turned, args);
    expect(back.outputs.clientSecret).not.toBe(entry.outputs.clientSecret);
    expect((await held())?.client_secret).toBe(back.outputs.clientSecret);
  });

  it.each([
    ["lost", true],
    ["not sent", false],
  ])("whose change's answer was %s and that is taken back is the one before, with its secret", async (_, after) => {
    const entry = await make(args);
    const match = requestsOf(entry).update;
    await sandbox().control.fault({ match, after, times: "forever", fault: { drop: true } });
    const { entry: uncertain } = await run().failingUpdate(entry, pkce);
    await sandbox().control.clearFaults();
    expect(await run().diff(uncertain as Entry, args)).toBeDefined();
    const restored = await run().update(uncertain as Entry, args);
    expect(restored.outputs).toEqual(entry.outputs);
    expect(await held()).toMatchObject({
      client_authentication_method: "CLIENT_SECRET_BASIC",
      client_secret: entry.outputs.clientSecret,
    });
  });
});

describe("a key", () => {
  const jwksUri = "https://shop.example.com/jwks";

  it("may have its lines broken otherwise at the service", async () => {
    const publicJwk = pem();
    const entry = await make({ ...byKey, publicJwk });
    await sandbox().control.setWebClient("shop", { public_jwk: publicJwk.trim().replaceAll("\n", "\r\n") });
    expect(await run().refresh(entry)).toEqual(entry);
    expect(await run().diff(entry, { ...byKey, publicJwk: `${publicJwk}\n` })).toBeUndefined();
  });

  it.each(["emptyString", "null", "either"] as const)("replaces a key set, which %s unsets", async (unsetBy) => {
    await sandbox().control.settings({ unsetBy });
    const entry = await make({ ...byKey, jwksUri });
    const publicJwk = pem();
    await run().update(entry, { ...byKey, publicJwk });
    expect(await held()).toMatchObject({ public_jwk: publicJwk });
    expect(await held()).not.toHaveProperty("jwks_uri");
  });

  it("replaces a key set that was left from an earlier time with that method", async () => {
    const entry = await make({ ...byKey, jwksUri });
    const between = await run().update(entry, pkce);
    expect(await held()).toMatchObject({ jwks_uri: jwksUri });
    await run().update(between, { ...byKey, publicJwk: pem() });
    expect(await held()).not.toHaveProperty("jwks_uri");
  });

  it.each([
    ["ignored", "shown", /doesn't clear a jwksUri, which would take precedence over publicJwk.*--replace/],
    ["either", "hidden", /doesn't show the keys of a client.*--replace/],
  ] as const)(
    "that can't be told to have replaced one is an error: %s, %s",
    async (unsetBy, unsampledFields, error) => {
      await sandbox().control.settings({ unsetBy, unsampledFields });
      const entry = await make({ ...byKey, jwksUri });
      const { message, entry: left } = await run().failingUpdate(entry, { ...byKey, publicJwk: pem() });
      expect(message).toMatch(error);
      expect(await run().diff(left as Entry, { ...byKey, jwksUri })).toBeDefined();
    },
  );
});

describe("openIdConnect", () => {
  const openId = { ...args, defaultScopes: ["openid"] };
  const whole = { expirationTimeSeconds: 60, deleteTokensOnLogout: true, additionalAudiences: ["a"] };

  it.each(["merged", "replaced"] as const)(
    "keeps what the program leaves out, where a PATCH is %s",
    async (patched) => {
      await sandbox().control.settings({ patchedOpenIdConnect: patched });
      const entry = await make({ ...openId, openIdConnect: whole });
      const logout = { post_logout_redirect_url: "https://shop.example.com/bye" };
      const there = (await held())?.open_id_connect;
      await sandbox().control.setWebClient("shop", { open_id_connect: { ...there, ...logout } });
      const change = { expirationTimeSeconds: 30, deleteTokensOnLogout: true };
      const changed = await run().update(entry, { ...openId, openIdConnect: change });
      expect((await held())?.open_id_connect).toEqual({
        expiration_time_seconds: 30,
        delete_tokens_on_logout: true,
        // Taken out, it's emptied.
        additional_audiences: [],
        ...logout,
      });
      expect(await run().refresh(changed)).toEqual(changed);
    },
  );

  it.each(["merged", "replaced"] as const)(
    "of an adopted client keeps the rest, where a PATCH is %s",
    async (patched) => {
      await sandbox().control.settings({ patchedOpenIdConnect: patched });
      await sandbox().control.setWebClient("shop", {
        open_id_connect: { expiration_time_seconds: 5, front_channel_logout_url: "https://shop.example.com/out" },
      });
      const openIdConnect = { expirationTimeSeconds: 30 };
      const entry = await run().create(name, { ...openId, openIdConnect, adoptExisting: true });
      expect((await held())?.open_id_connect).toEqual({
        expiration_time_seconds: 30,
        front_channel_logout_url: "https://shop.example.com/out",
      });
      expect(await run().refresh(entry)).toEqual(entry);
    },
  );

  it("that the program leaves out is the service's own", async () => {
    const entry = await make(args);
    await sandbox().control.setWebClient("shop", { open_id_connect: { expiration_time_seconds: 5 } });
    expect(await run().refresh(entry)).toEqual(entry);
  });

  it("that somebody removes by hand is drift where the service says so", async () => {
    await sandbox().control.settings({ unsetFields: "null" });
    const entry = await make({ ...openId, openIdConnect: whole });
    await sandbox().control.setWebClient("shop", { open_id_connect: null });
    const drifted = (await run().refresh(entry)) as Entry;
    expect(drifted.outputs).not.toHaveProperty("openIdConnect");
    await run().update(drifted, { ...openId, openIdConnect: whole });
    expect((await held())?.open_id_connect).toMatchObject({ expiration_time_seconds: 60 });
  });
});

describe("what the vendor's page leaves open", () => {
  const everything = {
    ...args,
    additionalRedirectUrls: [],
    resourceGatewayIds: ["gateway"],
    refreshTokenEnabled: true,
    refreshTokenExpiresIn: 60,
    maxRefreshTokenValidity: 600,
    simultaneousSessionsAllowed: true,
    maxSimultaneousSessions: 3,
    defaultScopes: ["openid", "profile"],
    sessionBasedSilentAuth: true,
    consentDisabled: false,
    webHookIds: ["audit", "crm"],
    openIdConnect: { expirationTimeSeconds: 60, additionalAudiences: [] },
  };

  it.each([
    ["fields that no sample shows are hidden", { unsampledFields: "hidden" }],
    ["unset fields are null", { unsetFields: "null" }],
    ["both", { unsampledFields: "hidden", unsetFields: "null" }],
    ["sets come in any order", { shuffle: true }],
    ["a PATCH without the method means the default", { patchedMethod: "defaulted" }],
  ] as const)("makes no drift, and no update fails: %s", async (_, settings) => {
    await sandbox().control.settings(settings);
    await sandbox().control.setApiClient("gateway", { scopes: ["onegini_api_token_introspection"] });
    const entry = await make(everything);
    expect(await run().refresh(entry)).toEqual(entry);
    const change = { ...everything, resourceGatewayIds: undefined, webHookIds: ["crm"], refreshTokenExpiresIn: 30 };
    const changed = await run().update(entry, change);
    expect(await run().refresh(changed)).toEqual(changed);
    expect(await held()).toMatchObject({
      resource_gateway_ids: [],
      web_hook_ids: ["crm"],
      refresh_token_expires_in: 30,
    });
    expect((await held())?.client_secret).toBe(entry.outputs.clientSecret);
  });

  it("another method than the default stays, where a PATCH without it has the default", async () => {
    await sandbox().control.settings({ patchedMethod: "defaulted" });
    const entry = await make(pkce);
    const changed = await run().update(entry, { ...pkce, name: "Other" });
    expect(await held()).toMatchObject({ name: "Other", client_authentication_method: "PKCE" });
    expect(await run().refresh(changed)).toEqual(changed);
  });

  it.each(["kept", "cleared"] as const)(
    "sessionBasedSilentAuth stays on where a PATCH without it has it %s",
    async (silent) => {
      await sandbox().control.settings({ patchedSilentAuth: silent });
      const entry = await make({ ...args, sessionBasedSilentAuth: true });
      await run().update(entry, { ...args, sessionBasedSilentAuth: true, name: "Other" });
      expect(await held()).toMatchObject({ name: "Other", session_based_silent_auth: true });
    },
  );

  it("an older server takes and returns less", async () => {
    await sandbox().control.settings({ version: "older" });
    const entry = await make(args);
    expect(await run().refresh(entry)).toEqual(entry);
    const changed = await run().update(entry, { ...args, accessTokenExpiresIn: 60 });
    expect(await run().refresh(changed)).toEqual(changed);
  });
});

describe("the client id", () => {
  it("is unique among all kinds of clients, and the error names the others", async () => {
    await sandbox().control.settings({ deviceIds: ["phone"] });
    await sandbox().control.setApiClient("api", {});
    for (const clientId of ["phone", "api"]) {
      const { message, entry } = await run().failingCreate(name, { ...args, clientId, adoptExisting: true });
      expect(message).toContain(`The client id "${clientId}" is taken by an API client or a device`);
      expect(message).toContain("nothing was changed");
      expect(entry).toBeUndefined();
    }
    await make(args);
    const api = { name: "Shop", clientId: "shop", scopes: ["onegini_api_events"] };
    const { message } = await run().failingCreate("ApiClient", api);
    expect(message).toContain('The client id "shop" is taken by a web client or a device');
  });
});

it("a create whose answer was lost sets once more what can't be read back", async () => {
  const resource = await prepareFixture(sandbox(), name);
  await resource.faultCreate({ after: true, fault: { drop: true } });
  await sandbox().control.clearLog();
  const entry = await run().create(name, resource.args());
  const writes = (await calls()).filter((call) => !call.startsWith("GET"));
  expect(writes.map((call) => call.split(" ")[0])).toEqual(["POST", "PATCH"]);
  expect((await held("web-1"))?.client_secret).toBe(entry.outputs.clientSecret);
});

it("where even that fails, the state has the client and the next update sets it", async () => {
  const resource = await prepareFixture(sandbox(), name);
  await resource.faultCreate({ after: true, fault: { drop: true } });
  const match = requestsFor(fixtureOf(name), "web-1").update;
  await sandbox().control.fault({ match, times: "forever", fault: { status: 403 } });
  const { message, entry } = await run().failingCreate(name, resource.args());
  expect(message).toMatch(/403.*was created, but it isn't certain how it authenticates.*Run `pulumi up` again/);
  await sandbox().control.clearFaults();
  await sandbox().control.setWebClient("web-1", { client_secret: "of an earlier run" });
  const finished = await run().update(entry as Entry, resource.args());
  expect((await held("web-1"))?.client_secret).toBe(finished.outputs.clientSecret);
  expect(await run().refresh(finished)).toEqual(finished);
});

it("needs the scope onegini_api_config, and the error says so", async () => {
  await sandbox().control.setApiClient("sandbox-admin", { scopes: ["onegini_api_admin"] });
  const { message } = await run().failingCreate(name, args);
  expect(message).toMatch(/403 .*needs the scope onegini_api_config/);
  await sandbox().control.setApiClient("sandbox-admin", { scopes: ["onegini_api_config"] });
  const other = await run().failingCreate("ApiClient", { name: "n", clientId: "c", scopes: ["onegini_api_events"] });
  expect(other.message).toMatch(/403 .*needs the scope onegini_api_admin/);
});

it("web clients are read in pages where that takes fewer calls", async () => {
  await sandbox().control.seed({ webClients: 150 });
  const up = run();
  const ids = Array.from({ length: 150 }, (_, i) => `seeded-web-${String(i + 1).padStart(6, "0")}`);
  await sandbox().control.clearLog();
  const found = await Promise.all(ids.map((id) => up.get(name, id)));
  expect(found.map(({ outputs }) => outputs.clientId)).toEqual(ids);
  // Two pages, and as many single reads at the most, and one.
  expect((await calls()).length).toBeLessThanOrEqual(2 * 2 + 1);
});

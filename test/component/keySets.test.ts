import { describe, expect, it } from "vitest";
import { sandboxForAll } from "../support/sandbox";
import { ProviderRun } from "./support/providerRun";

// The page doesn't say how a key set is unset, nor whether an update of scopes replaces them or adds to them. Whatever the
// service does, the update ends as the program says or in a clear error.

const sandbox = sandboxForAll();
const run = () => new ProviderRun(sandbox());
const name = "ApiClient";
const client = { name: "Orders", clientId: "orders", scopes: ["onegini_api_events"] };
const jwk = {
  kty: "EC",
  crv: "P-256",
  x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
  y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
};
const jwksUri = "https://example.com/jwks";
const authenticationMethod = "private_key_jwt";
const bySet = { ...client, authenticationMethod, jwksUri };
const byKey = { ...client, authenticationMethod, publicJwk: jwk };
const atService = () => sandbox().control.apiClient("orders");

describe.each(["emptyString", "null", "either"] as const)("where %s unsets a key set", (unsetBy) => {
  it("a key takes its place", async () => {
    await sandbox().control.settings({ unsetBy });
    const entry = await run().create(name, bySet);
    const changed = await run().update(entry, byKey);
    expect(await atService()).toMatchObject({ public_jwk: jwk });
    expect(await atService()).not.toHaveProperty("jwks_uri");
    expect(await run().refresh(changed)).toEqual(changed);
  });

  it("one that somebody left behind doesn't win over the key that a client with a secret turns to", async () => {
    await sandbox().control.settings({ unsetBy });
    const entry = await run().create(name, client);
    await sandbox().control.setApiClient("orders", { jwks_uri: jwksUri });
    const changed = await run().update(entry, byKey);
    expect(await atService()).not.toHaveProperty("jwks_uri");
    expect(await atService()).not.toHaveProperty("client_secret");
    expect(await run().refresh(changed)).toEqual(changed);
  });

  it("one that we left behind on the way to a secret doesn't win over the key that follows", async () => {
    await sandbox().control.settings({ unsetBy });
    const entry = await run().create(name, bySet);
    const basic = await run().update(entry, client);
    expect((await atService())?.client_secret).toBe(basic.outputs.clientSecret);
    const changed = await run().update(basic, byKey);
    expect(await atService()).not.toHaveProperty("jwks_uri");
    expect(await run().refresh(changed)).toEqual(changed);
  });

  it("one of a client that is adopted with a key is unset", async () => {
    await sandbox().control.settings({ unsetBy });
    await sandbox().control.setApiClient("orders", {
      authentication_method: authenticationMethod,
      jwks_uri: jwksUri,
      client_secret: undefined,
    });
    const entry = await run().create(name, { ...byKey, adoptExisting: true });
    expect(await atService()).toMatchObject({ name: "Orders", public_jwk: jwk });
    expect(await atService()).not.toHaveProperty("jwks_uri");
    expect(await run().refresh(entry)).toEqual(entry);
  });

  it("a key set takes a key's place, and the key may stay", async () => {
    await sandbox().control.settings({ unsetBy });
    const entry = await run().create(name, byKey);
    const changed = await run().update(entry, bySet);
    expect(await atService()).toMatchObject({ jwks_uri: jwksUri });
    expect(await run().refresh(changed)).toEqual(changed);
  });

  it("a value that is refused beside it is what the error is about", async () => {
    await sandbox().control.settings({ unsetBy });
    const entry = await run().create(name, bySet);
    const before = await atService();
    const { message } = await run().failingUpdate(entry, { ...byKey, scopes: ["unheard_of"] });
    expect(message).toMatch(/400.*scopes/);
    expect(message).not.toContain("clear a jwksUri");
    expect(await atService()).toEqual(before);
  });
});

describe("where nothing unsets a key set", () => {
  it.each([
    ["of a client's own", async () => run().create(name, bySet)],
    [
      "left behind",
      async () => {
        const entry = await run().create(name, client);
        await sandbox().control.setApiClient("orders", { jwks_uri: jwksUri });
        return entry;
      },
    ],
  ])("turning to a key ends in an error that says what to do: %s", async (_, begin) => {
    await sandbox().control.settings({ unsetBy: "ignored" });
    const entry = await begin();
    const { message } = await run().failingUpdate(entry, byKey);
    expect(message).toMatch(/jwksUri.*(--replace|keep jwksUri)/);
    expect(await atService()).toMatchObject({ jwks_uri: jwksUri });
  });

  it("what the failed update has left is put right by the next run that goes back", async () => {
    await sandbox().control.settings({ unsetBy: "ignored" });
    const entry = await run().create(name, client);
    await sandbox().control.setApiClient("orders", { jwks_uri: jwksUri });
    const { entry: left = entry } = await run().failingUpdate(entry, byKey);
    // The client may have turned to a key by now, and lost its secret.
    const refreshed = (await run().refresh(left)) ?? left;
    const next = run();
    const difference = await next.diff(refreshed, client);
    const back = difference ? await next.update(refreshed, client) : refreshed;
    expect(await atService()).toMatchObject({
      authentication_method: "client_secret_basic",
      client_secret: back.outputs.clientSecret,
    });
  });

  it("adopting one with a key ends in an error that says what to do", async () => {
    await sandbox().control.settings({ unsetBy: "ignored" });
    await sandbox().control.setApiClient("orders", {
      authentication_method: authenticationMethod,
      jwks_uri: jwksUri,
      client_secret: undefined,
    });
    const { message } = await run().failingCreate(name, { ...byKey, adoptExisting: true });
    expect(message).toMatch(/jwksUri/);
  });
});

describe("scopes that an update takes out", () => {
  const scopes = ["onegini_api_events", "onegini_api_config"];

  it.each(["replaced", "extended"] as const)("can be added to where a PATCH has them %s", async (patchedScopes) => {
    await sandbox().control.settings({ patchedScopes });
    const entry = await run().create(name, client);
    const changed = await run().update(entry, { ...client, scopes });
    expect((await atService())?.scopes.sort()).toEqual([...scopes].sort());
    expect(await run().refresh(changed)).toEqual(changed);
  });

  it("are taken out where a PATCH replaces them", async () => {
    const entry = await run().create(name, { ...client, scopes });
    const changed = await run().update(entry, client);
    expect((await atService())?.scopes).toEqual(client.scopes);
    expect(await run().refresh(changed)).toEqual(changed);
  });

  it("end in an error that names them where a PATCH adds to them, and the state still has them", async () => {
    await sandbox().control.settings({ patchedScopes: "extended" });
    const entry = await run().create(name, { ...client, scopes });
    const { message, entry: left = entry } = await run().failingUpdate(entry, { ...client, name: "Other" });
    expect(message).toMatch(/still has.*onegini_api_config.*--replace/);
    const refreshed = await run().refresh(left);
    expect(await run().diff(refreshed ?? left, { ...client, name: "Other" })).toEqual({ replaces: [] });
  });

  it("end in an error when they were added by hand, found by a refresh, and a PATCH adds to them", async () => {
    await sandbox().control.settings({ patchedScopes: "extended" });
    const entry = await run().create(name, client);
    await sandbox().control.setApiClient("orders", { scopes });
    const drifted = await run().refresh(entry);
    expect((await run().failingUpdate(drifted ?? entry, client)).message).toContain("onegini_api_config");
  });

  it("end in an error when an adoption takes them out and a PATCH adds to them, and nothing is taken over in silence", async () => {
    await sandbox().control.settings({ patchedScopes: "extended" });
    await sandbox().control.setApiClient("orders", { scopes: ["onegini_api_admin"] });
    const { message } = await run().failingCreate(name, { ...client, adoptExisting: true });
    expect(message).toContain("onegini_api_admin");
  });
});

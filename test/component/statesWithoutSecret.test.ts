import { describe, expect, it } from "vitest";
import type { Values } from "../../provider/lifecycle";
import type { Keys } from "../support/run";
import { sandboxForAll } from "../support/sandbox";
import { asOlder, type Entry, ProviderRun } from "./support/providerRun";

// A client whose state has no secret (an edited one, or one that was recovered) goes on with the secret that its users
// have: nothing is generated unless the program says so.

const sandbox = sandboxForAll();
const run = (keys: Keys = {}) => new ProviderRun(sandbox(), { keys });
const name = "ApiClient";
const client = { name: "Orders", clientId: "orders", scopes: ["onegini_api_events"] };
const atService = () => sandbox().control.apiClient("orders");
const sent = async () => (await sandbox().control.log({ method: "PATCH" })).flatMap(({ fields = [] }) => fields);

/** A managed client of whose secret the state knows nothing. */
async function withoutSecret(args: Values = client): Promise<Entry> {
  const entry = await run().create(name, args);
  await sandbox().control.setApiClient("orders", { client_secret: "what its users have" });
  const { clientSecret, clientSecretGenerated, ...outputs } = entry.outputs;
  await sandbox().control.clearLog();
  return { ...entry, outputs };
}

describe("an update from a state without its secret", () => {
  it.each([
    ["name", { name: "Other" }],
    ["scopes", { scopes: ["onegini_api_config"] }],
    ["publicBaseUri", { publicBaseUri: "https://orders.example.com" }],
  ])("of %s sends no secret", async (field, change) => {
    for (const entry of [await withoutSecret(), asOlder(await again())]) {
      const changed = await run().update(entry, { ...client, ...change });
      expect((await atService())?.client_secret).toBe("what its users have");
      expect(changed.outputs).not.toHaveProperty("clientSecret");
      expect(changed.outputs).not.toHaveProperty("clientSecretGenerated");
      expect(await run({ "onegini:verifySecrets": "true" }).refresh(changed)).toEqual(changed);
      expect(await run().diff(changed, { ...client, ...change })).toBeUndefined();
    }
    expect(await sent()).not.toContain("client_secret");
    expect(await sent()).toContain({ name: "name", scopes: "scopes", publicBaseUri: "public_base_uri" }[field]);
  });

  const again = async () => {
    await sandbox().control.deleteApiClient("orders");
    return withoutSecret();
  };

  it("that repairs a drift sends no secret", async () => {
    const entry = await withoutSecret();
    await sandbox().control.setApiClient("orders", { name: "by hand" });
    const drifted = await run({ "onegini:verifySecrets": "true" }).refresh(entry);
    const repaired = await run().update(drifted ?? entry, client);
    expect(await atService()).toMatchObject({ name: "Orders", client_secret: "what its users have" });
    expect(repaired.outputs).not.toHaveProperty("clientSecret");
  });

  it("of a version that stays, quoted or not, sends no secret", async () => {
    const entry = await withoutSecret({ ...client, clientSecretVersion: 1 });
    await run().update(entry, { ...client, name: "Other", clientSecretVersion: "1" });
    expect((await atService())?.client_secret).toBe("what its users have");
  });

  it.each([
    ["a first version", client, { clientSecretVersion: 1 }],
    ["another version", { ...client, clientSecretVersion: 1 }, { clientSecretVersion: 2 }],
    ["no version any more", { ...client, clientSecretVersion: 1 }, {}],
  ] as [string, Values, Values][])("of %s makes a new one", async (_, before, change) => {
    const entry = await withoutSecret(before);
    const changed = await run().update(entry, { ...client, ...change });
    expect(changed.outputs.clientSecret).toMatch(/^[\w-]{43}$/);
    expect((await atService())?.client_secret).toBe(changed.outputs.clientSecret);
    expect(await run({ "onegini:verifySecrets": "true" }).refresh(changed)).toEqual(changed);
  });

  it("of a given secret sets that", async () => {
    const entry = await withoutSecret();
    expect(await run().diff(entry, { ...client, clientSecret: "given-secret" })).toEqual({ replaces: [] });
    const changed = await run().update(entry, { ...client, clientSecret: "given-secret" });
    expect((await atService())?.client_secret).toBe("given-secret");
    expect(changed.outputs.clientSecret).toBe("given-secret");
  });

  it("whose given secret was lost from the state sends it with the next change", async () => {
    const entry = await withoutSecret({ ...client, clientSecret: "given-secret" });
    await run().update(entry, { ...client, clientSecret: "given-secret", name: "Other" });
    expect((await atService())?.client_secret).toBe("given-secret");
  });

  it("that turns from a key to a secret makes one", async () => {
    const byKey = { ...client, authenticationMethod: "private_key_jwt", jwksUri: "https://example.com/jwks" };
    const entry = await run().create(name, byKey);
    const changed = await run().update(entry, client);
    expect((await atService())?.client_secret).toBe(changed.outputs.clientSecret);
    expect(changed.outputs.clientSecret).toMatch(/^[\w-]{43}$/);
  });

  it("of one that was gotten by `.get` and refreshed shows no difference of a secret", async () => {
    await run().create(name, client);
    const gotten = await run().get(name, "orders");
    expect(gotten.outputs).not.toHaveProperty("clientSecret");
    const entry = { ...gotten, inputs: client };
    expect(await run().diff(entry, client)).toBeUndefined();
  });
});

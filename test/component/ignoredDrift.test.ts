import { describe, expect, it } from "vitest";
import type { Values } from "../../provider/lifecycle";
import { prepareFixture } from "../support/resources";
import type { Keys } from "../support/run";
import { sandboxForAll } from "../support/sandbox";
import { type Entry, ProviderRun } from "./support/providerRun";

// What somebody has set by hand and `ignoreChanges` names is left alone, whatever else changes; and a drift that a refresh
// has found doesn't go away because a later one doesn't look.

const sandbox = sandboxForAll();
const run = (keys: Keys = {}) => new ProviderRun(sandbox(), { keys });
const verifying = () => run({ "onegini:verifySecrets": "true" });
const client = { name: "Orders", clientId: "orders", scopes: ["onegini_api_events"] };
const jwk = {
  kty: "EC",
  crv: "P-256",
  x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
  y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
};
const atService = () => sandbox().control.apiClient("orders");

/** The engine brings an ignored argument back to what the old inputs have. */
function ignoring(argument: string, args: Values, { inputs }: Entry): Values {
  const { [argument]: _, ...others } = args;
  return argument in inputs ? { ...others, [argument]: inputs[argument] } : others;
}

async function found(refreshing: ProviderRun, entry: Entry): Promise<Entry> {
  const now = await refreshing.refresh(entry);
  if (!now) throw new Error("it's gone");
  return now;
}

describe.each([
  ["generated", {}],
  ["given", { clientSecret: "given-secret" }],
])("a secret that was %s, and was changed by hand", (_, secret) => {
  const args = { ...client, ...secret };
  const changedByHand = async () => {
    const entry = await run().create("ApiClient", args);
    await sandbox().control.setApiClient("orders", { client_secret: "by hand" });
    return found(verifying(), entry);
  };

  it("is a difference, which the next run puts right", async () => {
    const drifted = await changedByHand();
    expect(await run().diff(drifted, args)).toEqual({ replaces: [] });
    const repaired = await run().update(drifted, args);
    expect((await atService())?.client_secret).toBe(repaired.outputs.clientSecret);
    expect(await verifying().refresh(repaired)).toEqual(repaired);
    expect(await run().diff(repaired, args)).toBeUndefined();
  });

  it("is none where `ignoreChanges` names it", async () => {
    const drifted = await changedByHand();
    expect(await run().diff(drifted, ignoring("clientSecret", args, drifted))).toBeUndefined();
  });

  it.each([
    ["name", { name: "Other" }],
    ["scopes", { scopes: ["onegini_api_config"] }],
    ["publicBaseUri", { publicBaseUri: "https://orders.example.com" }],
  ])("is left alone where `ignoreChanges` names it and %s changes", async (_, more) => {
    const drifted = await changedByHand();
    const changed = await run().update(drifted, ignoring("clientSecret", { ...args, ...more }, drifted));
    expect((await atService())?.client_secret).toBe("by hand");
    // The next refresh finds nothing new, and without `ignoreChanges` it's still to be put right.
    expect(await verifying().refresh(changed)).toEqual(changed);
    expect(await run().diff(changed, ignoring("clientSecret", { ...args, ...more }, changed))).toBeUndefined();
    expect(await run().diff(changed, { ...args, ...more })).toEqual({ replaces: [] });
    await run().update(changed, { ...args, ...more });
    expect((await atService())?.client_secret).toBe(drifted.outputs.clientSecret);
  });

  it("is left alone through two changes, and a refresh that doesn't look between them", async () => {
    const drifted = await changedByHand();
    const once = await run().update(drifted, ignoring("clientSecret", { ...args, name: "Once" }, drifted));
    const again = await found(run(), once);
    await run().update(again, ignoring("clientSecret", { ...args, name: "Twice" }, again));
    expect(await atService()).toMatchObject({ name: "Twice", client_secret: "by hand" });
  });

  it("is still a difference after refreshes that don't look", async () => {
    const drifted = await changedByHand();
    const later = await found(run(), await found(run(), drifted));
    expect(later).toEqual(drifted);
    expect(await run().diff(later, args)).toEqual({ replaces: [] });
  });

  it("is still a difference when something else drifts, too, and the refresh doesn't look", async () => {
    const drifted = await changedByHand();
    await sandbox().control.setApiClient("orders", { name: "by hand" });
    const later = await found(run(), drifted);
    const repaired = await run().update(later, args);
    expect(await atService()).toMatchObject({ name: "Orders", client_secret: repaired.outputs.clientSecret });
  });

  it("is no difference any more once somebody has put it back", async () => {
    const drifted = await changedByHand();
    await sandbox().control.setApiClient("orders", { client_secret: String(drifted.outputs.clientSecret) });
    const repaired = await found(verifying(), drifted);
    expect(repaired.inputs).not.toHaveProperty("clientSecretDrifted");
    expect(await run().diff(repaired, args)).toBeUndefined();
    expect(JSON.stringify(repaired)).not.toContain("changed outside Pulumi");
  });

  it("never becomes the text that stands for it, at the service or in an output", async () => {
    const drifted = await changedByHand();
    const marker = drifted.inputs.clientSecret;
    const ignored = ignoring("clientSecret", args, drifted);
    for (const more of [
      {},
      { name: "Other" },
      { clientSecretVersion: 2 },
      { authenticationMethod: "private_key_jwt", publicJwk: jwk },
    ]) {
      const { entry = drifted } = await run().tryUpdate(drifted, { ...ignored, ...more });
      expect(entry.outputs.clientSecret).not.toBe(marker);
      expect((await atService())?.client_secret).not.toBe(marker);
    }
    // A replacement is made of the same arguments.
    for (const more of [{}, { authenticationMethod: "private_key_jwt", publicJwk: jwk }]) {
      const made = await run().create("ApiClient", {
        ...ignored,
        ...more,
        clientId: `orders-${Object.keys(more).length}`,
      });
      expect(made.outputs.clientSecret).not.toBe(marker);
      expect((await sandbox().control.apiClient(made.id))?.client_secret).toBe(made.outputs.clientSecret);
    }
  });
});

it("a new clientSecretVersion makes a new secret, though `ignoreChanges` names clientSecret", async () => {
  const args = { ...client, clientSecretVersion: 1 };
  const entry = await run().create("ApiClient", args);
  await sandbox().control.setApiClient("orders", { client_secret: "by hand" });
  const drifted = await found(verifying(), entry);
  const rotated = await run().update(drifted, ignoring("clientSecret", { ...args, clientSecretVersion: 2 }, drifted));
  expect(rotated.outputs.clientSecret).not.toBe(entry.outputs.clientSecret);
  expect((await atService())?.client_secret).toBe(rotated.outputs.clientSecret);
});

it("a rotation of ours whose answer was lost isn't taken for somebody's hand", async () => {
  const entry = await run().create("ApiClient", client);
  await sandbox().control.fault({ match: { method: "PATCH" }, after: true, times: "forever", fault: { drop: true } });
  const { entry: marked } = await run().failingUpdate(entry, { ...client, clientSecretVersion: 1 });
  await sandbox().control.clearFaults();
  const refreshed = await found(verifying(), marked as Entry);
  const ignored = ignoring("clientSecret", { ...client, clientSecretVersion: 1 }, refreshed);
  expect(await run().diff(refreshed, ignored)).toEqual({ replaces: [] });
  const finished = await run().update(refreshed, ignored);
  expect((await atService())?.client_secret).toBe(finished.outputs.clientSecret);
});

describe("an authenticationMethod that was changed by hand and that `ignoreChanges` names", () => {
  const byKey = { ...client, authenticationMethod: "private_key_jwt", publicJwk: jwk };
  const cases: [string, Values, Values][] = [
    ["a generated secret", client, { authentication_method: "private_key_jwt", public_jwk: jwk }],
    [
      "a given secret",
      { ...client, clientSecret: "given-secret" },
      { authentication_method: "private_key_jwt", public_jwk: jwk },
    ],
    ["a version", { ...client, clientSecretVersion: 1 }, { authentication_method: "private_key_jwt", public_jwk: jwk }],
    ["a key", byKey, { authentication_method: "client_secret_basic", client_secret: "by hand" }],
    [
      "a key set",
      { ...client, authenticationMethod: "private_key_jwt", jwksUri: "https://example.com/jwks" },
      { authentication_method: "client_secret_basic", client_secret: "by hand" },
    ],
  ];

  it.each(cases)("blocks no run that changes something else: the program gives %s", async (_, args, hand) => {
    const entry = await run().create("ApiClient", args);
    await sandbox().control.setApiClient("orders", hand);
    const drifted = await found(run(), entry);
    expect(drifted.inputs.authenticationMethod).toBe(hand.authentication_method);
    const ignored = ignoring("authenticationMethod", { ...args, name: "Other" }, drifted);
    expect(await run().failures("ApiClient", ignored, drifted.inputs)).toEqual([]);
    const changed = await run().update(drifted, ignored);
    expect(await atService()).toMatchObject({ name: "Other", authentication_method: hand.authentication_method });
    expect(await found(run(), changed)).toMatchObject({ inputs: changed.inputs });
  });

  it.each(cases)("is put back where it isn't ignored: the program gives %s", async (_, args, hand) => {
    const entry = await run().create("ApiClient", args);
    await sandbox().control.setApiClient("orders", hand);
    const drifted = await found(run(), entry);
    const repaired = await run().update(drifted, args);
    const { authentication_method, client_secret } = (await atService()) ?? {};
    expect(authentication_method).toBe(args.authenticationMethod ?? "client_secret_basic");
    expect(client_secret).toBe(repaired.outputs.clientSecret);
    expect(await verifying().refresh(repaired)).toEqual(repaired);
  });
});

describe("exported credentials that have changed", () => {
  const changedByHand = async () => {
    await sandbox().control.settings({ appSecretInReads: "shown" });
    const resource = await prepareFixture(sandbox(), "AuthServerClientApp");
    const args = { ...resource.args(), exportCredentials: true };
    const entry = await run().create("AuthServerClientApp", args);
    const sso = { client_id: "sandbox-oidc-client-909021", client_secret: "rotated by hand" };
    await sandbox().control.setApp(909021, { sso });
    return { args, entry, drifted: await found(run(), entry) };
  };

  it("are a difference, and the next run takes them over", async () => {
    const { args, drifted } = await changedByHand();
    expect(await run().diff(drifted, args)).toEqual({ replaces: [] });
    const updated = await run().update(drifted, args);
    expect(updated.outputs.clientSecret).toBe("rotated by hand");
    expect(await run().refresh(updated)).toEqual(updated);
  });

  it("stay what they were where `ignoreChanges` names clientSecret, when something else changes, too", async () => {
    const { args, entry, drifted } = await changedByHand();
    const ignored = ignoring("clientSecret", args, drifted);
    expect(await run().diff(drifted, ignored)).toBeUndefined();
    const updated = await run().update(drifted, { ...ignored, scopeIds: [] });
    expect(updated.outputs).toMatchObject({ clientSecret: entry.outputs.clientSecret, scopeIds: [] });
    expect(await run().refresh(updated)).toEqual(updated);
  });

  it("leave nothing behind when they aren't exported any more", async () => {
    const { args, drifted } = await changedByHand();
    const { exportCredentials, ...others } = ignoring("clientSecret", args, drifted);
    const updated = await run().update(drifted, others);
    expect(updated.outputs).not.toHaveProperty("clientSecret");
    expect(updated.outputs).not.toHaveProperty("clientSecretDrifted");
    expect(await run().refresh(updated)).toMatchObject({ outputs: updated.outputs });
  });
});

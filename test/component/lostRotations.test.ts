import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { Fault } from "../../sandbox";
import { prepareFixture } from "../support/resources";
import type { Keys } from "../support/run";
import { sandboxForAll } from "../support/sandbox";
import { type Entry, type FailedCall, ProviderRun, requestsOf } from "./support/providerRun";

// An update that changes a secret and whose answer is lost leaves a mark. The next `up` resolves it, whatever the program
// says by then: in the end the service has the secret that the state has.

const sandbox = sandboxForAll();
const run = (keys: Keys = {}) => new ProviderRun(sandbox(), { keys });
const name = "ApiClient";
const client = { name: "Orders", clientId: "orders", scopes: ["onegini_api_events"] };
const key = { authenticationMethod: "private_key_jwt", jwksUri: "https://example.com/jwks" };
const patches = { method: "PATCH", path: "/orders$" };
const secretAtService = async () => (await sandbox().control.apiClient("orders"))?.client_secret;

/** Does the state say what the service holds? */
async function expectTrue(entry: Entry): Promise<void> {
  expect(entry.outputs.clientSecret).toBe(await secretAtService());
  expect(entry.outputs).not.toHaveProperty("clientSecretUncertain");
  expect(await run({ "onegini:verifySecrets": "true" }).refresh(entry)).toEqual(entry);
}

function left({ entry, message }: FailedCall): Entry {
  if (!entry) throw new Error(`the state has no mark after: ${message}`);
  return entry;
}

/** As `up` goes on with what is in the state: an update, where diff finds a difference. */
async function up(entry: Entry, args: object): Promise<Entry> {
  const next = run();
  const difference = await next.diff(entry, { ...args });
  expect(difference).toEqual({ replaces: [] });
  return next.update(entry, { ...args });
}

const changes: [string, object, object][] = [
  ["a rotation", { clientSecretVersion: 1 }, { clientSecretVersion: 2 }],
  ["a first version", {}, { clientSecretVersion: 1 }],
  ["a given secret in place of a generated one", {}, { clientSecret: "given-secret-1" }],
  ["another given secret", { clientSecret: "given-secret-1" }, { clientSecret: "given-secret-2" }],
  ["a way back from a key", key, {}],
  ["a way to a key", {}, key],
];
const losses: [string, Omit<Fault, "match">][] = [
  ["lost after the work", { after: true, times: "forever", fault: { drop: true } }],
  ["lost before the work", { times: "forever", fault: { drop: true } }],
  ["503 after the work", { after: true, times: "forever", fault: { status: 503 } }],
  ["a login page", { after: true, times: "forever", fault: { status: 200, body: "<html>Log in</html>" } }],
  ["a redirect after the work", { after: true, fault: { redirect: "http://127.0.0.1:1/" } }],
];

describe.each(changes)("%s", (_, before, after) => {
  it.each(losses)("whose answer is %s is finished by the next run", async (_, loss) => {
    const entry = await run().create(name, { ...client, ...before });
    await sandbox().control.fault({ match: patches, ...loss });
    const marked = left(await run().failingUpdate(entry, { ...client, ...after }));
    await sandbox().control.clearFaults();
    await expectTrue(await up(marked, { ...client, ...after }));
  });

  it.each(losses)("whose answer is %s, and that is taken back, is undone by the next run", async (_, loss) => {
    const entry = await run().create(name, { ...client, ...before });
    await sandbox().control.fault({ match: patches, ...loss });
    const marked = left(await run().failingUpdate(entry, { ...client, ...after }));
    await sandbox().control.clearFaults();
    const undone = await up(marked, { ...client, ...before });
    await expectTrue(undone);
    const isByKey = "jwksUri" in before;
    expect((await sandbox().control.apiClient("orders"))?.authentication_method).toBe(
      isByKey ? "private_key_jwt" : "client_secret_basic",
    );
  });

  it("that is lost once and then refused counts as lost", async () => {
    const entry = await run().create(name, { ...client, ...before });
    await sandbox().control.fault({ match: patches, after: true, fault: { status: 503 } });
    await sandbox().control.fault({ match: patches, fault: { status: 401, body: { error: "unauthorized" } } });
    const marked = left(await run().failingUpdate(entry, { ...client, ...after }));
    await expectTrue(await up(marked, { ...client, ...before }));
  });

  it("that is refused leaves no mark and changes nothing", async () => {
    const entry = await run().create(name, { ...client, ...before });
    await sandbox().control.fault({ match: patches, fault: { status: 401, body: { error: "unauthorized" } } });
    expect((await run().failingUpdate(entry, { ...client, ...after })).entry).toBeUndefined();
    expect(entry.outputs.clientSecret).toBe(await secretAtService());
  });

  it.each(["true", "false"])(
    "that is lost is resolved by a refresh and the next run (verifySecrets: %s)",
    async (verifySecrets) => {
      const entry = await run().create(name, { ...client, ...before });
      await sandbox().control.fault({ match: patches, after: true, times: "forever", fault: { drop: true } });
      const marked = left(await run().failingUpdate(entry, { ...client, ...after }));
      await sandbox().control.clearFaults();
      const refreshed = await run({ "onegini:verifySecrets": verifySecrets }).refresh(marked);
      await expectTrue(await up(refreshed as Entry, { ...client, ...before }));
    },
  );
});

describe("a rotation that went well", () => {
  it("is no error of unknown end when what follows it can't be read", async () => {
    const scopes = ["onegini_api_events", "onegini_api_config"];
    const entry = await run().create(name, { ...client, scopes });
    // Scopes that are taken out are looked at afterwards.
    await sandbox().control.fault({ match: requestsOf(entry).read, times: "forever", fault: { status: 503 } });
    const failed = await run().tryUpdate(entry, { ...client, clientSecretVersion: 1 });
    await sandbox().control.clearFaults();
    await expectTrue(await up(left(failed as FailedCall), client));
  });

  it("isn't lost with the scopes that the service won't take out", async () => {
    await sandbox().control.settings({ patchedScopes: "extended" });
    const scopes = ["onegini_api_events", "onegini_api_config"];
    const entry = await run().create(name, { ...client, scopes });
    const failed = await run().failingUpdate(entry, { ...client, clientSecretVersion: 1 });
    expect(failed.message).toContain("onegini_api_config");
    await expectTrue(await up(left(failed), { ...client, scopes }));
  });
});

describe("an adoption whose answer is lost", () => {
  const theirs = {
    name: "Theirs",
    scopes: ["onegini_api_admin"],
    client_secret: "theirs",
    public_base_uri: "https://x",
  };

  it.each(losses)("is finished by the next run: %s", async (_, loss) => {
    await sandbox().control.setApiClient("orders", theirs);
    await sandbox().control.fault({ match: patches, ...loss });
    const args = { ...client, publicBaseUri: "https://orders.example.com", adoptExisting: true };
    const marked = left(await run().failingCreate(name, args));
    await sandbox().control.clearFaults();
    const finished = await up(marked, args);
    await expectTrue(finished);
    expect(await sandbox().control.apiClient("orders")).toMatchObject({
      name: "Orders",
      scopes: client.scopes,
      public_base_uri: "https://orders.example.com",
    });
  });

  it.each(losses)("is finished by a refresh and the next run: %s", async (_, loss) => {
    await sandbox().control.setApiClient("orders", theirs);
    await sandbox().control.fault({ match: patches, ...loss });
    const marked = left(await run().failingCreate(name, { ...client, adoptExisting: true }));
    await sandbox().control.clearFaults();
    const refreshed = (await run().refresh(marked)) as Entry;
    const next = run();
    const difference = await next.diff(refreshed, { ...client, adoptExisting: true });
    await expectTrue(difference ? await next.update(refreshed, { ...client, adoptExisting: true }) : refreshed);
  });
});

describe("the error", () => {
  const canary = "canary-7c1e5a/+=";
  const shown = (error: unknown) =>
    [inspect(error, { depth: 9 }), JSON.stringify(error), String(error), (error as Error).stack].join();

  it("of a lost rotation, create or adoption shows no secret to whoever prints it", async () => {
    const { createRequest: creating } = await prepareFixture(sandbox(), name);
    const old = await run().create(name, { ...client, clientSecret: `${canary}-old` });
    await sandbox().control.fault({ match: patches, times: "forever", fault: { drop: true } });
    const rotation = await run().failingUpdate(old, { ...client, clientSecret: `${canary}-new` });
    const adoption = await run().failingCreate(name, { ...client, clientSecret: canary, adoptExisting: true });
    await sandbox().control.fault({ match: creating, times: "forever", fault: { status: 504 } });
    const other = { ...client, clientId: "orders-2", clientSecret: canary };
    const creation = await run().failingCreate(name, other);
    for (const { error, entry, message } of [rotation, adoption, creation]) {
      // The engine finds it all the same.
      expect(String(entry?.outputs.clientSecret)).toContain(canary);
      expect(message).not.toContain("canary");
      expect(shown(error)).not.toContain("canary");
    }
  });

  it("of a lost rotation with a generated secret shows neither the old nor any other", async () => {
    const old = await run().create(name, client);
    await sandbox().control.fault({ match: patches, after: true, times: "forever", fault: { drop: true } });
    const { error } = await run().failingUpdate(old, { ...client, clientSecretVersion: 1 });
    for (const secret of [old.outputs.clientSecret, await secretAtService()])
      expect(shown(error)).not.toContain(secret);
  });
});

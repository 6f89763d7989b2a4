import { describe, expect, it } from "vitest";
import type { FaultEffect } from "../../sandbox";
import { prepareFixture } from "../support/resources";
import type { Keys } from "../support/run";
import { sandboxForAll } from "../support/sandbox";
import { ProviderRun, requestsOf } from "./support/providerRun";

// The service's own `forbidden` proves a client's secret right: it was let in, and lacks the scope. Its `unauthorized`
// proves the secret wrong. A firewall's page proves neither.

const sandbox = sandboxForAll();
const run = (keys: Keys = {}) => new ProviderRun(sandbox(), { keys });

const strange: [string, FaultEffect][] = [
  ["a firewall's page with 403", { status: 403, body: "<html><h1>Request blocked</h1></html>" }],
  ["a framework's 403", { status: 403, body: { status: 403, error: "Forbidden", path: "/x" } }],
  ["an empty 403", { status: 403, body: {} }],
  ["a gateway's 401", { status: 401, body: { message: "Unauthorized" } }],
  ["a page with 401", { status: 401, body: "<html>Log in</html>" }],
  ["a login page with 200", { status: 200, body: "<html>Log in</html>" }],
  ["an error with 200", { status: 200, body: { error: "forbidden" } }],
  ["a 404", { status: 404, body: { error: "not_found" } }],
];
const secretOf = async (id: string) => (await sandbox().control.apiClient(id))?.client_secret;

describe("a create whose answer was lost", () => {
  it.each(strange)("doesn't take somebody else's client for its own after %s", async (_, fault) => {
    const resource = await prepareFixture(sandbox(), "ApiClient");
    const theirs = {
      method: "PATCH",
      path: "/onegini/api-clients/client-1",
      body: { client_secret: "theirs" },
    } as const;
    await resource.faultCreate({ fault: { change: [theirs], status: 503 } });
    const id = "client-1";
    const read = requestsOf({ name: "ApiClient", id }).read;
    // The first GET looks what is there; those that follow try the secret.
    await sandbox().control.fault({ match: read, skip: 1, times: "forever", fault });
    const up = run();
    const { message, entry } = await up.failingCreate("ApiClient", resource.args());
    expect(message).toContain("It may have been created anyway");
    await sandbox().control.clearFaults();
    // Nothing that follows takes it, or deletes it.
    if (!entry) throw new Error("the state has nothing of it");
    await run().delete(entry);
    expect(await run().refresh(entry)).toBeUndefined();
    expect((await run().failingUpdate(entry, resource.args())).message).toContain("already exists");
    expect(await secretOf(id)).toBe("theirs");
  });

  it.each(["error", "error_code", "code", "nested"] as const)(
    "knows its own client by the service's own forbidden: %s",
    async (errorStyle) => {
      const resource = await prepareFixture(sandbox(), "ApiClient");
      await sandbox().control.settings({ errorStyle });
      await resource.faultCreate({ after: true, fault: { drop: true } });
      const entry = await run().create("ApiClient", resource.args());
      expect(entry.outputs.clientSecret).toBe(await secretOf(entry.id));
      expect(await resource.count()).toBe(1);
    },
  );
});

describe("a refresh that verifies secrets", () => {
  const verifying = () => run({ "onegini:verifySecrets": "true" });

  it.each(strange)("says neither that a secret is right nor that it's wrong after %s", async (_, fault) => {
    const resource = await prepareFixture(sandbox(), "ApiClient");
    const entry = await run().create("ApiClient", resource.args());
    // The client is read first.
    await sandbox().control.fault({ match: requestsOf(entry).read, skip: 1, times: "forever", fault });
    const refreshing = verifying();
    const found = await refreshing.refresh(entry).catch((error: Error) => error);
    if (found instanceof Error) return;
    expect(found).toEqual(entry);
    expect(refreshing.messages.join()).toContain("Can't tell whether the secret");
  });

  it.each(strange)("keeps a drift that an earlier one has found after %s", async (_, fault) => {
    const resource = await prepareFixture(sandbox(), "ApiClient");
    const entry = await run().create("ApiClient", resource.args());
    await sandbox().control.setApiClient(entry.id, { client_secret: "by hand" });
    const flagged = await verifying().refresh(entry);
    if (!flagged) throw new Error("it's gone");
    await sandbox().control.fault({ match: requestsOf(entry).read, skip: 1, times: "forever", fault });
    const found = await verifying()
      .refresh(flagged)
      .catch((error: Error) => error);
    if (!(found instanceof Error)) expect(found).toEqual(flagged);
  });

  it.each(["error", "error_code", "code", "nested"] as const)(
    "tells right from wrong by the service's own words: %s",
    async (errorStyle) => {
      const resource = await prepareFixture(sandbox(), "ApiClient");
      const entry = await run().create("ApiClient", resource.args());
      await sandbox().control.settings({ errorStyle });
      expect(await verifying().refresh(entry)).toEqual(entry);
      await sandbox().control.setApiClient(entry.id, { client_secret: "by hand" });
      const found = await verifying().refresh(entry);
      expect(found?.outputs.clientSecretDrifted).toBe(true);
      expect(await verifying().diff(found ?? entry, resource.args())).toEqual({ replaces: [] });
    },
  );
});

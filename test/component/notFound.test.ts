import { describe, expect, it } from "vitest";
import type { ResourceName } from "../../provider/services";
import type { FaultEffect } from "../../sandbox";
import { fixtureOf, prepareFixture, resourceNames } from "../support/resources";
import type { Keys } from "../support/run";
import { sandboxForAll } from "../support/sandbox";
import { asOlder, ProviderRun, requestsOf } from "./support/providerRun";

// Gone is what the service itself says is gone. Any other 404 may be a gateway's or come from a wrong address.

const sandbox = sandboxForAll();
const run = (keys: Keys = {}) => new ProviderRun(sandbox(), { keys });

const strangeForms: [string, FaultEffect][] = [
  ["{}", { status: 404, body: {} }],
  ["[]", { status: 404, body: [] }],
  ["null", { status: 404, body: null }],
  ["nothing", { status: 404 }],
  ["a framework's JSON", { status: 404, body: { timestamp: "now", status: 404, error: "Not Found", path: "/x" } }],
  [
    "another framework's JSON",
    { status: 404, body: { statusCode: 404, message: "Cannot GET /x", error: "Not Found" } },
  ],
  ["a gateway's JSON", { status: 404, body: { message: "no Route matched with those values" } }],
  ["HTML", { status: 404, body: "<html><h1>404 Not Found</h1></html>" }],
];
/** In the words of the service itself. */
const documented = (name: ResourceName): FaultEffect => ({
  status: 404,
  body:
    fixtureOf(name).service === "onegini"
      ? { error: "not_found", message: "There is no such client" }
      : { statusCode: 404, name: "NotFoundError", message: "There is no such thing" },
});
const made = async (name: ResourceName) => {
  const resource = await prepareFixture(sandbox(), name);
  return { resource, entry: await run().create(name, resource.args()) };
};

describe.each(resourceNames)("an %s that is there", (name) => {
  it.each(strangeForms)("is forgotten by no refresh whose read is answered 404 with %s", async (_, fault) => {
    const { entry } = await made(name);
    await sandbox().control.fault({ match: requestsOf(entry).read, times: "forever", fault });
    const refreshing = run();
    await expect(refreshing.refresh(entry)).rejects.toThrow(
      /404.*(something else answered instead of the service|isn't certain that this is about the object)/,
    );
    await sandbox().control.clearFaults();
    expect(await refreshing.refresh(entry)).toEqual(entry);
  });

  it.each(strangeForms)("doesn't count as deleted when the delete is answered 404 with %s", async (_, fault) => {
    const { resource, entry } = await made(name);
    await sandbox().control.fault({ match: requestsOf(entry).delete, times: "forever", fault });
    await expect(run().delete(entry)).rejects.toThrow("404");
    expect(await resource.count()).toBe(1);
  });

  it("is neither forgotten nor deleted for the service's own 404, while its list has the object", async () => {
    const { resource, entry } = await made(name);
    for (const match of [requestsOf(entry).read, requestsOf(entry).delete])
      await sandbox().control.fault({ match, times: "forever", fault: documented(name) });
    await expect(run().refresh(entry)).rejects.toThrow("404");
    await expect(run().delete(entry)).rejects.toThrow("404");
    expect(await resource.count()).toBe(1);
  });

  it.each(strangeForms)("doesn't count as changed when the change is answered 404 with %s", async (_, fault) => {
    const { resource, entry } = await made(name);
    await sandbox().control.fault({ match: requestsOf(entry).update, times: "forever", fault });
    const failed = await run().failingUpdate(entry, resource.changedArgs());
    expect(failed.message).toContain("404");
    // Nothing says that it was deleted.
    expect(failed.message).not.toContain("deleted outside");
  });

  it.each(strangeForms)("doesn't count as made when the create is answered 404 with %s", async (_, fault) => {
    const resource = await prepareFixture(sandbox(), name);
    await resource.faultCreate({ times: "forever", fault });
    const failed = await run().failingCreate(name, resource.args());
    expect(failed.message).toContain("404");
    expect(failed.entry).toBeUndefined();
    expect(await resource.count()).toBe(0);
  });

  it.each(["documented", "framework", "empty", "html"] as const)(
    "is neither forgotten nor deleted at a wrong path, whose 404 is %s",
    async (unknownRouteForm) => {
      const { resource, entry } = await made(name);
      await sandbox().control.settings({ unknownRouteForm });
      const { onelogin, onegini } = sandbox();
      const wrong = () => run({ "onelogin:url": `${onelogin.url}/wrong`, "onegini:url": `${onegini.url}/wrong` });
      for (const state of [asOlder(entry), entry]) {
        const other = wrong();
        await expect(other.refresh(state)).rejects.toThrow();
        await expect(other.delete(state)).rejects.toThrow();
        await expect(other.update(state, resource.changedArgs())).rejects.toThrow();
      }
      expect((await wrong().failingCreate(name, resource.args(2))).entry).toBeUndefined();
      await expect(wrong().get(name, entry.id)).rejects.toThrow();
      expect(await resource.count()).toBe(1);
      expect(await run().refresh(entry)).toEqual(entry);
    },
  );
});

describe.each(resourceNames)("an %s that isn't there", (name) => {
  it.each(["documented", "framework", "empty", "html"] as const)(
    "is forgotten by a refresh, and counts as deleted, whatever the form of the 404: %s",
    async (notFoundForm) => {
      const { resource, entry } = await made(name);
      await run().delete(entry);
      await sandbox().control.settings({ notFoundForm });
      expect(await run().refresh(entry)).toBeUndefined();
      await run().delete(entry);
      await expect(run().get(name, entry.id)).rejects.toThrow("Check the id");
      const again = await run().create(name, resource.args());
      expect(await run().refresh(again)).toEqual(again);
    },
  );

  it.each(["documented", "framework", "empty", "html"] as const)(
    "is an error of its update, which says what to do where the service says that it's gone: %s",
    async (notFoundForm) => {
      const { resource, entry } = await made(name);
      await run().delete(entry);
      await sandbox().control.settings({ notFoundForm });
      const { message } = await run().failingUpdate(entry, resource.changedArgs());
      expect(message).toContain("404");
      if (notFoundForm === "documented") expect(message).toContain("`pulumi up --refresh`");
    },
  );
});

describe.each(["AuthServerScope", "AuthServerClaim", "AuthServerClientApp"] as const)("an %s", (name) => {
  it.each(["documented", "framework", "empty", "html"] as const)(
    "is gone with its authorization server, whatever the form of the 404: %s",
    async (notFoundForm) => {
      const { entry } = await made(name);
      await sandbox().control.deleteAuthServer(String(entry.outputs.authServerId));
      await sandbox().control.settings({ notFoundForm });
      expect(await run().refresh(entry)).toBeUndefined();
      await run().delete(entry);
    },
  );

  it("isn't forgotten when its list is answered with a stray 404 and its server is beyond the 1,000 that are listed", async () => {
    await sandbox().control.seed({ authServers: 1000 });
    const { resource, entry } = await made(name);
    const { read, delete: remove } = requestsOf(entry);
    await sandbox().control.fault({ match: read, times: "forever", fault: { status: 404, body: {} } });
    await sandbox().control.fault({ match: remove, times: "forever", fault: { status: 404, body: {} } });
    await expect(run().refresh(entry)).rejects.toThrow();
    await expect(run().delete(entry)).rejects.toThrow();
    expect(await resource.count()).toBe(1);
  });
});

describe("an authorization server beyond the 1,000 that are listed", () => {
  it.each(["server 1", "renamed by hand"])(
    "isn't forgotten for a stray 404, nor counts as deleted: %s",
    async (now) => {
      await sandbox().control.seed({ authServers: 1000 });
      const { resource, entry } = await made("AuthServer");
      await sandbox().control.setAuthServer(entry.id, { name: now });
      const { read, delete: remove } = requestsOf(entry);
      for (const match of [read, remove])
        await sandbox().control.fault({ match, times: "forever", fault: { status: 404, body: {} } });
      await expect(run().refresh(entry)).rejects.toThrow();
      await expect(run().delete(entry)).rejects.toThrow();
      await sandbox().control.setAuthServer(entry.id, { name: "server 1" });
      expect(await resource.count()).toBe(1);
    },
  );
});

describe("an administrator whose right is taken away while a refresh reads", () => {
  it.each(["documented", "framework", "html"] as const)(
    "sees no client as gone where the service hides what it doesn't show: %s",
    async (notFoundForm) => {
      const { resource, entry } = await made("ApiClient");
      const other = await run().create("ApiClient", resource.args(2));
      const refreshing = run();
      expect(await refreshing.refresh(other)).toEqual(other);
      await sandbox().control.settings({ hiddenAs: 404, notFoundForm });
      const { clientId } = sandbox().onegini;
      await sandbox().control.setApiClient(clientId, { scopes: ["onegini_api_events"] });
      await expect(refreshing.refresh(entry)).rejects.toThrow("404");
      await expect(refreshing.delete(entry)).rejects.toThrow("404");
      expect(await resource.count()).toBe(2);
    },
  );
});

import { describe, expect, it } from "vitest";
import type { ResourceName } from "../../provider/services";
import { type PreparedFixture, prepareFixture, resourceNames } from "../support/resources";
import { sandboxForAll } from "../support/sandbox";
import { type Entry, ProviderRun, requestsOf } from "./support/providerRun";

// Lists are strict about what is wanted and lenient about everything else: one object of somebody's that can't be read
// keeps nobody from managing theirs. One of ours that can't be read is an error, never gone.

const sandbox = sandboxForAll();
const run = () => new ProviderRun(sandbox());

type Leave = (resource: PreparedFixture) => Promise<unknown>;
const serverOf = (resource: PreparedFixture) => String(resource.args().authServerId);
const theirs: [what: string, name: ResourceName, leave: Leave][] = [
  ["a client without a name", "ApiClient", () => sandbox().control.setApiClient("theirs", { name: null })],
  ["a client without scopes", "ApiClient", () => sandbox().control.setApiClient("theirs", { scopes: null })],
  [
    "a client without a method",
    "ApiClient",
    () => sandbox().control.setApiClient("theirs", { authentication_method: null }),
  ],
  ["a server without a name", "AuthServer", () => sandbox().control.createAuthServer({ name: null })],
  ["a server without a configuration", "AuthServer", () => sandbox().control.createAuthServer({ configuration: null })],
  [
    "a server of our name without a configuration",
    "AuthServer",
    () => sandbox().control.createAuthServer({ name: "server 1", configuration: null }),
  ],
  [
    "a server without audiences",
    "AuthServer",
    () => sandbox().control.createAuthServer({ configuration: { audiences: null, resource_identifier: null } }),
  ],
  [
    "a scope without a value",
    "AuthServerScope",
    (resource) => sandbox().control.createScope(serverOf(resource), { value: null }),
  ],
  [
    "a claim without a name",
    "AuthServerClaim",
    (resource) => sandbox().control.createClaim(serverOf(resource), { name: null }),
  ],
  [
    "an app without a number",
    "AuthServerClientApp",
    (resource) => sandbox().control.setClientApp(serverOf(resource), 1026152, [], { app_id: null }),
  ],
];

describe.each(theirs)("%s beside ours", (_, name, leave) => {
  it("keeps ours neither from being made, read, changed nor deleted", async () => {
    const resource = await prepareFixture(sandbox(), name);
    await leave(resource);
    const entry = await run().create(name, resource.args());
    expect(await run().refresh(entry)).toEqual(entry);
    const changed = await run().update(entry, resource.changedArgs());
    expect(await run().refresh(changed)).toEqual(changed);
    expect((await run().get(name, entry.id)).id).toBe(entry.id);
    await run().delete(changed);
    // Gone it's only where no other could be it.
    if (name !== "AuthServerClientApp") expect(await run().refresh(changed)).toBeUndefined();
    else expect((await sandbox().control.authServer(serverOf(resource)))?.clientApps).toHaveLength(1);
  });

  it("that comes while ours is managed changes nothing for ours", async () => {
    const resource = await prepareFixture(sandbox(), name);
    const entry = await run().create(name, resource.args());
    await leave(resource);
    expect(await run().refresh(entry)).toEqual(entry);
    expect((await run().failingCreate(name, resource.args())).message).toContain("already exists");
    const adopted = await run().create(name, { ...resource.args(), adoptExisting: true });
    expect(adopted.id).toBe(entry.id);
    await run().delete(adopted);
  });

  it("doesn't hide ours after a create whose answer was lost", async () => {
    const resource = await prepareFixture(sandbox(), name);
    await leave(resource);
    await resource.faultCreate({ after: true, fault: { drop: true } });
    const entry = await run().create(name, resource.args());
    expect(await run().refresh(entry)).toEqual(entry);
  });

  it("is no obstacle where many are read", async () => {
    const resource = await prepareFixture(sandbox(), name);
    const entries: Entry[] = [];
    for (const number of [1, 2, 3]) entries.push(await run().create(name, resource.args(number)));
    await leave(resource);
    const refreshing = run();
    const read = await Promise.all(entries.map((entry) => refreshing.refresh(entry)));
    expect(read).toEqual(entries);
  });
});

describe("ours that can't be read", () => {
  const broken: [what: string, name: ResourceName, leave: (entry: Entry) => Promise<unknown>, names: string][] = [
    ["without a name", "ApiClient", ({ id }) => sandbox().control.setApiClient(id, { name: null }), "name"],
    ["without scopes", "ApiClient", ({ id }) => sandbox().control.setApiClient(id, { scopes: null }), "scopes"],
    ["without a name", "AuthServer", ({ id }) => sandbox().control.setAuthServer(id, { name: null }), "name"],
    [
      "without a configuration",
      "AuthServer",
      ({ id }) => sandbox().control.setAuthServer(id, { configuration: null }),
      "configuration",
    ],
    [
      "without a value",
      "AuthServerScope",
      ({ outputs }) =>
        sandbox().control.setScope(String(outputs.authServerId), String(outputs.scopeId), { value: null }),
      "value",
    ],
    [
      "without a name",
      "AuthServerClaim",
      ({ outputs }) =>
        sandbox().control.setClaim(String(outputs.authServerId), String(outputs.claimId), { name: null }),
      "name",
    ],
    [
      "without its number",
      "AuthServerClientApp",
      ({ outputs }) =>
        sandbox().control.setClientApp(String(outputs.authServerId), String(outputs.appId), [], { app_id: null }),
      "app_id",
    ],
  ];

  it.each(broken)("%s is an error that says what it lacks, and is never gone: %s", async (_, name, leave, says) => {
    const resource = await prepareFixture(sandbox(), name);
    const entry = await run().create(name, resource.args());
    await leave(entry);
    const refreshing = run();
    // The number of its server at least, in the call's path.
    const [number = ""] = entry.id.split("/");
    await expect(refreshing.refresh(entry)).rejects.toThrow(new RegExp(`${number}.*${says}|${says}.*${number}`));
    // Others beside it are read as always.
    const other = await run()
      .create(name, resource.args(2))
      .catch((error: Error) => error);
    if (!(other instanceof Error)) expect(await run().refresh(other)).toEqual(other);
    expect(other).not.toBeInstanceOf(Error);
  });

  // The sandbox keeps an app under the number that it shows, so that one without a number can't be deleted in it.
  it.each(broken.filter(([, name]) => name !== "AuthServerClientApp"))(
    "%s can still be deleted: %s",
    async (_, name, leave) => {
      const resource = await prepareFixture(sandbox(), name);
      const entry = await run().create(name, resource.args());
      await leave(entry);
      await run().delete(entry);
      expect(await resource.count()).toBe(0);
    },
  );
});

describe.each(resourceNames)("nothing but what can't be read in the list of an %s", (name) => {
  it("is no absence: neither a list of other things", async () => {
    const resource = await prepareFixture(sandbox(), name);
    const entry = await run().create(name, resource.args());
    const { read, list } = requestsOf(entry);
    const other = name === "ApiClient" ? { result: [{}, null, 7] } : [{ status: "ok" }, null, 7];
    for (const match of [read, list])
      await sandbox().control.fault({ match, times: "forever", fault: { wrongShape: other } });
    await expect(run().refresh(entry)).rejects.toThrow();
  });
});

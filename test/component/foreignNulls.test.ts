import { describe, expect, it } from "vitest";
import { sandboxForAll } from "../sandbox/calls";
import { type Name, names, type Subject, subject } from "../unit/support/lives";
import { callsFor } from "./support/calls";
import { type Entry, ProviderRun } from "./support/providerRun";

// Lists are strict about what is wanted and lenient about everything else: one object of somebody's that can't be read
// keeps nobody from managing theirs. One of ours that can't be read is an error, never gone.

const sandbox = sandboxForAll();
const run = () => new ProviderRun(sandbox());

type Leave = (it: Subject) => Promise<unknown>;
const serverOf = (it: Subject) => String(it.args().authServerId);
const theirs: [what: string, name: Name, leave: Leave][] = [
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
  ["a scope without a value", "AuthServerScope", (it) => sandbox().control.createScope(serverOf(it), { value: null })],
  ["a claim without a name", "AuthServerClaim", (it) => sandbox().control.createClaim(serverOf(it), { name: null })],
  [
    "an app without a number",
    "AuthServerClientApp",
    (it) => sandbox().control.setClientApp(serverOf(it), 1026152, [], { app_id: null }),
  ],
];

describe.each(theirs)("%s beside ours", (_, name, leave) => {
  it("keeps ours neither from being made, read, changed nor deleted", async () => {
    const it = await subject(sandbox(), name);
    await leave(it);
    const entry = await run().create(name, it.args());
    expect(await run().refresh(entry)).toEqual(entry);
    const changed = await run().update(entry, { ...it.args(), ...it.change });
    expect(await run().refresh(changed)).toEqual(changed);
    expect((await run().get(name, entry.id)).id).toBe(entry.id);
    await run().delete(changed);
    // Gone it's only where no other could be it.
    if (name !== "AuthServerClientApp") expect(await run().refresh(changed)).toBeUndefined();
    else expect((await sandbox().control.authServer(serverOf(it)))?.clientApps).toHaveLength(1);
  });

  it("that comes while ours is managed changes nothing for ours", async () => {
    const it = await subject(sandbox(), name);
    const entry = await run().create(name, it.args());
    await leave(it);
    expect(await run().refresh(entry)).toEqual(entry);
    expect((await run().failingCreate(name, it.args())).message).toContain("exists already");
    const adopted = await run().create(name, { ...it.args(), adoptExisting: true });
    expect(adopted.id).toBe(entry.id);
    await run().delete(adopted);
  });

  it("doesn't hide ours after a create whose answer was lost", async () => {
    const it = await subject(sandbox(), name);
    await leave(it);
    await sandbox().control.fault({ match: it.creating, after: true, fault: { drop: true } });
    const entry = await run().create(name, it.args());
    expect(await run().refresh(entry)).toEqual(entry);
  });

  it("is no obstacle where many are read", async () => {
    const it = await subject(sandbox(), name);
    const entries: Entry[] = [];
    for (const number of [1, 2, 3]) entries.push(await run().create(name, it.args(number)));
    await leave(it);
    const refreshing = run();
    const read = await Promise.all(entries.map((entry) => refreshing.refresh(entry)));
    expect(read).toEqual(entries);
  });
});

describe("ours that can't be read", () => {
  const broken: [what: string, name: Name, leave: (entry: Entry) => Promise<unknown>, names: string][] = [
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
    const it = await subject(sandbox(), name);
    const entry = await run().create(name, it.args());
    await leave(entry);
    const refreshing = run();
    // The number of its server at least, in the call's path.
    const [number = ""] = entry.id.split("/");
    await expect(refreshing.refresh(entry)).rejects.toThrow(new RegExp(`${number}.*${says}|${says}.*${number}`));
    // Others beside it are read as always.
    const other = await run()
      .create(name, it.args(2))
      .catch((error: Error) => error);
    if (!(other instanceof Error)) expect(await run().refresh(other)).toEqual(other);
    expect(other).not.toBeInstanceOf(Error);
  });

  // The sandbox keeps an app under the number that it shows, so that one without a number can't be deleted in it.
  it.each(broken.filter(([, name]) => name !== "AuthServerClientApp"))(
    "%s can still be deleted: %s",
    async (_, name, leave) => {
      const it = await subject(sandbox(), name);
      const entry = await run().create(name, it.args());
      await leave(entry);
      await run().delete(entry);
      expect(await it.count()).toBe(0);
    },
  );
});

describe.each(names)("nothing but what can't be read in the list of an %s", (name) => {
  it("is no absence: neither a list of other things", async () => {
    const it = await subject(sandbox(), name);
    const entry = await run().create(name, it.args());
    const { read, list } = callsFor(entry);
    const other = name === "ApiClient" ? { result: [{}, null, 7] } : [{ status: "ok" }, null, 7];
    for (const match of [read, list])
      await sandbox().control.fault({ match, times: "forever", fault: { wrongShape: other } });
    await expect(run().refresh(entry)).rejects.toThrow();
  });
});

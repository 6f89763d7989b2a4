import { describe, expect, it } from "vitest";
import type { Values } from "../../provider/lifecycle";
import type { ResourceName } from "../../provider/services";
import { fixtureOf, type PreparedFixture, prepareFixture, resourceNames } from "../support/resources";
import { keysFor, testContext } from "../support/run";
import { sandboxForAll } from "../support/sandbox";
import { changedBy, checked } from "./support/lifecycles";
import { type Entry, ProviderRun } from "./support/providerRun";

// No call that isn't needed.

const sandbox = sandboxForAll();
const run = (keys = {}) => new ProviderRun(sandbox(), { keys });

/** The calls since the last time, `GET` for a list or a read; the token's request is `TOKEN`. */
async function calls(): Promise<{ [call: string]: number }> {
  const counted: { [call: string]: number } = {};
  for (const { method, path } of await sandbox().control.log()) {
    const call = path.startsWith("/auth/") ? "TOKEN" : method;
    counted[call] = (counted[call] ?? 0) + 1;
  }
  await sandbox().control.clearLog();
  return counted;
}

const token = (name: ResourceName) => (fixtureOf(name).service === "onelogin" ? { TOKEN: 1 } : {});
const gets = (expected: string[]) => expected.filter((call) => call.startsWith("GET ")).length;

function createAll({ name, fixture, args }: PreparedFixture, count: number, up = run()): Promise<Entry[]> {
  const most = Math.min(count, fixture.highestNumber ?? count);
  return Promise.all(Array.from({ length: most }, (_, i) => up.create(name, args(i + 1))));
}

/** One that exists; what it took isn't counted. */
async function create(name: ResourceName): Promise<{ resource: PreparedFixture; entry: Entry }> {
  const resource = await prepareFixture(sandbox(), name);
  const entry = await run().create(name, resource.args());
  await calls();
  return { resource, entry };
}

describe.each(resourceNames)("%s", (name) => {
  it("takes a call for each create, and before it a look: in a list, which they share, or at the one object", async () => {
    const resource = await prepareFixture(sandbox(), name);
    const entries = await createAll(resource, 12);
    const { looksFirst, paths, calls: expected } = resource.fixture;
    const lists = (await sandbox().control.log({ method: "GET", path: /(?<!\/web-\d+)$/ })).length;
    const { GET = 0, ...others } = await calls();
    expect(others).toEqual({ POST: entries.length, ...token(name) });
    const isEach = looksFirst && paths.looksUpIn === "object";
    expect(GET - lists).toBe(isEach ? entries.length : 0);
    // Whoever is told that there is none waits for the same list.
    if (isEach) expect(lists).toBeLessThan(entries.length);
    else expect(lists).toBe(gets(expected.create));
  });

  it("takes no call in check and diff", async () => {
    const { resource, entry } = await create(name);
    const diff = (args: Values, olds: Values = {}) =>
      resource.lifecycle.diff(entry.id, entry.outputs, checked(resource, args, olds), testContext(sandbox()));
    expect(diff(resource.args(), entry.inputs)).toEqual({ changes: [], isUnfinished: false });
    expect(changedBy(diff(resource.changedArgs())).sort()).toEqual(Object.keys(resource.change).sort());
    expect(await calls()).toEqual({});
  });

  it("takes one call for an update, and before it a look where it needs what is there", async () => {
    const { resource, entry } = await create(name);
    await run().update(entry, resource.changedArgs());
    const { GET = 0, PUT = 0, PATCH = 0, ...others } = await calls();
    expect([GET, PUT + PATCH, others]).toEqual([gets(resource.fixture.calls.update), 1, token(name)]);
  });

  it("takes one call for a delete", async () => {
    const { entry } = await create(name);
    await run().delete(entry);
    expect(await calls()).toEqual({ DELETE: 1, ...token(name) });
  });

  it("takes no update of adoptExisting alone", async () => {
    const { resource, entry } = await create(name);
    expect(await run().diff(entry, { ...resource.args(), adoptExisting: true })).toBeUndefined();
  });

  it("that is gone is told so by a read, and its delete succeeds", async () => {
    const { resource, entry } = await create(name);
    await run().delete(entry);
    expect(await run().refresh(entry)).toBeUndefined();
    await run().delete(entry);
    await expect(run().get(name, entry.id)).rejects.toThrow("There is no ");
    const { message } = await run().failingUpdate(entry, resource.changedArgs());
    expect(message).toMatch(/deleted outside Pulumi.*pulumi up --refresh/);
  });
});

it.each(["AuthServerScope", "AuthServerClaim", "AuthServerClientApp"] as const)(
  "a refresh of every %s of a server takes one list",
  async (name) => {
    const entries = await createAll(await prepareFixture(sandbox(), name), 30);
    await calls();
    const up = run();
    expect(await Promise.all(entries.map((each) => up.refresh(each)))).toEqual(entries);
    expect(await calls()).toEqual({ GET: 1, TOKEN: 1 });
  },
);

it("a refresh of a hundred authorization servers takes one list", async () => {
  const resource = await prepareFixture(sandbox(), "AuthServer");
  const { accessTokenExpirationMinutes: _, ...configuration } = resource.args().configuration as Values;
  const many = Array.from({ length: 100 }, (_, i) => ({ ...resource.args(), name: `server ${i}`, configuration }));
  const creating = run();
  const entries = await Promise.all(many.map((args) => creating.create("AuthServer", args)));
  await calls();
  const up = run();
  expect(await Promise.all(entries.map((each) => up.refresh(each)))).toEqual(entries);
  expect(await calls()).toEqual({ GET: 1, TOKEN: 1 });
});

it("a refresh of a hundred web clients of a thousand takes its pages, and as many looks at the most", async () => {
  await sandbox().control.seed({ webClients: 1000 });
  const ids = Array.from({ length: 100 }, (_, i) => `seeded-web-${String(10 * i + 7).padStart(6, "0")}`);
  const getting = run();
  const entries = await Promise.all(ids.map((id) => getting.get("WebClient", id)));
  await calls();
  const up = run();
  const found = await Promise.all(entries.map((each) => up.refresh(each)));
  expect(found.map((each) => each?.outputs)).toEqual(entries.map(({ outputs }) => outputs));
  expect((await calls()).GET).toBeLessThanOrEqual(2 * 10 + 1);
});

it("a refresh of apps takes a read each, which client apps share that export their credentials", async () => {
  const server = await prepareFixture(sandbox(), "AuthServerClientApp");
  await sandbox().control.settings({ appSecretInReads: "shown" });
  const creating = run();
  const apps = await createAll(await prepareFixture(sandbox(), "OidcApp"), 9, creating);
  const clientApps = await Promise.all(
    apps.map(({ outputs: { appId } }) =>
      creating.create("AuthServerClientApp", { ...server.args(), appId, exportCredentials: true }),
    ),
  );
  await calls();
  const up = run();
  await Promise.all([...apps, ...clientApps].map((each) => up.refresh(each)));
  expect(await calls()).toEqual({ GET: apps.length + 1, TOKEN: 1 });
});

it("a refresh of s authorization servers whose lifetimes are managed takes s reads", async () => {
  const entries = await createAll(await prepareFixture(sandbox(), "AuthServer"), 9);
  await calls();
  const up = run();
  await Promise.all(entries.map((each) => up.refresh(each)));
  expect(await calls()).toEqual({ GET: 9, TOKEN: 1 });
});

describe("an update takes one call", () => {
  const configuration = { resourceIdentifier: "r", audiences: ["a"], refreshTokenExpirationMinutes: 20 };
  const whole = (accessTokenExpirationMinutes: number) => ({
    configuration: { ...configuration, accessTokenExpirationMinutes },
  });
  const claim = { userAttributeMappings: "_macro_", attributesTransformations: "semicolon_separated_list" };

  it.each<[what: string, name: ResourceName, before: Values, after: Values, method: string]>([
    ["of a server that says everything", "AuthServer", whole(10), whole(11), "PUT"],
    [
      "of a claim that says everything",
      "AuthServerClaim",
      { ...claim, userAttributeMacros: "{email}" },
      { ...claim, userAttributeMacros: "{username}" },
      "PUT",
    ],
    [
      "of an API client that takes no scope out",
      "ApiClient",
      { scopes: ["onegini_api_end_user"] },
      { scopes: ["onegini_api_end_user", "onegini_api_events"] },
      "PATCH",
    ],
  ])("%s", async (_, name, before, after, method) => {
    const resource = await prepareFixture(sandbox(), name);
    const entry = await run().create(name, { ...resource.args(), ...before });
    await calls();
    await run().update(entry, { ...resource.args(), ...after });
    expect(await calls()).toEqual({ [method]: 1, ...token(name) });
  });
});

it("all classes of one process share one token", async () => {
  const up = run();
  for (const name of resourceNames) await createAll(await prepareFixture(sandbox(), name), 2, up);
  expect((await calls()).TOKEN).toBe(1);
});

it("two profiles share neither token nor lists", async () => {
  const up = run(keysFor("onelogin-acme", sandbox().onelogin));
  const resource = await prepareFixture(sandbox(), "AuthServerScope");
  const entry = await up.create("AuthServerScope", resource.args());
  await calls();
  await up.refresh(entry);
  await up.refresh({ ...entry, outputs: { ...entry.outputs, profile: "acme" } });
  expect(await calls()).toEqual({ GET: 2, TOKEN: 1 });
});

describe.each(resourceNames)("a read of an %s", (name) => {
  /** A run that has read them. */
  const reading = async (entries: Entry[]) => {
    const up = run();
    for (const entry of [...entries, ...entries]) await up.refresh(entry);
    return up;
  };

  it("never answers from before an update or a delete of this process", async () => {
    const resource = await prepareFixture(sandbox(), name);
    const [one, two] = (await createAll(resource, 2)) as [Entry, Entry];
    const up = await reading([one, two]);
    const changed = await up.update(two, resource.changedArgs(2));
    expect(await up.refresh(changed)).toEqual(changed);
    await up.delete(one);
    expect(await up.refresh(one)).toBeUndefined();
  });

  it("never answers from before an adoption of this process", async () => {
    const resource = await prepareFixture(sandbox(), name);
    const [one, two] = (await createAll(resource, 2)) as [Entry, Entry];
    const up = await reading([one, two]);
    const adopted = await up.create(name, { ...resource.changedArgs(2), adoptExisting: true });
    expect(adopted.id).toBe(two.id);
    expect(await up.refresh(adopted)).toEqual(adopted);
  });
});

describe("a read", () => {
  it("of many API clients stays within its bound after a write of one", async () => {
    const resource = await prepareFixture(sandbox(), "ApiClient");
    const [first, ...others] = (await createAll(resource, 40)) as [Entry, ...Entry[]];
    const up = run();
    await up.update(first, { ...resource.args(), name: "another" });
    await calls();
    await Promise.all(others.map((each) => up.refresh(each)));
    expect((await calls()).GET).toBeLessThanOrEqual(3);
  });
});

import { describe, expect, it } from "vitest";
import { doByHand } from "../support/byHand";
import { FakeClock } from "../support/clock";
import { type PreparedFixture, prepareFixture } from "../support/resources";
import { sandboxForAll } from "../support/sandbox";
import { ProviderRun } from "./support/providerRun";

// OneLogin lets two authorization servers have one name and resource identifier, and lists 1,000 of them at the most. So
// we look ourselves, at the moment of our own POST.

const sandbox = sandboxForAll();
const run = () => new ProviderRun(sandbox());
const list = { method: "GET", path: "/api_authorizations$" };
const name = "AuthServer";

const begin = async () => {
  const resource = await prepareFixture(sandbox(), name);
  return { resource, made: resource.fixture.byHand.make(resource.inputs()) };
};
const posts = (resource: PreparedFixture) => resource.createsLogged();

describe("a server whose key is beyond the 1,000 that are listed", () => {
  it("is found: a create is refused and nothing is changed", async () => {
    await sandbox().control.seed({ authServers: 1001 });
    const { resource, made } = await begin();
    await doByHand(sandbox(), made);
    const before = await sandbox().control.objects();
    const { message, entry } = await run().failingCreate(name, resource.args());
    expect(message).toContain("already exists");
    expect(entry).toBeUndefined();
    expect(await posts(resource)).toEqual([]);
    expect(await sandbox().control.objects()).toEqual(before);
  });

  it("is adopted where that's said", async () => {
    await sandbox().control.seed({ authServers: 1001 });
    const { resource, made } = await begin();
    await doByHand(sandbox(), made);
    const entry = await run().create(name, { ...resource.args(), adoptExisting: true });
    expect(await resource.count()).toBe(1);
    expect(await run().refresh(entry)).toEqual(entry);
  });

  it("is found after a create whose answer was lost", async () => {
    await sandbox().control.seed({ authServers: 1001 });
    const { resource } = await begin();
    await resource.faultCreate({ after: true, fault: { drop: true } });
    const entry = await run().create(name, resource.args());
    expect(await resource.count()).toBe(1);
    expect(await run().refresh(entry)).toEqual(entry);
  });

  it("is completed by a refresh when its create was late", async () => {
    await sandbox().control.seed({ authServers: 1001 });
    const { resource, made } = await begin();
    await resource.faultCreate({ times: "forever", fault: { status: 504 } });
    const { entry } = await run().failingCreate(name, resource.args());
    await doByHand(sandbox(), made);
    if (!entry) throw new Error("the state has nothing of it");
    expect((await run().refresh(entry))?.outputs.name).toBe("server 1");
  });

  it("is refreshed, changed and deleted by its number", async () => {
    await sandbox().control.seed({ authServers: 1001 });
    const { resource } = await begin();
    const entry = await run().create(name, resource.args());
    const changed = await run().update(entry, resource.changedArgs());
    expect(await run().refresh(changed)).toEqual(changed);
    await run().delete(changed);
    expect(await run().refresh(changed)).toBeUndefined();
  });

  it("can't be told apart where 1,000 have its name in theirs: an error that says so, and nothing is sent", async () => {
    await sandbox().control.seed({ authServers: 1001, authServerPrefix: "server 1" });
    const { resource } = await begin();
    const { message, entry } = await run().failingCreate(name, resource.args());
    expect(message).toMatch(/1000.*may be incomplete/);
    expect(entry).toBeUndefined();
    expect(await posts(resource)).toEqual([]);
  });

  it.each(["Ordérs & co. + 50 %?#", 'quoted "server" <1>', "a/b\\c"])(
    "is found whatever its name is: %s",
    async (odd) => {
      await sandbox().control.seed({ authServers: 1001 });
      const { resource } = await begin();
      const args = { ...resource.args(), name: odd };
      await doByHand(sandbox(), resource.fixture.byHand.make({ ...resource.inputs(), name: odd }));
      expect((await run().failingCreate(name, args)).message).toContain("already exists");
    },
  );
});

describe("a server that somebody else makes", () => {
  it("between an earlier create's look and ours isn't doubled", async () => {
    const { resource, made } = await begin();
    const up = run();
    await up.create(name, resource.args(2));
    await doByHand(sandbox(), made);
    expect((await up.failingCreate(name, resource.args())).message).toContain("already exists");
    expect(await resource.count()).toBe(2);
  });

  it("between an earlier refresh and our create isn't doubled", async () => {
    const { resource, made } = await begin();
    const up = run();
    const other = await up.create(name, resource.args(2));
    await up.refresh(other);
    await doByHand(sandbox(), made);
    expect((await up.failingCreate(name, resource.args())).message).toContain("already exists");
    expect(await resource.count()).toBe(2);
  });

  it("while the list that an earlier create asked for was under way isn't doubled", async () => {
    const { resource, made } = await begin();
    const up = run();
    await sandbox().control.hold(list, { after: true });
    const earlier = up.create(name, resource.args(2));
    await sandbox().control.held();
    // The list is made, and not here yet.
    await doByHand(sandbox(), made);
    const ours = up.failingCreate(name, resource.args());
    await sandbox().control.release();
    await earlier;
    expect((await ours).message).toContain("already exists");
    expect(await resource.count()).toBe(2);
  });

  it("while our own create is told to wait isn't doubled", async () => {
    const { resource, made } = await begin();
    await resource.faultCreate({ fault: { change: [made], status: 429, headers: { "retry-after": "30" } } });
    expect((await run().failingCreate(name, resource.args())).message).toContain("already exists");
    expect(await resource.count()).toBe(1);
  });

  it("while our create keeps its distance to other calls isn't doubled", async () => {
    const { resource, made } = await begin();
    await sandbox().control.settings({ rateLimit: { limit: 5000, remaining: 100, resetSeconds: 3600 } });
    await sandbox().control.fault({ match: list, after: true, fault: { change: [made] } });
    expect((await run().failingCreate(name, resource.args())).message).toContain("already exists");
    expect(await resource.count()).toBe(1);
  });

  it("while our create waits for its turn isn't doubled", async () => {
    const { resource, made } = await begin();
    const clock = new FakeClock();
    const up = new ProviderRun(sandbox(), { clock, keys: { "onelogin:maxConcurrency": "1" } });
    const other = await run().create(name, resource.args(2));
    await sandbox().control.hold(list, { after: true });
    const ours = up.failingCreate(name, resource.args());
    await sandbox().control.held();
    // The one place is ours; others queue behind it, and it queues behind them for its POST.
    const refreshing = [1, 2, 3].map(() => up.refresh(other));
    await sandbox().control.fault({
      match: { method: "GET", path: `/${other.id}$` },
      fault: { change: [made], status: 429, headers: { "retry-after": "60" } },
    });
    await sandbox().control.release();
    await Promise.all(refreshing);
    expect((await ours).message).toContain("already exists");
    expect(await resource.count()).toBe(2);
  });
});

it("of two servers with one key, nobody can tell which is to be adopted: an error that names both, and nothing changes", async () => {
  const { resource, made } = await begin();
  await doByHand(sandbox(), made);
  await doByHand(sandbox(), made);
  const before = await sandbox().control.objects();
  const { message, entry } = await run().failingCreate(name, {
    ...resource.args(),
    ...resource.change,
    adoptExisting: true,
  });
  const ids = Object.values(before.onelogin.authServers).filter((server) => server.name === resource.args().name);
  for (const { id } of ids) expect(message).toContain(String(id));
  expect(entry).toBeUndefined();
  expect(await sandbox().control.objects()).toEqual(before);
});

it("two creates of one key in one run make one server", async () => {
  const { resource } = await begin();
  const up = run();
  const ends = await Promise.all([up.tryCreate(name, resource.args()), up.tryCreate(name, resource.args())]);
  expect(ends.map(({ error }) => /already exists/.test(error?.message ?? "")).sort()).toEqual([false, true]);
  expect(await resource.count()).toBe(1);
});

it("creates that start together look once", async () => {
  const { resource } = await begin();
  await sandbox().control.clearLog();
  const up = run();
  await Promise.all([1, 2, 3, 4, 5, 6].map((number) => up.create(name, resource.args(number))));
  expect(await sandbox().control.log({ path: new RegExp(list.path), method: "GET" })).toHaveLength(1);
  expect(await resource.count()).toBe(6);
});

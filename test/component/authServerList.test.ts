import { describe, expect, it } from "vitest";
import { sandboxForAll } from "../sandbox/calls";
import { FakeClock } from "../unit/support/clock";
import { type Subject, subject } from "../unit/support/lives";
import { change, madeByHand } from "./support/byHand";
import { ProviderRun } from "./support/providerRun";

// OneLogin lets two authorization servers have one name and resource identifier, and lists 1,000 of them at the most. So
// we look ourselves, at the moment of our own POST.

const sandbox = sandboxForAll();
const run = () => new ProviderRun(sandbox());
const list = { method: "GET", path: "/api_authorizations$" };
const name = "AuthServer";

const begin = async () => {
  const it = await subject(sandbox(), name);
  return { it, made: madeByHand(name, it.args()) };
};
const posts = (it: Subject) => sandbox().control.log({ method: "POST", path: new RegExp(it.creating.path) });

describe("a server whose key is beyond the 1,000 that are listed", () => {
  it("is found: a create is refused and nothing is changed", async () => {
    await sandbox().control.seed({ authServers: 1001 });
    const { it, made } = await begin();
    await change(sandbox(), made);
    const before = await sandbox().control.objects();
    const { message, entry } = await run().failingCreate(name, it.args());
    expect(message).toContain("exists already");
    expect(entry).toBeUndefined();
    expect(await posts(it)).toEqual([]);
    expect(await sandbox().control.objects()).toEqual(before);
  });

  it("is adopted where that's said", async () => {
    await sandbox().control.seed({ authServers: 1001 });
    const { it, made } = await begin();
    await change(sandbox(), made);
    const entry = await run().create(name, { ...it.args(), adoptExisting: true });
    expect(await it.count()).toBe(1);
    expect(await run().refresh(entry)).toEqual(entry);
  });

  it("is found after a create whose answer was lost", async () => {
    await sandbox().control.seed({ authServers: 1001 });
    const { it } = await begin();
    await sandbox().control.fault({ match: it.creating, after: true, fault: { drop: true } });
    const entry = await run().create(name, it.args());
    expect(await it.count()).toBe(1);
    expect(await run().refresh(entry)).toEqual(entry);
  });

  it("is completed by a refresh when its create was late", async () => {
    await sandbox().control.seed({ authServers: 1001 });
    const { it, made } = await begin();
    await sandbox().control.fault({ match: it.creating, times: "forever", fault: { status: 504 } });
    const { entry } = await run().failingCreate(name, it.args());
    await change(sandbox(), made);
    if (!entry) throw new Error("the state has nothing of it");
    expect((await run().refresh(entry))?.outputs.name).toBe("server 1");
  });

  it("is refreshed, changed and deleted by its number", async () => {
    await sandbox().control.seed({ authServers: 1001 });
    const { it } = await begin();
    const entry = await run().create(name, it.args());
    const changed = await run().update(entry, { ...it.args(), ...it.change });
    expect(await run().refresh(changed)).toEqual(changed);
    await run().delete(changed);
    expect(await run().refresh(changed)).toBeUndefined();
  });

  it("can't be told apart where 1,000 have its name in theirs: an error that says so, and nothing is sent", async () => {
    await sandbox().control.seed({ authServers: 1001, authServerPrefix: "server 1" });
    const { it } = await begin();
    const { message, entry } = await run().failingCreate(name, it.args());
    expect(message).toMatch(/1000.*nobody can tell/);
    expect(entry).toBeUndefined();
    expect(await posts(it)).toEqual([]);
  });

  it.each(["Ordérs & co. + 50 %?#", 'quoted "server" <1>', "a/b\\c"])(
    "is found whatever its name is: %s",
    async (odd) => {
      await sandbox().control.seed({ authServers: 1001 });
      const { it } = await begin();
      const args = { ...it.args(), name: odd };
      await change(sandbox(), madeByHand(name, args));
      expect((await run().failingCreate(name, args)).message).toContain("exists already");
    },
  );
});

describe("a server that somebody else makes", () => {
  it("between an earlier create's look and ours isn't doubled", async () => {
    const { it, made } = await begin();
    const up = run();
    await up.create(name, it.args(2));
    await change(sandbox(), made);
    expect((await up.failingCreate(name, it.args())).message).toContain("exists already");
    expect(await it.count()).toBe(2);
  });

  it("between an earlier refresh and our create isn't doubled", async () => {
    const { it, made } = await begin();
    const up = run();
    const other = await up.create(name, it.args(2));
    await up.refresh(other);
    await change(sandbox(), made);
    expect((await up.failingCreate(name, it.args())).message).toContain("exists already");
    expect(await it.count()).toBe(2);
  });

  it("while the list that an earlier create asked for was under way isn't doubled", async () => {
    const { it, made } = await begin();
    const up = run();
    await sandbox().control.hold(list, { after: true });
    const earlier = up.create(name, it.args(2));
    await sandbox().control.held();
    // The list is made, and not here yet.
    await change(sandbox(), made);
    const ours = up.failingCreate(name, it.args());
    await sandbox().control.release();
    await earlier;
    expect((await ours).message).toContain("exists already");
    expect(await it.count()).toBe(2);
  });

  it("while our own create is told to wait isn't doubled", async () => {
    const { it, made } = await begin();
    await sandbox().control.fault({
      match: it.creating,
      fault: { change: [made], status: 429, headers: { "retry-after": "30" } },
    });
    expect((await run().failingCreate(name, it.args())).message).toContain("exists already");
    expect(await it.count()).toBe(1);
  });

  it("while our create keeps its distance to other calls isn't doubled", async () => {
    const { it, made } = await begin();
    await sandbox().control.settings({ rateLimit: { limit: 5000, remaining: 100, resetSeconds: 3600 } });
    await sandbox().control.fault({ match: list, after: true, fault: { change: [made] } });
    expect((await run().failingCreate(name, it.args())).message).toContain("exists already");
    expect(await it.count()).toBe(1);
  });

  it("while our create waits for its turn isn't doubled", async () => {
    const { it, made } = await begin();
    const clock = new FakeClock();
    const up = new ProviderRun(sandbox(), { clock, config: { "onelogin:maxConcurrency": "1" } });
    const other = await run().create(name, it.args(2));
    await sandbox().control.hold(list, { after: true });
    const ours = up.failingCreate(name, it.args());
    await sandbox().control.held();
    // The one place is ours; others queue behind it, and it queues behind them for its POST.
    const refreshing = [1, 2, 3].map(() => up.refresh(other));
    await sandbox().control.fault({
      match: { method: "GET", path: `/${other.id}$` },
      fault: { change: [made], status: 429, headers: { "retry-after": "60" } },
    });
    await sandbox().control.release();
    await Promise.all(refreshing);
    expect((await ours).message).toContain("exists already");
    expect(await it.count()).toBe(2);
  });
});

it("of two servers with one key, nobody can tell which is to be adopted: an error that names both, and nothing changes", async () => {
  const { it, made } = await begin();
  await change(sandbox(), made);
  await change(sandbox(), made);
  const before = await sandbox().control.objects();
  const { message, entry } = await run().failingCreate(name, { ...it.args(), ...it.change, adoptExisting: true });
  const ids = Object.values(before.onelogin.authServers).filter((server) => server.name === it.args().name);
  for (const { id } of ids) expect(message).toContain(String(id));
  expect(entry).toBeUndefined();
  expect(await sandbox().control.objects()).toEqual(before);
});

it("two creates of one key in one run make one server", async () => {
  const { it } = await begin();
  const up = run();
  const ends = await Promise.all([up.tryCreate(name, it.args()), up.tryCreate(name, it.args())]);
  expect(ends.map(({ error }) => /exists already/.test(error?.message ?? "")).sort()).toEqual([false, true]);
  expect(await it.count()).toBe(1);
});

it("creates that start together look once", async () => {
  const { it } = await begin();
  await sandbox().control.clearLog();
  const up = run();
  await Promise.all([1, 2, 3, 4, 5, 6].map((number) => up.create(name, it.args(number))));
  expect(await sandbox().control.log({ path: new RegExp(list.path), method: "GET" })).toHaveLength(1);
  expect(await it.count()).toBe(6);
});

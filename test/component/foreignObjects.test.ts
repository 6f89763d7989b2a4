import { describe, expect, it } from "vitest";
import type { ResourceName } from "../../provider/services";
import type { FaultEffect, FaultMatch } from "../../sandbox";
import { doByHand } from "../support/byHand";
import { FakeClock } from "../support/clock";
import { fixtureOf, fixtures, type PreparedFixture, prepareFixture, requestsFor } from "../support/resources";
import type { Keys } from "../support/run";
import { sandboxForAll } from "../support/sandbox";
import { until } from "../support/until";
import { ProviderRun, requestsOf } from "./support/providerRun";

// What was there before our first request is never ours without adoptExisting, however equal it is.

const sandbox = sandboxForAll();
const run = (keys: Keys = {}) => new ProviderRun(sandbox(), { keys });
type Kind = [what: string, name: ResourceName, args: object];
/** A resource that a generated secret proves ours has other ways to prove itself. */
const kinds: Kind[] = fixtures.flatMap(({ name, looksFirst, variants = [] }): Kind[] =>
  looksFirst
    ? [[name, name, {}]]
    : variants.map(({ title, args = {} }): Kind => [`${name} ${title}`, name, { ...args }]),
);

/** Nobody else can know a secret that was generated just now, so nothing has to be looked at before. */
function isGenerated(name: ResourceName, args: object): boolean {
  return !fixtureOf(name).looksFirst && Object.keys(args).length === 0;
}

/** The call that looks what is there before anything is sent. */
function lookOf({ fixture, environment }: PreparedFixture): FaultMatch {
  return requestsFor(fixture, fixture.exampleId(environment)).lookUp;
}

const withoutWork: [string, FaultEffect][] = [
  ["503", { status: 503 }],
  ["500", { status: 500, body: { message: "oops" } }],
  ["502 with HTML", { status: 502, body: "<html>Bad gateway</html>" }],
  ["504", { status: 504 }],
  ["524", { status: 524 }],
  ["a dropped connection", { drop: true }],
  ["429, then nothing", { status: 429, headers: { "retry-after": "20" } }],
];

describe.each(kinds)("somebody else's %s", (_, name, more) => {
  const begin = async () => {
    const resource = await prepareFixture(sandbox(), name);
    const args = { ...resource.args(), ...more };
    return { resource, args, made: resource.fixture.byHand.make({ ...resource.inputs(), ...more }) };
  };
  const expectTheirs = async (resource: PreparedFixture, up: ProviderRun, before: unknown, args: object) => {
    const { message, entry } = await up.failingCreate(name, { ...args });
    expect(message).toMatch(/already exists|taken/);
    expect(entry).toBeUndefined();
    expect(await resource.count()).toBe(1);
    if (before) expect(await sandbox().control.objects()).toEqual(before);
  };

  it("that was there before isn't taken at once", async () => {
    const { resource, args, made } = await begin();
    await doByHand(sandbox(), made);
    await expectTheirs(resource, run(), await sandbox().control.objects(), args);
  });

  it.each(withoutWork)("that was there before isn't taken after %s to our request", async (_, fault) => {
    const { resource, args, made } = await begin();
    await doByHand(sandbox(), made);
    const before = await sandbox().control.objects();
    await resource.faultCreate({ fault });
    await expectTheirs(resource, run(), before, args);
  });

  it("that was there before isn't taken when every request is answered 503", async () => {
    const { resource, args, made } = await begin();
    await doByHand(sandbox(), made);
    await resource.faultCreate({ times: "forever", fault: { status: 503 } });
    await expectTheirs(resource, run(), await sandbox().control.objects(), args);
  });

  it.each([
    ["429 and a wait", [{ status: 429, headers: { "retry-after": "60" } }]],
    ["429 and a wait, then 503", [{ status: 429, headers: { "retry-after": "60" } }, { status: 503 }]],
    ["two waits", [{ status: 429 }, { status: 429, headers: { "retry-after": "100" } }]],
  ] as [string, object[]][])("that was made while ours was answered with %s isn't taken", async (_, faults) => {
    const { resource, args, made } = await begin();
    const [first, ...others] = faults;
    await resource.faultCreate({ after: false, fault: { change: [made], ...first } as FaultEffect });
    for (const fault of others) await resource.faultCreate({ fault: fault as FaultEffect });
    await expectTheirs(resource, run(), undefined, args);
  });

  it.skipIf(isGenerated(name, more))("that was made while all calls had to wait isn't taken", async () => {
    const { resource, args, made } = await begin();
    const other = await run().create(name, resource.args(2));
    const clock = new FakeClock();
    const up = new ProviderRun(sandbox(), { clock });
    // Our look is under way when the refresh of another resource is told that everybody has to wait.
    await sandbox().control.hold(lookOf(resource), { after: true });
    await resource.faultCreate({ fault: { status: 503 } });
    const creating = up.failingCreate(name, args);
    await sandbox().control.held();
    const pause: FaultEffect = { change: [made], status: 429, headers: { "retry-after": "60" } };
    await sandbox().control.fault({ match: requestsOf(other).read, fault: pause });
    const refreshing = up.refresh(other);
    await until(() => clock.waits.includes(60_000));
    await sandbox().control.release();
    expect((await creating).message).toMatch(/already exists|contains the object/);
    expect(await refreshing).toEqual(other);
    expect(await resource.count()).toBe(2);
  });

  it.skipIf(isGenerated(name, more))("that was made while calls had to keep a distance isn't taken", async () => {
    const { resource, args, made } = await begin();
    // A tenth of the calls is left for the hour: one every 10 s.
    await sandbox().control.settings({ rateLimit: { limit: 5000, remaining: 100, resetSeconds: 3600 } });
    await sandbox().control.fault({ match: lookOf(resource), after: true, fault: { change: [made] } });
    await resource.faultCreate({ fault: { status: 503 } });
    const { message } = await run().failingCreate(name, args);
    expect(message).toMatch(/already exists|contains the object/);
    expect(await resource.count()).toBe(1);
  });

  it.skipIf(fixtureOf(name).service !== "onelogin")(
    "that was made while a new token was fetched isn't taken",
    async () => {
      const { resource, args, made } = await begin();
      await resource.faultCreate({ fault: { change: [made], status: 401, body: {} } });
      await resource.faultCreate({ fault: { status: 503 } });
      await expectTheirs(resource, run(), undefined, args);
    },
  );

  it("that is different isn't taken either, and adoptExisting takes it", async () => {
    const { resource, args, made } = await begin();
    await doByHand(sandbox(), made);
    await resource.faultCreate({ fault: { status: 503 } });
    await expectTheirs(resource, run(), await sandbox().control.objects(), { ...args, ...resource.change });
    const entry = await run().create(name, { ...args, ...resource.change, adoptExisting: true });
    expect(await resource.count()).toBe(1);
    expect(await run().refresh(entry)).toEqual(entry);
  });
});

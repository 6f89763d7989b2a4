import { describe, expect, it } from "vitest";
import type { FaultEffect, FaultMatch } from "../../sandbox";
import { sandboxForAll } from "../sandbox/calls";
import { FakeClock } from "../unit/support/clock";
import { type Name, names, type Subject, subject } from "../unit/support/lives";
import { until } from "../unit/support/until";
import { change, madeByHand } from "./support/byHand";
import { callsFor } from "./support/calls";
import { ProviderRun } from "./support/providerRun";

// What was there before our first request is never ours without adoptExisting, however equal it is.

const sandbox = sandboxForAll();
const run = (config: { [key: string]: string } = {}) => new ProviderRun(sandbox(), { config });
/** How a client of ours may prove itself. */
const clients = {
  "with a generated secret": {},
  "with a given secret": { clientSecret: "the same as theirs" },
  "with a key": { authenticationMethod: "private_key_jwt", jwksUri: "https://example.com/jwks" },
};
type Kind = [what: string, name: Name, args: object];
const kinds: Kind[] = [
  ...Object.entries(clients).map(([what, args]): Kind => [`API client ${what}`, "ApiClient", args]),
  ...names.filter((name) => name !== "ApiClient").map((name): Kind => [name, name, {}]),
];

/** Nobody else can know a secret that was generated just now, so nothing has to be looked at before. */
function isGenerated(name: Name, args: object): boolean {
  return name === "ApiClient" && Object.keys(args).length === 0;
}

/** The call that looks what is there before anything is sent. */
function lookOf(name: Name, { authServerId }: { [name: string]: unknown }): FaultMatch {
  const id = { ApiClient: "client-1", AuthServer: "1" }[name as string] ?? `${authServerId}/1`;
  const { read, list } = callsFor({ name, id, inputs: {}, outputs: {} });
  return name === "ApiClient" ? read : list;
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
    const it = await subject(sandbox(), name);
    const args = { ...it.args(), ...more };
    return { it, args, made: madeByHand(name, args) };
  };
  const expectTheirs = async (it: Subject, up: ProviderRun, before: unknown, args: object) => {
    const { message, entry } = await up.failingCreate(name, { ...args });
    expect(message).toMatch(/exists already|taken/);
    expect(entry).toBeUndefined();
    expect(await it.count()).toBe(1);
    if (before) expect(await sandbox().control.objects()).toEqual(before);
  };

  it("that was there before isn't taken at once", async () => {
    const { it, args, made } = await begin();
    await change(sandbox(), made);
    await expectTheirs(it, run(), await sandbox().control.objects(), args);
  });

  it.each(withoutWork)("that was there before isn't taken after %s to our request", async (_, fault) => {
    const { it, args, made } = await begin();
    await change(sandbox(), made);
    const before = await sandbox().control.objects();
    await sandbox().control.fault({ match: it.creating, fault });
    await expectTheirs(it, run(), before, args);
  });

  it("that was there before isn't taken when every request is answered 503", async () => {
    const { it, args, made } = await begin();
    await change(sandbox(), made);
    await sandbox().control.fault({ match: it.creating, times: "forever", fault: { status: 503 } });
    await expectTheirs(it, run(), await sandbox().control.objects(), args);
  });

  it.each([
    ["429 and a wait", [{ status: 429, headers: { "retry-after": "60" } }]],
    ["429 and a wait, then 503", [{ status: 429, headers: { "retry-after": "60" } }, { status: 503 }]],
    ["two waits", [{ status: 429 }, { status: 429, headers: { "retry-after": "100" } }]],
  ] as [string, object[]][])("that was made while ours was answered with %s isn't taken", async (_, faults) => {
    const { it, args, made } = await begin();
    const [first, ...others] = faults;
    await sandbox().control.fault({
      match: it.creating,
      after: false,
      fault: { change: [made], ...first } as FaultEffect,
    });
    for (const fault of others) await sandbox().control.fault({ match: it.creating, fault: fault as FaultEffect });
    await expectTheirs(it, run(), undefined, args);
  });

  it.skipIf(isGenerated(name, more))("that was made while all calls had to wait isn't taken", async () => {
    const { it, args, made } = await begin();
    const other = await run().create(name, it.args(2));
    const clock = new FakeClock();
    const up = new ProviderRun(sandbox(), { clock });
    // Our look is under way when the refresh of another resource is told that everybody has to wait.
    await sandbox().control.hold(lookOf(name, args), { after: true });
    await sandbox().control.fault({ match: it.creating, fault: { status: 503 } });
    const creating = up.failingCreate(name, args);
    await sandbox().control.held();
    const pause: FaultEffect = { change: [made], status: 429, headers: { "retry-after": "60" } };
    await sandbox().control.fault({ match: callsFor(other).read, fault: pause });
    const refreshing = up.refresh(other);
    await until(() => clock.waits.length > 0);
    await sandbox().control.release();
    expect((await creating).message).toMatch(/exists already|has the object/);
    expect(await refreshing).toEqual(other);
    expect(await it.count()).toBe(2);
  });

  it.skipIf(isGenerated(name, more))("that was made while calls had to keep a distance isn't taken", async () => {
    const { it, args, made } = await begin();
    // A tenth of the calls is left for the hour: one every 10 s.
    await sandbox().control.settings({ rateLimit: { limit: 5000, remaining: 100, resetSeconds: 3600 } });
    await sandbox().control.fault({ match: lookOf(name, args), after: true, fault: { change: [made] } });
    await sandbox().control.fault({ match: it.creating, fault: { status: 503 } });
    const { message } = await run().failingCreate(name, args);
    expect(message).toMatch(/exists already|has the object/);
    expect(await it.count()).toBe(1);
  });

  it.skipIf(name === "ApiClient")("that was made while a new token was fetched isn't taken", async () => {
    const { it, args, made } = await begin();
    await sandbox().control.fault({ match: it.creating, fault: { change: [made], status: 401, body: {} } });
    await sandbox().control.fault({ match: it.creating, fault: { status: 503 } });
    await expectTheirs(it, run(), undefined, args);
  });

  it("that is different isn't taken either, and adoptExisting takes it", async () => {
    const { it, args, made } = await begin();
    await change(sandbox(), made);
    await sandbox().control.fault({ match: it.creating, fault: { status: 503 } });
    await expectTheirs(it, run(), await sandbox().control.objects(), { ...args, ...it.change });
    const entry = await run().create(name, { ...args, ...it.change, adoptExisting: true });
    expect(await it.count()).toBe(1);
    expect(await run().refresh(entry)).toEqual(entry);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { until } from "../../support/until";
import { Clients, directoryAt, findAll, isPage, numbered } from "../support/onegini";

/**
 * What finding takes at the most. On top of it each client that is gone is asked for by itself, and the first page proves
 * then that the answer can be believed; those that get it at the same time share that.
 */
const bound = (wanted: number, held: number, gone = 0) =>
  2 * Math.min(wanted, Math.ceil((held + 1) / 100)) + 1 + 2 * gone;
const tick = () => new Promise(setImmediate);

describe("a refresh of n clients where the service holds t", () => {
  it("takes at most 2 × min(n, ⌈(t+1)/100⌉) + 1 calls, two more for each that is gone, and every answer is right, for any n, t and parallelism", async () => {
    const service = await Clients.start();
    const some = fc.record({
      held: fc.oneof(fc.integer({ min: 0, max: 900 }), fc.constantFrom(0, 1, 99, 100, 101, 200, 299, 300)),
      wanted: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 400 })),
      gone: fc.integer({ min: 0, max: 100 }),
      parallel: fc.oneof(fc.integer({ min: 1, max: 16 }), fc.constant(400)),
      seed: fc.integer(),
      slow: fc.integer({ min: 0, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(some, async ({ held, wanted, gone, parallel, seed, slow }) => {
        const mixed = shuffled(numbered(held), seed);
        service.ids = mixed;
        service.calls.length = 0;
        let turn = seed;
        service.before = async () => {
          for (let ticks = Math.abs(turn++ * 7) % (slow + 1); ticks > 0; ticks--) await tick();
          return undefined;
        };
        const missing = numbered(Math.floor((wanted * gone) / 100), 5000);
        const there = shuffled(mixed, seed + 1).slice(0, wanted - missing.length);
        const ids = shuffled([...there, ...missing], seed + 2);
        fc.pre(ids.length > 0);
        const { directory, clock } = directoryAt(service);
        const found = await findAll(directory, ids, parallel);
        await clock.idle();
        for (const id of there) expect(found.get(id)).toMatchObject({ client_id: id });
        for (const id of missing) expect(found.get(id)).toBeUndefined();
        expect(service.calls.length).toBeLessThanOrEqual(bound(ids.length, held, missing.length));
        for (const id of missing) expect(service.calls).toContain(`GET /${id}`);
      }),
      { numRuns: 100, interruptAfterTimeLimit: 20_000 },
    );
  }, 60_000);

  it.each([
    [3, 100_000, 7],
    [1, 100_000, 3],
    [1000, 1000, 23],
    [1, 1, 3],
  ])("for %i of %i: at most %i calls", async (wanted, held, most) => {
    const service = await Clients.start();
    service.ids = numbered(held);
    const { directory, clock } = directoryAt(service);
    await findAll(directory, numbered(wanted, held - wanted), 10);
    await clock.idle();
    expect(service.calls.length).toBeLessThanOrEqual(most);
  });

  it("reads two pages at once while they answer several, and never three; each once", async () => {
    const service = await Clients.start();
    service.ids = numbered(1000);
    const atOnce = pagesAtOnce(service);
    const { directory, clock } = directoryAt(service);
    await findAll(directory, numbered(1000), 50);
    await clock.idle();
    expect(atOnce()).toBe(2);
    const { calls, pageCalls } = service;
    expect(calls.length - pageCalls.length).toBe(1);
    expect(new Set(pageCalls).size).toBe(pageCalls.length);
    expect(pageCalls.length).toBeLessThanOrEqual(11);
  });

  it("reads one page at a time while they answer one or none", async () => {
    const service = await Clients.start();
    service.ids = numbered(1000);
    const atOnce = pagesAtOnce(service);
    const onePerPage = numbered(10).map((_, page) => `client-${page * 100 + 50}`);
    const { directory, clock } = directoryAt(service);
    await findAll(directory, onePerPage, 10);
    await clock.idle();
    expect(atOnce()).toBe(1);
  });

  it("reads the next page as soon as the last one is in use, so that nobody waits for it", async () => {
    const service = await Clients.start();
    service.ids = numbered(1000);
    const { directory, clock } = directoryAt(service);
    await findAll(directory, numbered(200), 10);
    await clock.idle();
    expect(service.calls).not.toContain("GET ?page=3");
    await directory.read("client-200");
    await clock.idle();
    expect(service.calls).toContain("GET ?page=3");
    await findAll(directory, numbered(300), 10);
    await clock.idle();
    expect(service.calls).not.toContain("GET ?page=4");
    await directory.read("client-300");
    await clock.idle();
    expect(service.calls).toContain("GET ?page=4");
  });

  it.each([1, 2, 3, 5])("spends no more than two calls a page where each of %i pages is full", async (pages) => {
    const service = await Clients.start();
    service.ids = numbered(100 * pages);
    const { directory, clock } = directoryAt(service);
    await findAll(directory, numbered(100 * pages), 10);
    await clock.idle();
    expect(service.calls.length).toBeLessThanOrEqual(2 * pages);
  });

  it("knows the end of the pages even where one beyond it came first", async () => {
    const service = await Clients.start();
    service.ids = numbered(150);
    const held = service.hold(1);
    const ids = [...numbered(4), ...numbered(6, 5000)];
    const { directory, clock } = directoryAt(service);
    const waiting = findAll(directory, ids, ids.length);
    await until(() => service.calls.includes("GET ?page=2") && clock.requestsUnderWay === 1);
    held.open();
    expect([...(await waiting).values()].filter(Boolean)).toHaveLength(4);
    expect(service.calls.length).toBeLessThanOrEqual(bound(ids.length, 150, 6));
  });

  it("calls nobody gone because a later page came before an earlier one", async () => {
    const service = await Clients.start();
    service.ids = numbered(250);
    const held = service.hold(1);
    const { directory } = directoryAt(service);
    const waiting = Promise.all(
      ["client-0", "client-1", "client-2", "client-150", "client-151", "client-240"].map((id) => directory.read(id)),
    );
    await until(() => service.calls.includes("GET ?page=2"));
    expect(await directory.read("client-240")).toMatchObject({ client_id: "client-240" });
    held.open();
    for (const found of await waiting) expect(found).toBeDefined();
  });
});

/** Tells the most pages that were under way at once; each takes a few turns. */
function pagesAtOnce(service: Clients): () => number {
  let now = 0;
  let most = 0;
  service.before = async (seen) => {
    if (!isPage(seen)) return undefined;
    most = Math.max(most, ++now);
    for (let turns = 0; turns < 20; turns++) await tick();
    now--;
    return undefined;
  };
  return () => most;
}

/** The same order for the same seed. */
function shuffled<T>(items: T[], seed: number): T[] {
  const mixed = items.map((item, i) => [Math.imul(i + 1, 2654435761) ^ Math.imul(seed | 1, i + 40503), item] as const);
  return mixed.sort(([a], [b]) => a - b).map(([, item]) => item);
}

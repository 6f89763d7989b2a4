import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flight } from "../support/flight";
import { Clients, isPage } from "../support/onegini";
import { oneginiAt, refusal } from "../support/services";
import { until } from "../support/until";

const numbered = (count: number, from = 0) => Array.from({ length: count }, (_, i) => `client-${from + i}`);
const bound = (wanted: number, held: number) => 2 * Math.min(wanted, Math.ceil((held + 1) / 100)) + 1;
const tick = () => new Promise(setImmediate);

/** Asks for all of them, at most so many at one time, as the engine does in a refresh. */
async function findAll(directory: { find(id: string): Promise<unknown> }, ids: string[], parallel: number) {
  const found = new Map<string, unknown>();
  const left = [...ids];
  const worker = async () => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) found.set(id, await directory.find(id));
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return found;
}

describe("a refresh of n clients where the service holds t", () => {
  it("takes at most 2 × min(n, ⌈(t+1)/100⌉) + 1 calls, and every answer is right, for any n, t and parallelism", async () => {
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
        const found = await findAll(oneginiAt(service.url).tenant.directory, ids, parallel);
        await until(() => flight.requests === 0);
        for (const id of there) expect(found.get(id)).toMatchObject({ client_id: id });
        for (const id of missing) expect(found.get(id)).toBeUndefined();
        expect(service.calls.length).toBeLessThanOrEqual(bound(ids.length, held));
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
    await findAll(oneginiAt(service.url).tenant.directory, numbered(wanted, held - wanted), 10);
    await until(() => flight.requests === 0);
    expect(service.calls.length).toBeLessThanOrEqual(most);
  });

  it("reads two pages at once while they answer several, never three, and asks for each once", async () => {
    const service = await Clients.start();
    service.ids = numbered(1000);
    const atOnce = pagesAtOnce(service);
    await findAll(oneginiAt(service.url).tenant.directory, numbered(1000), 50);
    await until(() => flight.requests === 0);
    expect(atOnce()).toBe(2);
    expect(service.calls.filter((call) => !isPageCall(call))).toHaveLength(1);
    const pages = service.calls.filter(isPageCall);
    expect(new Set(pages).size).toBe(pages.length);
    expect(pages.length).toBeLessThanOrEqual(11);
  });

  it("reads one page at a time while they answer one or none", async () => {
    const service = await Clients.start();
    service.ids = numbered(1000);
    const atOnce = pagesAtOnce(service);
    const onePerPage = numbered(10).map((_, page) => `client-${page * 100 + 50}`);
    await findAll(oneginiAt(service.url).tenant.directory, onePerPage, 10);
    await until(() => flight.requests === 0);
    expect(atOnce()).toBe(1);
  });

  it("calls nobody gone because a later page came before an earlier one", async () => {
    const service = await Clients.start();
    service.ids = numbered(250);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    service.before = ({ url }) => (url.endsWith("page=1") ? held.then(() => undefined) : undefined);
    const { directory } = oneginiAt(service.url).tenant;
    const waiting = Promise.all(
      ["client-0", "client-1", "client-2", "client-150", "client-151", "client-240"].map((id) => directory.find(id)),
    );
    await until(() => service.calls.includes("GET ?page=2"));
    expect(await directory.find("client-240")).toMatchObject({ client_id: "client-240" });
    release();
    for (const found of await waiting) expect(found).toBeDefined();
  });
});

describe("a page that fails", () => {
  it("is asked for again, and nobody who waits notices", async () => {
    const service = await Clients.start();
    service.ids = numbered(350);
    const failing = new Set(["?page=0", "?page=2"]);
    service.before = ({ url }) => (failing.delete(url.slice(url.indexOf("?"))) ? { status: 503 } : undefined);
    const found = await findAll(oneginiAt(service.url).tenant.directory, numbered(350), 20);
    expect([...found.values()].filter(Boolean)).toHaveLength(350);
    expect(failing.size).toBe(0);
  });

  it("for ever fails those who need it and keeps what was found; later reads go on from there", async () => {
    const service = await Clients.start();
    service.ids = numbered(350);
    service.before = (seen) =>
      isPage(seen) && !seen.url.endsWith("page=0") ? { status: 400, body: { message: "no" } } : undefined;
    const { directory } = oneginiAt(service.url).tenant;
    const ends = await Promise.allSettled(numbered(300).map((id) => directory.find(id)));
    expect(ends.filter(({ status }) => status === "fulfilled").length).toBeGreaterThanOrEqual(100);
    expect(ends.filter(({ status }) => status === "rejected").length).toBeGreaterThan(0);
    service.before = () => undefined;
    service.calls.length = 0;
    const found = await findAll(directory, numbered(350), 10);
    expect([...found.values()].filter(Boolean)).toHaveLength(350);
    expect(service.calls).not.toContain("GET ?page=0");
  });

  it("fails nobody when it was read ahead, until it is the next that's needed", async () => {
    const service = await Clients.start();
    service.ids = numbered(350);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let refused = 0;
    service.before = ({ url }) => {
      if (url.endsWith("page=1")) return held.then(() => undefined);
      return url.endsWith("page=2") && refused++ === 0 ? { status: 400, body: { message: "no" } } : undefined;
    };
    const { directory } = oneginiAt(service.url).tenant;
    const waiting = Promise.all(numbered(350).map((id) => directory.find(id)));
    await until(() => refused === 1 && flight.requests === 1);
    expect(service.calls.filter((call) => call.endsWith("page=2"))).toHaveLength(1);
    release();
    for (const found of await waiting) expect(found).toBeDefined();
  });

  it("is never taken for the end of the pages: no client is called gone", async () => {
    const service = await Clients.start();
    service.ids = numbered(250);
    service.before = (seen) => (seen.url.endsWith("page=1") ? { body: { clients: [] } } : undefined);
    const { directory } = oneginiAt(service.url).tenant;
    const ends = await Promise.allSettled(numbered(250).map((id) => directory.find(id)));
    for (const end of ends) if (end.status === "fulfilled") expect(end.value).toBeDefined();
  });
});

describe("an answer", () => {
  it("is never older than a minute", async () => {
    const service = await Clients.start();
    service.ids = numbered(50);
    service.name = () => "old";
    const { tenant, clock } = oneginiAt(service.url);
    await findAll(tenant.directory, numbered(50), 10);
    service.name = () => "new";
    clock.pass(59);
    expect(await tenant.directory.find("client-30")).toMatchObject({ name: "old" });
    clock.pass(1);
    const found = await findAll(tenant.directory, numbered(50), 10);
    expect(new Set([...found.values()].map((client) => (client as { name: string }).name))).toEqual(new Set(["new"]));
  });

  it("that is older than a minute is not used even when its page was still under way", async () => {
    const service = await Clients.start();
    service.ids = numbered(50);
    service.name = () => "old";
    const { tenant, clock } = oneginiAt(service.url);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    service.before = (seen) => {
      if (!isPage(seen) || service.calls.filter((call) => call.includes("page=")).length > 1) return undefined;
      return held.then(() => ({ body: { result: [{ client_id: "client-9", name: "old", scopes: [] }] } }));
    };
    const first = [tenant.directory.find("client-1"), tenant.directory.find("client-2")];
    await until(() => service.calls.includes("GET ?page=0"));
    clock.pass(61);
    service.name = () => "new";
    const later = tenant.directory.find("client-9");
    release();
    expect(await later).toMatchObject({ name: "new" });
    expect(await Promise.all(first)).toHaveLength(2);
  });

  it("is never from before a write of this process, however many were written", async () => {
    const service = await Clients.start();
    service.ids = numbered(50);
    service.name = () => "old";
    const { directory } = oneginiAt(service.url).tenant;
    await findAll(directory, numbered(50), 10);
    for (const id of numbered(20)) directory.wrote(id);
    service.name = () => "new";
    const found = await findAll(directory, numbered(20), 5);
    for (const id of numbered(20)) expect(found.get(id)).toMatchObject({ client_id: id, name: "new" });
    expect(await directory.find("client-30")).toMatchObject({ name: "old" });
  });

  it("is never from a page that was under way when the write began", async () => {
    const service = await Clients.start();
    service.ids = numbered(5);
    service.name = () => "old";
    const { directory } = oneginiAt(service.url).tenant;
    const waiting = findAll(directory, numbered(4), 4);
    directory.wrote("client-4");
    await waiting;
    service.name = () => "new";
    expect(await directory.find("client-4")).toMatchObject({ name: "new" });
  });

  it("about a client that is written while somebody waits for it is what the write left, never that it's gone", async () => {
    const service = await Clients.start();
    service.ids = numbered(30);
    service.name = () => "old";
    const { directory } = oneginiAt(service.url).tenant;
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const result = numbered(30).map((id) => ({ client_id: id, name: "old", scopes: [] }));
    service.before = (seen) => (isPage(seen) ? held.then(() => ({ body: { result } })) : undefined);
    const waiting = numbered(30).map((id) => directory.find(id));
    await until(() => service.calls.includes("GET ?page=0"));
    for (const id of numbered(30)) directory.wrote(id);
    service.name = () => "new";
    release();
    // The first may have been read by itself before the write.
    for (const found of (await Promise.all(waiting)).slice(2)) expect(found).toMatchObject({ name: "new" });
  });

  it("is right for those that a delete in between moved over the edge of two pages, as far as calls allow", async () => {
    const service = await Clients.start();
    service.ids = numbered(200);
    const { directory } = oneginiAt(service.url).tenant;
    service.before = (seen) => {
      // Somebody deletes the first client after page 0 was read: client-100 is in no page any more.
      if (seen.url.endsWith("page=1")) service.ids = service.ids.slice(1);
      return undefined;
    };
    expect(await Promise.all(["client-0", "client-150", "client-100"].map((id) => directory.find(id)))).toMatchObject([
      { client_id: "client-0" },
      { client_id: "client-150" },
      { client_id: "client-100" },
    ]);
  });

  it("of a service in trouble is an error, never that a client is gone", async () => {
    const service = await Clients.start();
    service.before = () => ({ status: 404, body: "<html>No such page</html>" });
    const { directory } = oneginiAt(service.url).tenant;
    expect(await refusal(directory.find("client-1"))).toMatchObject({ status: 404 });
  });
});

const isPageCall = (call: string) => call.includes("page=");

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

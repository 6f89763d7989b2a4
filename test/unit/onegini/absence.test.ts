import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ignoreNotFound } from "../../../provider/notFound";
import { gate } from "../../support/gate";
import { refusal } from "../../support/refusal";
import { until } from "../../support/until";
import { oneginiAt } from "../support/connections";
import { Clients, directoryAt, findAll, isPage, numbered } from "../support/onegini";

const frameworks = { timestamp: "2026-03-01T12:00:00Z", status: 404, error: "Not Found", path: "/oauth/x" };

describe("pages that shift while they are read", () => {
  it("lose nobody: 300 of ours, while somebody deletes 40 others", async () => {
    const service = await Clients.start();
    const ours = numbered(300);
    const theirs = numbered(40, 9000);
    // Theirs are the oldest, so that each delete moves everybody one place forward.
    service.ids = [...theirs, ...ours];
    service.before = () => {
      const deleted = new Set(theirs.splice(-8));
      service.ids = service.ids.filter((id) => !deleted.has(id));
      return undefined;
    };
    const found = await findAll(directoryAt(service).directory, ours, 50);
    expect([...found.values()].filter(Boolean)).toHaveLength(300);
    expect(service.ids).toHaveLength(300);
  });

  it("lose nobody, whatever is deleted and added between any two calls", async () => {
    const service = await Clients.start();
    const change = fc.record({ deleted: fc.integer({ min: 0, max: 60 }), added: fc.integer({ min: 0, max: 60 }) });
    const some = fc.record({
      wanted: fc.integer({ min: 1, max: 300 }),
      others: fc.integer({ min: 0, max: 300 }),
      changes: fc.array(change, { maxLength: 12 }),
      parallel: fc.integer({ min: 1, max: 60 }),
    });
    await fc.assert(
      fc.asyncProperty(some, async ({ wanted, others, changes, parallel }) => {
        const ours = numbered(wanted);
        const isOurs = new Set(ours);
        service.ids = [...numbered(others, 9000), ...ours];
        let call = 0;
        service.before = () => {
          const { deleted = 0, added = 0 } = changes[call++] ?? {};
          let left = deleted;
          service.ids = service.ids.filter((id) => isOurs.has(id) || left-- <= 0);
          service.ids = [...numbered(added, 10_000 + call * 100), ...service.ids];
          return undefined;
        };
        const { directory, clock } = directoryAt(service);
        const found = await findAll(directory, [...ours, "gone"], parallel);
        await clock.idle();
        for (const id of ours) expect(found.get(id)).toMatchObject({ client_id: id });
        expect(found.get("gone")).toBeUndefined();
      }),
      { numRuns: 60, interruptAfterTimeLimit: 20_000 },
    );
  }, 60_000);
});

describe("a page's clients that nobody can read", () => {
  const unreadable = [null, 5, "text", [], {}, { client_id: null }, { client_id: "client-x", name: null, scopes: [] }];

  it("keep nobody else from being found", async () => {
    const service = await Clients.start();
    service.ids = numbered(20);
    const readable = numbered(20).map((id) => ({ client_id: id, name: "n", scopes: [], public_base_uri: "" }));
    service.before = (seen) => (isPage(seen) ? { body: { result: [...unreadable, ...readable] } } : undefined);
    const found = await findAll(directoryAt(service).directory, numbered(20), 20);
    expect([...found.values()].filter(Boolean)).toHaveLength(20);
  });

  it("are requested individually when they are wanted, with an error that says what is wrong", async () => {
    const service = await Clients.start();
    const broken = { client_id: "client-x", name: null, scopes: [] };
    service.before = (seen) => (isPage(seen) ? { body: { result: [broken] } } : { body: broken });
    const error = await refusal(directoryAt(service).directory.read("client-x"));
    expect(error.message).toContain(
      "the response doesn't match the service's documentation: the response.name is not a string",
    );
  });
});

describe("a 404 that the service doesn't document", () => {
  it("is believed where the pages can be read and don't have the client", async () => {
    const service = await Clients.start();
    service.ids = numbered(150);
    service.before = (seen) => (seen.url.endsWith("/gone") ? { status: 404, body: frameworks } : undefined);
    const { directory } = directoryAt(service);
    expect(await directory.readNow("gone")).toBeUndefined();
    expect(service.pageCalls).toEqual(["GET ?page=0", "GET ?page=1"]);
  });

  it("is an error where they have it, on whichever page", async () => {
    const service = await Clients.start();
    service.ids = numbered(350);
    service.before = (seen) => (isPage(seen) ? undefined : { status: 404, body: frameworks });
    const { directory } = directoryAt(service);
    const error = await refusal(directory.readNow("client-349"));
    expect(error).toMatchObject({ status: 404 });
    expect(error.message).toContain("but the service's list contains the object");
  });

  it.each([
    ["at a wrong context path", () => ({ status: 404, body: frameworks })],
    ["from something that answers {} to everything", () => ({ body: {} })],
    ["while the list is in trouble", () => ({ status: 503 })],
  ])("is an error where the pages can't be read: %s", async (_, page) => {
    const service = await Clients.start();
    service.before = (seen) => (isPage(seen) ? page() : { status: 404, body: frameworks });
    const error = await refusal(directoryAt(service).directory.readNow("client-1"));
    expect(error).toMatchObject({ status: 404 });
    expect(error.message).toContain("it isn't certain that this is about the object, because the list can't be read");
  });

  it("costs the pages once for all who ask together, however many are gone", async () => {
    const service = await Clients.start();
    service.ids = numbered(250);
    const { directory } = directoryAt(service);
    const refused: (() => void)[] = [];
    service.before = async (seen) => {
      if (isPage(seen)) return undefined;
      await new Promise<void>((go) => refused.push(go));
      return { status: 404, body: frameworks };
    };
    const all = Promise.all(numbered(8, 5000).map((id) => directory.readNow(id)));
    await until(() => refused.length === 8);
    for (const go of refused) go();
    await all;
    // Whoever gets its 404 while they are read can't use them.
    expect(service.pageCalls.length).toBeLessThanOrEqual(2 * 3);
  });

  it("is believed after a delete whose answer was lost, though pages were read while it was at work", async () => {
    const service = await Clients.start();
    service.ids = ["client-1"];
    const held = gate();
    service.before = async (seen) => {
      if (isPage(seen)) return undefined;
      if (seen.method === "GET" || service.ids.length === 0) return { status: 404, body: frameworks };
      await held.opened;
      service.ids = [];
      return "drop";
    };
    const { api, apiClients: directory } = oneginiAt(service.url).connection;
    directory.invalidate("client-1");
    const deleting = ignoreNotFound(api.apiClients.remove("client-1"), directory.absenceOf("client-1"));
    await until(() => service.calls.includes("DELETE /client-1"));
    // For another, while client-1 is still on them.
    expect(await directory.readNow("gone")).toBeUndefined();
    held.open();
    await deleting;
    expect(service.calls.filter((call) => call.startsWith("DELETE"))).toHaveLength(2);
  });
});

describe("the service's own not_found", () => {
  it("is believed where the first page can be read at that moment, each time", async () => {
    const service = await Clients.start();
    service.ids = numbered(250);
    const { directory } = directoryAt(service);
    for (const id of ["gone", "too"]) {
      service.calls.length = 0;
      expect(await directory.readNow(id)).toBeUndefined();
      expect(service.calls).toEqual([`GET /${id}`, "GET ?page=0"]);
    }
  });

  it("hides what credentials that have lost their right may not see: then it is an error", async () => {
    const service = await Clients.start();
    service.ids = numbered(20);
    const { api, apiClients: directory } = oneginiAt(service.url).connection;
    expect(await directory.readNow("client-1")).toMatchObject({ client_id: "client-1" });
    service.before = () => ({ status: 404, body: { error: "not_found", message: "no such page" } });
    const deleting = ignoreNotFound(api.apiClients.remove("client-1"), directory.absenceOf("client-1"));
    const refusals = await Promise.all([directory.readNow("client-1"), deleting].map(refusal));
    for (const error of refusals) expect(error).toMatchObject({ status: 404 });
  });

  it("is no absence where the first page has the client", async () => {
    const service = await Clients.start();
    service.ids = numbered(20);
    service.before = (seen) => (isPage(seen) ? undefined : { status: 404, body: { error: "not_found" } });
    const error = await refusal(directoryAt(service).directory.readNow("client-1"));
    expect(error.message).toContain("but the service's list contains the object");
  });
});

it("a list that is being read when a write begins says nothing of what was written", async () => {
  const service = await Clients.start();
  const held = gate();
  service.before = async (seen) => {
    if (!isPage(seen)) return { status: 404, body: frameworks };
    if (service.pageCalls.length === 1) {
      const result = service.ids.map((id) => ({ client_id: id }));
      await held.opened;
      return { body: { result } };
    }
    return undefined;
  };
  const { directory } = directoryAt(service);
  const first = directory.readNow("gone");
  await until(() => service.pageCalls.length === 1);
  directory.invalidate("client-1");
  service.ids = ["client-1"];
  const second = directory.readNow("client-1");
  held.open();
  expect(await first).toBeUndefined();
  expect((await refusal(second)).message).toContain("but the service's list contains the object");
});

import { describe, expect, it } from "vitest";
import { gate } from "../../support/gate";
import { refusal } from "../../support/refusal";
import { until } from "../../support/until";
import { oneginiAt } from "../support/connections";
import { Clients, directoryAt, findAll, isPage, numbered } from "../support/onegini";

describe("a page that fails", () => {
  it("is asked for again, and nobody who waits notices", async () => {
    const service = await Clients.start();
    service.ids = numbered(350);
    const failing = new Set(["?page=0", "?page=2"]);
    service.before = ({ url }) => (failing.delete(url.slice(url.indexOf("?"))) ? { status: 503 } : undefined);
    const found = await findAll(directoryAt(service).directory, numbered(350), 20);
    expect([...found.values()].filter(Boolean)).toHaveLength(350);
    expect(failing.size).toBe(0);
  });

  it("for ever fails those who need it and keeps what was found; later reads go on from there", async () => {
    const service = await Clients.start();
    service.ids = numbered(350);
    service.before = (seen) =>
      isPage(seen) && !seen.url.endsWith("page=0") ? { status: 400, body: { message: "no" } } : undefined;
    const { directory } = directoryAt(service);
    const ends = await Promise.allSettled(numbered(300).map((id) => directory.read(id)));
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
    const held = gate();
    let refused = 0;
    service.before = ({ url }) => {
      if (url.endsWith("page=1")) return held.opened.then(() => undefined);
      return url.endsWith("page=2") && refused++ === 0 ? { status: 400, body: { message: "no" } } : undefined;
    };
    const { directory, clock } = directoryAt(service);
    const waiting = Promise.all(numbered(350).map((id) => directory.read(id)));
    await until(() => refused === 1 && clock.requestsUnderWay === 1);
    expect(service.calls.filter((call) => call.endsWith("page=2"))).toHaveLength(1);
    held.open();
    for (const found of await waiting) expect(found).toBeDefined();
  });

  it("when it was read before anybody needed it, is asked for again only when somebody does", async () => {
    const service = await Clients.start();
    service.ids = numbered(400);
    service.before = ({ url }) => (url.endsWith("page=3") ? { status: 400, body: { message: "no" } } : undefined);
    const { directory, clock } = directoryAt(service);
    await findAll(directory, numbered(201), 10);
    await clock.idle();
    await findAll(directory, numbered(300), 10);
    await clock.idle();
    expect(service.calls.filter((call) => call === "GET ?page=3")).toHaveLength(1);
    service.before = () => undefined;
    expect(await directory.read("client-300")).toBeDefined();
  });

  it("is never taken for the end of the pages: no client is called gone", async () => {
    const service = await Clients.start();
    service.ids = numbered(250);
    service.before = (seen) => (seen.url.endsWith("page=1") ? { body: { clients: [] } } : undefined);
    const { directory } = directoryAt(service);
    const ends = await Promise.allSettled(numbered(250).map((id) => directory.read(id)));
    for (const end of ends) if (end.status === "fulfilled") expect(end.value).toBeDefined();
  });
});

describe("an answer", () => {
  it("is never older than a minute", async () => {
    const service = await Clients.start();
    service.ids = numbered(50);
    service.name = () => "old";
    const { directory, clock } = directoryAt(service);
    await findAll(directory, numbered(50), 10);
    service.name = () => "new";
    clock.pass(59);
    expect(await directory.read("client-30")).toMatchObject({ name: "old" });
    clock.pass(1);
    const found = await findAll(directory, numbered(50), 10);
    expect(new Set([...found.values()].map((client) => (client as { name: string }).name))).toEqual(new Set(["new"]));
  });

  it("that is older than a minute is not used even when its page was still under way", async () => {
    const service = await Clients.start();
    service.ids = numbered(50);
    service.name = () => "old";
    const { directory, clock } = directoryAt(service);
    const held = gate();
    service.before = (seen) => {
      if (!isPage(seen) || service.pageCalls.length > 1) return undefined;
      return held.opened.then(() => ({ body: { result: [{ client_id: "client-9", name: "old", scopes: [] }] } }));
    };
    const first = [directory.read("client-1"), directory.read("client-2")];
    await until(() => service.calls.includes("GET ?page=0"));
    clock.pass(61);
    service.name = () => "new";
    const later = directory.read("client-9");
    held.open();
    expect(await later).toMatchObject({ name: "new" });
    expect(await Promise.all(first)).toHaveLength(2);
  });

  it("is never from before a write of this process, however many were written", async () => {
    const service = await Clients.start();
    service.ids = numbered(50);
    service.name = () => "old";
    const { directory } = directoryAt(service);
    await findAll(directory, numbered(50), 10);
    for (const id of numbered(20)) directory.invalidate(id);
    service.name = () => "new";
    const found = await findAll(directory, numbered(20), 5);
    for (const id of numbered(20)) expect(found.get(id)).toMatchObject({ client_id: id, name: "new" });
    expect(await directory.read("client-30")).toMatchObject({ name: "old" });
  });

  it("is never from a page that was under way when the write began", async () => {
    const service = await Clients.start();
    service.ids = numbered(5);
    service.name = () => "old";
    const { directory } = directoryAt(service);
    const waiting = findAll(directory, numbered(4), 4);
    directory.invalidate("client-4");
    await waiting;
    service.name = () => "new";
    expect(await directory.read("client-4")).toMatchObject({ name: "new" });
  });

  it("about a client that is written while somebody waits for it is what the write left, never that it's gone", async () => {
    const service = await Clients.start();
    service.ids = numbered(30);
    service.name = () => "old";
    const { directory } = directoryAt(service);
    const held = gate();
    const result = numbered(30).map((id) => ({ client_id: id, name: "old", scopes: [] }));
    service.before = (seen) => (isPage(seen) ? held.opened.then(() => ({ body: { result } })) : undefined);
    const waiting = numbered(30).map((id) => directory.read(id));
    await until(() => service.calls.includes("GET ?page=0"));
    for (const id of numbered(30)) directory.invalidate(id);
    service.name = () => "new";
    held.open();
    // The first may have been read by itself before the write.
    for (const found of (await Promise.all(waiting)).slice(2)) expect(found).toMatchObject({ name: "new" });
  });

  it("is right for those that a delete in between moved over the edge of two pages", async () => {
    const service = await Clients.start();
    service.ids = numbered(200);
    const { directory } = directoryAt(service);
    service.before = (seen) => {
      // Somebody deletes the first client after page 0 was read: client-100 is in no page any more.
      if (seen.url.endsWith("page=1")) service.ids = service.ids.slice(1);
      return undefined;
    };
    expect(await Promise.all(["client-0", "client-150", "client-100"].map((id) => directory.read(id)))).toMatchObject([
      { client_id: "client-0" },
      { client_id: "client-150" },
      { client_id: "client-100" },
    ]);
  });

  it("of a service in trouble is an error, never that a client is gone", async () => {
    const service = await Clients.start();
    service.before = () => ({ status: 404, body: "<html>No such page</html>" });
    const { directory } = directoryAt(service);
    expect(await refusal(directory.read("client-1"))).toMatchObject({ status: 404 });
  });
});

it("reads that wait for a page or a client end with the run", async () => {
  const service = await Clients.start();
  service.ids = numbered(300);
  service.before = () => "hang";
  const { connection, abort } = oneginiAt(service.url);
  const waiting = numbered(300).map((id) => refusal(connection.apiClients.read(id)));
  await until(() => service.calls.length > 1);
  abort();
  for (const error of await Promise.all(waiting)) expect(error.message).toContain("Pulumi was told to stop");
  expect(service.calls.length).toBeLessThanOrEqual(3);
});

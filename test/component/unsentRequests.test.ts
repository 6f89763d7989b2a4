import { createServer, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import type { FaultEffect } from "../../sandbox";
import { sandboxForAll } from "../sandbox/calls";
import { type Name, names, subject } from "../unit/support/lives";
import { deadPort } from "../unit/support/server";
import { callsFor } from "./support/calls";
import { ProviderRun } from "./support/providerRun";

// What never reached the service can't have made anything, and the message doesn't say that it may have. Answers of a
// gateway in trouble are trouble. A huge error costs nothing, and is shown in a few words.

const sandbox = sandboxForAll();
const run = (config: { [key: string]: string } = {}) => new ProviderRun(sandbox(), { config });
const serviceOf = (name: Name) => (name === "ApiClient" ? "onegini" : "onelogin");

/** An object within an object, so many times. */
function deep(levels: number): unknown {
  let inner: unknown = "x";
  for (let level = 0; level < levels; level++) inner = { error: inner };
  return inner;
}

/** A server that treats each connection so. */
async function listening(connected: (socket: Socket) => void): Promise<string> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => socket.destroy());
    connected(socket);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${(server.address() as { port: number }).port}`;
}

describe.each(names)("the create of an %s", (name) => {
  const failsUnsent = async (url: string, config: { [key: string]: string } = {}) => {
    const it = await subject(sandbox(), name);
    const wrong = run({ [`${serviceOf(name)}:url`]: url, ...config });
    const { message, entry } = await wrong.failingCreate(name, it.args());
    expect(message).not.toContain("may have been created");
    expect(message).toContain("could not be asked");
    expect(entry).toBeUndefined();
    return message;
  };

  it("by TLS at a port without it made nothing", async () => {
    expect(await failsUnsent(sandbox().url.replace("http:", "https:"))).toContain("TLS");
  });

  it("at a port where nobody listens made nothing", async () => {
    await failsUnsent(`http://127.0.0.1:${await deadPort()}`);
  });

  it("at a host that there isn't made nothing", async () => {
    await failsUnsent("https://nobody.invalid");
  });

  it("at a port that closes every connection at once by TLS made nothing", async () => {
    await failsUnsent(`https://${await listening((socket) => socket.destroy())}`);
  });

  it("at a port that speaks something else than TLS made nothing", async () => {
    await failsUnsent(`https://${await listening((socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n"))}`);
  });

  it.each([520, 521, 522, 523, 524])("that is answered %i once is made all the same, once", async (status) => {
    const it = await subject(sandbox(), name);
    for (const after of [false, true]) {
      await sandbox().control.clearFaults();
      await sandbox().control.fault({ match: it.creating, after, fault: { status, body: "<html>cloud</html>" } });
      const number = after ? 2 : 1;
      const { entry, error } = await run().tryCreate(name, it.args(number));
      // After a 524 something may still be at work, so that an authorization server isn't sent again.
      if (error)
        expect([name, status, after, entry?.outputs.creationUncertain]).toEqual(["AuthServer", 524, false, true]);
      else expect(await run().refresh(entry as never)).toEqual(entry);
    }
  });
});

describe.each(names)("an %s", (name) => {
  it.each([520, 521, 522, 523, 524])("is read, changed and deleted in spite of a %i", async (status) => {
    const it = await subject(sandbox(), name);
    const entry = await run().create(name, it.args());
    const { read, change, remove } = callsFor(entry);
    for (const match of [read, change, remove])
      await sandbox().control.fault({ match, fault: { status, body: "<html>" } });
    expect(await run().refresh(entry)).toEqual(entry);
    const changed = await run().update(entry, { ...it.args(), ...it.change });
    await run().delete(changed);
    expect(await it.count()).toBe(0);
  });

  const huge: [string, FaultEffect][] = [
    ["nested 50,000 deep", { status: 400, nested: 50_000 }],
    ["nested 30,000 deep, so within what is read", { status: 400, nested: 30_000 }],
    ["of 15 MB", { status: 400, longMessage: 15_000_000 }],
    ["of 60 kB, so within what is read", { status: 400, longMessage: 60_000 }],
    [
      "of 1,000 details",
      { status: 400, body: { error: "invalid_request", details: Array(1000).fill("a detail of many words") } },
    ],
    ["of an object 1,000 deep", { status: 400, body: deep(1000) }],
    ["of 1 MB, which is asked for again", { status: 500, longMessage: 1_000_000 }],
  ];
  it.each(huge)("whose calls end in an error %s says so in a few words", async (_, fault) => {
    const it = await subject(sandbox(), name);
    const entry = await run().create(name, it.args());
    const { read, change, remove } = callsFor(entry);
    for (const match of [read, change, remove, it.creating])
      await sandbox().control.fault({ match, times: "forever", fault });
    const messages = [
      await run()
        .refresh(entry)
        .catch(({ message }) => message),
      await run()
        .delete(entry)
        .catch(({ message }) => message),
      (await run().failingUpdate(entry, { ...it.args(), ...it.change })).message,
      (await run().failingCreate(name, it.args(2))).message,
    ];
    for (const message of messages) {
      expect(message).toContain("status" in fault ? String(fault.status) : "");
      expect(message.length).toBeLessThan(2000);
    }
  });
});

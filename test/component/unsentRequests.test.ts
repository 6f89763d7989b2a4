import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import type { ResourceName } from "../../provider/services";
import type { FaultEffect } from "../../sandbox";
import { rawServer } from "../support/rawServer";
import { fixtureOf, prepareFixture, resourceNames } from "../support/resources";
import type { Keys } from "../support/run";
import { sandboxForAll } from "../support/sandbox";
import { deadPort } from "../support/server";
import { ProviderRun, requestsOf } from "./support/providerRun";

// What never reached the service can't have made anything, and the message doesn't say that it may have. Answers of a
// gateway in trouble are trouble. A huge error costs nothing, and is shown in a few words.

const sandbox = sandboxForAll();
const run = (keys: Keys = {}) => new ProviderRun(sandbox(), { keys });
const serviceOf = (name: ResourceName) => fixtureOf(name).service;

/** An object within an object, so many times. */
function deep(levels: number): unknown {
  let inner: unknown = "x";
  for (let level = 0; level < levels; level++) inner = { error: inner };
  return inner;
}

const listening = async (connected: (socket: Socket) => void) => `127.0.0.1:${(await rawServer(connected)).port}`;

describe.each(resourceNames)("the create of an %s", (name) => {
  const failsUnsent = async (url: string, config: { [key: string]: string } = {}) => {
    const resource = await prepareFixture(sandbox(), name);
    const wrong = run({ [`${serviceOf(name)}:url`]: url, ...config });
    const { message, entry } = await wrong.failingCreate(name, resource.args());
    expect(message).not.toContain("may have been created");
    expect(message).toContain("request failed");
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
    const resource = await prepareFixture(sandbox(), name);
    for (const after of [false, true]) {
      await sandbox().control.clearFaults();
      await resource.faultCreate({ after, fault: { status, body: "<html>cloud</html>" } });
      const number = after ? 2 : 1;
      const { entry, error } = await run().tryCreate(name, resource.args(number));
      // After a 524 something may still be at work, so that what a service would make twice isn't sent again.
      if (error)
        expect([fixtureOf(name).refusesDuplicates, status, after, entry?.outputs.creationUncertain]).toEqual([
          false,
          524,
          false,
          true,
        ]);
      else expect(await run().refresh(entry as never)).toEqual(entry);
    }
  });
});

describe.each(resourceNames)("an %s", (name) => {
  it.each([520, 521, 522, 523, 524])("is read, changed and deleted in spite of a %i", async (status) => {
    const resource = await prepareFixture(sandbox(), name);
    const entry = await run().create(name, resource.args());
    const { read, update: change, delete: remove } = requestsOf(entry);
    for (const match of [read, change, remove])
      await sandbox().control.fault({ match, fault: { status, body: "<html>" } });
    expect(await run().refresh(entry)).toEqual(entry);
    const changed = await run().update(entry, resource.changedArgs());
    await run().delete(changed);
    expect(await resource.count()).toBe(0);
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
    const resource = await prepareFixture(sandbox(), name);
    const entry = await run().create(name, resource.args());
    const { read, update: change, delete: remove } = requestsOf(entry);
    for (const match of [read, change, remove, resource.createRequest])
      await sandbox().control.fault({ match, times: "forever", fault });
    const messages = [
      await run()
        .refresh(entry)
        .catch(({ message }) => message),
      await run()
        .delete(entry)
        .catch(({ message }) => message),
      (await run().failingUpdate(entry, resource.changedArgs())).message,
      (await run().failingCreate(name, resource.args(2))).message,
    ];
    for (const message of messages) {
      expect(message).toContain("status" in fault ? String(fault.status) : "");
      expect(message.length).toBeLessThan(2000);
    }
  });
});

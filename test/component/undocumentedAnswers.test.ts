import { describe, expect, it } from "vitest";
import type { Fault, FaultEffect } from "../../sandbox";
import { sandboxForAll } from "../sandbox/calls";
import { names, subject } from "../unit/support/lives";
import { callsFor } from "./support/calls";
import { ProviderRun } from "./support/providerRun";

// A 2xx alone says nothing: only the documented answer counts as done. Anything else is looked at, repeated or an error.

const sandbox = sandboxForAll();
const run = (config: { [key: string]: string } = {}) => new ProviderRun(sandbox(), { config });

type Strange = [what: string, fault: FaultEffect];
const always: Strange[] = [
  ["200 with an error", { status: 200, body: { error: "invalid_request", message: "no" } }],
  ["200 with OneLogin's older error", { status: 200, body: { status: { error: true, code: 400, message: "no" } } }],
  ["200 with HTML", { status: 200, body: "<html><form>Log in</form></html>" }],
  ["202 without a body", { status: 202 }],
  ["203 with {}", { status: 203, body: {} }],
  ["200 with the number of another", { status: 200, body: { id: 9999999, app_id: 9999999, client_id: "another" } }],
  ["201 with the number as a text", { status: 201, body: { id: "77", app_id: "909021" } }],
];
const noContent: Strange = ["204 without a body", { status: 204 }];
const noBody: Strange = ["200 without a body", { status: 200 }];

describe.each(names)("the create of an %s", (name) => {
  // The number of what was made isn't known beforehand, so one of another can't be told from ours where it's well formed.
  const isOurs = ([what]: Strange) =>
    what !== "200 with the number of another" || name === "ApiClient" || name === "AuthServerClientApp";
  const answers = [...always, noContent, noBody].filter(isOurs);

  it.each(answers)(
    "that is answered %s without the work isn't done: it's made all the same, once",
    async (_, fault) => {
      const it = await subject(sandbox(), name);
      await sandbox().control.fault({ match: it.creating, fault });
      const { entry, error } = await run().tryCreate(name, it.args());
      const count = await it.count();
      // An authorization server that a service has accepted for later is never sent twice.
      if (error) expect([name, entry?.outputs.creationUncertain, count]).toEqual(["AuthServer", true, 0]);
      else expect([await run().refresh(entry as never), count]).toEqual([entry, 1]);
    },
  );

  it.each(answers)("that is answered %s after the work is found, and made once", async (_, fault) => {
    const it = await subject(sandbox(), name);
    await sandbox().control.fault({ match: it.creating, after: true, fault });
    const entry = await run().create(name, it.args());
    expect(await it.count()).toBe(1);
    expect(await run().refresh(entry)).toEqual(entry);
  });

  it.each(answers)(
    "that is always answered %s without the work is an error, and nothing counts as made",
    async (_, fault) => {
      const it = await subject(sandbox(), name);
      await sandbox().control.fault({ match: it.creating, times: "forever", fault });
      const { entry, message } = await run().failingCreate(name, it.args());
      expect(message).not.toBe("nothing failed");
      if (entry) expect(entry.outputs.creationUncertain).toBe(true);
      await sandbox().control.clearFaults();
      if (entry) expect(await run().refresh(entry)).toBeUndefined();
    },
  );
});

describe.each(names)("the update of an %s", (name) => {
  const answers = name === "ApiClient" ? [...always, noBody] : [...always, noContent, noBody];

  it.each(answers)("that is answered %s isn't done: it's repeated or an error", async (_, fault) => {
    const it = await subject(sandbox(), name);
    const entry = await run().create(name, it.args());
    const args = { ...it.args(), ...it.change };
    const { change } = callsFor(entry);
    const once: Omit<Fault, "match"> = { fault };
    await sandbox().control.fault({ match: change, ...once });
    const changed = await run().tryUpdate(entry, args);
    if (changed.entry && !changed.error) expect(await run().refresh(changed.entry)).toEqual(changed.entry);
    await sandbox().control.fault({ match: change, times: "forever", ...once });
    const again = await run().failingUpdate(changed.error ? entry : (changed.entry ?? entry), it.args());
    expect(again.message).not.toBe("nothing failed");
  });
});

describe.each(names)("the delete of an %s", (name) => {
  it.each([...always, noBody])("that is answered %s isn't done: it's repeated or an error", async (_, fault) => {
    const it = await subject(sandbox(), name);
    const entry = await run().create(name, it.args());
    const { remove } = callsFor(entry);
    await sandbox().control.fault({ match: remove, fault });
    const isDone = await run()
      .delete(entry)
      .then(
        () => true,
        () => false,
      );
    expect(await it.count()).toBe(isDone ? 0 : 1);
    if (isDone) return;
    await sandbox().control.fault({ match: remove, times: "forever", fault });
    await expect(run().delete(entry)).rejects.toThrow();
  });

  it("whose work was done in spite of a strange answer is done", async () => {
    const it = await subject(sandbox(), name);
    const entry = await run().create(name, it.args());
    await sandbox().control.fault({ match: callsFor(entry).remove, after: true, fault: { status: 200, body: {} } });
    await run().delete(entry);
    expect(await it.count()).toBe(0);
  });
});

describe.each(names)("the read of an %s", (name) => {
  it.each([...always, noContent, noBody])(
    "that is answered %s is an error, and nothing is forgotten or changed",
    async (_, fault) => {
      const it = await subject(sandbox(), name);
      const entry = await run().create(name, it.args());
      const { read, list } = callsFor(entry);
      await sandbox().control.fault({ match: read, times: "forever", fault });
      if (list.path !== read.path) await sandbox().control.fault({ match: list, times: "forever", fault });
      await expect(run().refresh(entry)).rejects.toThrow("is not");
      await expect(run().get(name, entry.id)).rejects.toThrow("is not");
    },
  );

  it.each([...always, noContent, noBody])(
    "of what may be there, answered %s, lets a create send nothing",
    async (what, fault) => {
      const it = await subject(sandbox(), name);
      const args = name === "ApiClient" ? { ...it.args(), clientSecret: "given-secret" } : it.args();
      const look =
        name === "ApiClient"
          ? callsFor({ name, id: "client-1", inputs: {}, outputs: {} }).read
          : { method: "GET", path: it.creating.path };
      await sandbox().control.fault({ match: look, times: "forever", fault });
      const { entry, message } = await run().failingCreate(name, args);
      expect([what, message]).not.toEqual([what, "nothing failed"]);
      expect(entry).toBeUndefined();
      expect(await it.count()).toBe(0);
    },
  );
});

describe("a token", () => {
  it.each([...always, noContent])("that is answered %s is none, and nothing is sent with it", async (_, fault) => {
    const it = await subject(sandbox(), "AuthServerScope");
    await sandbox().control.fault({ match: { path: "^/auth/" }, times: "forever", fault });
    const { message } = await run().failingCreate("AuthServerScope", it.args());
    expect(message).toContain("/auth/oauth2/v2/token");
    expect(await sandbox().control.log({ path: /^\/api\/2/ })).toEqual([]);
  });
});

describe("the credentials of an app", () => {
  it.each([...always, noContent])("that are answered %s are none", async (_, fault) => {
    const it = await subject(sandbox(), "AuthServerClientApp");
    await sandbox().control.fault({ match: { path: "/api/2/apps/" }, times: "forever", fault });
    const { message } = await run().failingCreate("AuthServerClientApp", { ...it.args(), exportCredentials: true });
    expect(message).not.toBe("nothing failed");
    expect(await it.count()).toBe(0);
  });
});

it("an authorization server that a service has accepted for later isn't sent again", async () => {
  const it = await subject(sandbox(), "AuthServer");
  await sandbox().control.fault({ match: it.creating, fault: { status: 202, body: { status: "queued" } } });
  await run().tryCreate("AuthServer", it.args());
  expect(await sandbox().control.log({ method: "POST", path: new RegExp(it.creating.path) })).toHaveLength(1);
});

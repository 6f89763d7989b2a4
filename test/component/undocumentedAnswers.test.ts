import { describe, expect, it } from "vitest";
import type { Fault, FaultEffect } from "../../sandbox";
import {
  exampleEnvironment,
  fixtureOf,
  fixtures,
  prepareFixture,
  requestsFor,
  resourceNames,
} from "../support/resources";
import type { Keys } from "../support/run";
import { sandboxForAll } from "../support/sandbox";
import { ProviderRun, requestsOf } from "./support/providerRun";

// A 2xx alone says nothing: only the documented answer counts as done. Anything else is looked at, repeated or an error.

const sandbox = sandboxForAll();
const run = (keys: Keys = {}) => new ProviderRun(sandbox(), { keys });

const unreadable = /is not JSON|doesn't match the service's documentation/;

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

describe.each(fixtures)("the create of an $name", (fixture) => {
  const { name } = fixture;
  // The number of what was made isn't known beforehand, so one of another can't be told from ours where it's well formed.
  const isOurs = ([what]: Strange) =>
    what !== "200 with the number of another" || !/unfinished$/.test(fixture.unfinishedId(exampleEnvironment));
  const answers = [...always, noContent, noBody].filter(isOurs);

  it.each(answers)(
    "that is answered %s without the work isn't done: it's made all the same, once",
    async (_, fault) => {
      const resource = await prepareFixture(sandbox(), name);
      await resource.faultCreate({ fault });
      const { entry, error } = await run().tryCreate(name, resource.args());
      const count = await resource.count();
      // What a service that takes duplicates has accepted for later is never sent twice.
      if (error) expect([fixture.refusesDuplicates, entry?.outputs.creationUncertain, count]).toEqual([false, true, 0]);
      else expect([await run().refresh(entry as never), count]).toEqual([entry, 1]);
    },
  );

  it.each(answers)("that is answered %s after the work is found, and made once", async (_, fault) => {
    const resource = await prepareFixture(sandbox(), name);
    await resource.faultCreate({ after: true, fault });
    const entry = await run().create(name, resource.args());
    expect(await resource.count()).toBe(1);
    expect(await run().refresh(entry)).toEqual(entry);
  });

  it.each(answers)(
    "that is always answered %s without the work is an error, and nothing counts as made",
    async (_, fault) => {
      const resource = await prepareFixture(sandbox(), name);
      await resource.faultCreate({ times: "forever", fault });
      const { entry } = await run().failingCreate(name, resource.args());
      if (entry) expect(entry.outputs.creationUncertain).toBe(true);
      await sandbox().control.clearFaults();
      if (entry) expect(await run().refresh(entry)).toBeUndefined();
    },
  );
});

describe.each(resourceNames)("the update of an %s", (name) => {
  const answers = fixtureOf(name).paths.update === "PATCH" ? [...always, noBody] : [...always, noContent, noBody];

  it.each(answers)("that is answered %s isn't done: it's repeated or an error", async (_, fault) => {
    const resource = await prepareFixture(sandbox(), name);
    const entry = await run().create(name, resource.args());
    const args = resource.changedArgs();
    const { update: change } = requestsOf(entry);
    const once: Omit<Fault, "match"> = { fault };
    await sandbox().control.fault({ match: change, ...once });
    const changed = await run().tryUpdate(entry, args);
    if (changed.entry && !changed.error) expect(await run().refresh(changed.entry)).toEqual(changed.entry);
    await sandbox().control.fault({ match: change, times: "forever", ...once });
    await run().failingUpdate(changed.error ? entry : (changed.entry ?? entry), resource.args());
  });
});

describe.each(resourceNames)("the delete of an %s", (name) => {
  it.each([...always, noBody])("that is answered %s isn't done: it's repeated or an error", async (_, fault) => {
    const resource = await prepareFixture(sandbox(), name);
    const entry = await run().create(name, resource.args());
    const { delete: remove } = requestsOf(entry);
    await sandbox().control.fault({ match: remove, fault });
    const isDone = await run()
      .delete(entry)
      .then(
        () => true,
        () => false,
      );
    expect(await resource.count()).toBe(isDone ? 0 : 1);
    if (isDone) return;
    await sandbox().control.fault({ match: remove, times: "forever", fault });
    await expect(run().delete(entry)).rejects.toThrow();
  });

  it("whose work was done in spite of a strange answer is done", async () => {
    const resource = await prepareFixture(sandbox(), name);
    const entry = await run().create(name, resource.args());
    await sandbox().control.fault({ match: requestsOf(entry).delete, after: true, fault: { status: 200, body: {} } });
    await run().delete(entry);
    expect(await resource.count()).toBe(0);
  });
});

describe.each(resourceNames)("the read of an %s", (name) => {
  it.each([...always, noContent, noBody])(
    "that is answered %s is an error, and nothing is forgotten or changed",
    async (_, fault) => {
      const resource = await prepareFixture(sandbox(), name);
      const entry = await run().create(name, resource.args());
      const { read, list } = requestsOf(entry);
      await sandbox().control.fault({ match: read, times: "forever", fault });
      if (list.path !== read.path) await sandbox().control.fault({ match: list, times: "forever", fault });
      await expect(run().refresh(entry)).rejects.toThrow(unreadable);
      await expect(run().get(name, entry.id)).rejects.toThrow(unreadable);
    },
  );

  it.each([...always, noContent, noBody])(
    "of what may be there, answered %s, lets a create send nothing",
    async (_, fault) => {
      const resource = await prepareFixture(sandbox(), name);
      const { fixture, environment } = resource;
      // A secret that was generated would prove whose it is, and nothing would be looked for.
      const args = { ...resource.args(), ...(fixture.looksFirst ? {} : { clientSecret: "given-secret" }) };
      const { lookUp } = requestsFor(fixture, fixture.exampleId(environment));
      await sandbox().control.fault({ match: lookUp, times: "forever", fault });
      const { entry } = await run().failingCreate(name, args);
      expect(entry).toBeUndefined();
      expect(await resource.count()).toBe(0);
    },
  );
});

describe("a token", () => {
  it.each([...always, noContent])("that is answered %s is none, and nothing is sent with it", async (_, fault) => {
    const resource = await prepareFixture(sandbox(), "AuthServerScope");
    await sandbox().control.fault({ match: { path: "^/auth/" }, times: "forever", fault });
    const { message } = await run().failingCreate("AuthServerScope", resource.args());
    expect(message).toContain("/auth/oauth2/v2/token");
    expect(await sandbox().control.log({ path: /^\/api\/2/ })).toEqual([]);
  });
});

describe("the credentials of an app", () => {
  it.each([...always, noContent])("that are answered %s are none", async (_, fault) => {
    const resource = await prepareFixture(sandbox(), "AuthServerClientApp");
    await sandbox().control.fault({ match: { path: "/api/2/apps/" }, times: "forever", fault });
    await run().failingCreate("AuthServerClientApp", { ...resource.args(), exportCredentials: true });
    expect(await resource.count()).toBe(0);
  });
});

it("an authorization server that a service has accepted for later isn't sent again", async () => {
  const resource = await prepareFixture(sandbox(), "AuthServer");
  await resource.faultCreate({ fault: { status: 202, body: { status: "queued" } } });
  await run().tryCreate("AuthServer", resource.args());
  expect(await resource.createsLogged()).toHaveLength(1);
});

import { describe, expect, it } from "vitest";
import type { Values } from "../../provider/lifecycle";
import type { FaultEffect } from "../../sandbox";
import { sandboxForAll } from "../support/sandbox";
import { type Entry, ProviderRun, requestsOf } from "./support/providerRun";

// An authorization server whose lifetimes the program doesn't manage is read from the one list of all servers, which
// lacks lifetimes. If the list can't tell, for whatever reason, the server is read by itself.

const sandbox = sandboxForAll();
const run = () => new ProviderRun(sandbox());
const name = "AuthServer";
const list = "/api/2/api_authorizations";
const lists = { method: "GET", path: `${list}$` };
const args = (number: number, lifetimes: Values = {}) => ({
  name: `server ${number}`,
  configuration: { resourceIdentifier: `https://${number}.example.com`, audiences: ["a", "b"], ...lifetimes },
});
const numbers = Array.from({ length: 100 }, (_, i) => i + 1);

async function create(count: number, lifetimes: Values = {}): Promise<Entry[]> {
  const up = run();
  return Promise.all(numbers.slice(0, count).map((number) => up.create(name, args(number, lifetimes))));
}

/** The paths that were read since the last time. */
async function reads(): Promise<string[]> {
  const log = await sandbox().control.log({ method: "GET" });
  await sandbox().control.clearLog();
  return log.map(({ path }) => path);
}

describe("a refresh", () => {
  it("of a hundred servers takes one list", async () => {
    const entries = await create(100);
    await reads();
    const up = run();
    expect(await Promise.all(entries.map((each) => up.refresh(each)))).toEqual(entries);
    expect(await reads()).toEqual([list]);
  });

  it("finds drift in the list, and no lifetimes", async () => {
    const [entry] = (await create(1)) as [Entry];
    await sandbox().control.setAuthServer(entry.id, {
      description: "by hand",
      configuration: { audiences: ["b", "c"], access_token_expiration_minutes: 99 },
    });
    await sandbox().control.settings({ shuffle: true });
    await reads();
    const drifted = await run().refresh(entry);
    expect(drifted?.inputs).toEqual({
      ...entry.inputs,
      description: "by hand",
      configuration: { resourceIdentifier: "https://1.example.com", audiences: ["b", "c"] },
    });
    expect(await reads()).toEqual([list]);
  });

  it.each([{ accessTokenExpirationMinutes: 5 }, { refreshTokenExpirationMinutes: 5 }])(
    "of one that manages a lifetime reads it alone: %j",
    async (lifetimes) => {
      const [entry] = (await create(1, lifetimes)) as [Entry];
      await sandbox().control.setAuthServer(entry.id, {
        configuration: { access_token_expiration_minutes: 9, refresh_token_expiration_minutes: 9 },
      });
      await reads();
      const drifted = await run().refresh(entry);
      const [lifetime = ""] = Object.keys(lifetimes);
      expect(drifted?.inputs.configuration).toMatchObject({ [lifetime]: 9 });
      expect(await reads()).toEqual([`${list}/${entry.id}`]);
    },
  );

  it("of one that the list hasn't reads it alone", async () => {
    await sandbox().control.seed({ authServers: 1000 });
    const [entry] = (await create(1)) as [Entry];
    await reads();
    expect(await run().refresh(entry)).toEqual(entry);
    expect(await reads()).toEqual([list, `${list}/${entry.id}`]);
  });

  it("of one that is gone asks for it by its number, and looks at the list then", async () => {
    const [entry, other] = (await create(2)) as [Entry, Entry];
    await sandbox().control.deleteAuthServer(entry.id);
    await reads();
    const up = run();
    expect(await Promise.all([up.refresh(entry), up.refresh(other)])).toEqual([undefined, other]);
    expect(await reads()).toEqual([list, `${list}/${entry.id}`, list]);
  });

  it("isn't told by a list that is a minute old", async () => {
    const [entry, other] = (await create(2)) as [Entry, Entry];
    await reads();
    const up = run();
    await up.refresh(other);
    await sandbox().control.setAuthServer(entry.id, { description: "by hand" });
    up.clock.pass(59);
    expect(await up.refresh(entry)).toEqual(entry);
    up.clock.pass(1);
    expect((await up.refresh(entry))?.outputs.description).toBe("by hand");
    expect(await reads()).toEqual([list, list]);
  });
});

it("get reads the server by itself, with its lifetimes", async () => {
  const [entry] = (await create(1)) as [Entry];
  await reads();
  const { outputs } = await run().get(name, entry.id);
  expect(outputs.configuration).toMatchObject({ accessTokenExpirationMinutes: 10, refreshTokenExpirationMinutes: 30 });
  expect(await reads()).toEqual([`${list}/${entry.id}`]);
});

describe("after a write of the same run, a refresh reads another list", () => {
  const losses: [what: string, fault: FaultEffect | undefined][] = [
    ["that came through", undefined],
    ["whose answer was lost", { drop: true }],
  ];

  it.each(losses)("an update %s", async (_, fault) => {
    const [entry, other] = (await create(2)) as [Entry, Entry];
    const up = run();
    await up.refresh(other);
    if (fault) await sandbox().control.fault({ match: requestsOf(entry).update, after: true, times: "forever", fault });
    const changed = { ...args(1), description: "another" };
    if (fault) await up.failingUpdate(entry, changed);
    else await up.update(entry, changed);
    expect((await up.refresh(entry))?.outputs.description).toBe("another");
  });

  it("a delete, a create", async () => {
    const [entry, other] = (await create(2)) as [Entry, Entry];
    const up = run();
    await up.refresh(other);
    await up.delete(entry);
    await reads();
    expect(await up.refresh(entry)).toBeUndefined();
    const again = await up.create(name, args(1));
    await reads();
    expect(await up.refresh(again)).toEqual(again);
    expect(await reads()).toEqual([list]);
  });
});

describe("a list that can't be read", () => {
  const broken: [what: string, fault: FaultEffect][] = [
    ["HTML", { status: 200, body: "<html>Log in</html>" }],
    ["no array", { status: 200, body: {} }],
    ["403", { status: 403 }],
    ["500", { status: 500 }],
    ["a lost connection", { drop: true }],
  ];

  it.each(broken)("fails no refresh, and isn't asked for again for each server: %s", async (_, fault) => {
    const entries = await create(5);
    await sandbox().control.fault({ match: lists, times: "forever", fault });
    await reads();
    const up = run();
    for (const entry of entries) expect(await up.refresh(entry)).toEqual(entry);
    const asked = await reads();
    expect(asked.filter((path) => path !== list)).toEqual(entries.map(({ id }) => `${list}/${id}`));
    expect(asked.indexOf(`${list}/${entries[0]?.id}`)).toBe(asked.lastIndexOf(list) + 1);
  });

  it("in this server's item alone leads to the server itself", async () => {
    const [entry, other] = (await create(2)) as [Entry, Entry];
    const items = [
      { id: Number(entry.id), name: 7 },
      { id: Number(other.id), ...itemOf(other) },
    ];
    await sandbox().control.fault({ match: lists, fault: { status: 200, body: items } });
    await reads();
    const up = run();
    expect(await Promise.all([up.refresh(entry), up.refresh(other)])).toEqual([entry, other]);
    expect(await reads()).toEqual([list, `${list}/${entry.id}`]);
  });

  it.each(["description", "configuration.audiences", "configuration.resource_identifier"])(
    "without this server's %s leads to the server itself",
    async (lacking) => {
      const [entry] = (await create(1)) as [Entry];
      const { configuration, ...item } = { id: Number(entry.id), ...itemOf(entry) } as Values;
      const without = (values: object, prefix: string) =>
        Object.fromEntries(Object.entries(values).filter(([member]) => prefix + member !== lacking));
      const body = [{ ...without(item, ""), configuration: without(configuration as Values, "configuration.") }];
      await sandbox().control.fault({ match: lists, fault: { status: 200, body } });
      await reads();
      expect(await run().refresh(entry)).toEqual(entry);
      expect(await reads()).toEqual([list, `${list}/${entry.id}`]);
    },
  );

  it("in somebody else's item doesn't matter", async () => {
    await sandbox().control.createAuthServer({ name: null, configuration: null });
    const [entry] = (await create(1)) as [Entry];
    await reads();
    expect(await run().refresh(entry)).toEqual(entry);
    expect(await reads()).toEqual([list]);
  });
});

function itemOf({ inputs }: Entry): Values {
  const { resourceIdentifier, audiences } = inputs.configuration as Values;
  return {
    name: inputs.name,
    description: inputs.description,
    configuration: { resource_identifier: resourceIdentifier, audiences },
  };
}

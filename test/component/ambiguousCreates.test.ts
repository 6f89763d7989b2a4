import { describe, expect, it } from "vitest";
import type { ResourceName } from "../../provider/services";
import type { Fault, FaultEffect } from "../../sandbox";
import { fixtureOf, prepareFixture, resourceNames } from "../support/resources";
import type { Keys } from "../support/run";
import { sandboxForAll } from "../support/sandbox";
import { type Entry, ProviderRun } from "./support/providerRun";

// A create whose answer is lost, or says nothing, makes one object all the same, and the state is true.

const sandbox = sandboxForAll();
const run = (keys: Keys = {}) => new ProviderRun(sandbox(), { keys });

type Ending = [name: string, fault: Omit<Fault, "match">];
const after = (fault: FaultEffect): Omit<Fault, "match"> => ({ after: true, fault });
const endings: Ending[] = [
  ["a connection dropped before the work", { fault: { drop: true } }],
  ["a connection dropped after the work", after({ drop: true })],
  ["a 500 before the work", { fault: { status: 500, body: { message: "oops" } } }],
  ["a 500 after the work", after({ status: 500, body: { message: "oops" } })],
  ["a 502 with HTML after the work", after({ status: 502, body: "<html>Bad Gateway</html>" })],
  ["a 503 before the work", { fault: { status: 503 } }],
  ["a 504 after the work", after({ status: 504 })],
  ["half of the JSON", { fault: { brokenBody: true } }],
  ["an answer that is cut off", { fault: { cutBody: true } }],
  ["an answer that is far too long", { fault: { oversized: 17 * 1024 * 1024 } }],
  ["a redirect after the work", after({ redirect: "http://127.0.0.1:1/elsewhere" })],
];
/** A service that ends so is wrong for Onegini's empty answers too, but there nothing is read from them. */
const wrongShape: Ending = ["a JSON of a wrong shape", { fault: { wrongShape: { id: "seven", app_id: null } } }];
/** Which resources end well after it. */
const late: [...Ending, ResourceName[]][] = [
  [
    "no answer in time before the work",
    { fault: { hang: true } },
    resourceNames.filter((name) => fixtureOf(name).refusesDuplicates),
  ],
  ["no answer in time after the work", after({ hang: true }), resourceNames],
];

/** The state says what is there: a refresh finds nothing to change, and the service holds what the state says. */
async function expectTrue(entry: Entry): Promise<void> {
  expect(await run().refresh(entry)).toEqual(entry);
  const { held, holds } = fixtureOf(entry.name);
  expect(held(await sandbox().control.objects(), entry.id)).toMatchObject(holds(entry.inputs, entry.outputs));
}

describe.each(resourceNames)("creating an %s", (name) => {
  it.each([...endings, wrongShape])("makes exactly one, and a true state, after %s", async (_, fault) => {
    const resource = await prepareFixture(sandbox(), name);
    await resource.faultCreate({ ...fault });
    const entry = await run().create(name, resource.args());
    expect(await resource.count()).toBe(1);
    await expectTrue(entry);
    expect((await sandbox().control.faults())[0]?.triggered).toBe(1);
  });

  it.each(endings.filter(([, fault]) => fault.after))(
    "makes exactly one when every answer ends in %s",
    async (_, fault) => {
      const resource = await prepareFixture(sandbox(), name);
      await resource.faultCreate({ times: "forever", ...fault });
      const entry = await run().create(name, resource.args());
      expect(await resource.count()).toBe(1);
      await expectTrue(entry);
    },
  );

  it("makes none, and says so, when every request is lost before the work", async () => {
    const resource = await prepareFixture(sandbox(), name);
    await resource.faultCreate({ times: "forever", fault: { drop: true } });
    const { message, entry } = await run().failingCreate(name, resource.args());
    expect(message).toContain("nothing was created");
    expect(entry).toBeUndefined();
    expect(await resource.count()).toBe(0);
    expect(await resource.createsLogged()).toHaveLength(4);
  });

  it("never sends a second POST before it has looked", async () => {
    const resource = await prepareFixture(sandbox(), name);
    await resource.faultCreate({ times: 3, fault: { status: 500 } });
    await run().create(name, resource.args());
    const calls = (await sandbox().control.log())
      .filter(({ path }) => !path.startsWith("/auth"))
      .map(({ method }) => method);
    expect(calls.join(" ")).not.toMatch(/POST POST/);
    expect(await resource.count()).toBe(1);
  });

  it("leaves what exists alone, and says so", async () => {
    const resource = await prepareFixture(sandbox(), name);
    await run().create(name, resource.args());
    const before = await sandbox().control.objects();
    const { message } = await run().failingCreate(name, resource.changedArgs());
    expect(message).toMatch(/already exists.*nothing was changed.*adoptExisting: true/);
    expect(await sandbox().control.objects()).toEqual(before);
  });

  it.each([
    ["at once", []],
    ["after a 500 before the work", [{ fault: { status: 500 } } satisfies Fault]],
    ["after a dropped connection", [{ fault: { drop: true } } satisfies Fault]],
  ])("takes over what exists where that's said, %s", async (_, faults) => {
    const resource = await prepareFixture(sandbox(), name);
    await run().create(name, resource.args());
    for (const fault of faults) await resource.faultCreate({ ...fault });
    const entry = await run().create(name, { ...resource.changedArgs(), adoptExisting: true });
    expect(await resource.count()).toBe(1);
    await expectTrue(entry);
  });

  it("makes one of two that are created at the same time under the same natural key", async () => {
    const resource = await prepareFixture(sandbox(), name);
    const up = run();
    const ends = await Promise.allSettled([1, 2].map(() => up.create(name, resource.args())));
    expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await resource.count()).toBe(1);
  });
});

const impatient = { "onelogin:requestTimeoutSeconds": "1", "onegini:requestTimeoutSeconds": "1" };

it.each(late)(
  "exactly one is made, and a true state, after %s",
  async (_, fault, all) => {
    const up = run(impatient);
    await Promise.all(
      all.map(async (name) => {
        const resource = await prepareFixture(sandbox(), name);
        await resource.faultCreate({ ...fault });
        const entry = await up.create(name, resource.args());
        expect(await resource.count()).toBe(1);
        await expectTrue(entry);
      }),
    );
  },
  30_000,
);

it.each<[string, FaultEffect]>([
  ["no answer in time", { hang: true }],
  ["a 504", { status: 504 }],
])("an authorization server, of which OneLogin would make a second, is not sent again after %s", async (_, fault) => {
  const resource = await prepareFixture(sandbox(), "AuthServer");
  await resource.faultCreate({ fault });
  const up = run(impatient);
  const { message, entry } = await up.failingCreate("AuthServer", resource.args());
  expect(entry?.outputs.creationUncertain).toBe(true);
  expect(message).toContain("It may have been created anyway, and it isn't there yet");
  expect(await resource.createsLogged()).toHaveLength(1);
  // It was looked for until the time was over.
  expect(up.clock.elapsed).toBeGreaterThanOrEqual(300);
});

it("shows no secret that is to be, not even where the question for what exists echoes it", async () => {
  const resource = await prepareFixture(sandbox(), "ApiClient");
  const clientSecret = "canary-client-secret";
  await run().create("ApiClient", resource.args());
  const echo = { status: 400, body: { message: `What about ${clientSecret}?` } };
  await sandbox().control.fault({
    match: { method: "GET", path: "/api-clients/client-1" },
    times: "forever",
    fault: echo,
  });
  const { message } = await run().failingCreate("ApiClient", { ...resource.args(), clientSecret });
  expect(message).toContain("What about [secret]?");
});

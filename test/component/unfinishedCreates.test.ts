import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { HalfDoneError, Values } from "../../provider/lifecycle";
import { doByHand } from "../support/byHand";
import { refusal } from "../support/refusal";
import { fixtureOf, type PreparedFixture, prepareFixture, resourceNames } from "../support/resources";
import { testContext } from "../support/run";
import { sandboxForAll } from "../support/sandbox";
import { type Entry, ProviderRun } from "./support/providerRun";

// A create that nobody knows the end of stays in the state as unfinished, until a refresh, an update or a delete finds
// out what became of it.

const sandbox = sandboxForAll();
const run = () => new ProviderRun(sandbox());

/** The answer to the create is lost, and the service then can't be asked what became of it. */
async function loseAnswer(resource: PreparedFixture, isMade: boolean, looksBefore: number): Promise<void> {
  await resource.faultCreate({ after: isMade, fault: { drop: true } });
  const down = { status: 503 };
  await sandbox().control.fault({ match: { method: "GET" }, skip: looksBefore, times: "forever", fault: down });
}

/** The reads that come before the request that creates it. */
const looksOf = ({ fixture }: PreparedFixture) => fixture.calls.create.filter((call) => call.startsWith("GET ")).length;

async function unfinished(
  resource: PreparedFixture,
  isMade: boolean,
  { args = resource.args(), looksBefore = looksOf(resource) } = {},
): Promise<{ entry: Entry; message: string }> {
  await loseAnswer(resource, isMade, looksBefore);
  const { entry, message } = await run().failingCreate(resource.name, args);
  await sandbox().control.clearFaults();
  expect(await resource.count()).toBe(isMade ? 1 : 0);
  if (!entry) throw new Error(`the state has nothing of it: ${message}`);
  return { entry, message };
}

describe.each(resourceNames.filter((name) => fixtureOf(name).takesDuplicates))(
  "an unfinished create of an %s",
  (name) => {
    it("of which there are two is nobody's: a refresh drops it and a destroy leaves both", async () => {
      const resource = await prepareFixture(sandbox(), name);
      const { entry } = await unfinished(resource, true);
      await doByHand(sandbox(), resource.fixture.byHand.make(resource.inputs()));
      expect(await run().refresh(entry)).toBeUndefined();
      const destroy = run();
      await destroy.delete(entry).catch(() => {});
      expect(await resource.count()).toBe(2);
    });
  },
);

/** Somebody else makes one with the same natural key and other attributes, and another secret. */
const somebodyMakes = (resource: PreparedFixture) => run().create(resource.name, resource.changedArgs());

describe.each(resourceNames)("a create of an %s that nobody knows the end of", (name) => {
  it("is an error that says so and what to do, and leaves a state that says so", async () => {
    const resource = await prepareFixture(sandbox(), name);
    const { entry, message } = await unfinished(resource, true);
    expect(message).toMatch(
      /connection was lost.* It may have been created anyway, and looking for it failed: .*503.* Run `pulumi up --refresh`/,
    );
    expect(entry.id).toBe(resource.fixture.unfinishedId(resource.environment));
    expect(entry.outputs).toMatchObject({
      ...resource.inputs(),
      creationUncertain: true,
      serviceUrl: sandbox()[resource.fixture.service].url,
      resourceMark: expect.any(String),
    });
  });

  it("is finished by a refresh where it came through", async () => {
    const resource = await prepareFixture(sandbox(), name);
    const { entry } = await unfinished(resource, true);
    const finished = (await run().refresh(entry)) as Entry;
    expect(finished.inputs).toEqual(entry.inputs);
    expect(finished.outputs).not.toHaveProperty("creationUncertain");
    expect(await run().refresh(finished)).toEqual(finished);
    const { hasUnprovenSecret } = resource.fixture;
    expect(await run().diff(finished, resource.args())).toEqual(hasUnprovenSecret ? { replaces: [] } : undefined);
    await run().delete(finished);
    expect(await resource.count()).toBe(0);
  });

  it.each([
    ["nothing was made", async () => undefined],
    ["what is there is somebody else's", somebodyMakes],
  ])("is gone for a refresh where %s", async (_, meanwhile) => {
    const resource = await prepareFixture(sandbox(), name);
    const { entry } = await unfinished(resource, false);
    await meanwhile(resource);
    expect(await run().refresh(entry)).toBeUndefined();
  });

  it("is in no preview without a difference", async () => {
    const resource = await prepareFixture(sandbox(), name);
    const { entry } = await unfinished(resource, true);
    const context = testContext(sandbox());
    const { changes, isUnfinished } = resource.lifecycle.diff(entry.id, entry.outputs, entry.inputs, context);
    expect(isUnfinished).toBe(true);
    expect(changes).toHaveLength(1);
    // Where its id isn't known, the engine has to make it anew.
    expect(changes[0]?.replaces).toBe(/unfinished$/.test(entry.id));
  });

  it("is not deleted before a refresh has taken it into the state", async () => {
    const resource = await prepareFixture(sandbox(), name);
    // Only a generated secret proves whose it is. With a given one it's looked for first, by itself and in a list.
    const given = { args: { ...resource.args(), clientSecret: "a-secret-that-others-may-know" }, looksBefore: 2 };
    const { entry } = await unfinished(resource, true, resource.fixture.looksFirst ? {} : given);
    const error = await refusal(run().delete(entry));
    expect(error.message).toMatch(/was created after all, although the response was lost\. Run `pulumi refresh`/);
    expect(await resource.count()).toBe(1);
  });

  it("is deleted without a call that deletes where nothing was made", async () => {
    const resource = await prepareFixture(sandbox(), name);
    const { entry } = await unfinished(resource, false);
    await run().delete(entry);
    expect(await sandbox().control.log({ method: "DELETE" })).toEqual([]);
  });

  it("leaves alone what somebody else has made meanwhile, and says so", async () => {
    const resource = await prepareFixture(sandbox(), name);
    const { entry } = await unfinished(resource, false);
    await somebodyMakes(resource);
    const up = run();
    await up.delete(entry);
    expect(await resource.count()).toBe(1);
    expect(up.messages.join()).toContain(
      "was not deleted, because it doesn't match what this program was creating when the response was lost",
    );
  });
});

describe.each(["ApiClient", "WebClient", "AuthServerClientApp"] as const)(
  "an unfinished %s, whose id is known,",
  (name) => {
    it.each([
      [true, "came through"],
      [false, "did not"],
    ])("is finished by the next update where the create (%s) %s", async (isMade) => {
      const resource = await prepareFixture(sandbox(), name);
      const { entry } = await unfinished(resource, isMade);
      const finished = await run().update(entry, resource.args());
      expect(finished.outputs).not.toHaveProperty("creationUncertain");
      expect(await resource.count()).toBe(1);
      expect(await run().refresh(finished)).toEqual(finished);
      expect(await run().diff(finished, resource.args())).toBeUndefined();
      const held = resource.fixture.held(await sandbox().control.objects(), entry.id);
      expect(held).toMatchObject(resource.fixture.holds(finished.inputs, finished.outputs));
    });

    it("takes over nothing that somebody else has made meanwhile", async () => {
      const resource = await prepareFixture(sandbox(), name);
      const { entry } = await unfinished(resource, false);
      await somebodyMakes(resource);
      const before = await sandbox().control.objects();
      expect((await run().failingUpdate(entry, resource.args())).message).toContain("already exists");
      expect(await sandbox().control.objects()).toEqual(before);
    });
  },
);

it("an unfinished client is deleted where its generated secret proves whose it is", async () => {
  const resource = await prepareFixture(sandbox(), "ApiClient");
  const { entry } = await unfinished(resource, true);
  await run().delete(entry);
  expect(await resource.count()).toBe(0);
});

it("an unfinished client's secret shows in nothing that prints errors", async () => {
  const resource = await prepareFixture(sandbox(), "ApiClient");
  await loseAnswer(resource, true, 0);
  const creating = resource.lifecycle.create(resource.inputs(), testContext(sandbox()));
  const error = (await refusal(creating)) as unknown as HalfDoneError;
  const { clientSecret } = error.state as Values;
  expect(clientSecret).toEqual(expect.any(String));
  const printed = [inspect(error, { depth: 10, getters: true }), JSON.stringify(error), String(error), error.stack];
  expect(printed.join()).not.toContain(clientSecret);
});

import { describe, expect, it } from "vitest";
import { createRun } from "../../provider/context";
import { advice } from "../../provider/hosts/dynamic/advice";
import type { ResourceName } from "../../provider/services";
import { startSandbox } from "../../sandbox";
import { doByHand } from "../support/byHand";
import { fixtureOf, fixtures, type PreparedFixture, prepareFixture, resourceNames } from "../support/resources";
import type { Keys } from "../support/run";
import { sandboxForAll } from "../support/sandbox";
import { type Entry, ProviderRun } from "./support/providerRun";

// A service may go on working on a create long after nobody waits for the answer any more. What comes of it is ours,
// and there is one of it.

const sandbox = sandboxForAll();
const run = (keys: Keys = {}) => new ProviderRun(sandbox(), { keys });
const impatient = (retryTimeoutSeconds: string) => ({
  "onegini:requestTimeoutSeconds": "1",
  "onegini:retryTimeoutSeconds": retryTimeoutSeconds,
  "onelogin:requestTimeoutSeconds": "1",
  "onelogin:retryTimeoutSeconds": retryTimeoutSeconds,
});

describe("a create that the service commits late", () => {
  // A thirtieth of 30 s for an answer, of 300 s for a call, and of 45, 90 and 180 s.
  it("makes one of each, at every delay, and the state has it in the end", async () => {
    const lives = [1500, 3000, 6000].map(async (lateCommitMs) => {
      const late = await startSandbox();
      const all = await Promise.all(resourceNames.map((name) => prepareFixture(late, name)));
      const match = { method: "POST", path: "/api/" };
      await late.control.fault({ match, times: "forever", fault: { lateCommitMs } });
      const creating = new ProviderRun(late, { keys: impatient("10"), run: createRun({ advice, log: () => {} }) });
      const entries = all.map(async ({ name, args }) => {
        const { error, entry } = await creating.tryCreate(name, args());
        if (!entry) throw error;
        return entry;
      });
      const left = await Promise.all(entries);
      const posts = async () =>
        (await late.control.log({ method: "POST" })).filter(({ path }) => path.includes("/api/"));
      const isWorkedOn = async () => (await posts()).every(({ workStatus }) => workStatus !== undefined);
      await expect.poll(isWorkedOn, { timeout: 60_000 }).toBe(true);
      await late.control.clearFaults();
      for (const [i, { count, name }] of all.entries()) {
        expect([lateCommitMs, name, await count()]).toEqual([lateCommitMs, name, 1]);
        const completed = await new ProviderRun(late).refresh(left[i] as Entry);
        expect(await new ProviderRun(late).refresh(completed as Entry)).toEqual(completed);
        expect(completed?.outputs.creationUncertain).toBeUndefined();
      }
      expect((await posts()).filter(({ path }) => path.endsWith("/api_authorizations"))).toHaveLength(1);
      await late.close();
    });
    await Promise.all(lives);
  });
});

/** Nobody knows whether it was made: everything that was sent is answered 504, and nothing is there. */
async function unfinished(
  name: ResourceName,
  args?: object,
): Promise<{ resource: PreparedFixture; entry: Entry; posts: number }> {
  const resource = await prepareFixture(sandbox(), name);
  await resource.faultCreate({ times: "forever", fault: { status: 504 } });
  const { entry, message } = await run().failingCreate(name, { ...resource.args(), ...args });
  expect(message).toContain("It may have been created anyway");
  expect(message).toContain("`pulumi up --refresh`");
  if (!entry) throw new Error("the state has nothing of it");
  await sandbox().control.clearFaults();
  const posts = await resource.createsLogged();
  return { resource, entry, posts: posts.length };
}

/** The service commits it after all, with the secret that was sent. */
const commit = (name: ResourceName, { inputs, outputs }: Entry, changed: object = {}) =>
  doByHand(sandbox(), fixtureOf(name).byHand.make({ ...inputs, clientSecret: outputs.clientSecret, ...changed }));

type Kind = [what: string, name: ResourceName, args: object];
/** A resource that a generated secret proves ours has other ways to prove itself. */
const kinds: Kind[] = fixtures.flatMap(({ name, looksFirst, variants = [] }): Kind[] =>
  looksFirst
    ? [[name, name, {}]]
    : variants.map(({ title, args = {} }): Kind => [`${name} ${title}`, name, { ...args }]),
);

describe.each(kinds)("an unfinished %s", (_, name, more) => {
  const isProven = !fixtureOf(name).looksFirst && Object.keys(more).length === 0;
  const args = (resource: PreparedFixture) => ({ ...resource.args(), ...more });

  it("that was committed is completed by a refresh, with its real id, and then is as any other", async () => {
    const { resource, entry } = await unfinished(name, more);
    await commit(name, entry);
    const completed = await run().refresh(entry);
    if (!completed) throw new Error("it's gone");
    expect(completed.id).not.toContain("unfinished");
    expect(completed.outputs.creationUncertain).toBeUndefined();
    expect(completed.inputs).toEqual(entry.inputs);
    const next = run();
    expect(await next.refresh(completed)).toEqual(completed);
    const { hasUnprovenSecret } = resource.fixture;
    const settled = hasUnprovenSecret ? await next.update(completed, args(resource)) : completed;
    expect(await next.diff(settled, args(resource))).toBeUndefined();
    const changed = await next.update(settled, { ...args(resource), ...resource.change });
    expect(await run().refresh(changed)).toEqual(changed);
    await run().delete(changed);
    expect(await resource.count()).toBe(0);
  });

  it("that came to nothing is gone after a refresh, and is made by the next run", async () => {
    const { resource, entry } = await unfinished(name, more);
    expect(await run().refresh(entry)).toBeUndefined();
    await run().delete(entry);
    const made = await run().create(name, args(resource));
    expect(await run().refresh(made)).toEqual(made);
    expect(await resource.count()).toBe(1);
  });

  it("that was committed differently, so by somebody else, is neither completed nor deleted", async () => {
    const { resource, entry } = await unfinished(name, more);
    await commit(name, entry, { ...resource.change, clientSecret: "theirs" });
    const before = await sandbox().control.objects();
    expect(await run().refresh(entry)).toBeUndefined();
    await run().delete(entry);
    expect(await sandbox().control.objects()).toEqual(before);
  });

  it("isn't doubled by a run without a refresh, whether or not it was committed", async () => {
    const { resource, entry } = await unfinished(name, more);
    await commit(name, entry);
    const up = run();
    const difference = await up.diff(entry, args(resource));
    if (difference?.replaces.length) {
      // Its number isn't known, so it can only be made anew; the delete that comes first says what to do.
      await expect(up.delete(entry)).rejects.toThrow("`pulumi refresh`");
    } else {
      const finished = await up.update(entry, args(resource));
      expect(await run().refresh(finished)).toEqual(finished);
    }
    expect(await resource.count()).toBe(1);
  });

  it("is made by a run without a refresh when it came to nothing", async () => {
    const { resource, entry } = await unfinished(name, more);
    const up = run();
    const difference = await up.diff(entry, args(resource));
    if (difference?.replaces.length) await up.delete(entry);
    const made = difference?.replaces.length
      ? await up.create(name, args(resource))
      : await up.update(entry, args(resource));
    expect(await resource.count()).toBe(1);
    expect(await run().refresh(made)).toEqual(made);
  });

  it("that was committed and is taken out of the program is deleted once it's known to be ours", async () => {
    const { resource, entry } = await unfinished(name, more);
    await commit(name, entry);
    // Only a generated secret proves that it's ours. The others become ours by a refresh.
    if (!isProven) {
      await expect(run().delete(entry)).rejects.toThrow("`pulumi refresh`");
      expect(await resource.count()).toBe(1);
    }
    const completed = isProven ? entry : await run().refresh(entry);
    await run().delete(completed as Entry);
    expect(await resource.count()).toBe(0);
  });

  it("stays unfinished when the service can't be asked", async () => {
    const { resource, entry } = await unfinished(name, more);
    await commit(name, entry);
    await sandbox().control.fault({ match: { method: "GET" }, times: "forever", fault: { status: 503 } });
    await expect(run().refresh(entry)).rejects.toThrow("503");
    await expect(run().delete(entry)).rejects.toThrow("503");
    expect((await run().failingUpdate(entry, args(resource))).message).toContain("503");
    await sandbox().control.clearFaults();
    expect(await resource.count()).toBe(1);
    expect((await run().refresh(entry))?.outputs.creationUncertain).toBeUndefined();
  });
});

it("an authorization server whose create was late is looked for until the time is up, and never sent again", async () => {
  const { posts } = await unfinished("AuthServer");
  expect(posts).toBe(1);
});

it("an authorization server that is committed while it's looked for is found", async () => {
  const resource = await prepareFixture(sandbox(), "AuthServer");
  const list = { method: "GET", path: "/api_authorizations$" };
  await resource.faultCreate({ times: "forever", fault: { status: 504 } });
  await sandbox().control.fault({
    match: list,
    skip: 6,
    fault: { change: [resource.fixture.byHand.make(resource.inputs())] },
  });
  const entry = await run().create("AuthServer", resource.args());
  expect(await resource.count()).toBe(1);
  expect(await run().refresh(entry)).toEqual(entry);
});

it("of two authorization servers that are as ours was sent, nobody can tell which is ours: neither is taken", async () => {
  const { entry } = await unfinished("AuthServer");
  await commit("AuthServer", entry);
  await commit("AuthServer", entry);
  const before = await sandbox().control.objects();
  await expect(
    run()
      .refresh(entry)
      .then((found) => found?.id),
  ).resolves.toBeUndefined();
  await run().delete(entry);
  expect(await sandbox().control.objects()).toEqual(before);
});

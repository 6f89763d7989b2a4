import { describe, expect, it } from "vitest";
import type { FaultMatch } from "../../sandbox";
import { refusal } from "../support/refusal";
import { fixtureOf, prepareFixture, resourceNames } from "../support/resources";
import { sandboxForAll } from "../support/sandbox";
import { until } from "../support/until";
import { type Entry, ProviderRun, requestsOf } from "./support/providerRun";

// When Pulumi is told to stop, what waits ends at once and a write under way has some seconds to tell its outcome. What is
// unknown then is in the error and in the state, so that the next run goes on from there.

const sandbox = sandboxForAll();
const run = () => new ProviderRun(sandbox());
const posts = async () => (await sandbox().control.log({ method: "POST" })).filter(({ path }) => path.includes("/api"));

/** Aborts the run while such a request is under way, whose answer doesn't come: its work is done, or never. */
async function abortDuring<T>(
  up: ProviderRun,
  match: FaultMatch,
  isDone: boolean,
  start: () => Promise<T>,
): Promise<T> {
  await sandbox().control.hold(match, { after: isDone });
  const end = start();
  await sandbox().control.held();
  up.abort();
  // A write has so many seconds.
  up.clock.pass(3);
  return end;
}

/** One that exists. */
async function begin(name: (typeof resourceNames)[number]) {
  const resource = await prepareFixture(sandbox(), name);
  return { resource, entry: await run().create(name, resource.args()) };
}

describe.each(resourceNames)("an %s", (name) => {
  it.each([
    ["was done", true],
    ["wasn't", false],
  ])("whose create %s when an aborted run gave up waiting is there once after the next", async (_, isDone) => {
    const resource = await prepareFixture(sandbox(), name);
    const up = run();
    const create = () => up.failingCreate(name, resource.args());
    const { message, entry } = await abortDuring(up, resource.createRequest, isDone, create);
    expect(message).toMatch(/Pulumi was told to stop.*It may have been created anyway.*`pulumi up --refresh`/);
    expect(entry?.outputs.creationUncertain).toBe(true);
    const refreshed = await run().refresh(entry as Entry);
    const finished = refreshed ?? (await run().create(name, resource.args()));
    expect(refreshed === undefined).toBe(!isDone);
    expect(finished.outputs).not.toHaveProperty("creationUncertain");
    expect(await run().refresh(finished)).toEqual(finished);
    expect(await resource.count()).toBe(1);
  });

  it.each([
    ["was done", true],
    ["wasn't", false],
  ])("whose update %s when an aborted run gave up waiting is as the program says after the next", async (_, isDone) => {
    const { resource, entry } = await begin(name);
    const up = run();
    const update = () => up.failingUpdate(entry, resource.changedArgs());
    const { message, entry: left = entry } = await abortDuring(up, requestsOf(entry).update, isDone, update);
    expect(message).toMatch(/Pulumi was told to stop.*may still be processing the request/);
    const updated = await run().update(left, resource.changedArgs());
    expect(await run().refresh(updated)).toEqual(updated);
    const held = resource.fixture.held(await sandbox().control.objects(), updated.id);
    expect(held).toMatchObject(resource.fixture.holds(updated.inputs, updated.outputs));
  });

  it.each([
    ["was done", true],
    ["wasn't", false],
  ])("whose delete %s when an aborted run gave up waiting is deleted by the next", async (_, isDone) => {
    const { resource, entry } = await begin(name);
    const up = run();
    const deletion = () => refusal(up.delete(entry));
    const { message } = await abortDuring(up, requestsOf(entry).delete, isDone, deletion);
    expect(message).toMatch(/Pulumi was told to stop.*may still be processing the request/);
    await run().delete(entry);
    expect(await resource.count()).toBe(0);
  });

  it("whose read is under way isn't waited for, and isn't gone", async () => {
    const { entry } = await begin(name);
    const up = run();
    await sandbox().control.hold(requestsOf(entry).read);
    const reading = refusal(up.refresh(entry));
    await sandbox().control.held();
    up.abort();
    expect((await reading).message).toContain("Pulumi was told to stop while waiting for the response");
    await sandbox().control.release();
    expect(await run().refresh(entry)).toEqual(entry);
  });

  it("whose create waits since the service limits calls is never made, and nothing is uncertain", async () => {
    const resource = await prepareFixture(sandbox(), name);
    await resource.faultCreate({ fault: { status: 429, headers: { "retry-after": "60" } } });
    const up = run();
    const creating = up.failingCreate(name, resource.args());
    await until(() => up.clock.waits.includes(60_000));
    up.abort();
    const { message, entry } = await creating;
    expect(message).toContain("Pulumi was told to stop");
    expect(entry).toBeUndefined();
    expect(await resource.count()).toBe(0);
  });

  it("that a run is to make after the abort isn't made", async () => {
    const resource = await prepareFixture(sandbox(), name);
    await sandbox().control.clearLog();
    const up = run();
    up.abort();
    const { message, entry } = await up.failingCreate(name, resource.args());
    expect(message).toContain("Pulumi was told to stop");
    expect(entry).toBeUndefined();
    expect(await sandbox().control.log()).toEqual([]);
  });
});

it("a create that is answered in time after the abort is in the state, with nothing uncertain", async () => {
  const resource = await prepareFixture(sandbox(), "AuthServer");
  const up = run();
  await sandbox().control.hold(resource.createRequest, { after: true });
  const creating = up.create("AuthServer", resource.args());
  await sandbox().control.held();
  up.abort();
  up.clock.pass(2);
  await sandbox().control.release();
  const entry = await creating;
  expect(entry.outputs).not.toHaveProperty("creationUncertain");
  expect(await run().refresh(entry)).toEqual(entry);
});

it("creates that queue behind others are never sent after the abort", async () => {
  const resource = await prepareFixture(sandbox(), "AuthServerScope");
  const up = new ProviderRun(sandbox(), { keys: { "onelogin:maxConcurrency": "2" } });
  await sandbox().control.hold(resource.createRequest, { times: 2 });
  const numbers = Array.from({ length: 9 }, (_, i) => i + 1);
  const creating = numbers.map((number) => up.failingCreate("AuthServerScope", resource.args(number)));
  await sandbox().control.held(2);
  up.abort();
  up.clock.pass(3);
  const failed = await Promise.all(creating);
  for (const { message } of failed) expect(message).toContain("Pulumi was told to stop");
  // The two that were under way alone are uncertain.
  expect(failed.filter(({ entry }) => entry)).toHaveLength(2);
  expect(await posts()).toHaveLength(2);
});

it("a rotation that nobody knows the end of after an abort is finished by the next run", async () => {
  const { resource, entry } = await begin("ApiClient");
  const up = run();
  const args = { ...resource.args(), clientSecretVersion: 2 };
  const rotate = () => up.failingUpdate(entry, args);
  const { message, entry: left } = await abortDuring(up, requestsOf(entry).update, true, rotate);
  expect(message).toMatch(/isn't certain how the client authenticates now\. Run `pulumi up` again/);
  expect(left?.outputs).toMatchObject({ clientSecretUncertain: true, clientSecret: entry.outputs.clientSecret });
  const rotated = await run().update(left as Entry, args);
  expect(rotated.outputs).not.toHaveProperty("clientSecretUncertain");
  const held = fixtureOf("ApiClient").held(await sandbox().control.objects(), entry.id);
  expect(held?.client_secret).toBe(rotated.outputs.clientSecret);
});

it("an aborted run says nothing to another run of the process", async () => {
  const resource = await prepareFixture(sandbox(), "AuthServerScope");
  const [aborted, other] = [run(), run()];
  aborted.abort();
  const entry = await other.create("AuthServerScope", resource.args());
  expect(await other.refresh(entry)).toEqual(entry);
});

it("two runs at one service fetch a token each, and share nothing that was read", async () => {
  const { entry } = await begin("AuthServerScope");
  await sandbox().control.clearLog();
  const runs = [run(), run()];
  for (const each of runs) await each.refresh(entry);
  for (const each of runs) await each.refresh(entry);
  const calls = (await sandbox().control.log()).map(({ method }) => method);
  expect(calls).toEqual(["POST", "GET", "POST", "GET"]);
});

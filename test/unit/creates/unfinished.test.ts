import { inspect } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { HalfDoneError, type Values } from "../../../provider/lifecycle";
import { type Sandbox, startSandbox } from "../../../sandbox";
import { checked, freshProcess, type Name, names, type Subject, subject, withoutWaiting } from "../support/lives";
import { refusal } from "../support/services";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => sandbox.control.reset());
afterAll(() => sandbox.close());
withoutWaiting();

/** A create whose answer is lost, of a service that then can't be asked what became of it. */
async function unfinished(it: Subject, isMade: boolean): Promise<HalfDoneError> {
  const { control } = sandbox;
  await control.fault({ match: it.creating, after: isMade, fault: { drop: true } });
  // Before the create it's looked for, unless a generated secret can prove whose it is: in a list, or by itself and in a list.
  const before = it.name !== "ApiClient" ? 1 : it.args().clientSecret === undefined ? 0 : 2;
  await control.fault({ match: { method: "GET" }, skip: before, times: "forever", fault: { status: 503 } });
  const error = await refusal(it.lifecycle.create(checked(it, it.args()), freshProcess(sandbox)));
  await control.clearFaults();
  expect(error).toBeInstanceOf(HalfDoneError);
  expect(await it.count()).toBe(isMade ? 1 : 0);
  return error as unknown as HalfDoneError;
}

/** Somebody else makes one with the same natural key and other attributes, and another secret. */
const somebodyMakes = (it: Subject) =>
  it.lifecycle.create(checked(it, { ...it.args(), ...it.change }), freshProcess(sandbox));

const ids: { [name in Name]: RegExp } = {
  ApiClient: /^client-1$/,
  AuthServer: /^unfinished$/,
  AuthServerScope: /^\d+\/unfinished$/,
  AuthServerClaim: /^\d+\/unfinished$/,
  AuthServerClientApp: /^\d+\/909021$/,
};

describe.each(names)("a create of an %s that nobody knows the end of", (name) => {
  it("is an error that says so and what to do, and leaves a state that says so", async () => {
    const it = await subject(sandbox, name);
    const error = await unfinished(it, true);
    expect(error.message).toMatch(
      /connection was lost.* It may have been created all the same, and looking for it failed: .*503.* Run `pulumi up --refresh`/,
    );
    expect(error.objectId).toMatch(ids[name]);
    expect(error.state).toMatchObject({
      ...checked(it, it.args()),
      creationUncertain: true,
      serviceUrl: name === "ApiClient" ? sandbox.onegini.url : sandbox.onelogin.url,
      resourceMark: expect.any(String),
    });
  });

  it("is finished by a refresh where it came through", async () => {
    const it = await subject(sandbox, name);
    const { objectId, state } = await unfinished(it, true);
    const found = await it.lifecycle.read(objectId, state, freshProcess(sandbox));
    expect(found).not.toHaveProperty("inputs");
    expect(found?.state).not.toHaveProperty("creationUncertain");
    const { id, state: finished } = found as { id: string; state: Values };
    expect(await it.lifecycle.read(id, finished, freshProcess(sandbox))).toEqual({ state: finished });
    const inputs = checked(it, it.args());
    expect(it.lifecycle.diff(id, finished, inputs, freshProcess(sandbox)).changes).toEqual([]);
    await it.lifecycle.delete(id, finished, freshProcess(sandbox));
    expect(await it.count()).toBe(0);
  });

  it.each([
    ["nothing was made", async () => undefined],
    ["what is there is somebody else's", somebodyMakes],
  ])("is gone for a refresh where %s", async (_, meanwhile) => {
    const it = await subject(sandbox, name);
    const { objectId, state } = await unfinished(it, false);
    await meanwhile(it);
    expect(await it.lifecycle.read(objectId, state, freshProcess(sandbox))).toBeUndefined();
  });

  it("is in no preview without a difference", async () => {
    const it = await subject(sandbox, name);
    const { objectId, state } = await unfinished(it, true);
    const { changes, isUnfinished } = it.lifecycle.diff(objectId, state, checked(it, it.args()), freshProcess(sandbox));
    expect(isUnfinished).toBe(true);
    expect(changes).toHaveLength(1);
    // Where its id isn't known, the engine has to make it anew.
    expect(changes[0]?.replaces).toBe(/unfinished$/.test(objectId));
  });

  it("is not deleted before a refresh has taken it into the state", async () => {
    const it = await subject(sandbox, name);
    const { args } = it;
    if (name === "ApiClient") it.args = () => ({ ...args(), clientSecret: "a-secret-that-others-may-know" });
    const { objectId, state } = await unfinished(it, true);
    const error = await refusal(it.lifecycle.delete(objectId, state, freshProcess(sandbox)));
    expect(error.message).toMatch(/was created after all, when the answer was lost\. Run `pulumi refresh`/);
    expect(await it.count()).toBe(1);
  });

  it("is deleted without a call that deletes where nothing was made", async () => {
    const it = await subject(sandbox, name);
    const { objectId, state } = await unfinished(it, false);
    await it.lifecycle.delete(objectId, state, freshProcess(sandbox));
    expect(await sandbox.control.log({ method: "DELETE" })).toEqual([]);
  });

  it("leaves alone what somebody else has made meanwhile, and says so", async () => {
    const it = await subject(sandbox, name);
    const { objectId, state } = await unfinished(it, false);
    await somebodyMakes(it);
    await it.lifecycle.delete(objectId, state, freshProcess(sandbox));
    expect(await it.count()).toBe(1);
    expect(vi.mocked(console.error).mock.calls.join()).toContain(
      "was not deleted: it is not what this program was making when the answer was lost",
    );
  });
});

describe.each(["ApiClient", "AuthServerClientApp"] as const)("an unfinished %s, whose id is known,", (name) => {
  it.each([
    [true, "came through"],
    [false, "did not"],
  ])("is finished by the next update where the create (%s) %s", async (isMade) => {
    const it = await subject(sandbox, name);
    const { objectId, state } = await unfinished(it, isMade);
    const inputs = checked(it, it.args());
    const finished = (await it.lifecycle.update(objectId, state, inputs, freshProcess(sandbox))) as Values;
    expect(finished).not.toHaveProperty("creationUncertain");
    expect(await it.count()).toBe(1);
    expect(await it.lifecycle.read(objectId, finished, freshProcess(sandbox))).toEqual({ state: finished });
    expect(it.lifecycle.diff(objectId, finished, inputs, freshProcess(sandbox)).isUnfinished).toBe(false);
    if (name !== "ApiClient") return;
    expect((await sandbox.control.apiClient(objectId))?.client_secret).toBe(finished.clientSecret);
  });

  it("takes over nothing that somebody else has made meanwhile", async () => {
    const it = await subject(sandbox, name);
    const { objectId, state } = await unfinished(it, false);
    await somebodyMakes(it);
    const before = await sandbox.control.objects();
    const updating = it.lifecycle.update(objectId, state, checked(it, it.args()), freshProcess(sandbox));
    expect((await refusal(updating)).message).toContain("exists already");
    expect(await sandbox.control.objects()).toEqual(before);
  });
});

it("an unfinished client is deleted where its generated secret proves whose it is", async () => {
  const it = await subject(sandbox, "ApiClient");
  const { objectId, state } = await unfinished(it, true);
  await it.lifecycle.delete(objectId, state, freshProcess(sandbox));
  expect(await it.count()).toBe(0);
});

it("an unfinished client's secret shows in nothing that prints errors", async () => {
  const error = await unfinished(await subject(sandbox, "ApiClient"), true);
  const { clientSecret } = error.state;
  expect(clientSecret).toEqual(expect.any(String));
  const printed = [inspect(error, { depth: 10, getters: true }), JSON.stringify(error), String(error), error.stack];
  expect(printed.join()).not.toContain(clientSecret);
});

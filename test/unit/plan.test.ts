import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { UNKNOWN, type Values } from "../../provider/lifecycle";
import type { SecretState } from "../../provider/onegini/clientSecret";
import { resources } from "../../provider/resources";
import { changedByHand } from "../../provider/writeOnly";
import { type Sandbox, startSandbox } from "../../sandbox";
import { changedBy, checked, freshProcess, type Name, names, subject, withoutWaiting } from "./support/lives";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => sandbox.control.reset());
afterAll(() => sandbox.close());
withoutWaiting();

/** What states hold that is no output: the provider's own notes. */
function outputsOf({
  serviceUrl,
  resourceMark,
  clientSecretGenerated,
  clientSecretDrifted,
  ...outputs
}: Values): Values {
  return outputs;
}

/** What an update was expected to yield, and what it yielded. */
async function planned(name: Name, before: Values, after: Values, more: Values = {}) {
  const it = await subject(sandbox, name);
  const created = await it.lifecycle.create(checked(it, { ...it.args(), ...before }), freshProcess(sandbox));
  const state: Values = { ...created.state, ...more };
  const inputs = checked(it, { ...it.args(), ...after });
  const { id } = created;
  const plan = it.lifecycle.plan(id, state, inputs);
  const updated = await it.lifecycle.update(id, state, inputs, freshProcess(sandbox));
  return { plan, outputs: outputsOf(updated as Values), state };
}

describe.each(names)("the plan of an update of an %s", (name) => {
  it("is what the update yields, its numbers too", async () => {
    const { change } = await subject(sandbox, name);
    const { plan, outputs } = await planned(name, {}, change);
    expect(plan).toStrictEqual(outputs);
    expect(plan).toMatchObject(change);
  });

  it("keeps what isn't known yet, and knows the rest", async () => {
    const it = await subject(sandbox, name);
    const { id, state } = await it.lifecycle.create(checked(it, it.args()), freshProcess(sandbox));
    const unknowns = Object.fromEntries(Object.keys(it.change).map((each) => [each, UNKNOWN]));
    const inputs = checked(it, { ...it.args(), ...unknowns });
    expect(it.lifecycle.plan(id, state, inputs)).toStrictEqual({ ...outputsOf(state), ...unknowns });
    expect(changedBy(it.lifecycle.diff(id, state, inputs, freshProcess(sandbox)))).toEqual(Object.keys(it.change));
  });

  it("asks nothing of a service", async () => {
    const it = await subject(sandbox, name);
    const { id, state } = await it.lifecycle.create(checked(it, it.args()), freshProcess(sandbox));
    await sandbox.control.clearLog();
    it.lifecycle.plan(id, state, checked(it, { ...it.args(), ...it.change }));
    expect(await sandbox.control.log()).toEqual([]);
  });
});

describe("a number that the service gave", () => {
  it.each<[name: Name, id: string, inputs: Values, numbers: Values]>([
    ["AuthServer", "1022743", { name: "n" }, { authServerId: 1022743 }],
    ["AuthServerScope", "1022743/51", { authServerId: 1022743, value: "v" }, { authServerId: 1022743, scopeId: 51 }],
    ["AuthServerClaim", "1022743/52", { authServerId: 1022743, name: "n" }, { authServerId: 1022743, claimId: 52 }],
    ["AuthServerClientApp", "1022743/9", { authServerId: 1022743, appId: 9 }, { authServerId: 1022743, appId: 9 }],
  ])("is known by an %s's id, where the state has none, too", (name, id, inputs, numbers) => {
    const plan = resources[name].plan(id, { ...inputs }, { ...inputs, authServerId: UNKNOWN });
    expect(plan).toEqual({ ...inputs, ...numbers });
  });
});

describe("the planned secret of an API client", () => {
  const given = "a-secret-that-was-given";
  const another = "another-secret-of-the-program";
  const jwt = { authenticationMethod: "private_key_jwt", jwksUri: "https://example.com/jwks" };
  const stays = "what it was";

  it.each<[what: string, before: Values, after: Values, secret: unknown]>([
    ["stays while other things change", {}, { scopes: ["onegini_api_events"], name: "another" }, stays],
    ["isn't known where its version changes", { clientSecretVersion: 1 }, { clientSecretVersion: 2 }, UNKNOWN],
    ["isn't known where a version is first given", {}, { clientSecretVersion: 1 }, UNKNOWN],
    ["isn't known where the version is taken out", { clientSecretVersion: 1 }, {}, UNKNOWN],
    ["stays where its version is only quoted", { clientSecretVersion: 1 }, { clientSecretVersion: "1" }, stays],
    ["is the given one", {}, { clientSecret: given }, given],
    ["is the other given one", { clientSecret: given }, { clientSecret: another }, another],
    ["stays where it is given no more", { clientSecret: given }, {}, given],
    [
      "isn't known where a given one gives way to a version",
      { clientSecret: given },
      { clientSecretVersion: 1 },
      UNKNOWN,
    ],
    ["is none where the client turns to a key", {}, jwt, undefined],
    ["is none where the client has a key", jwt, { ...jwt, name: "another" }, undefined],
    ["isn't known where the client turns from its key", jwt, {}, UNKNOWN],
    ["is the given one where the client turns from its key", jwt, { clientSecret: given }, given],
  ])("%s", async (_, before, after, secret) => {
    const { plan, outputs, state } = await planned("ApiClient", before, after);
    expect(plan.clientSecret).toBe(secret === stays ? state.clientSecret : secret);
    const expected = secret === UNKNOWN ? { ...outputs, clientSecret: UNKNOWN } : outputs;
    expect(plan).toStrictEqual(expected);
    // An unknown one was indeed new.
    if (secret === UNKNOWN) expect(outputs.clientSecret).not.toBe(state.clientSecret);
  });

  it("is put back where somebody has changed it by hand", async () => {
    const { plan, outputs, state } = await planned("ApiClient", {}, {}, { clientSecretDrifted: true });
    expect(plan).toStrictEqual(outputs);
    expect(plan.clientSecret).toBe(state.clientSecret);
  });

  it("is the state's, and never the mark, where what was changed by hand is ignored", async () => {
    const drifted = { clientSecretDrifted: true };
    const { plan, outputs, state } = await planned("ApiClient", {}, { clientSecret: changedByHand }, drifted);
    expect(plan).toStrictEqual(outputs);
    expect(plan.clientSecret).toBe(state.clientSecret);
  });

  const client = { name: "n", clientId: "c", scopes: ["onegini_api_events"] };
  const generated: SecretState = { clientSecret: "generated", clientSecretGenerated: true };

  it.each<[what: string, state: Values, inputs: Values, secret: unknown]>([
    ["a given one isn't known yet", { ...generated }, { clientSecret: UNKNOWN }, UNKNOWN],
    [
      "its version isn't known yet",
      { ...generated, clientSecretVersion: 1 },
      { clientSecretVersion: UNKNOWN },
      UNKNOWN,
    ],
    ["a first version isn't known yet", { ...generated }, { clientSecretVersion: UNKNOWN }, UNKNOWN],
    // It may turn out to have none, or to get one.
    ["the method isn't known yet", { ...generated }, { authenticationMethod: UNKNOWN }, UNKNOWN],
    ["the method of a client with a key isn't known yet", { ...jwt }, { authenticationMethod: UNKNOWN }, UNKNOWN],
    // The update may find that nothing was made, and then makes it with a new one.
    ["nobody knows whether the client was made", { ...generated, creationUncertain: true }, {}, UNKNOWN],
    [
      "nobody knows whether a client with a given one was made",
      { clientSecret: given, creationUncertain: true },
      { clientSecret: given },
      given,
    ],
    ["nobody knows whether it came through", { ...generated, clientSecretUncertain: true }, {}, "generated"],
    ["the state has none, as after get", {}, {}, undefined],
    ["the state has none and the mark is ignored", {}, { clientSecret: changedByHand }, undefined],
  ])("where %s", (_, state, inputs, secret) => {
    const plan = resources.ApiClient.plan("c", { ...client, ...state }, { ...client, ...inputs });
    const { clientSecret, ...others } = inputs;
    expect(plan).toEqual({ ...client, ...others, ...(secret === undefined ? {} : { clientSecret: secret }) });
    expect(Object.keys(plan)).not.toContain("clientSecretGenerated");
  });
});

describe("the planned credentials of a client app", () => {
  const on = { exportCredentials: true };

  it.each<[what: string, before: Values, after: Values, known: boolean]>([
    ["stay while other things change", on, { ...on, scopeIds: [] }, true],
    ["are none where they aren't exported", {}, { scopeIds: [] }, true],
    ["are none where they are exported no more", on, {}, true],
    ["are none where that is said", on, { exportCredentials: false }, true],
    ["aren't known where they are to be exported", {}, on, false],
  ])("%s", async (_, before, after, known) => {
    const { plan, outputs } = await planned("AuthServerClientApp", before, after);
    expect(Object.keys(outputs).includes("clientSecret")).toBe(after.exportCredentials === true);
    const unknown = { clientId: UNKNOWN, clientSecret: UNKNOWN };
    expect(plan).toStrictEqual(known ? outputs : { ...outputs, ...unknown });
  });

  it("aren't known where a refresh has found others", async () => {
    const { plan, outputs } = await planned("AuthServerClientApp", on, on, { clientSecretDrifted: true });
    expect(plan).toStrictEqual({ ...outputs, clientId: UNKNOWN, clientSecret: UNKNOWN });
  });

  it("stay where what a refresh has found is ignored", async () => {
    const ignored = { ...on, clientSecret: changedByHand };
    const old = { clientId: "old id", clientSecret: "old secret", clientSecretDrifted: true };
    const { plan, outputs } = await planned("AuthServerClientApp", on, ignored, old);
    expect(plan).toStrictEqual(outputs);
    expect(plan).toMatchObject({ clientId: "old id", clientSecret: "old secret" });
  });

  it("aren't known where nobody knows yet whether they are exported", async () => {
    const state = { authServerId: 1, appId: 2, scopeIds: [3], ...on, clientId: "id", clientSecret: "secret" };
    const inputs = { authServerId: 1, appId: 2, scopeIds: [3], exportCredentials: UNKNOWN };
    const unknown = { clientId: UNKNOWN, clientSecret: UNKNOWN };
    expect(resources.AuthServerClientApp.plan("1/2", state, inputs)).toEqual({ ...inputs, ...unknown });
  });
});

import { beforeEach, describe, expect, it } from "vitest";
import { UNKNOWN, type Values } from "../../provider/lifecycle";
import type { ResourceName } from "../../provider/services";
import { changedByHand } from "../../provider/writeOnly";
import { type PreparedFixture, prepareFixture, present, resourceNames } from "../support/resources";
import { testContext } from "../support/run";
import { sandboxForAll } from "../support/sandbox";
import { changedBy, checked } from "./support/lifecycles";

// A plan says what the update will yield, as far as that can be known.

const sandbox = sandboxForAll();

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
async function planned(name: ResourceName, before: Values, after: Values, more: Values = {}) {
  return plannedFor(await prepareFixture(sandbox(), name), before, after, more);
}

async function plannedFor(resource: PreparedFixture, before: Values, after: Values, more: Values = {}) {
  const created = await resource.lifecycle.create(
    checked(resource, { ...resource.args(), ...before }),
    testContext(sandbox()),
  );
  const state: Values = { ...created.state, ...more };
  const inputs = checked(resource, { ...resource.args(), ...after });
  const { id } = created;
  const plan = resource.lifecycle.plan(id, state, inputs);
  const updated = await resource.lifecycle.update(id, state, inputs, testContext(sandbox()));
  return { plan, outputs: outputsOf(updated as Values), state };
}

describe.each(resourceNames)("the plan of an update of an %s", (name) => {
  it("is what the update yields, its numbers too", async () => {
    const resource = await prepareFixture(sandbox(), name);
    const { plan, outputs } = await plannedFor(resource, {}, resource.change);
    expect(plan).toStrictEqual(outputs);
    expect(plan).toMatchObject(present(resource.change));
  });

  it("keeps what isn't known yet, and knows the rest", async () => {
    const resource = await prepareFixture(sandbox(), name);
    const { id, state } = await resource.lifecycle.create(checked(resource, resource.args()), testContext(sandbox()));
    const unknowns = Object.fromEntries(Object.keys(resource.change).map((each) => [each, UNKNOWN]));
    const inputs = checked(resource, { ...resource.args(), ...unknowns });
    expect(resource.lifecycle.plan(id, state, inputs)).toStrictEqual({ ...outputsOf(state), ...unknowns });
    expect(changedBy(resource.lifecycle.diff(id, state, inputs, testContext(sandbox())))).toEqual(
      Object.keys(resource.change),
    );
  });

  it("asks nothing of a service", async () => {
    const resource = await prepareFixture(sandbox(), name);
    const { id, state } = await resource.lifecycle.create(checked(resource, resource.args()), testContext(sandbox()));
    await sandbox().control.clearLog();
    resource.lifecycle.plan(id, state, checked(resource, resource.changedArgs()));
    expect(await sandbox().control.log()).toEqual([]);
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
});

describe("the planned credentials of a client app", () => {
  const on = { exportCredentials: true };
  beforeEach(() => sandbox().control.settings({ appSecretInReads: "shown" }));

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
});

import { describe, expect, it } from "vitest";
import { UNKNOWN, type Values } from "../../provider/lifecycle";
import type { SecretState } from "../../provider/onegini/clientSecret";
import { type ResourceName, resources } from "../../provider/services";
import { changedByHand } from "../../provider/writeOnly";
import { exampleEnvironment, fixtures, layOver } from "../support/resources";

// What a plan says without any service; test/component/plans.test.ts compares plans with what updates yield.

describe.each(fixtures)("the plan of an update of an $name", (fixture) => {
  const { check, plan } = resources[fixture.name];
  const id = fixture.exampleId(exampleEnvironment);
  const state = { ...fixture.inputs(exampleEnvironment), ...fixture.outputs(id) };
  const change = fixture.change(exampleEnvironment);

  it("is what the state has and the program changes", () => {
    const inputs = check(layOver(fixture.args(exampleEnvironment), change), {}).inputs;
    const { clientSecretGenerated: _, ...outputs } = fixture.outputs(id);
    expect(plan(id, state, inputs)).toEqual({ ...inputs, ...outputs });
  });

  it("keeps what isn't known yet, and knows the rest", () => {
    const unknowns = Object.fromEntries(Object.keys(change).map((each) => [each, UNKNOWN]));
    const inputs = check({ ...fixture.args(exampleEnvironment), ...unknowns }, {}).inputs;
    const { clientSecretGenerated: _, ...outputs } = state as Values;
    expect(plan(id, state, inputs)).toEqual({ ...outputs, ...unknowns });
  });
});

describe("a number that the service gave", () => {
  it.each<[name: ResourceName, id: string, inputs: Values, numbers: Values]>([
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
  const jwt = { authenticationMethod: "private_key_jwt", jwksUri: "https://example.com/jwks" };
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

  it("aren't known where nobody knows yet whether they are exported", async () => {
    const state = { authServerId: 1, appId: 2, scopeIds: [3], ...on, clientId: "id", clientSecret: "secret" };
    const inputs = { authServerId: 1, appId: 2, scopeIds: [3], exportCredentials: UNKNOWN };
    const unknown = { clientId: UNKNOWN, clientSecret: UNKNOWN };
    expect(resources.AuthServerClientApp.plan("1/2", state, inputs)).toEqual({ ...inputs, ...unknown });
  });
});

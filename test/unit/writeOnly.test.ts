import { describe, expect, it } from "vitest";
import type { Values } from "../../provider/lifecycle";
import { resources } from "../../provider/services";
import { changedByHand, flagged, flagsOf, withoutMarker, writeOnlyIn } from "../../provider/writeOnly";

describe("a write-only property", () => {
  it("is found among arguments and outputs", () => {
    expect(writeOnlyIn(resources.ApiClient.declaration)).toBe("clientSecret");
    expect(writeOnlyIn(resources.AuthServerClientApp.declaration)).toBe("clientSecret");
    expect(writeOnlyIn(resources.AuthServerScope.declaration)).toBeUndefined();
  });

  it.each(Object.entries(resources))("is the only one of %s, and a secret", (_, { declaration }) => {
    const all = Object.values({ ...declaration.properties, ...declaration.outputs }).filter((each) => each.writeOnly);
    expect(all.length).toBeLessThanOrEqual(1);
    for (const { secret } of all) expect(secret).toBe(true);
  });
});

describe("its flags", () => {
  it("stand in states under names that no version may change", () => {
    expect(flagged("clientSecret", { drifted: true, uncertain: true })).toEqual({
      clientSecretDrifted: true,
      clientSecretUncertain: true,
    });
    expect(flagged("clientSecret", { drifted: true, uncertain: false })).toEqual({ clientSecretDrifted: true });
    expect(flagged("clientSecret", { drifted: false, uncertain: true })).toEqual({ clientSecretUncertain: true });
  });

  it("leave nothing in a state where none is set", () => {
    expect(Object.keys(flagged("clientSecret", { drifted: false, uncertain: false }))).toEqual([]);
  });

  it.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ])("are read as they were written: drifted %s, uncertain %s", (drifted, uncertain) => {
    const flags = { drifted, uncertain };
    expect(flagsOf("clientSecret", { clientSecret: "s", ...flagged("clientSecret", flags) })).toEqual(flags);
  });

  it.each([undefined, null, false, "true", 1, {}])(
    "are set by true alone, whatever an edited state holds: %j",
    (value) => {
      const state = { clientSecretDrifted: value, clientSecretUncertain: value };
      expect(flagsOf("clientSecret", state)).toEqual({ drifted: false, uncertain: false });
    },
  );

  it("are none where a resource has no such property", () => {
    const state = { undefinedDrifted: true, undefinedUncertain: true, clientSecretDrifted: true };
    expect(flagsOf(undefined, state)).toEqual({ drifted: false, uncertain: false });
  });
});

describe("the mark of a value that was changed by hand", () => {
  it("is the one that states hold", () => {
    expect(changedByHand).toBe("[changed outside Pulumi]");
  });

  it("is taken away where it stands for the value, and nothing else is", () => {
    const others: Values = { name: "n", scopes: [changedByHand], nothing: undefined, none: null };
    expect(withoutMarker("clientSecret", { ...others, clientSecret: changedByHand })).toStrictEqual(others);
    expect(withoutMarker("clientSecret", { ...others, clientSecret: "s" })).toStrictEqual({
      ...others,
      clientSecret: "s",
    });
  });

  it("is a text like others anywhere else", () => {
    const inputs = { description: changedByHand, clientSecret: changedByHand };
    expect(withoutMarker(undefined, inputs)).toStrictEqual(inputs);
    expect(withoutMarker("clientSecret", inputs)).toStrictEqual({ description: changedByHand });
    expect(resources.AuthServerScope.check({ authServerId: 1, value: "a", description: changedByHand }, {})).toEqual({
      inputs: { authServerId: 1, value: "a", description: changedByHand },
      failures: [],
    });
  });

  it.each([
    ["ApiClient", { name: "n", clientId: "c", scopes: ["s"] }],
    ["AuthServerClientApp", { authServerId: 1, appId: 2, scopeIds: [3] }],
  ] as const)("passes the check of an %s, which isn't given that text as its secret", (name, given) => {
    const news: Values = { ...given, clientSecret: changedByHand };
    expect(resources[name].check(news, news)).toEqual({ inputs: news, failures: [] });
    expect(resources[name].check({ ...given, clientSecret: [changedByHand] }, {}).failures).toHaveLength(1);
  });

  it("is refused as any unknown property where a resource has none", () => {
    const { failures } = resources.AuthServerScope.check(
      { authServerId: 1, value: "a", clientSecret: changedByHand },
      {},
    );
    expect(failures.map(({ property }) => property)).toEqual(["clientSecret"]);
  });
});

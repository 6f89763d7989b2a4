import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wire } from "../../property/providerProcess";
import { texts, values } from "./arbitraries";
import {
  configurationFor,
  expectCleanPrototypes,
  expectDocumentedPaths,
  fuzzRuns,
  hostileForAll,
  ids,
  outcome,
  provided,
  resourceNames,
  rightInputs,
  rightStates,
} from "./support";

const runs = fuzzRuns(150);

const hostile = hostileForAll();

const anyId = fc.oneof(
  texts,
  fc.constantFrom(
    "0",
    "-1",
    "01",
    "1/",
    "/1",
    "1/2/3",
    "1 ",
    "１",
    "1e3",
    "9".repeat(30),
    "4711/51?x",
    "4711#",
    "..",
    "../4711",
    "4711/..",
    "%2e%2e",
  ),
);

/** States as an older version, another program or a person with an editor may have left them. */
describe.each(resourceNames)("%s", (name) => {
  const fresh = () => provided(name, configurationFor(hostile.url));
  const keys = [
    ...Object.keys(rightStates[name]),
    "clientSecretDrifted",
    "clientSecretUncertain",
    "creationUncertain",
    "resourceMark",
    "serviceUrl",
    "profile",
    "olderProperty",
  ];

  test("any state, compared, read, updated and deleted", async () => {
    await fc.assert(
      fc.asyncProperty(
        values(rightStates[name], keys),
        fc.oneof({ weight: 4, arbitrary: fc.constant(ids[name]) }, { weight: 1, arbitrary: anyId }),
        async (state, id) => {
          const provider = fresh();
          const inputs = wire(rightInputs[name]);
          hostile.asked = [];
          await outcome(async () => {
            const { replaces = [] } = (await provider.diff(id, state, inputs)) ?? {};
            expect(Object.keys(rightInputs[name]).concat("profile")).toEqual(expect.arrayContaining(replaces));
          });
          await outcome(async () => {
            const read = await provider.read(id, state);
            wire(read.props ?? {});
            wire(read.inputs ?? {});
          });
          await outcome(async () => wire((await provider.update(id, state, inputs))?.outs ?? {}));
          await outcome(() => provider.delete(id, state));
          expect(hostile.asked.length).toBeLessThan(20);
          // An unfinished one is looked for by its arguments.
          const isUnfinished = state.creationUncertain === true;
          expectDocumentedPaths(hostile.asked, name === "ApiClient" && !isUnfinished ? id : undefined);
          expectCleanPrototypes();
        },
      ),
      { numRuns: runs },
    );
  });

  test.each<unknown>([{}, { toString: 1 }, [], "a b", "../x", "a:url", ["acme"].concat("b"), ""])(
    "a profile %j",
    async (profile) => {
      hostile.asked = [];
      const result = await outcome(() => fresh().read(ids[name], { ...rightStates[name], profile }));
      expect("error" in result && result.error.message).toMatch(/profile must hold/);
      expect(hostile.asked).toEqual([]);
    },
  );

  test("a state without anything but what older versions had is brought up to date", async () => {
    const inputs = wire(rightInputs[name]);
    const answer = await fresh().update(ids[name], {}, inputs);
    expect(answer.outs).toMatchObject(inputs);
  });
});

test("a version that no text can be made of is a change, or an error, as any wrong value", async () => {
  const provider = provided("ApiClient", configurationFor(hostile.url));
  const state = { ...rightStates.ApiClient, clientSecretVersion: { toString: 1 } };
  expect(await provider.diff("case-client", state, { ...rightInputs.ApiClient, clientSecretVersion: "1" })).toEqual({
    replaces: [],
  });
  const news = { ...rightInputs.ApiClient, clientSecretVersion: { toString: 1 } };
  expect((await provider.check(state, news))?.failures?.map(({ reason }) => reason).join()).toContain(
    "clientSecretVersion: expected a string or a number",
  );
});

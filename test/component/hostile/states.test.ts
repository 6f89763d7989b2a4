import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { overWire } from "../../support/providerProcess";
import { resourceNames } from "../../support/resources";
import { texts, values } from "./support/arbitraries";
import { expectDocumentedPaths } from "./support/documented";
import { hostileServiceForAll } from "./support/hostileService";
import { expectCleanPrototypes, fuzzRuns, outcome } from "./support/outcome";
import { configurationFor, exampleOf, providerOf } from "./support/resources";

const runs = fuzzRuns(150);

const hostile = hostileServiceForAll();

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
  const fresh = () => providerOf(name, configurationFor(hostile.url));
  const { id: rightId, inputs: right, state: rightState } = exampleOf(name);
  const keys = [
    ...Object.keys(rightState),
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
        values(rightState, keys),
        fc.oneof({ weight: 4, arbitrary: fc.constant(rightId) }, { weight: 1, arbitrary: anyId }),
        async (state, id) => {
          const provider = fresh();
          const inputs = overWire(right);
          hostile.requests = [];
          await outcome(async () => {
            const { replaces = [] } = (await provider.diff(id, state, inputs)) ?? {};
            expect(Object.keys(right).concat("profile")).toEqual(expect.arrayContaining(replaces));
          });
          await outcome(async () => {
            const read = await provider.read(id, state);
            overWire(read.props ?? {});
            overWire(read.inputs ?? {});
          });
          await outcome(async () => overWire((await provider.update(id, state, inputs))?.outs ?? {}));
          await outcome(() => provider.delete(id, state));
          expect(hostile.requests.length).toBeLessThan(20);
          // An unfinished one is looked for by its arguments.
          const isUnfinished = state.creationUncertain === true;
          expectDocumentedPaths(hostile.requests, isUnfinished ? undefined : id);
          expectCleanPrototypes();
        },
      ),
      { numRuns: runs },
    );
  });

  test.each<unknown>([{}, { toString: 1 }, [], "a b", "../x", "a:url", ["acme"].concat("b"), ""])(
    "a profile %j",
    async (profile) => {
      hostile.requests = [];
      const result = await outcome(() => fresh().read(rightId, { ...rightState, profile }));
      expect("error" in result && result.error.message).toMatch(/profile may contain only/);
      expect(hostile.requests).toEqual([]);
    },
  );

  test("a state without anything but what older versions had is brought up to date", async () => {
    const inputs = overWire(right);
    const answer = await fresh().update(rightId, {}, inputs);
    expect(answer.outs).toMatchObject(inputs);
  });
});

test("a version that no text can be made of is a change, or an error, as any wrong value", async () => {
  const provider = providerOf("ApiClient", configurationFor(hostile.url));
  const { id, inputs, state } = exampleOf("ApiClient");
  const unprintable = { clientSecretVersion: { toString: 1 } };
  expect(await provider.diff(id, { ...state, ...unprintable }, { ...inputs, clientSecretVersion: "1" })).toEqual({
    replaces: [],
  });
  const checked = await provider.check({ ...state, ...unprintable }, { ...inputs, ...unprintable });
  expect(checked.failures?.map(({ reason }) => reason).join()).toContain(
    "clientSecretVersion: expected a string or a number",
  );
});

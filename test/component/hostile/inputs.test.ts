import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unknownValue } from "../../../provider/hosts/dynamic/provider";
import { resources } from "../../../provider/services";
import { expectReadable } from "../../support/errors";
import { overWire } from "../../support/providerProcess";
import { resourceNames } from "../../support/resources";
import { own, texts, values } from "./support/arbitraries";
import { documentedEmpty, expectDocumentedPaths } from "./support/documented";
import { hostileServiceForAll } from "./support/hostileService";
import { expectCleanPrototypes, fuzzRuns, outcome } from "./support/outcome";
import { configurationFor, exampleOf, providerOf } from "./support/resources";

const runs = fuzzRuns(150);

const hostile = hostileServiceForAll();

const canary = "canary-value-of-the-program";
describe.each(resourceNames)("%s", (name) => {
  const provider = providerOf(name, () => undefined);
  const { id, inputs: right, state } = exampleOf(name);
  const { properties } = resources[name].declaration;
  const keys = [...new Set([...Object.keys(state), ...Object.keys(properties), "clientSecret", "__provider"])];

  test("check takes inputs of every shape", async () => {
    await fc.assert(
      fc.asyncProperty(values(right, keys), values(right, keys), async (news, olds) => {
        const checked = await provider.check(olds, news);
        const inputs = checked.inputs ?? {};
        overWire(inputs);
        for (const { property, reason } of checked.failures ?? []) {
          expect(property).toBe("");
          expectReadable(Object.assign(new Error(reason), { stack: reason }));
        }
        if (!checked.failures?.length) {
          const again = await provider.check(inputs, inputs);
          expect(again, "what was accepted is accepted again, and stays").toEqual({ inputs, failures: [] });
        }
        expectCleanPrototypes();
      }),
      { numRuns: runs },
    );
  });

  test("what is wrong is said without the value", async () => {
    const canaries = fc.constantFrom(canary, [canary], { [`x${1}`]: canary }, ` ${canary} `, [[canary]], {
      kty: canary,
      d: canary,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom(...keys), canaries), { minLength: 1 }), async (given) => {
        const { failures } = (await provider.check({}, own([...Object.entries(right), ...given]) as never)) ?? {};
        expect(JSON.stringify(failures)).not.toContain(canary);
      }),
      { numRuns: runs },
    );
  });

  test("unknowns pass, wherever they are", async () => {
    for (const property of Object.keys(right)) {
      for (const value of [unknownValue, Array.isArray(right[property]) ? [unknownValue] : unknownValue]) {
        const checked = await provider.check({}, { ...right, [property]: value });
        expect(checked.failures).toEqual([]);
        expect(checked.inputs?.[property]).toEqual(value);
        await provider.diff(id, state, checked.inputs ?? {});
      }
    }
  });

  test("what check accepts is sent to where it belongs", async () => {
    hostile.answer = documentedEmpty;
    await fc.assert(
      fc.asyncProperty(values(right, keys), texts, async (news, text) => {
        const given = "clientId" in properties ? { ...news, clientId: text } : news;
        const checked = await provider.check({}, given);
        if (checked.failures?.length) return;
        const inputs = checked.inputs ?? {};
        const configured = providerOf(name, configurationFor(hostile.url));
        hostile.requests = [];
        await outcome(async () => {
          const { id, outs } = await configured.create(overWire(inputs));
          await configured.update(id, overWire({ ...outs, name: "Before" }), overWire(inputs));
          await configured.read(id, overWire(outs ?? {}));
          await configured.delete(id, overWire(outs ?? {}));
        });
        expectDocumentedPaths(hostile.requests, typeof inputs.clientId === "string" ? inputs.clientId : undefined);
        expect(hostile.requests.length).toBeLessThan(20);
        expectCleanPrototypes();
      }),
      { numRuns: runs },
    );
  });
});

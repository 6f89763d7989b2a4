import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dynamicProvider, unknownValue } from "../../../provider/hosts/dynamic/provider";
import { resources } from "../../../provider/resources";
import { wire } from "../support/engine";
import { expectFit } from "../support/judge";
import { own, texts, values } from "./arbitraries";
import {
  configurationFor,
  expectCleanPrototypes,
  expectDocumentedPaths,
  fuzzRuns,
  hostileForAll,
  ids,
  outcome,
  resourceNames,
  rightInputs,
  rightStates,
} from "./support";

const runs = fuzzRuns(150);

const hostile = hostileForAll();

const canary = "canary-value-of-the-program";
const known = (name: (typeof resourceNames)[number]) => [
  ...new Set([
    ...Object.keys(rightStates[name]),
    "profile",
    "adoptExisting",
    "clientSecret",
    "publicJwk",
    "jwksUri",
    "clientSecretVersion",
    "__provider",
    "authenticationMethod",
  ]),
];

describe.each(resourceNames)("%s", (name) => {
  const provider = dynamicProvider(resources[name]);

  test("check takes inputs of every shape", async () => {
    await fc.assert(
      fc.asyncProperty(
        values(rightInputs[name], known(name)),
        values(rightInputs[name], known(name)),
        async (news, olds) => {
          const checked = await provider.check?.(olds, news);
          const inputs = checked?.inputs ?? {};
          wire(inputs);
          for (const { property, reason } of checked?.failures ?? []) {
            expect(property).toBe("");
            expectFit(Object.assign(new Error(reason), { stack: reason }));
          }
          if (!checked?.failures?.length) {
            const again = await provider.check?.(inputs, inputs);
            expect(again, "what was accepted is accepted again, and stays").toEqual({ inputs, failures: [] });
          }
          expectCleanPrototypes();
        },
      ),
      { numRuns: runs },
    );
  });

  test("what is wrong is said without the value", async () => {
    const canaries = fc.constantFrom(canary, [canary], { [`x${1}`]: canary }, ` ${canary} `, [[canary]], {
      kty: canary,
      d: canary,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(...known(name)), canaries), { minLength: 1 }),
        async (given) => {
          const { failures } =
            (await provider.check?.({}, own([...Object.entries(rightInputs[name]), ...given]) as never)) ?? {};
          expect(JSON.stringify(failures)).not.toContain(canary);
        },
      ),
      { numRuns: runs },
    );
  });

  test("unknowns pass, wherever they stand", async () => {
    for (const property of Object.keys(rightInputs[name])) {
      for (const value of [unknownValue, Array.isArray(rightInputs[name][property]) ? [unknownValue] : unknownValue]) {
        const checked = await provider.check?.({}, { ...rightInputs[name], [property]: value });
        expect(checked?.failures).toEqual([]);
        expect(checked?.inputs?.[property]).toEqual(value);
        await provider.diff?.(ids[name], rightStates[name], checked?.inputs ?? {});
      }
    }
  });

  test("what check accepts is sent to where it belongs", async () => {
    hostile.answer = (method, path) =>
      method === "GET" && path.endsWith("/api_authorizations") ? { status: 200, body: "[]" } : anyAnswer(method, path);
    await fc.assert(
      fc.asyncProperty(values(rightInputs[name], known(name)), texts, async (news, text) => {
        const given = name === "ApiClient" ? { ...news, clientId: text } : news;
        const checked = await provider.check?.({}, given);
        if (checked?.failures?.length) return;
        const inputs = checked?.inputs ?? {};
        void provider.configure?.({ config: { get: configurationFor(hostile.url) } as never });
        hostile.asked = [];
        await outcome(async () => {
          const { id, outs } = await provider.create(wire(inputs));
          await provider.update?.(id, wire({ ...outs, name: "Before" }), wire(inputs));
          await provider.read?.(id, wire(outs ?? {}));
          await provider.delete?.(id, wire(outs ?? {}));
        });
        expectDocumentedPaths(hostile.asked, typeof inputs.clientId === "string" ? inputs.clientId : undefined);
        expect(hostile.asked.length).toBeLessThan(20);
        expectCleanPrototypes();
      }),
      { numRuns: runs },
    );
  });
});

function anyAnswer(method: string, path: string) {
  const body = { id: 4711, app_id: 909021, access_token: "t", sso: { client_id: "a", client_secret: "b" } };
  const list = /\/(scopes|claims|clients)$/.test(path) && method === "GET";
  const client = { name: "n", client_id: "c", scopes: [] };
  return {
    status: 200,
    body: JSON.stringify(
      list ? [] : path.includes("?page=") ? { result: [] } : { ...body, ...client, configuration: {} },
    ),
  };
}

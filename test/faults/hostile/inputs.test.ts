import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unknownValue } from "../../../provider/hosts/dynamic/provider";
import { wire } from "../../property/providerProcess";
import { expectFit } from "../support/judge";
import { own, texts, values } from "./arbitraries";
import {
  configurationFor,
  documentedStatus,
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
  const provider = provided(name, () => undefined);

  test("check takes inputs of every shape", async () => {
    await fc.assert(
      fc.asyncProperty(
        values(rightInputs[name], known(name)),
        values(rightInputs[name], known(name)),
        async (news, olds) => {
          const checked = await provider.check(olds, news);
          const inputs = checked.inputs ?? {};
          wire(inputs);
          for (const { property, reason } of checked.failures ?? []) {
            expect(property).toBe("");
            expectFit(Object.assign(new Error(reason), { stack: reason }));
          }
          if (!checked.failures?.length) {
            const again = await provider.check(inputs, inputs);
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
            (await provider.check({}, own([...Object.entries(rightInputs[name]), ...given]) as never)) ?? {};
          expect(JSON.stringify(failures)).not.toContain(canary);
        },
      ),
      { numRuns: runs },
    );
  });

  test("unknowns pass, wherever they stand", async () => {
    for (const property of Object.keys(rightInputs[name])) {
      for (const value of [unknownValue, Array.isArray(rightInputs[name][property]) ? [unknownValue] : unknownValue]) {
        const checked = await provider.check({}, { ...rightInputs[name], [property]: value });
        expect(checked.failures).toEqual([]);
        expect(checked.inputs?.[property]).toEqual(value);
        await provider.diff(ids[name], rightStates[name], checked.inputs ?? {});
      }
    }
  });

  test("what check accepts is sent to where it belongs", async () => {
    hostile.answer = (method, path) =>
      method === "GET" && path.endsWith("/api_authorizations") ? { status: 200, body: "[]" } : anyAnswer(method, path);
    await fc.assert(
      fc.asyncProperty(values(rightInputs[name], known(name)), texts, async (news, text) => {
        const given = name === "ApiClient" ? { ...news, clientId: text } : news;
        const checked = await provider.check({}, given);
        if (checked.failures?.length) return;
        const inputs = checked.inputs ?? {};
        const configured = provided(name, configurationFor(hostile.url));
        hostile.asked = [];
        await outcome(async () => {
          const { id, outs } = await configured.create(wire(inputs));
          await configured.update(id, wire({ ...outs, name: "Before" }), wire(inputs));
          await configured.read(id, wire(outs ?? {}));
          await configured.delete(id, wire(outs ?? {}));
        });
        expectDocumentedPaths(hostile.asked, typeof inputs.clientId === "string" ? inputs.clientId : undefined);
        expect(hostile.asked.length).toBeLessThan(20);
        expectCleanPrototypes();
      }),
      { numRuns: runs },
    );
  });
});

/** There is nothing yet, and everything goes well. */
function anyAnswer(method: string, path: string) {
  const status = documentedStatus(method, path);
  if (status === 204 || path.endsWith("/api-clients")) return { status };
  const [, number = "4711"] = /\/(\d+)$/.exec(path) ?? [];
  const [, client] = /\/api-clients\/(.+)$/.exec(path) ?? [];
  if (client) return { status, body: JSON.stringify({ name: "n", client_id: decodeURIComponent(client), scopes: [] }) };
  const isList = /\/(scopes|claims|clients)$/.test(path) && method === "GET";
  const body = { id: Number(number), app_id: 909021, access_token: "t", sso: { client_id: "a", client_secret: "b" } };
  const empty = path.includes("?page=") ? { result: [] } : isList ? [] : { ...body, name: "n", configuration: {} };
  return { status, body: JSON.stringify(empty) };
}

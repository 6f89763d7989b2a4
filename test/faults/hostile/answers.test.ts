import * as fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { wire } from "../../property/providerProcess";
import { type Spoken, speak, spoken } from "./arbitraries";
import {
  type Answer,
  canaries,
  configurationFor,
  documented,
  expectCleanPrototypes,
  expectDocumentedPaths,
  fuzzRuns,
  hostileForAll,
  ids,
  type OperationName,
  operationNames,
  outcome,
  provided,
  type ResourceName,
  resourceNames,
  rightInputs,
  rightStates,
} from "./support";

const runs = fuzzRuns(60);

const hostile = hostileForAll();
const evil = hostileForAll();
afterAll(() => expect(evil.asked).toEqual([]));

async function perform(name: ResourceName, operation: OperationName): Promise<void> {
  const provider = provided(name, configurationFor(hostile.url, { retryTimeoutSeconds: "60" }));
  const [id, state, inputs] = [ids[name], wire(rightStates[name]), wire(rightInputs[name])];
  const description =
    name === "ApiClient"
      ? { name: "Edited" }
      : name === "AuthServerClientApp"
        ? { scopeIds: [51, 52] }
        : { description: "Edited", userAttributeMappings: "roles" };
  if (operation === "create") {
    const created = await provider.create(inputs);
    wire(created.outs ?? {});
    // What is made has to be found again.
    expect(created.id).toMatch(
      name === "ApiClient" ? /^case-client$/ : name === "AuthServer" ? /^[1-9]\d*$/ : /^4711\/[1-9]\d*$/,
    );
  } else if (operation === "update") {
    const known = Object.keys(inputs);
    const edited = Object.fromEntries(Object.entries(description).filter(([key]) => known.includes(key)));
    wire((await provider.update(id, state, { ...inputs, ...edited })).outs ?? {});
  } else if (operation === "delete") {
    await provider.delete(id, state);
  } else {
    const read = await provider.read(id, operation === "read" ? state : {});
    wire(read?.props ?? {});
    wire(read?.inputs ?? {});
    // What was read is fit to be compared.
    if (read?.props) await provider.diff(id, wire(read.props), inputs);
  }
}

describe.each(resourceNames)("%s", (name) => {
  test.each(operationNames)("%s meets any answer", async (operation) => {
    await fc.assert(
      fc.asyncProperty(fc.array(spoken, { minLength: 1, maxLength: 4 }), async (answers) => {
        hostile.asked = [];
        let asked = 0;
        // The last answer is given for ever.
        hostile.answer = (method, path) => {
          const answer = speak(answers[Math.min(asked++, answers.length - 1)] as Spoken, method, path);
          return answer.headers?.location
            ? { ...answer, headers: { ...answer.headers, location: `${evil.url}/stolen` } }
            : answer;
        };
        await outcome(() => perform(name, operation));
        expect(hostile.asked.length, "it has to give up").toBeLessThan(150);
        expectDocumentedPaths(hostile.asked, "case-client");
        for (const { path } of hostile.asked) for (const canary of canaries) expect(path).not.toContain(canary);
        expectCleanPrototypes();
      }),
      { numRuns: runs },
    );
  });
});

/** What comes close enough to be taken for right. */
describe("nearly what is documented", () => {
  const wrongIds = [0, -1, 1.5, 2 ** 53, "51", null, [51], { id: 51 }];
  test.each(wrongIds)("an object's number %j", async (id) => {
    hostile.answer = (method, path) =>
      method === "POST" && !path.startsWith("/auth/")
        ? { status: 201, body: JSON.stringify({ id }) }
        : emptyAnswer(method, path);
    for (const name of ["AuthServer", "AuthServerScope", "AuthServerClaim"] as const) {
      const result = await outcome(() => perform(name, "create"));
      expect("error" in result && result.error.message).toMatch(/not what the service documents: id is no/);
    }
  });

  test.each(["", "a b", "a\nb: c", "ключ", "a\u0000"])("a token %j", async (access_token) => {
    hostile.answer = () => ({ status: 200, body: JSON.stringify({ access_token }) });
    hostile.asked = [];
    const result = await outcome(() => perform("AuthServer", "read"));
    expect("error" in result && result.error.message).toMatch(/POST \/auth.*access_token is no token/);
    for (const { path } of hostile.asked) expect(path).toBe("/auth/oauth2/v2/token");
  });

  test("an app that is another kind of object", async () => {
    hostile.answer = (method, path) =>
      path.includes("/apps/") ? { status: 200, body: "{}" } : documented(method, path);
    const result = await outcome(() => perform("AuthServerClientApp", "create"));
    expect("error" in result && result.error.message).toMatch(/GET \/api\/2\/apps\/909021.*id is no/);
  });
});

/** As documented, and there is nothing yet. */
function emptyAnswer(method: string, path: string): Answer {
  const answer = documented(method, path);
  return method === "GET" && !path.includes("/apps/") ? { ...answer, body: "[]" } : answer;
}

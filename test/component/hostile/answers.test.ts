import * as fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { ResourceName } from "../../../provider/services";
import { overWire } from "../../support/providerProcess";
import { exampleEnvironment, fixtures, resourceNames } from "../../support/resources";
import { answerTo, type RandomAnswer, randomAnswers } from "./support/arbitraries";
import { documented, documentedEmpty, expectDocumentedPaths } from "./support/documented";
import { hostileServiceForAll } from "./support/hostileService";
import { expectCleanPrototypes, fuzzRuns, outcome, secrets } from "./support/outcome";
import { configurationFor, exampleOf, providerOf } from "./support/resources";

const runs = fuzzRuns(60);

const hostile = hostileServiceForAll();
const foreign = hostileServiceForAll();
afterAll(() => expect(foreign.requests).toEqual([]));

const operations = ["create", "read", "look up", "update", "delete"] as const;

async function run(name: ResourceName, operation: (typeof operations)[number]): Promise<void> {
  const provider = providerOf(name, configurationFor(hostile.url, { retryTimeoutSeconds: "60" }));
  const { id, idPattern, ...example } = exampleOf(name);
  const [state, inputs, changed] = [example.state, example.inputs, example.changed].map(overWire);
  if (operation === "create") {
    const created = await provider.create(inputs);
    overWire(created.outs ?? {});
    // What is created has to be found again.
    expect(created.id).toMatch(idPattern);
  } else if (operation === "update") {
    overWire((await provider.update(id, state, changed)).outs ?? {});
  } else if (operation === "delete") {
    await provider.delete(id, state);
  } else {
    const read = await provider.read(id, operation === "read" ? state : {});
    overWire(read?.props ?? {});
    overWire(read?.inputs ?? {});
    // What was read is fit to be compared.
    if (read?.props) await provider.diff(id, overWire(read.props), inputs);
  }
}

describe.each(resourceNames)("%s", (name) => {
  test.each(operations)("%s survives any answer", async (operation) => {
    await fc.assert(
      fc.asyncProperty(fc.array(randomAnswers, { minLength: 1, maxLength: 4 }), async (answers) => {
        hostile.requests = [];
        let count = 0;
        // The last answer is given for ever.
        hostile.answer = (method, path) => {
          const answer = answerTo(answers[Math.min(count++, answers.length - 1)] as RandomAnswer, method, path);
          return answer.headers?.location
            ? { ...answer, headers: { ...answer.headers, location: `${foreign.url}/stolen` } }
            : answer;
        };
        await outcome(() => run(name, operation));
        expect(hostile.requests.length, "it has to give up").toBeLessThan(150);
        expectDocumentedPaths(hostile.requests, exampleOf(name).id);
        for (const { path } of hostile.requests) for (const secret of secrets) expect(path).not.toContain(secret);
        expectCleanPrototypes();
      }),
      { numRuns: runs },
    );
  });
});

/** The resources whose number is in the answer to their create. */
const numbered = fixtures
  .filter((fixture) => Object.values(fixture.outputs(fixture.exampleId(exampleEnvironment))).some(Number.isInteger))
  .map(({ name }) => name);

describe("nearly what is documented", () => {
  const wrongIds = [0, -1, 1.5, 2 ** 53, "51", null, [51], { id: 51 }];
  test.each(wrongIds)("an object's number %j", async (id) => {
    hostile.answer = (method, path) =>
      method === "POST" && !path.startsWith("/auth/")
        ? { status: 201, body: JSON.stringify({ id }) }
        : documentedEmpty(method, path);
    for (const name of numbered) {
      const result = await outcome(() => run(name, "create"));
      expect("error" in result && result.error.message).toMatch(/doesn't match the service's documentation: id is not/);
    }
  });

  test.each(["", "a b", "a\nb: c", "ключ", "a\u0000"])("a token %j", async (access_token) => {
    hostile.answer = () => ({ status: 200, body: JSON.stringify({ access_token }) });
    hostile.requests = [];
    const result = await outcome(() => run("AuthServer", "read"));
    expect("error" in result && result.error.message).toMatch(/POST \/auth.*access_token is not a valid token/);
    for (const { path } of hostile.requests) expect(path).toBe("/auth/oauth2/v2/token");
  });

  test("an app that is another kind of object", async () => {
    hostile.answer = (method, path) =>
      path.includes("/apps/") ? { status: 200, body: "{}" } : documented(method, path);
    const result = await outcome(() => run("AuthServerClientApp", "create"));
    expect("error" in result && result.error.message).toMatch(/GET \/api\/2\/apps\/909021.*id is not/);
  });
});

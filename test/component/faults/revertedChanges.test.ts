import { afterAll, expect, test, vi } from "vitest";
import type { Values } from "../../../provider/lifecycle";
import type { FaultEffect } from "../../../sandbox";
import { expectActionable, expectNoSecret } from "../../support/errors";
import { exampleEnvironment, layOver } from "../../support/resources";
import { expectCleanDestroy, expectComplete } from "./support/outcomes";
import { type Scenario, scenarios } from "./support/scenarios";
import { SandboxPool, Setup } from "./support/setup";
import { failure } from "./support/stack";

/**
 * An update that changes an API client's secret gets no answer, and the change is reverted in the program, so that
 * nothing in it tells that something happened. The service's secret is the state's all the same after the next `up`.
 */
const sandboxes = new SandboxPool();
afterAll(() => sandboxes.close());

const lost: [how: string, effect: FaultEffect][] = [
  ["the connection is lost", { drop: true }],
  ["there is no answer in time", { hang: true }],
  ["a 500", { status: 500 }],
  ["a 503", { status: 503 }],
  ["a 504 with HTML", { status: 504, body: "<html>Gateway Timeout</html>" }],
  ["a redirect", { redirect: "http://127.0.0.1:1/elsewhere" }],
];
const corrupt: [how: string, effect: FaultEffect][] = [
  ["broken JSON", { brokenBody: true }],
  ["a cut body", { cutBody: true }],
  ["a body of another shape", { wrongShape: { error: "quota_exceeded" } }],
  ["an oversized body", { oversized: 17 * 1024 * 1024 }],
];
const answers = [
  ...lost.map(([how, fault]) => ({ how: `${how}, before the work`, fault, after: false })),
  ...lost.map(([how, fault]) => ({ how: `${how}, after the work`, fault, after: true })),
  ...corrupt.map(([how, fault]) => ({ how: `${how}, after the work`, fault, after: true })),
];

const generated = variant("with a generated secret");
const given = variant("with a given secret");
const keyed = variant("with a key");
const secret = "canary-given-secret-three";
const { authenticationMethod, publicJwk } = keyed.inputs(exampleEnvironment, "original");
const key = { authenticationMethod, publicJwk };
/** Updates of which the secret is a part, each with what it's an update of. */
const updates: { what: string; scenario: Scenario; change: Values }[] = [
  { what: "a new version", scenario: generated, change: { clientSecretVersion: 2 } },
  { what: "a secret given instead of a generated one", scenario: generated, change: { clientSecret: secret } },
  { what: "another given secret", scenario: given, change: { clientSecret: secret } },
  {
    what: "a secret instead of a key",
    scenario: keyed,
    change: { authenticationMethod: "client_secret_basic", publicJwk: undefined },
  },
  { what: "a key instead of a generated secret", scenario: generated, change: key },
  { what: "a key instead of a given secret", scenario: given, change: { ...key, clientSecret: undefined } },
];

const cases = updates.flatMap((update) =>
  answers.flatMap((answer) =>
    [false, true].map((refresh) => ({
      ...update,
      ...answer,
      refresh,
      title: `${update.what}: ${answer.how}; reverted, ${refresh ? "with" : "without"} a refresh`,
    })),
  ),
);

vi.setConfig({ maxConcurrency: 40 });

for (const { title, scenario, change, fault, after, refresh } of cases) {
  test.concurrent(title, async () => {
    const pooled = await sandboxes.take(scenario);
    const setup = new Setup(pooled);
    const { stack, control, environment } = setup;
    const args = scenario.args(environment, "original");
    await stack.up(args);
    await setup.recordInitial();
    stack.setTimeouts({ requestTimeoutSeconds: 1, retryTimeoutSeconds: 2 });
    const match = { service: "onegini", method: scenario.fixture.paths.update };
    await control.fault({ match, times: "forever", fault, ...(after ? { after } : {}) });

    const error = await failure(stack.up(layOver(args, change)));
    expect(error, "the answer is always lost").toBeDefined();
    expectActionable(error, "Onegini");
    await setup.look();
    expectNoSecret(error, [...setup.secrets, secret]);
    await control.clearFaults();

    stack.setTimeouts();
    await stack.up(args, { refresh });
    await expectComplete(setup, "original");
    await expectCleanDestroy(setup);
    sandboxes.release(pooled);
  });
}

function variant(title: string): Scenario {
  const found = scenarios.find((scenario) => scenario.title === `onegini.ApiClient, ${title}`);
  if (!found) throw new Error(`the ApiClient's fixture has no variant ${title}`);
  return found;
}

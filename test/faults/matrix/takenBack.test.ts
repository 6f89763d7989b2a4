import { afterAll, expect, test, vi } from "vitest";
import type { FaultEffect } from "../../../sandbox";
import type { Values } from "../../property/providerProcess";
import { expectDone, expectNothingLeft } from "../support/aftermath";
import { failure } from "../support/failure";
import { expectActionable, expectNoSecret } from "../support/judge";
import { type Scenario, scenarios } from "../support/scenarios";
import { Places, Stage } from "../support/stage";

/**
 * An update that changes an API client's secret gets no answer, and the change is taken back in the program, so that
 * nothing in it tells that something happened. The service's secret is the state's all the same after the next `up`.
 */
const places = new Places();
afterAll(() => places.close());

const lost: [how: string, effect: FaultEffect][] = [
  ["the connection is lost", { drop: true }],
  ["there is no answer in time", { hang: true }],
  ["a 500", { status: 500 }],
  ["a 503", { status: 503 }],
  ["a 504 with HTML", { status: 504, body: "<html>Gateway Timeout</html>" }],
  ["a redirect", { redirect: "http://127.0.0.1:1/elsewhere" }],
];
const spoilt: [how: string, effect: FaultEffect][] = [
  ["broken JSON", { brokenBody: true }],
  ["a cut body", { cutBody: true }],
  ["a body of another shape", { wrongShape: { error: "quota_exceeded" } }],
  ["an oversized body", { oversized: 17 * 1024 * 1024 }],
];
const answers = [
  ...lost.map(([how, fault]) => ({ how: `${how}, before the work`, fault, after: false })),
  ...lost.map(([how, fault]) => ({ how: `${how}, after the work`, fault, after: true })),
  ...spoilt.map(([how, fault]) => ({ how: `${how}, after the work`, fault, after: true })),
];

const [generated, given, keyed] = scenarios.apiClient as [Scenario, Scenario, Scenario];
const secret = "canary-given-secret-three";
const { authenticationMethod, publicJwk } = keyed.program({ serverId: 0, scopeIds: [] });
const key = { authenticationMethod, publicJwk };
/** Updates of which the secret is a part, each with what it's an update of. */
const updates: { what: string; scenario: Scenario; edited: Values }[] = [
  { what: "a new version", scenario: generated, edited: { clientSecretVersion: 2 } },
  { what: "a secret given instead of a generated one", scenario: generated, edited: { clientSecret: secret } },
  { what: "another given secret", scenario: given, edited: { clientSecret: secret } },
  {
    what: "a secret instead of a key",
    scenario: keyed,
    edited: { authenticationMethod: "client_secret_basic", publicJwk: undefined },
  },
  { what: "a key instead of a generated secret", scenario: generated, edited: key },
  { what: "a key instead of a given secret", scenario: given, edited: { ...key, clientSecret: undefined } },
];

const cases = updates.flatMap((update) =>
  answers.flatMap((answer) => [false, true].map((refresh) => ({ ...update, ...answer, refresh }))),
);

// Nearly all of a case's time is waiting.
vi.setConfig({ maxConcurrency: 40 });

test.concurrent.each(cases)("$what: $how; taken back, refresh: $refresh", async (one) => {
  const { scenario, edited, fault, after, refresh } = one;
  const place = await places.take();
  const stage = await Stage.set(place, scenario);
  const { engine, control } = stage;
  const program = scenario.program(stage.given);
  await engine.up(program);
  await stage.remember();
  engine.setPatience({ requestTimeoutSeconds: 1, retryTimeoutSeconds: 2 });
  const match = { method: "PATCH", path: scenario.path };
  await control.fault({ match, times: "forever", fault, ...(after ? { after } : {}) });

  const error = await failure(engine.up({ ...program, ...edited }));
  expect(error, "an answer that is lost for ever").toBeDefined();
  expectActionable(error, "Onegini");
  await stage.look();
  expectNoSecret(error, [...stage.secrets, secret]);
  await control.clearFaults();

  engine.setPatience();
  await engine.up(program, { refresh });
  await expectDone(stage, program);
  await expectNothingLeft(stage);
  places.giveBack(place);
});

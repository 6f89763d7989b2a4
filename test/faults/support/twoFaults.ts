import { afterAll, expect, test, vi } from "vitest";
import type { Fault } from "../../../sandbox";
import { doNext, expectDone, expectNothingLeft } from "./aftermath";
import { failure } from "./failure";
import { expectActionable, expectNoSecret, serviceNames } from "./judge";
import { type Operation, operations } from "./operations";
import type { Scenario } from "./scenarios";
import { type Place, Places, Stage } from "./stage";

/** A fault at the requests of one kind; `at` says which. */
interface Misfortune {
  name: string;
  /** The request that does the work, those that look, or all. */
  at: "work" | "looks" | "all";
  fault: Omit<Fault, "match">;
}

const forever = { times: "forever" as const };
const after = { after: true };
const down = { status: 503 };

/** How an operation ends so that nobody can tell what became of it. `looks` are those after the work. */
const firsts: { name: string; misfortunes: Misfortune[] }[] = [
  {
    name: "the answer is lost, and then nobody answers",
    misfortunes: [
      { name: "lost", at: "work", fault: { ...after, ...forever, fault: { drop: true } } },
      { name: "down", at: "looks", fault: { ...forever, fault: down } },
    ],
  },
  {
    name: "the request is lost, and then nobody answers",
    misfortunes: [
      { name: "lost", at: "work", fault: { ...forever, fault: { drop: true } } },
      { name: "down", at: "looks", fault: { ...forever, fault: down } },
    ],
  },
  {
    name: "the answer never comes",
    misfortunes: [{ name: "late", at: "work", fault: { ...after, ...forever, fault: { hang: true } } }],
  },
];

/** What meets whoever tries again. */
const seconds: Misfortune[] = [
  { name: "everything is down", at: "all", fault: { ...forever, fault: down } },
  { name: "the first request is dropped", at: "all", fault: { fault: { drop: true } } },
  { name: "every other request is refused", at: "all", fault: { skip: 1, ...forever, fault: { status: 403 } } },
  { name: "every request's connection is lost", at: "work", fault: { ...forever, fault: { drop: true } } },
  { name: "every answer is lost", at: "work", fault: { ...after, ...forever, fault: { drop: true } } },
  { name: "an answer is cut", at: "work", fault: { fault: { cutBody: true } } },
  {
    name: "looks answer with a login page",
    at: "looks",
    fault: { ...forever, fault: { status: 200, body: "<html>" } },
  },
  { name: "looks find nothing at this path", at: "looks", fault: { ...forever, fault: { status: 404, body: {} } } },
];

interface Case {
  scenario: Scenario;
  title: string;
  operation: Operation;
  first: (typeof firsts)[number];
  second: Misfortune;
  /** Whether whoever tries again refreshes first. */
  refresh: boolean;
}

const played = ["create", "adopt", "update", "delete"];

/** An operation meets a fault, whoever repeats it meets another, and the third time all is well: then all is as it should be. */
export function playTwoFaults(scenarios: Scenario[]): void {
  // Nearly all of a case's time is waiting.
  vi.setConfig({ maxConcurrency: 80, testTimeout: 60_000 });
  const places = new Places();
  afterAll(() => places.close());
  const cases = scenarios.flatMap((scenario) =>
    operations
      .filter(({ name }) => played.includes(name) && (scenario.variantIn ?? played).includes(name))
      .flatMap((operation) =>
        firsts.flatMap((first) =>
          seconds.flatMap((second) =>
            [false, true].map(
              (refresh): Case => ({ scenario, title: scenario.title, operation, first, second, refresh }),
            ),
          ),
        ),
      ),
  );
  test.concurrent.each(cases)(
    "$title, $operation.name: $first.name; then $second.name, refresh: $refresh",
    async (one) => {
      const place = await places.take();
      await play(one, place);
      places.giveBack(place);
    },
  );
}

async function play({ scenario, operation, first, second, refresh }: Case, place: Place): Promise<void> {
  const stage = await Stage.set(place, scenario);
  const { engine, control } = stage;
  await operation.begin(stage);
  await stage.remember();
  engine.setPatience({ requestTimeoutSeconds: 1, retryTimeoutSeconds: 2 });

  for (const each of first.misfortunes) await befall(each, { operation, scenario, stage });
  await expectSafe(stage, scenario, await failure(operation.run(engine, stage)));
  await control.clearFaults();

  await befall(second, { operation, scenario, stage });
  const again = refresh && operation.name !== "delete" ? { refresh } : undefined;
  await expectSafe(stage, scenario, await failure(operation.run(engine, stage, again)));
  await control.clearFaults();

  engine.setPatience();
  if (operation.name !== "delete") {
    await doNext(operation, stage);
    const program = operation.leaves === "edited" ? scenario.edited(stage.given) : scenario.program(stage.given);
    await expectDone(stage, program);
  }
  await expectNothingLeft(stage);
}

/** Whatever happened: there's nothing twice, nothing of somebody else's was touched, and the message is for people. */
async function expectSafe(stage: Stage, scenario: Scenario, error: unknown): Promise<void> {
  const look = await stage.look();
  expect(stage.isHarmed(look), "an object that isn't this program's was touched").toBe(false);
  expect(look.found.length, "objects with the program's natural key").toBeLessThanOrEqual(1);
  if (!error) return;
  expectActionable(error, serviceNames[scenario.service]);
  expectNoSecret(error, stage.secrets);
}

async function befall(
  { at, fault }: Misfortune,
  { operation, scenario, stage }: { operation: Operation; scenario: Scenario; stage: Stage },
): Promise<void> {
  const { service, path, change, looksFirst } = scenario;
  const method = at === "looks" ? "GET" : operation.method === "change" ? change : operation.method;
  const match = at === "all" ? { service } : { service, path, method };
  // What is there before the work is seen, or the work would never be done.
  const seen = at === "looks" && operation.name === "create" && looksFirst && !stage.engine.state ? 1 : 0;
  await stage.control.fault({ match, skip: seen, ...fault });
}

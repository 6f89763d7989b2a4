import { afterAll, expect, test, vi } from "vitest";
import type { Fault } from "../../../../sandbox";
import { expectActionable, expectNoSecret, serviceNames } from "../../../support/errors";
import { workOf } from "./matrix";
import { type Operation, operations } from "./operations";
import { expectCleanDestroy, expectComplete, repeat } from "./outcomes";
import { type Scenario, scenarios } from "./scenarios";
import { SandboxPool, Setup } from "./setup";
import { failure } from "./stack";

/** A fault at some of an operation's requests. */
interface PlacedFault {
  /** The requests that do the work, those that read, or all. */
  at: "work" | "reads" | "all";
  fault: Omit<Fault, "match">;
}

const always = { times: "forever" as const };
const after = { after: true };
const down = { status: 503 };

/** How an operation ends so that nobody can tell what became of it. */
const firsts: { name: string; faults: PlacedFault[] }[] = [
  {
    name: "the answer is lost, and then nobody answers",
    faults: [
      { at: "work", fault: { ...after, ...always, fault: { drop: true } } },
      { at: "reads", fault: { ...always, fault: down } },
    ],
  },
  {
    name: "the request is lost, and then nobody answers",
    faults: [
      { at: "work", fault: { ...always, fault: { drop: true } } },
      { at: "reads", fault: { ...always, fault: down } },
    ],
  },
  {
    name: "the answer never comes",
    faults: [{ at: "work", fault: { ...after, ...always, fault: { hang: true } } }],
  },
];

/** What happens when it's repeated. */
const seconds: (PlacedFault & { name: string })[] = [
  { name: "everything is down", at: "all", fault: { ...always, fault: down } },
  { name: "the first request is dropped", at: "all", fault: { fault: { drop: true } } },
  { name: "every request but the first is refused", at: "all", fault: { skip: 1, ...always, fault: { status: 403 } } },
  { name: "every request's connection is lost", at: "work", fault: { ...always, fault: { drop: true } } },
  { name: "every answer is lost", at: "work", fault: { ...after, ...always, fault: { drop: true } } },
  { name: "an answer is cut", at: "work", fault: { fault: { cutBody: true } } },
  {
    name: "reads are answered with a login page",
    at: "reads",
    fault: { ...always, fault: { status: 200, body: "<html>" } },
  },
  { name: "reads find nothing at this path", at: "reads", fault: { ...always, fault: { status: 404, body: {} } } },
];

interface Case {
  scenario: Scenario;
  operation: Operation;
  first: (typeof firsts)[number];
  second: (typeof seconds)[number];
  /** The repeated `up` refreshes first. */
  refresh: boolean;
}

const tested = operations.filter(({ name }) => ["create", "adopt", "update", "delete"].includes(name));

/**
 * An operation meets a fault, whoever repeats it meets another, and the third time the service is well: then everything
 * is as it should be. In the quick form half of the repetitions refresh first; in the whole one each does both.
 */
export function testTwoFaults({ whole = false } = {}): void {
  vi.setConfig({ maxConcurrency: 40, testTimeout: 60_000 });
  const sandboxes = new SandboxPool();
  afterAll(() => sandboxes.close());
  for (const one of casesFor(whole)) {
    const { scenario, operation, first, second, refresh } = one;
    const again = refresh ? "with a refresh" : "without a refresh";
    test.concurrent(`${scenario.title}, ${operation.name}: ${first.name}; then, ${again}, ${second.name}`, async () => {
      const pooled = await sandboxes.take(scenario);
      await runCase(one, new Setup(pooled));
      sandboxes.release(pooled);
    });
  }
}

function casesFor(whole: boolean): Case[] {
  const pairs = firsts.flatMap((first) => seconds.map((second) => ({ first, second })));
  return scenarios.flatMap((scenario) =>
    tested
      .filter(({ name }) => scenario.differsIn(name))
      .flatMap((operation, i) =>
        pairs.flatMap((pair, j) => {
          const both = [false, true].map((refresh) => ({
            scenario,
            title: scenario.title,
            operation,
            ...pair,
            refresh,
          }));
          return whole ? both : both.slice((i + j) % 2, ((i + j) % 2) + 1);
        }),
      ),
  );
}

async function runCase({ operation, first, second, refresh }: Case, setup: Setup): Promise<void> {
  const { stack, control } = setup;
  await operation.prepare(setup);
  await setup.recordInitial();
  stack.setTimeouts({ requestTimeoutSeconds: 1, retryTimeoutSeconds: 2 });

  for (const fault of first.faults) await place(fault, operation, setup);
  await expectSafe(setup, await failure(operation.run(setup)));
  await control.clearFaults();

  await place(second, operation, setup);
  const options = refresh && operation.name !== "delete" ? { refresh } : undefined;
  await expectSafe(setup, await failure(operation.run(setup, options)));
  await control.clearFaults();

  stack.setTimeouts();
  if (operation.name !== "delete") {
    await repeat(operation, setup);
    await expectComplete(setup, operation.leaves === "edited" ? "edited" : "original");
  }
  await expectCleanDestroy(setup);
}

/** Whatever happened: nothing is there twice, nothing of anybody else's was changed, and the message is for people. */
async function expectSafe(setup: Setup, error: Error | undefined): Promise<void> {
  const look = await setup.look();
  expect(setup.hasChangedOthers(look), "an object that isn't this program's was changed").toBe(false);
  expect(look.found.length, "objects with the program's natural key").toBeLessThanOrEqual(1);
  if (!error) return;
  expectActionable(error, serviceNames[setup.scenario.fixture.service]);
  expectNoSecret(error, setup.secrets);
}

async function place({ at, fault }: PlacedFault, operation: Operation, setup: Setup): Promise<void> {
  const { scenario, stack, control } = setup;
  const { service } = scenario.fixture;
  const match = { all: { service }, reads: { service, method: "GET" }, work: workOf(operation, setup) }[at];
  // A create's first read passes, or its work would never be done.
  const reads = at === "reads" && operation.name === "create" && scenario.looksFirst && !stack.state ? 1 : 0;
  await control.fault({ match, skip: reads, ...fault });
}

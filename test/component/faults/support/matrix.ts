import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Fault, LogEntry } from "../../../../sandbox";
import { recordConsole } from "../../../support/consoleRecorder";
import { expectActionable, expectNoSecret, serviceNames } from "../../../support/errors";
import type { Fixture } from "../../../support/resources";
import { faults, type MatrixFault } from "./faults";
import { type Operation, operations } from "./operations";
import {
  expectCleanDestroy,
  expectConsistent,
  expectRecovery,
  expectUntouchedUntilAdopted,
  isUncertain,
} from "./outcomes";
import { startForeignServer } from "./proxy";
import { type Scenario, scenarios } from "./scenarios";
import { type PooledSandbox, SandboxPool, Setup } from "./setup";
import { failure } from "./stack";

/** Which requests trigger a fault, and how often. */
interface Trigger {
  name: string;
  times: 1 | "forever";
  /** Requests that pass before. */
  skip?: number;
  /** Only the requests that do the operation's work. */
  onlyWork?: true;
}

const onceAtWork: Trigger = { name: "once, at the request that does the work", times: 1, onlyWork: true };
const alwaysAtWork: Trigger = { name: "always, at the request that does the work", times: "forever", onlyWork: true };
const onceAt = (skip: number): Trigger => ({ name: `once, at request ${skip + 1}`, times: 1, skip });
const alwaysFrom = (skip: number): Trigger => ({ name: `always, from request ${skip + 1} on`, times: "forever", skip });

/** Those of the quick form, or all, without those that mean the same. */
function triggersFor({ effect, commitsLate }: MatrixFault, whole: boolean): Trigger[] {
  if (effect === "refuse connections") return [onceAt(0), alwaysFrom(0)];
  if (commitsLate) return [onceAtWork, alwaysAtWork];
  if (!whole) return [onceAtWork, alwaysFrom(0)];
  return [onceAtWork, alwaysAtWork, ...[0, 1, 2].flatMap((skip) => [onceAt(skip), alwaysFrom(skip)])];
}

export interface MatrixCase {
  scenario: Scenario;
  operation: Operation;
  fault: MatrixFault;
  trigger: Trigger;
}

/** Part of a case's time is waiting. */
const casesAtOnce = 20;

/**
 * Tests operations of resources that meet faults. The whole matrix has every operation of every resource with every
 * fault, at each of its requests. The quick form has half of them, with faults at the request that does the work and at
 * all.
 */
export function testFaultMatrix(service: Fixture["service"], { whole = false } = {}): void {
  vi.setConfig({ maxConcurrency: casesAtOnce, testTimeout: 60_000, hookTimeout: 60_000 });
  const sandboxes = new SandboxPool();
  const secrets = new Set<string>();
  let foreignServer: Awaited<ReturnType<typeof startForeignServer>>;
  let stopRecording: () => string;
  let run = 0;
  let untriggered = 0;
  beforeAll(async () => {
    foreignServer = await startForeignServer();
    stopRecording = recordConsole();
  });
  afterAll(async () => {
    const printed = stopRecording();
    foreignServer.close();
    await sandboxes.close();
    console.log(`fault matrix of ${service}: ${run} cases; in ${untriggered} the fault was never triggered`);
    expect(foreignServer.requests, "requests that reached another server").toEqual([]);
    for (const secret of secrets) expect(printed.includes(secret), `a secret was printed: ${printed}`).toBe(false);
  });

  for (const scenario of scenarios.filter(({ fixture }) => fixture.service === service)) {
    describe.concurrent(scenario.title, () => {
      for (const one of casesFor(scenario, whole)) {
        test(`${one.operation.name}: ${one.fault.name}, ${one.trigger.name}`, async () => {
          const pooled = await sandboxes.take(scenario);
          const { setup, isTriggered } = await runCase(one, pooled, foreignServer.url);
          for (const secret of setup.secrets) secrets.add(secret);
          run++;
          if (!isTriggered) untriggered++;
          sandboxes.release(pooled);
        });
      }
    });
  }
}

function casesFor(scenario: Scenario, whole: boolean): MatrixCase[] {
  const { service } = scenario.fixture;
  const known = faults.filter((fault) => (fault.service ?? service) === service);
  return operations
    .filter(({ name }) => whole || scenario.differsIn(name))
    .flatMap((operation) =>
      known
        .filter((fault) => whole || isInQuickForm(scenario, operation, fault))
        .flatMap((fault) => triggersFor(fault, whole).map((trigger) => ({ scenario, operation, fault, trigger }))),
    );
}

/** Every second case, so that still each resource meets each fault, and so does each operation. */
function isInQuickForm(scenario: Scenario, operation: Operation, fault: MatrixFault): boolean {
  if (scenario.isPartial) return true;
  return (scenarios.indexOf(scenario) + operations.indexOf(operation) + faults.indexOf(fault)) % 2 === 0;
}

async function runCase(
  one: MatrixCase,
  pooled: PooledSandbox,
  foreignUrl: string,
): Promise<{ setup: Setup; isTriggered: boolean }> {
  const { scenario, operation, fault } = one;
  const setup = new Setup(pooled, { throughProxy: fault.effect === "refuse connections" });
  const { stack } = setup;
  await operation.prepare(setup);
  await setup.recordInitial();
  await setup.learnToken();
  const stateBefore = stack.state;
  stack.setTimeouts({
    requestTimeoutSeconds: fault.requestTimeoutSeconds ?? 30,
    retryTimeoutSeconds: retryTimeoutFor(one),
  });

  const stopFault = await startFault(one, setup, foreignUrl);
  const error = await failure(operation.run(setup));
  await stopFault();
  const requests = await setup.requests();
  expect(requests.length, "requests").toBeLessThan(100);
  const triggering = requests.filter((each) => each.fault !== undefined);
  const isTriggered = fault.effect === "refuse connections" || triggering.length > 0;
  if (error) await setup.learnToken();

  if (error) expectActionable(error, serviceNames[scenario.fixture.service]);
  if (operation.isBlocked) expect(error, "something is in the way").toBeDefined();
  else if (leavesOpen(one, triggering))
    expect(isUncertain(setup), "the service may still be processing the request").toBe(true);
  else if (!isTriggered || mustRecover(one)) expect(error, "it should have succeeded").toBeUndefined();
  else if (mustFail(one, setup, triggering)) expect(error, "it should have failed").toBeDefined();
  if (error && isTriggered && fault.message && !(operation.isBlocked && /already exists/.test(error.message)))
    expect(error.message).toMatch(fault.message);
  await expectConsistent({ ...one, setup, stateBefore, error });
  if (operation.isBlocked) await expectUntouchedUntilAdopted(operation, setup);
  else if (operation.name !== "delete") await expectRecovery(operation, setup);
  await expectCleanDestroy(setup);
  if (error) expectNoSecret(error, setup.secrets);
  for (const message of stack.messages) expectNoSecret(new Error(message), setup.secrets);
  return { setup, isTriggered };
}

/** What recovers has time enough; what doesn't must end before long. */
function retryTimeoutFor({ fault, trigger, operation, scenario }: MatrixCase): number {
  if (trigger.times === "forever") return 2;
  return fault.isLate && operation.name === "create" && scenario.fixture.takesDuplicates ? 5 : 30;
}

function mustRecover({ operation, fault: { recovers, corruptsAnswer }, trigger }: MatrixCase): boolean {
  if (trigger.times === "forever" || operation.isBlocked) return false;
  // A 404 that doesn't read as documented may come from a wrong address: it's an error, whatever follows.
  if (corruptsAnswer && operation.name === "read what is gone") return false;
  return recovers === true;
}

/** A 404 of any form is right about what isn't there, and believed where the list can be read and says so too. */
function mustFail({ fault: { recovers }, operation }: MatrixCase, setup: Setup, triggering: LogEntry[]): boolean {
  const onlyReads = operation.method === "GET" || triggering.every(({ method }) => method === "GET");
  const isTrue = !setup.initialObject && onlyReads && triggering.every(({ status }) => status === 404);
  return recovers === false && !isTrue;
}

/**
 * OneLogin takes a second authorization server like the first. So what may still be at work when nobody waits any longer
 * isn't sent again, however well the service is by then: if it never comes, nobody can tell.
 */
function leavesOpen({ scenario, operation, fault }: MatrixCase, triggering: LogEntry[]): boolean {
  if (!scenario.fixture.takesDuplicates || operation.name !== "create" || !fault.isLate) return false;
  return triggering.some(
    ({ method, path, workStatus }) => method === "POST" && !path.startsWith("/auth/") && workStatus === undefined,
  );
}

/** Starts the fault. Returns what ends it. */
async function startFault(
  { scenario, operation, fault, trigger }: MatrixCase,
  setup: Setup,
  foreignUrl: string,
): Promise<() => Promise<void>> {
  if (fault.effect === "refuse connections") return refuseConnections(trigger, setup);
  const { control, environment } = setup;
  const { service } = scenario.fixture;
  const args = scenario.args(environment, operation.name === "update" ? "edited" : "original");
  await control.fault({
    match: trigger.onlyWork ? workOf(operation, setup) : { service },
    times: trigger.times,
    skip: trigger.skip ?? 0,
    ...(fault.after ? { after: true } : {}),
    fault: fault.effect({ foreignUrl, secrets: setup.secretsSent(args, !trigger.onlyWork) }),
  });
  if (fault.commitsLate) setup.afterLostRequest = () => finishHeldRequests(setup);
  return () => control.clearFaults();
}

async function finishHeldRequests(setup: Setup): Promise<void> {
  await setup.control.release();
  await vi.waitFor(
    async () => {
      const held = (await setup.requests()).filter(({ fault }) => fault !== undefined);
      expect(held.filter(({ workStatus }) => workStatus === undefined)).toEqual([]);
    },
    { timeout: 10_000, interval: 5 },
  );
}

async function refuseConnections({ times }: Trigger, setup: Setup): Promise<() => Promise<void>> {
  const { proxy } = setup.pooled;
  await proxy.refuse();
  if (times === 1) setup.afterLostRequest = () => proxy.accept();
  return () => proxy.accept();
}

/** The requests that do an operation's work. */
export function workOf({ method }: Operation, { scenario, environment }: Setup): NonNullable<Fault["match"]> {
  const { service, paths } = scenario.fixture;
  return {
    service,
    method: method === "update" ? paths.update : method,
    path: `^${paths.collection(environment)}`,
  };
}

import { afterAll, expect, test, vi } from "vitest";
import type { LogEntry } from "../../../sandbox";
import { createRequest } from "../../support/resources";
import { expectCleanDestroy, expectComplete, isUncertain } from "./support/outcomes";
import { scenarios } from "./support/scenarios";
import { SandboxPool, Setup } from "./support/setup";
import { failure } from "./support/stack";

/**
 * A service that works on a create when nobody waits for its answer any longer. However late it is, there is one object
 * in the end, and it's in the state.
 */
const sandboxes = new SandboxPool();
afterAll(() => sandboxes.close());

/** The creates that were sent, with what the service itself made of each once it had worked on all of them. */
async function finishedCreates({ control, scenario, environment }: Setup): Promise<LogEntry[]> {
  const { method, path = "" } = createRequest(scenario.fixture, environment);
  const creates = async () => {
    const all = await control.log({ ...(method ? { method } : {}), path: new RegExp(path) });
    return all.filter(({ fault }) => fault === "lateCommitMs");
  };
  const isOpen = ({ workStatus }: LogEntry) => workStatus === undefined;
  await vi.waitFor(async () => expect((await creates()).filter(isOpen)).toEqual([]), { timeout: 20_000 });
  return creates();
}

const delays: [when: string, lateCommitMs: number, isTooLate: boolean][] = [
  ["in time", 300, false],
  ["after one timeout", 1500, false],
  ["when everybody has given up", 4500, true],
];

const cases = scenarios.flatMap((scenario) =>
  delays.map(([when, lateCommitMs, isTooLate]) => ({
    title: `${scenario.title}: a create that commits ${when} is one object`,
    scenario,
    lateCommitMs,
    isTooLate,
  })),
);

// Nearly all of a case's time is waiting for the sandbox.
vi.setConfig({ maxConcurrency: cases.length });

for (const { title, scenario, lateCommitMs, isTooLate } of cases) {
  test.concurrent(title, async () => {
    const pooled = await sandboxes.take(scenario);
    const setup = new Setup(pooled, { realTime: true });
    const { stack, control, environment } = setup;
    await setup.recordInitial();
    stack.setTimeouts({ requestTimeoutSeconds: 1, retryTimeoutSeconds: 3 });
    const match = createRequest(scenario.fixture, environment);
    await control.fault({ match, times: "forever", fault: { lateCommitMs } });

    const args = scenario.args(environment, "original");
    const error = await failure(stack.up(args));
    if (isTooLate) {
      expect(error?.message).toMatch(/may have been created anyway.*Run `pulumi up --refresh`/);
      expect(isUncertain(setup)).toBe(true);
    } else expect(error).toBeUndefined();

    const creates = await finishedCreates(setup);
    await control.clearFaults();
    // Where the service would take a second one, it's never sent; elsewhere it's refused.
    if (scenario.fixture.takesDuplicates) expect(creates.length).toBe(1);
    expect(creates.filter(({ workStatus = 0 }) => workStatus < 300).length).toBe(1);

    stack.setTimeouts();
    if (isTooLate) await stack.up(args, { refresh: true });
    await expectComplete(setup, "original");
    await expectCleanDestroy(setup);
    sandboxes.release(pooled);
  });
}

import { afterAll, expect, test, vi } from "vitest";
import type { LogEntry } from "../../../sandbox";
import { expectDone, expectNothingLeft, isUncertain } from "../support/aftermath";
import { failure } from "../support/failure";
import { scenarios } from "../support/scenarios";
import { Places, Stage } from "../support/stage";

/**
 * A service that works on a create when nobody waits for its answer any longer. However late it is, there is one object
 * in the end, and it's in the state.
 */
const places = new Places();
afterAll(() => places.close());

/** The creates that were sent, with what the service itself made of each once it had worked on all of them. */
async function worked({ control, scenario }: Stage): Promise<LogEntry[]> {
  const creates = async () => {
    const all = await control.log({ method: "POST", path: new RegExp(scenario.path) });
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

const cases = Object.values(scenarios)
  .flat()
  .flatMap((scenario) =>
    delays.map(([when, lateCommitMs, isTooLate]) => ({
      scenario,
      title: scenario.title,
      when,
      lateCommitMs,
      isTooLate,
    })),
  );

// Nearly all of a case's time is waiting.
vi.setConfig({ maxConcurrency: cases.length });

test.concurrent.each(cases)("$title: a create that commits $when is one object", async (one) => {
  const { scenario, lateCommitMs, isTooLate } = one;
  const place = await places.take();
  const stage = await Stage.set(place, scenario);
  const { engine, control, given } = stage;
  await stage.remember();
  engine.setPatience({ requestTimeoutSeconds: 1, retryTimeoutSeconds: 3 });
  const match = { method: "POST", path: scenario.path };
  await control.fault({ match, times: "forever", fault: { lateCommitMs } });

  const error = await failure(engine.up(scenario.program(given)));
  if (isTooLate) {
    expect(error?.message).toMatch(/may have been created all the same.*Run `pulumi up --refresh`/);
    expect(isUncertain(stage)).toBe(true);
  } else expect(error).toBeUndefined();

  const creates = await worked(stage);
  await control.clearFaults();
  // Where the service would take a second one, it's never sent; elsewhere it's refused.
  if (scenario.type === "onelogin.AuthServer") expect(creates.length).toBe(1);
  expect(creates.filter(({ workStatus = 0 }) => workStatus < 300).length).toBe(1);

  engine.setPatience();
  if (isTooLate) await engine.up(scenario.program(given), { refresh: true });
  await expectDone(stage, scenario.program(given));
  await expectNothingLeft(stage);
  places.giveBack(place);
});

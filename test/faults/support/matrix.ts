import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Fault } from "../../../sandbox";
import { expectNothingLeft, expectProgram, expectRespect, expectTruth } from "./aftermath";
import type { Thrown } from "./engine";
import { faults, type MatrixFault } from "./faults";
import { startEvil } from "./front";
import { Ear, expectActionable, expectNoSecret, serviceNames } from "./judge";
import { type Operation, operations } from "./operations";
import type { Scenario } from "./scenarios";
import { type Place, Places, Stage } from "./stage";

/** Which requests a fault strikes, and how often. */
export interface Extent {
  name: string;
  times: 1 | "forever";
  /** Calls to let pass first. */
  passed?: number;
  match?: (operation: Operation, scenario: Scenario) => Fault["match"];
}

const itsCall: Extent["match"] = ({ method }, { service, path, change }) => ({
  service,
  method: method === "change" ? change : method,
  path,
});

const extents = {
  onceItsCall: { name: "once, at the call that does it", times: 1, match: itsCall } as Extent,
  alwaysItsCall: { name: "for ever, at the call that does it", times: "forever", match: itsCall } as Extent,
  onceEach: (passed: number): Extent => ({ name: `once, at call ${passed + 1}`, times: 1, passed }),
  alwaysFrom: (passed: number): Extent => ({ name: `for ever, from call ${passed + 1} on`, times: "forever", passed }),
};

/** The extents of the quick form, or all. What makes no difference to another isn't played twice. */
function extentsFor({ strike }: MatrixFault, whole: boolean): Extent[] {
  const { onceItsCall, onceEach, alwaysItsCall, alwaysFrom } = extents;
  const always = alwaysFrom(0);
  if (strike.kind === "refused") return [onceEach(0), always];
  if (strike.kind === "late") return [onceItsCall, alwaysItsCall];
  if (!whole) return [onceItsCall, always];
  return [onceItsCall, alwaysItsCall, ...[0, 1, 2].flatMap((passed) => [onceEach(passed), alwaysFrom(passed)])];
}

/** Most of a case's time is waiting. */
const casesAtOnce = 40;

export interface Case {
  scenario: Scenario;
  operation: Operation;
  fault: MatrixFault;
  extent: Extent;
}

/**
 * Every operation on every one of these resources meets every fault: a test each. The whole matrix lets every fault
 * strike at every call of an operation; the quick one at the call that does the work, and at all.
 */
export function playMatrix(name: string, scenarios: Scenario[], { whole = false } = {}): void {
  vi.setConfig({ maxConcurrency: casesAtOnce, testTimeout: 60_000, hookTimeout: 60_000 });
  const places = new Places();
  const secrets = new Set<string>();
  let evil: Awaited<ReturnType<typeof startEvil>>;
  let ear: Ear;
  let ran = 0;
  let spared = 0;
  beforeAll(async () => {
    evil = await startEvil();
    ear = new Ear();
  });
  afterAll(async () => {
    const heard = ear.stop();
    evil.close();
    await places.close();
    console.log(`${name}: ${ran} cases of the fault matrix ran; in ${spared} of them the call that fails isn't made`);
    expect(evil.asked, "requests that reached another host").toEqual([]);
    for (const secret of secrets) expect(heard.includes(secret), `a secret was printed: ${heard}`).toBe(false);
  });

  for (const scenario of scenarios) {
    const played = operations.filter(({ name }) => whole || !scenario.variantIn || scenario.variantIn.includes(name));
    const cases = played.flatMap((operation) =>
      faults
        .filter(({ service = scenario.service }) => service === scenario.service)
        .flatMap((fault) => extentsFor(fault, whole).map((extent) => ({ scenario, operation, fault, extent }))),
    );
    describe(scenario.title, () => {
      test.concurrent.each(cases)("$operation.name: $fault.name, $extent.name", async (one) => {
        const place = await places.take();
        const { stage, struck } = await play(one, place, evil.url);
        for (const secret of stage.secrets) secrets.add(secret);
        ran++;
        if (!struck) spared++;
        // A case that failed leaves its place alone: who knows what is still under way there.
        places.giveBack(place);
      });
    });
  }
}

async function play(one: Case, place: Place, evilUrl: string): Promise<{ stage: Stage; struck: boolean }> {
  const { scenario, operation, fault, extent } = one;
  const stage = await Stage.set(place, scenario, fault.strike.kind !== "sandbox");
  const { engine } = stage;
  await operation.begin(stage);
  await stage.remember();
  await stage.learnToken();
  const before = engine.state && { ...engine.state };
  engine.restart({
    requestTimeoutSeconds: fault.requestTimeoutSeconds ?? 10,
    // What heals has time enough; what doesn't has to end before long.
    retryTimeoutSeconds: extent.times !== "forever" ? 30 : fault.strike.kind === "late" ? 1 : 2,
  });

  const stop = await strike(one, stage, evilUrl);
  const error = await operation.run(engine, stage).then(
    () => undefined,
    (thrown: unknown) => (thrown ?? new Error("threw nothing")) as Thrown,
  );
  await stop();
  const struck = fault.strike.kind !== "sandbox" || (await stage.control.faults()).some((each) => each.struck > 0);
  await stage.control.clearFaults();
  if (error) await stage.learnToken();

  if (error) expectActionable(error, serviceNames[scenario.service]);
  const { alwaysFails } = operation;
  if (alwaysFails) expect(error, "something is in the way").toBeDefined();
  else if (!struck || mustHeal(one)) expect(error, "it should have gone well").toBeUndefined();
  else if (fault.heals === false) expect(error, "it should have failed").toBeDefined();
  if (error && struck && fault.tells && !(alwaysFails && /exists already/.test(error.message)))
    expect(error.message).toMatch(fault.tells);
  expect(await stage.requests(), "requests").toBeLessThan(100);
  await expectTruth({ ...one, stage, before, error });
  if (operation.alwaysFails) await expectRespect(one, stage);
  else if (operation.name !== "delete") await expectProgram(one, stage);
  await expectNothingLeft(stage);
  if (error) expectNoSecret(error, stage.secrets);
  return { stage, struck };
}

function mustHeal({ operation, fault: { heals, spoilsAnswers }, extent }: Case): boolean {
  if (extent.times === "forever" || operation.alwaysFails) return false;
  // A 404 that doesn't read as documented may come from a wrong address: it is an error, whatever follows.
  if (spoilsAnswers && operation.name === "read what is gone") return false;
  return heals === true;
}

/** Lets the fault loose. What it returns ends it, and waits for what is still under way. */
async function strike({ fault, operation, extent, scenario }: Case, stage: Stage, evilUrl: string) {
  const { front } = stage.place;
  const match = extent.match?.(operation, scenario);
  if (fault.strike.kind === "refused") {
    await front.refuse();
    const back = extent.times === "forever" ? undefined : pause(300).then(() => front.accept());
    return async () => (back ? await back : await front.accept());
  }
  if (fault.strike.kind === "late") {
    const { milliseconds } = fault.strike;
    front.delay(match?.method ?? "", match?.path ?? "", extent.times === "forever" ? 99 : extent.times, milliseconds);
    return async () => {
      front.delayNothing();
      await pause(milliseconds);
    };
  }
  const { effect, after } = fault.strike;
  await stage.control.fault({
    match: match ?? { service: scenario.service },
    times: extent.times,
    skip: extent.passed ?? 0,
    ...(after ? { after } : {}),
    fault: effect({ evilUrl, secrets: stage.sent(operation.name, match === undefined) }),
  });
  return async () => {};
}

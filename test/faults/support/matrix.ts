import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Fault, LogEntry } from "../../../sandbox";
import { expectNothingLeft, expectProgram, expectRespect, expectTruth, isUncertain } from "./aftermath";
import { failure } from "./failure";
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
function extentsFor({ strike, itsCallOnly }: MatrixFault, whole: boolean): Extent[] {
  const { onceItsCall, onceEach, alwaysItsCall, alwaysFrom } = extents;
  const always = alwaysFrom(0);
  if (strike.kind === "refused") return [onceEach(0), always];
  if (itsCallOnly) return [onceItsCall, alwaysItsCall];
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
  const { scenario, operation, fault } = one;
  const stage = await Stage.set(place, scenario, { throughFront: fault.strike.kind === "refused" });
  const { engine } = stage;
  await operation.begin(stage);
  await stage.remember();
  await stage.learnToken();
  const before = engine.state;
  engine.setPatience({
    requestTimeoutSeconds: fault.requestTimeoutSeconds ?? 30,
    retryTimeoutSeconds: budgetFor(one),
  });

  const stop = await strike(one, stage, evilUrl);
  const error = await failure(operation.run(engine, stage));
  const struckAt = await stop();
  const struck = fault.strike.kind === "refused" || struckAt.length > 0;
  if (error) await stage.learnToken();

  if (error) expectActionable(error, serviceNames[scenario.service]);
  const { alwaysFails } = operation;
  if (alwaysFails) expect(error, "something is in the way").toBeDefined();
  else if (leavesOpen(one, struckAt)) expect(isUncertain(stage), "the service may still be at work on it").toBe(true);
  else if (!struck || mustHeal(one)) expect(error, "it should have gone well").toBeUndefined();
  else if (mustFail(one, stage, struckAt)) expect(error, "it should have failed").toBeDefined();
  if (error && struck && fault.tells && !(alwaysFails && /exists already/.test(error.message)))
    expect(error.message).toMatch(fault.tells);
  expect(await stage.requests(), "requests").toBeLessThan(100);
  await expectTruth({ ...one, stage, before, error });
  if (operation.alwaysFails) await expectRespect(one, stage);
  else if (operation.name !== "delete") await expectProgram(one, stage);
  await expectNothingLeft(stage);
  if (error) expectNoSecret(error, stage.secrets);
  for (const message of engine.told) expectNoSecret(new Error(message), stage.secrets);
  return { stage, struck };
}

/** What heals has time enough; what doesn't has to end before long. */
function budgetFor({ fault, extent, operation, scenario }: Case): number {
  if (extent.times === "forever") return 2;
  return fault.isLate && operation.name === "create" && scenario.type === "onelogin.AuthServer" ? 5 : 30;
}

function mustHeal({ operation, fault: { heals, spoilsAnswers }, extent }: Case): boolean {
  if (extent.times === "forever" || operation.alwaysFails) return false;
  // A 404 that doesn't read as documented may come from a wrong address: it is an error, whatever follows.
  if (spoilsAnswers && operation.name === "read what is gone") return false;
  return heals === true;
}

/** A 404 of whatever form is right about what isn't there, and believed where the list can be read and says so too. */
function mustFail({ fault: { heals }, operation }: Case, stage: Stage, struckAt: LogEntry[]): boolean {
  const asksForNothing = operation.method === "GET" || struckAt.every(({ method }) => method === "GET");
  const isTrue = stage.before === undefined && asksForNothing && struckAt.every(({ status }) => status === 404);
  return heals === false && !isTrue;
}

/**
 * OneLogin takes a second authorization server like the first. So what may still be at work when nobody waits any longer
 * isn't sent again, however well the service is by then: if it never comes, nobody can tell.
 */
function leavesOpen({ scenario, operation, fault }: Case, struckAt: LogEntry[]): boolean {
  if (scenario.type !== "onelogin.AuthServer" || operation.name !== "create" || !fault.isLate) return false;
  return struckAt.some(
    ({ method, path, workStatus }) => method === "POST" && !path.startsWith("/auth/") && workStatus === undefined,
  );
}

/** Lets the fault loose. What it returns ends it, waits for what is still under way, and tells what it struck. */
async function strike({ fault, operation, extent, scenario }: Case, stage: Stage, evilUrl: string) {
  const { front } = stage.place;
  const match = extent.match?.(operation, scenario);
  if (fault.strike.kind === "refused") {
    await front.refuse();
    const back = extent.times === "forever" ? undefined : pause(300).then(() => front.accept());
    return async () => {
      await (back ?? front.accept());
      return [];
    };
  }
  const { effect, after } = fault.strike;
  const before = (await stage.control.log()).length;
  await stage.control.fault({
    match: match ?? { service: scenario.service },
    times: extent.times,
    skip: extent.passed ?? 0,
    ...(after ? { after } : {}),
    fault: effect({ evilUrl, secrets: stage.sent(operation.name, match === undefined) }),
  });
  const struckAt = async () => (await stage.control.log()).slice(before).filter((entry) => entry.fault !== undefined);
  return async () => {
    await stage.control.clearFaults();
    if (fault.itsCallOnly)
      await vi.waitFor(async () => {
        expect((await struckAt()).filter((entry) => entry.workStatus === undefined)).toEqual([]);
      }, 10_000);
    return struckAt();
  };
}

import { expect } from "vitest";
import type { Values } from "../../../provider/lifecycle";
import { type Entry, type Thrown, wire } from "./engine";
import { expectActionable, serviceNames } from "./judge";
import type { Case } from "./matrix";
import type { Stage } from "./stage";

interface Aftermath extends Case {
  stage: Stage;
  /** The state before the operation. */
  before: Entry | undefined;
  error: Thrown | undefined;
}

/** Right after the operation: no object twice, none harmed, and the state is what is there, or an error says otherwise. */
export async function expectTruth(after: Aftermath): Promise<void> {
  const { stage, error } = after;
  const look = await stage.look();
  expect(stage.isHarmed(look), "an object that isn't this program's was touched").toBe(false);
  expect(look.found.length, "objects with the program's natural key").toBeLessThanOrEqual(1);
  if (error) expectTrueFailure(after, error, look.found[0]);
  else expectTrueSuccess(after, look.found[0]);
}

function expectTrueSuccess({ operation, scenario, stage, before }: Aftermath, found: Values | undefined): void {
  const { given, engine } = stage;
  const { state } = engine;
  if (operation.leaves === "nothing") {
    expect(found).toBeUndefined();
    expect(state).toBeUndefined();
    return;
  }
  const programs = { byHand: state?.inputs ?? {}, edited: scenario.edited(given), program: scenario.program(given) };
  expectAsSaid(stage, programs[operation.leaves], found);
  if (operation.name === "read") expect(state, "a read without drift changes nothing").toEqual(before);
}

function expectTrueFailure(
  { operation, scenario, stage, before }: Aftermath,
  error: Thrown,
  found: Values | undefined,
) {
  const { given, engine } = stage;
  // Nobody could find out: then the error says so, and the state may hold what the next `up` needs to find out.
  const uncertain = /may have been created/.test(error.message);
  if (error.id !== undefined) expect(uncertain, error.message).toBe(true);
  // An API client's id is known beforehand.
  else if (uncertain) expect(scenario.service, "the state can know it").toBe("onelogin");
  if (error.id === undefined) expect(engine.state, "a failure leaves the state as it was").toEqual(before);

  if (operation.name === "create") {
    if (found) expect(uncertain, `it is there, and nobody says so: ${error.message}`).toBe(true);
  } else if (operation.name === "update") {
    const [old, fresh] = [scenario.program(given), scenario.edited(given)].map((program) => {
      const { client_secret, ...said } = scenario.says(wire(program), {});
      return matches(found, said);
    });
    expect(old || fresh, `neither the old nor the new: ${JSON.stringify(found)}`).toBe(true);
  } else if (operation.name === "delete") {
    if (found) expect(found).toEqual(stage.before);
  } else if (operation.name === "adopt") {
    expect(found, "what was there is still there").toBeDefined();
  } else {
    expect(found, "nothing was changed").toEqual(stage.before);
  }
}

/** What somebody else has made is never harmed, neither by another `up` nor by a destroy, until a person says so. */
export async function expectRespect({ operation, scenario }: Case, stage: Stage): Promise<void> {
  const { engine, given } = stage;
  engine.restart();
  const error = await operation.run(engine, stage).catch((thrown) => thrown);
  expect(error?.message).toMatch(exists);
  const { state } = engine;
  await engine.destroy();
  expect((await stage.look()).found).toEqual([stage.before]);

  engine.state = state;
  await adopt(stage, scenario.program(given));
  const { found } = await stage.look();
  expect(found.length).toBe(1);
  expectAsSaid(stage, scenario.program(given), found[0]);
}

const exists = /exists already.*nothing was changed.*adoptExisting: true and run `pulumi up --refresh`/;

/** What the message advises. */
async function adopt({ engine }: Stage, program: Values): Promise<void> {
  engine.restart();
  await engine.refresh();
  await engine.up({ ...program, adoptExisting: true });
}

/** After what a person does next everything is as the program says, and stays so. */
export async function expectProgram({ operation, scenario }: Case, stage: Stage): Promise<void> {
  const { given, engine } = stage;
  const program = operation.leaves === "edited" ? scenario.edited(given) : scenario.program(given);
  await recover({ operation, scenario }, stage);
  const look = await stage.look();
  expect(stage.isHarmed(look)).toBe(false);
  expect(look.found.length).toBe(1);
  expectAsSaid(stage, program, look.found[0]);

  const requests = await stage.requests();
  engine.restart();
  const { adoptExisting } = engine.state?.inputs ?? {};
  await engine.up({ ...program, ...(adoptExisting ? { adoptExisting } : {}) });
  expect((await stage.requests()) - requests, "requests of an `up` without changes").toBe(0);
}

/** Does it again and, where that fails, what the message says. */
async function recover({ operation, scenario }: Pick<Case, "operation" | "scenario">, stage: Stage): Promise<void> {
  const { engine, given } = stage;
  const again = operation.recover ?? operation.run;
  engine.restart();
  try {
    await again(engine, stage);
  } catch (error) {
    expectActionable(error, serviceNames[scenario.service]);
    expect((error as Error).message).toMatch(exists);
    await adopt(stage, scenario.program(given));
  }
}

export async function expectNothingLeft(stage: Stage): Promise<void> {
  stage.engine.restart();
  await stage.engine.destroy();
  const look = await stage.look();
  expect(look.found).toEqual([]);
  expect(stage.isHarmed(look)).toBe(false);
}

/** Program, state and service agree. */
function expectAsSaid({ scenario, engine: { state } }: Stage, program: Values, found: Values | undefined): void {
  expect(state, "it is in the state").toBeDefined();
  expect(found).toMatchObject(wireForm(scenario.says(wire(program), state?.outputs ?? {})));
}

function matches(found: unknown, wanted: Values): boolean {
  try {
    expect(found).toMatchObject(wireForm(wanted));
    return true;
  } catch {
    return false;
  }
}

/** Without what is left out. */
function wireForm(values: Values): Values {
  return JSON.parse(JSON.stringify(values));
}

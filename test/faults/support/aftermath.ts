import { expect } from "vitest";
import type { Resource } from "../../property/engineState";
import { type Thrown, type Values, wire } from "../../property/providerProcess";
import type { Case } from "./matrix";
import type { Stage } from "./stage";

interface Aftermath extends Case {
  stage: Stage;
  /** The state before the operation. */
  before: Resource | undefined;
  error: Thrown | undefined;
}

/** Right after the operation: no object twice, none harmed, and the state is what is there, or says that nobody knows. */
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

function expectTrueFailure(after: Aftermath, error: Thrown, found: Values | undefined) {
  const { operation, scenario, stage } = after;
  const { given } = stage;
  expectTrueState(after, error);

  if (operation.name === "create") {
    if (found) expect(isUncertain(stage), `it is there, and nobody says so: ${error.message}`).toBe(true);
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

/** What nobody could find out is in the state as unfinished, and the message says how it's finished. */
function expectTrueState({ operation, scenario, stage, before }: Aftermath, error: Thrown): void {
  const { given, engine } = stage;
  const uncertain = /may have been created all the same.*Run `pulumi up --refresh`/.test(error.message);
  const secretUncertain = /How the client authenticates isn't certain any more\. Run `pulumi up` again/.test(
    error.message,
  );
  if (uncertain) {
    expect(before, "only a create can be uncertain").toBeUndefined();
    expect(engine.state).toMatchObject({
      id: scenario.unfinishedId(given),
      halfDone: true,
      outputs: { ...scenario.program(given), creationUncertain: true },
    });
  } else if (secretUncertain) {
    expect(["adopt", "update"]).toContain(operation.name);
    expect(engine.state).toMatchObject({ halfDone: true, outputs: { clientSecretUncertain: true } });
    // The secret that was is the one that users have, until an update tells otherwise.
    if (before) expect(engine.state?.outputs).toEqual({ ...before.outputs, clientSecretUncertain: true });
  } else {
    expect(error.id, `kept as unfinished, and the message doesn't say so: ${error.message}`).toBeUndefined();
    expect(engine.state, "a failure leaves the state as it was").toEqual(before);
  }
}

/** Is it in the state as something of which nobody knows whether it was made? */
export function isUncertain({ engine }: Stage): boolean {
  return engine.state?.outputs.creationUncertain === true;
}

/** What somebody else has made is never harmed, neither by another `up` nor by a destroy, until a person says so. */
export async function expectRespect({ operation, scenario }: Case, stage: Stage): Promise<void> {
  const { engine, given } = stage;
  engine.setPatience();
  const error = await operation.run(engine, stage).catch((thrown) => thrown);
  expect(error?.message).toMatch(exists);
  const { state } = engine;
  await engine.destroy();
  expect((await stage.look()).found).toEqual([stage.before]);

  engine.state = state;
  // What the message advises.
  await engine.up({ ...scenario.program(given), adoptExisting: true }, { refresh: true });
  const { found } = await stage.look();
  expect(found.length).toBe(1);
  expectAsSaid(stage, scenario.program(given), found[0]);
}

const exists = /exists already.*nothing was changed.*adoptExisting: true and run `pulumi up --refresh`/;

/** After what a person does next everything is as the program says, and stays so. */
export async function expectProgram({ operation, scenario }: Case, stage: Stage): Promise<void> {
  const { given, engine } = stage;
  const program = operation.leaves === "edited" ? scenario.edited(given) : scenario.program(given);
  engine.setPatience();
  await doNext(operation, stage);
  await expectDone(stage, program);
}

/** There is one object, it's what the program says, the state knows, and nothing is left to do. */
export async function expectDone(stage: Stage, program: Values): Promise<void> {
  const { engine } = stage;
  const look = await stage.look();
  expect(stage.isHarmed(look), "an object that isn't this program's was touched").toBe(false);
  expect(look.found.length, "objects with the program's natural key").toBe(1);
  expectAsSaid(stage, program, look.found[0]);
  for (const flag of ["creationUncertain", "clientSecretUncertain", "authenticationMethodUncertain"])
    expect(engine.state?.outputs, "nothing is left open").not.toHaveProperty(flag);

  const requests = await stage.requests();
  const { adoptExisting } = engine.state?.inputs ?? {};
  await engine.up({ ...program, ...(adoptExisting ? { adoptExisting } : {}) });
  expect((await stage.requests()) - requests, "requests of an `up` without changes").toBe(0);
}

/** Does it again or, where the message advises it, with a refresh first. */
export function doNext(operation: Case["operation"], stage: Stage): Promise<void> {
  if (isUncertain(stage)) return operation.run(stage.engine, stage, { refresh: true });
  return (operation.recover ?? operation.run)(stage.engine, stage);
}

export async function expectNothingLeft(stage: Stage): Promise<void> {
  stage.engine.setPatience();
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

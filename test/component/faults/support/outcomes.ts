import { expect } from "vitest";
import type { Values } from "../../../../provider/lifecycle";
import type { Resource } from "../../../support/engine/state";
import type { ProviderError } from "../../../support/providerProcess";
import { present } from "../../../support/resources";
import type { Operation } from "./operations";
import type { Version } from "./scenarios";
import { type Setup, withSortedSets } from "./setup";

interface Outcome {
  operation: Operation;
  setup: Setup;
  /** The state before the operation. */
  stateBefore: Resource | undefined;
  error: ProviderError | undefined;
}

/** Right after the operation: no object twice, no other changed, and the state is what is there, or says that nobody knows. */
export async function expectConsistent(outcome: Outcome): Promise<void> {
  const { setup, error } = outcome;
  const look = await setup.look();
  expect(setup.hasChangedOthers(look), "an object that isn't this program's was changed").toBe(false);
  expect(look.found.length, "objects with the program's natural key").toBeLessThanOrEqual(1);
  if (error) expectConsistentFailure(outcome, error, look.found[0]);
  else expectConsistentSuccess(outcome, look.found[0]);
}

function expectConsistentSuccess({ operation, setup, stateBefore }: Outcome, found: Values | undefined): void {
  const { state } = setup.stack;
  if (operation.leaves === "nothing") {
    expect(found).toBeUndefined();
    expect(state).toBeUndefined();
    return;
  }
  if (operation.leaves === "somebodyElses") expectObject(setup, state?.inputs ?? {}, found);
  else expectVersion(setup, operation.leaves, found);
  if (operation.name === "read") expect(state, "a read without drift changes nothing").toEqual(stateBefore);
}

function expectConsistentFailure(outcome: Outcome, error: ProviderError, found: Values | undefined) {
  const { operation, setup } = outcome;
  expectConsistentState(outcome, error);

  if (operation.name === "create") {
    if (found) expect(isUncertain(setup), `it is there, and the state doesn't say so: ${error.message}`).toBe(true);
  } else if (operation.name === "update") {
    const { scenario, environment } = setup;
    const versions = (["original", "edited"] as const).map((version) => scenario.inputs(environment, version));
    const isEither = versions.some((inputs) => isObject(setup, inputs, found));
    expect(isEither, `neither the old nor the new: ${JSON.stringify(found)}`).toBe(true);
  } else if (operation.name === "delete") {
    if (found) expect(found).toEqual(setup.initialObject);
  } else if (operation.name === "adopt") {
    expect(found, "what was there is still there").toBeDefined();
  } else {
    expect(found, "nothing was changed").toEqual(setup.initialObject);
  }
}

/** What nobody could find out is in the state as unfinished, and the message says how it's finished. */
function expectConsistentState({ operation, setup, stateBefore }: Outcome, error: ProviderError): void {
  const { scenario, environment, stack } = setup;
  const isUncertain = /may have been created anyway.*Run `pulumi up --refresh`/.test(error.message);
  const isSecretUncertain = /It isn't certain how the client authenticates now\. Run `pulumi up` again/.test(
    error.message,
  );
  if (isUncertain) {
    expect(stateBefore, "only a create can be uncertain").toBeUndefined();
    expect(stack.state).toMatchObject({
      id: scenario.fixture.unfinishedId(environment),
      halfDone: true,
      outputs: { ...scenario.inputs(environment, "original"), creationUncertain: true },
    });
  } else if (isSecretUncertain) {
    expect(["adopt", "update"]).toContain(operation.name);
    expect(stack.state).toMatchObject({ halfDone: true, outputs: { clientSecretUncertain: true } });
    // The secret that was is the one that users have, until an update tells otherwise.
    const { jwksUriUncertain, ...outputs } = stack.state?.outputs ?? {};
    if (stateBefore) expect(outputs).toEqual({ ...stateBefore.outputs, clientSecretUncertain: true });
    const isKeySetSent = operation.name === "update" && stack.state?.inputs.jwksUri !== undefined;
    if (stateBefore) expect(jwksUriUncertain).toBe(isKeySetSent || undefined);
  } else {
    expect(error.id, `kept as unfinished, and the message doesn't say so: ${error.message}`).toBeUndefined();
    expect(stack.state, "a failure leaves the state as it was").toEqual(stateBefore);
  }
}

/** Is it in the state as something of which nobody knows whether it was created? */
export function isUncertain({ stack }: Setup): boolean {
  return stack.state?.outputs.creationUncertain === true;
}

/** What somebody else has made is left alone, by another `up` and by a destroy, until the program adopts it. */
export async function expectUntouchedUntilAdopted(operation: Operation, setup: Setup): Promise<void> {
  const { stack, scenario, environment } = setup;
  stack.setTimeouts();
  const error = await operation.run(setup).catch((thrown) => thrown);
  expect(error?.message).toMatch(
    /already exists.*nothing was changed.*adoptExisting: true and run `pulumi up --refresh`/,
  );
  const { state } = stack;
  await stack.destroy();
  expect((await setup.look()).found).toEqual([setup.initialObject]);

  stack.state = state;
  // What the message advises.
  await stack.up({ ...scenario.args(environment, "original"), adoptExisting: true }, { refresh: true });
  const { found } = await setup.look();
  expect(found.length).toBe(1);
  expectVersion(setup, "original", found[0]);
}

/** After what a person does next everything is as the program says, and stays so. */
export async function expectRecovery(operation: Operation, setup: Setup): Promise<void> {
  setup.stack.setTimeouts();
  await repeat(operation, setup);
  await expectComplete(setup, operation.leaves === "edited" ? "edited" : "original");
}

/** Runs the operation again or, where the message advises it, with a refresh first. */
export function repeat(operation: Operation, setup: Setup): Promise<void> {
  if (isUncertain(setup)) return operation.run(setup, { refresh: true });
  return (operation.repeat ?? operation.run)(setup);
}

/** There is one object, it's what the program says, the state knows, and nothing is left to do. */
export async function expectComplete(setup: Setup, version: Version): Promise<void> {
  const { stack, scenario, environment } = setup;
  const look = await setup.look();
  expect(setup.hasChangedOthers(look), "an object that isn't this program's was changed").toBe(false);
  expect(look.found.length, "objects with the program's natural key").toBe(1);
  expectVersion(setup, version, look.found[0]);
  for (const flag of [
    "creationUncertain",
    "clientSecretUncertain",
    "authenticationMethodUncertain",
    "jwksUriUncertain",
  ])
    expect(stack.state?.outputs, "nothing is left open").not.toHaveProperty(flag);

  await setup.control.clearLog();
  const { adoptExisting } = stack.state?.inputs ?? {};
  await stack.up({ ...scenario.args(environment, version), ...(adoptExisting ? { adoptExisting } : {}) });
  expect(await setup.requests(), "requests of an `up` without changes").toEqual([]);
}

/** A destroy leaves nothing of the resource, and everything else. */
export async function expectCleanDestroy(setup: Setup): Promise<void> {
  setup.stack.setTimeouts();
  await setup.stack.destroy();
  const look = await setup.look();
  expect(look.found).toEqual([]);
  expect(setup.hasChangedOthers(look)).toBe(false);
}

function expectVersion(setup: Setup, version: Version, found: Values | undefined): void {
  expectObject(setup, setup.scenario.inputs(setup.environment, version), found);
}

/** State and service agree with these inputs. */
function expectObject({ scenario, stack: { state } }: Setup, inputs: Values, found: Values | undefined): void {
  expect(state, "it is in the state").toBeDefined();
  expect(found).toMatchObject(withSortedSets(present(scenario.fixture.holds(inputs, state?.outputs))));
}

/** Does the service hold what these inputs say? Its secret may be any. */
function isObject({ scenario }: Setup, inputs: Values, found: Values | undefined): boolean {
  try {
    expect(found).toMatchObject(withSortedSets(present(scenario.fixture.holds(inputs))));
    return true;
  } catch {
    return false;
  }
}

import { beforeAll, describe, expect, test } from "vitest";
import type { Values } from "../../provider/lifecycle";
import { resources } from "../../provider/services";
import type { LogEntry, Objects } from "../../sandbox";
import { doByHand } from "../support/byHand";
import { type Environment, type Fixture, fixtures, layOver, prepareEnvironment, typeOf } from "../support/resources";
import { call, diagnostics, differences, isToken, providersStackTrace, secretIn } from "./support/output";
import { forEach, oneOfEach } from "./support/programs";
import { configFor, type StateResource } from "./support/project";
import { useStack } from "./support/stacks";

/** The life of every resource, side by side in one program: each step is one run of the CLI, or a few. */
const stack = useStack({ settings: { refuseUnknownFields: true } }, (sandbox) => configFor(sandbox, "other"));
const one = "$name";
let environment: Environment;
let objectsBefore: Objects;
/** The resources in the state after the last step, and before it. */
let state: Record<string, StateResource>;
let before: Record<string, StateResource>;
/** With its secrets, after the create. */
let stateCreated: Record<string, StateResource>;
/** The requests of the last step. */
let log: LogEntry[];

beforeAll(async () => {
  environment = await prepareEnvironment(stack.control);
  objectsBefore = await stack.control.objects();
});

const created = (fixture: Fixture) => fixture.inputs(environment);
const changed = (fixture: Fixture) => layOver(created(fixture), fixture.change(environment), fixture.rename);
const replaced = (fixture: Fixture) => layOver(created(fixture), fixture.replacement(environment));

const program = () => oneOfEach(environment);
const changedProgram = () =>
  oneOfEach(environment, { args: (fixture) => ({ ...fixture.change(environment), ...fixture.rename }) });
const replacedProgram = () => oneOfEach(environment, { args: (fixture) => fixture.replacement(environment) });

const id = ({ name }: Fixture) => String(state[name]?.id);
const idBefore = ({ name }: Fixture) => String(before[name]?.id);

/** Runs what a step does, with a log of it alone. */
async function step<Result>(work: () => Promise<Result>): Promise<Result> {
  await stack.control.clearLog();
  before = state;
  const result = await work();
  log = await stack.control.log();
  state = stack.project.stored();
  return result;
}

/** The requests of one resource, wherever its objects are. */
function requestsOf({ paths }: Fixture): LogEntry[] {
  const collections = [environment, elsewhere()].map(paths.collection);
  return log.filter(({ path }) =>
    collections.some((each) => path.startsWith(each) && /^(\/[^/?]+)?(\?.*)?$/.test(path.slice(each.length))),
  );
}

/** Where replacements go that can't stay on the same server. */
const elsewhere = (): Environment => ({ ...environment, ...environment.other });

function expectCalls(fixture: Fixture, calls: string[]): void {
  expect(requestsOf(fixture).map(call)).toEqual(spelledOut(fixture, calls));
}

function spelledOut({ name, paths }: Fixture, calls: string[], where = environment): string[] {
  const [all, one] = [paths.collection(where), paths.object(String(before[name]?.id))];
  return calls.map((each) => each.replace("{all}", all).replace("{one}", one));
}

/** The service has what these inputs say, and its own where they say nothing. */
async function expectHeld(fixture: Fixture, inputs: Values, outputs: Values = {}): Promise<void> {
  const held = fixture.held(await stack.control.objects(), id(fixture));
  expect(held).toMatchObject({ ...fixture.serverDefaults, ...fixture.holds(inputs, outputs) });
}

/** The service has what the change says, and still what somebody has set by hand where the program says nothing. */
async function expectChangeHeld(fixture: Fixture): Promise<void> {
  const held = fixture.held(await stack.control.objects(), id(fixture));
  const byHand = fixture.unmanaged ? fixture.holds(fixture.unmanaged) : {};
  expect(held).toMatchObject(byHand);
  expect(held).toMatchObject({ ...fixture.serverDefaults, ...byHand, ...fixture.holds(changed(fixture)) });
}

describe("create", () => {
  let output: string;
  beforeAll(async () => {
    stack.project.declare(program());
    output = await step(() => stack.project.previewAndUp());
    before = state;
    stateCreated = await stack.project.state();
  });

  test("is previewed", () => expect(output).toContain(`+ ${fixtures.length + 1} to create`));

  test.each(fixtures)(`${one}: sends what the program says, once, and the service holds it`, async (fixture) => {
    expectCalls(fixture, fixture.calls.create);
    await expectHeld(fixture, created(fixture));
  });

  test.each(fixtures)(`${one}: the state has inputs, outputs, and one line of provider`, async (fixture) => {
    const { type, inputs, outputs } = stateCreated[fixture.name] as StateResource;
    const provider = { __provider: `exports.handler = () => require('pulumi-idp/dynamic').${fixture.name};` };
    expect(type).toBe(`pulumi-nodejs:dynamic/${typeOf(fixture).replace(".", ":")}`);
    expect(inputs).toEqual({ ...created(fixture), ...provider });

    const { serviceUrl, resourceMark, ...own } = outputs;
    expect(serviceUrl).toBe(stack.sandbox[fixture.service].url);
    expect(resourceMark).toMatch(/^[\da-f-]{36}$/);
    const more = fixture.outputs(id(fixture));
    expect(Object.keys(own).sort()).toEqual(Object.keys({ ...inputs, ...more }).sort());
    expect(own).toMatchObject(inputs);
    const { declaration } = resources[fixture.name];
    for (const name of Object.keys(more)) {
      const isSecret = (declaration.outputs[name] ?? declaration.properties[name])?.secret === true;
      expect(secretIn(own[name]) !== undefined, name).toBe(isSecret);
      own[name] = secretIn(own[name])?.value ?? own[name];
      expect(typeof own[name], name).toBe(typeof more[name]);
    }
    await expectHeld(fixture, inputs, own);
  });

  test("asks for one token, and for nothing else", () => {
    const own = fixtures.flatMap((fixture) => requestsOf(fixture));
    expect(log.filter((entry) => !own.includes(entry)).map(call)).toEqual(["POST /auth/oauth2/v2/token grant_type"]);
  });
});

test("without a change, neither a preview nor an up sends a request", async () => {
  const output = await step(() => stack.project.previewAndUp("--expect-no-changes"));
  expect(output.match(new RegExp(`${fixtures.length + 1} unchanged`, "g"))).toHaveLength(2);
  expect(log).toEqual([]);
});

describe("a refresh without drift", () => {
  let stateRefreshed: Record<string, StateResource>;
  beforeAll(async () => {
    for (const fixture of fixtures)
      if (fixture.unmanaged) await doByHand(stack.sandbox, fixture.byHand.set(id(fixture), fixture.unmanaged));
    await stack.control.settings({ shuffle: true });
    await step(() => stack.project.refresh("--expect-no-changes"));
    stateRefreshed = await stack.project.state();
    await stack.control.settings({ shuffle: false });
  });

  test.each(fixtures)(`${one}: leaves the state as it was, in whatever order sets come`, ({ name }) => {
    const resource = ({ id, inputs, outputs }: StateResource) => ({ id, inputs, outputs });
    expect(resource(stateRefreshed[name] as StateResource)).toEqual(resource(stateCreated[name] as StateResource));
  });

  test.each(fixtures)(`${one}: takes one read`, (fixture) => expectCalls(fixture, fixture.calls.read));
});

describe("an update in place", () => {
  beforeAll(async () => {
    stack.project.declare(changedProgram());
    await step(() => stack.project.up());
  });

  test.each(fixtures)(`${one}: sends what changed, and the service holds it`, async (fixture) => {
    expect(id(fixture)).toBe(idBefore(fixture));
    expectCalls(fixture, fixture.calls.update);
    await expectChangeHeld(fixture);
  });
});

describe("drift", () => {
  let previewed: Record<string, string[]>;
  let checked: Record<string, string[]>;
  beforeAll(async () => {
    for (const fixture of fixtures)
      await doByHand(stack.sandbox, fixture.byHand.set(id(fixture), fixture.drift.inputs(environment)));
    previewed = differences(await stack.project.preview("--refresh", "--diff"));
    checked = differences(await stack.project.fails("refresh", "--preview-only", "--diff", "--expect-no-changes"));
    await step(() => stack.project.up("--refresh"));
  });

  test.each(fixtures)(`${one}: shows that property and no other`, ({ name, drift }) => {
    expect(previewed[`refresh ${name}`]).toEqual(drift.shows);
    expect(previewed[`update ${name}`]).toEqual(drift.shows);
    expect(checked[`update ${name}`]).toEqual(drift.shows);
  });

  test.each(fixtures)(`${one}: up --refresh repairs it`, async (fixture) => {
    expectCalls(fixture, [...fixture.calls.read, ...fixture.calls.repair]);
    await expectChangeHeld(fixture);
  });
});

describe("after a delete by hand", () => {
  let output: string;
  beforeAll(async () => {
    for (const fixture of fixtures) await doByHand(stack.sandbox, fixture.byHand.remove(id(fixture)));
    stack.project.declare(program());
    output = await stack.project.upFails("--continue-on-error");
    await step(() => stack.project.up("--refresh"));
  });

  test.each(fixtures)(`${one}: an update fails, and names the command that helps`, ({ name }) => {
    expect(output).not.toMatch(providersStackTrace);
    expect(diagnostics(output)[name]).toMatch(
      /^error: One\w+ answered 404 to \w+ \S+: .*It was deleted outside Pulumi.* `pulumi up --refresh` .*$/,
    );
  });

  test.each(fixtures)(`${one}: that command creates it again`, async (fixture) => {
    expectCalls(fixture, [...fixture.calls.readGone, ...fixture.calls.create]);
    await expectHeld(fixture, created(fixture));
  });
});

describe("up --replace", () => {
  beforeAll(() => step(() => stack.project.up(...forEach("--replace", program()))));

  test.each(fixtures)(`${one}: deletes it and creates it again, and one of it is left`, async (fixture) => {
    expectCalls(fixture, ["DELETE {one}", ...fixture.calls.create]);
    await expectHeld(fixture, created(fixture));
    expect(fixture.find(await stack.control.objects(), created(fixture))).toHaveLength(1);
  });
});

describe("a change that replaces", () => {
  let shown: Record<string, string[]>;
  beforeAll(async () => {
    stack.project.declare(replacedProgram());
    shown = differences(await step(() => stack.project.up("--refresh", "--diff")));
  });

  test("the refresh before it finds nothing that --replace has left", () => {
    for (const { name } of fixtures) expect(shown[`refresh ${name}`] ?? [], name).toEqual([]);
  });

  test.each(fixtures)(`${one}: deletes the old one, and makes the new one`, async (fixture) => {
    expect(id(fixture)).not.toBe(idBefore(fixture));
    const { read, replace } = fixture.calls;
    const expected = [...spelledOut(fixture, read), ...spelledOut(fixture, replace, elsewhere())];
    expect(requestsOf(fixture).map(call)).toEqual(expected);
    await expectHeld(fixture, replaced(fixture));
    expect(fixture.held(await stack.control.objects(), idBefore(fixture))).toBeUndefined();
  });
});

describe("destroy", () => {
  beforeAll(() => step(() => stack.project.destroy()));

  test.each(fixtures)(`${one}: is deleted with one request`, (fixture) => expectCalls(fixture, ["DELETE {one}"]));

  test("nothing but what was there before is left", async () => {
    expect(await stack.control.objects()).toEqual(objectsBefore);
    expect(log.filter(isToken).length).toBeLessThanOrEqual(2);
    expect(state).toEqual({});
  });
});

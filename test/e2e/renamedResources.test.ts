import { beforeAll, describe, expect, test } from "vitest";
import type { Objects } from "../../sandbox";
import { type Environment, fixtures, layOver, prepareEnvironment } from "../support/resources";
import { call, diagnostics } from "./support/output";
import { forEach, oneOfEach } from "./support/programs";
import { useStack } from "./support/stacks";

/** Resources of all classes get other names in the program, and their objects stay what they are. */
const stack = useStack();
let environment: Environment;
let objectsBefore: Objects;
/** What the first program has made. */
let made: { objects: unknown; ids: unknown[] };
/** The program's names at the moment. */
let prefix: string;
let output: string;

beforeAll(async () => {
  environment = await prepareEnvironment(stack.control);
  objectsBefore = await stack.control.objects();
  declare("first-");
  await stack.project.up();
  made = await present();
});

const program = () => oneOfEach(environment, { prefix });
const adopting = (opts: object = {}) =>
  oneOfEach(environment, { prefix, args: () => ({ adoptExisting: true }), opts: () => ({ ...opts }) });

function declare(name: string, make = program): void {
  prefix = name;
  stack.project.declare(make());
}

/** What there is, without the secrets: a client that is adopted gets a new one. Every write of an app is dated. */
async function present() {
  const objects = JSON.stringify(await stack.control.objects(), (key, value) =>
    ["client_secret", "updated_at"].includes(key) ? undefined : value,
  );
  return { objects: JSON.parse(objects), ids: Object.values(stack.project.ids()).sort() };
}

async function up(...args: string[]): Promise<void> {
  await stack.control.clearLog();
  output = await stack.project.up(...args);
}

const names = () => Object.keys(stack.project.stored()).sort();
const namesWith = (prefix: string) => fixtures.map(({ name }) => `${prefix}${name}`).sort();
const deletes = async () => (await stack.control.log({ method: "DELETE" })).map(call);
/** The messages about objects that stay, which the engine shows as they come and once more at the end. */
const spared = () =>
  new Set(output.match(/\S+ "\S+" was not deleted at the service, because another resource .* aliases/g)).size;

test("without aliases and adoptExisting, up fails and changes nothing", async () => {
  declare("second-");
  const errors = diagnostics(await stack.project.upFails("--continue-on-error"));
  for (const name of namesWith("second-"))
    expect(errors[name]).toMatch(/already exists.*the resource option aliases.*Otherwise set adoptExisting: true/);
  expect(await present()).toEqual(made);
});

test("with adoptExisting the objects move to the new names", async () => {
  declare("second-", adopting);
  await up("--refresh");
  expect(await deletes()).toEqual([]);
  expect(await present()).toEqual(made);
  expect(names()).toEqual(namesWith("second-"));
  expect(spared()).toBe(fixtures.length);
});

test("the second half of a rename that was interrupted deletes nothing", async () => {
  declare("third-", adopting);
  // As after a crash: the new entries have adopted the objects, and the old ones are still in the state.
  await up(...forEach("--target", program()));
  expect(names()).toEqual([...namesWith("second-"), ...namesWith("third-")]);
  await up();
  expect(spared()).toBe(fixtures.length);
  expect(await stack.control.log()).toEqual([]);
  expect(await present()).toEqual(made);
});

test("a replacement that creates first deletes nothing", async () => {
  declare("third-", () => adopting({ deleteBeforeReplace: false }));
  await up(...forEach("--replace", program()));
  expect(spared()).toBe(fixtures.length);
  expect(await deletes()).toEqual([]);
  expect(await present()).toEqual(made);
  await stack.project.preview("--refresh", "--expect-no-changes");
});

test("with aliases the names change without a request", async () => {
  declare("fourth-", () =>
    oneOfEach(environment, { prefix, opts: ({ name }) => ({ aliases: [{ name: `third-${name}` }] }) }),
  );
  await up();
  expect(await stack.control.log()).toEqual([]);
  expect(names()).toEqual(namesWith("fourth-"));
});

describe("a delete of what no other resource stands for is carried out", () => {
  test("by --replace", async () => {
    declare("fourth-");
    await up(...forEach("--replace", program()));
    expect(await deletes()).toHaveLength(fixtures.length);
  });

  test("by replaceOnChanges", async () => {
    const change = { prefix, args: fixtureChange, opts: () => ({ replaceOnChanges: ["*"] }) };
    stack.project.declare(oneOfEach(environment, change));
    await up();
    expect(await deletes()).toHaveLength(fixtures.length);
    const objects = await stack.control.objects();
    for (const fixture of fixtures) {
      const inputs = layOver(fixture.inputs(environment), fixtureChange(fixture));
      expect(fixture.find(objects, inputs)).toMatchObject([fixture.holds(inputs)]);
    }
  });

  test("by taking it out of the program, and by a destroy with the program", async () => {
    stack.project.declare(oneOfEach(environment, { prefix, args: fixtureChange }).slice(1));
    await up();
    expect(await deletes()).toHaveLength(1);

    await stack.control.clearLog();
    await stack.project.destroy("--run-program");
    expect(await deletes()).toHaveLength(fixtures.length - 1);
    expect(await stack.control.objects()).toEqual(objectsBefore);
    expect(stack.project.stored()).toEqual({});
  });
});

function fixtureChange(fixture: (typeof fixtures)[number]) {
  return fixture.change(environment);
}

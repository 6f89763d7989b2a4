import { beforeAll, describe, expect, test } from "vitest";
import type { Objects } from "../../sandbox";
import { doByHand } from "../support/byHand";
import { type Environment, type Fixture, fixtureOf, fixtures, layOver, prepareEnvironment } from "../support/resources";
import { diagnostics } from "./support/output";
import { forEach, oneOfEach } from "./support/programs";
import { useStack } from "./support/stacks";

/** A create that meets what already exists. */
const stack = useStack({ settings: { refuseUnknownFields: true } });
let environment: Environment;
let objectsBefore: Objects;
/** Somebody else's, with the natural keys of the program's. */
let theirs: Objects;

beforeAll(async () => {
  environment = await prepareEnvironment(stack.control);
  objectsBefore = await stack.control.objects();
  for (const fixture of fixtures) {
    const { make, set } = fixture.byHand;
    await doByHand(stack.sandbox, make(layOver(fixture.inputs(environment), fixture.somebodyElses)));
    const [object = {}] = found(fixture, await stack.control.objects());
    if (fixture.unmanaged) await doByHand(stack.sandbox, set(fixture.idOf(object, environment), fixture.unmanaged));
  }
  theirs = await stack.control.objects();
});

const program = (adoptExisting?: boolean) => oneOfEach(environment, { args: () => ({ adoptExisting }) });
const found = (fixture: Fixture, objects: Objects) => fixture.find(objects, fixture.inputs(environment));

describe("without adoptExisting", () => {
  test("it is an error that says what exists and the ways out, and nothing is changed", async () => {
    await stack.control.settings({ deviceIds: ["device"] });
    const device = {
      type: "onegini.ApiClient",
      name: "taken",
      args: { ...fixtureOf("ApiClient").args(environment), clientId: "device", adoptExisting: true },
    };
    stack.project.declare([...program(), device]);
    const errors = diagnostics(await stack.project.upFails("--continue-on-error"));
    for (const { name } of fixtures)
      expect(errors[name]).toMatch(
        /^error: The .+ already exists.*; nothing was changed\. .*resource option aliases.* set adoptExisting: true.*, delete it at the service/,
      );
    expect(await stack.control.objects()).toEqual(theirs);

    // This one can't be adopted.
    expect(errors.taken).toMatch(
      /409.*The client id "device" is (already )?(taken|in use) by a web client or a device/,
    );
  });
});

describe("with adoptExisting", () => {
  test("it is taken over, and brought to what the program says", async () => {
    stack.project.declare(program(true));
    await stack.project.up();
    const objects = await stack.control.objects();
    const ids = stack.project.ids();
    for (const fixture of fixtures) {
      const inputs = fixture.inputs(environment);
      expect(found(fixture, objects), fixture.name).toMatchObject([fixture.holds(inputs)]);
      // What the program leaves out stays theirs.
      const kept = fixture.unmanaged ? fixture.holds(fixture.unmanaged) : {};
      expect(fixture.held(objects, String(ids[fixture.name])), fixture.name).toMatchObject(kept);
      // It is the same object as before.
      expect(fixture.held(theirs, String(ids[fixture.name]))).toEqual(found(fixture, theirs)[0]);
    }
  });

  test("turning it off or leaving it out later changes nothing, and calls nobody", async () => {
    await stack.control.clearLog();
    const [off, left] = [program(false), program()];
    stack.project.declare(fixtures.flatMap((_, i) => (i % 2 === 0 ? off[i] : left[i]) ?? []));
    await stack.project.up();
    expect(await stack.control.log()).toEqual([]);
    await stack.project.refresh("--expect-no-changes");
  });

  test("up --replace of what was adopted ends with one live object", async () => {
    stack.project.declare(program(true));
    await stack.project.up(...forEach("--replace", program()));
    const objects = await stack.control.objects();
    const ids = stack.project.ids();
    for (const fixture of fixtures) {
      expect(found(fixture, objects)).toHaveLength(1);
      expect(fixture.held(objects, String(ids[fixture.name]))).toEqual(found(fixture, objects)[0]);
    }
  });

  test("what is adopted is managed: a destroy deletes it", async () => {
    await stack.project.destroy();
    expect(await stack.control.objects()).toEqual(objectsBefore);
  });
});

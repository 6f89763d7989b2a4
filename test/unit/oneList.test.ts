import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dynamicProviders } from "../../provider/hosts/dynamic/providers";
import { type ResourceName, resources, services } from "../../provider/services";
import { sandboxServices } from "../../sandbox/services";
import * as sdk from "../../sdk";
import { fixtures, typeOf } from "../support/resources";
import { testRun } from "../support/run";

// provider/services.ts is the one list of services and resources: all that follows from it, or goes with it, has the same.

const pairs = Object.entries(services).flatMap(([service, each]) => Object.keys(each).map((name) => [service, name]));
/** `onelogin.AuthServer` */
const listed = pairs.map((pair) => pair.join(".")).sort();
/** The functions among a module's exports. */
const classesOf = (module: object) => Object.keys(module).filter((name) => /^[A-Z]/.test(name));

describe("each resource of the list is, and no other:", () => {
  it("in the declarations, under its service and class", () => {
    expect(
      Object.values(resources)
        .map(({ declaration }) => declaration.type.replace(":", "."))
        .sort(),
    ).toEqual(listed);
  });

  it("under a name of its own, since the states of dynamic providers name no service", () => {
    expect(Object.keys(resources).sort()).toEqual(pairs.map(([, name]) => name).sort());
  });

  it("in the host for dynamic providers", () => {
    expect(Object.keys(dynamicProviders(testRun())).sort()).toEqual(Object.keys(resources).sort());
  });

  it("in the SDK, as a class of its service", () => {
    expect(Object.keys(sdk).sort()).toEqual(Object.keys(services).sort());
    const classes = Object.entries(sdk).flatMap(([service, module]) =>
      classesOf(module).map((name) => `${service}.${name}`),
    );
    expect(classes.sort()).toEqual(listed);
  });

  it("in the sandbox", () => {
    expect(sandboxServices.map(({ name }) => name).sort()).toEqual(Object.keys(services).sort());
    // The sandbox has objects besides that no resource manages.
    const types = sandboxServices.flatMap(({ resources }) => resources.flatMap(({ type }) => type ?? []));
    expect(types.map((type) => type.replace(":", ".")).sort()).toEqual(listed);
  });

  it("in the tests' fixtures", () => {
    expect(fixtures.map(typeOf).sort()).toEqual(listed);
  });

  it("in docs/resources.md, with a chapter of its own", () => {
    const page = readFileSync(join(__dirname, "../../docs/resources.md"), "utf8");
    const chapters = [...page.matchAll(/^## (\w+\.\w+)$/gm)].map(([, name]) => name);
    expect(chapters.sort()).toEqual(listed);
  });
});

describe("what a fixture says follows the declaration", () => {
  it.each(fixtures)("$name: its outputs are declared, or the provider's own notes", ({ name, outputs, ...fixture }) => {
    const { declaration } = resources[name as ResourceName];
    const declared = [...Object.keys(declaration.properties), ...Object.keys(declaration.outputs)];
    const all = [outputs("1/2"), ...(fixture.variants ?? []).map((variant) => variant.outputs ?? {})];
    const own = /(Generated|Drifted|Uncertain)$/;
    expect(all.flatMap(Object.keys).filter((output) => !declared.includes(output) && !own.test(output))).toEqual([]);
  });
});

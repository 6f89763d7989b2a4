import type { Values } from "../../../provider/lifecycle";
import { type Environment, type Fixture, fixtures, layOver, typeOf } from "../../support/resources";
import type { Declared } from "./project";

interface Options {
  /** Before the resources' names, which are those of their classes. */
  prefix?: string;
  /** Laid over the fixtures' arguments. */
  args?: (fixture: Fixture) => Values;
  opts?: (fixture: Fixture) => Values;
}

/** A program with one resource of each class. Their keys are given, so that another prefix means the same objects. */
export function oneOfEach(environment: Environment, { prefix = "", args, opts }: Options = {}): Declared[] {
  return fixtures.map((fixture) => ({
    type: typeOf(fixture),
    name: `${prefix}${fixture.name}`,
    args: layOver(fixture.args(environment), args?.(fixture)),
    ...(opts ? { opts: opts(fixture) } : {}),
  }));
}

/** As the engine names a resource of a test's project. */
export function urnOf({ type, name }: Declared): string {
  return `urn:pulumi:test::e2e::pulumi-nodejs:dynamic/${type.replace(".", ":")}::${name}`;
}

/** `--target <urn> --target <urn> …` */
export function forEach(flag: string, resources: Declared[]): string[] {
  return resources.flatMap((resource) => [flag, urnOf(resource)]);
}

import type { Values } from "../../../../provider/lifecycle";
import type { Objects, Settings } from "../../../../sandbox";
import { type Environment, type Fixture, fixtures, layOver, typeOf, type Variant } from "../../../support/resources";

/** The program before and after somebody edits it. The natural key stays. */
export type Version = "original" | "edited";

/** A resource in one of its variants. */
export class Scenario {
  readonly title: string;
  /** `onegini.ApiClient` */
  readonly type: string;

  constructor(
    readonly fixture: Fixture,
    private readonly variant: Variant,
  ) {
    this.type = typeOf(fixture);
    this.title = variant.title ? `${this.type}, ${variant.title}` : this.type;
  }

  /** The operations in which it differs from the resource's other variants. */
  differsIn(operation: string): boolean {
    return this.variant.operations?.includes(operation) ?? true;
  }

  /** The arguments as the program writes them. */
  args(environment: Environment, version: Version): Values {
    return this.withVersion(this.fixture.args(environment), environment, version);
  }

  /** The same as the state has them. */
  inputs(environment: Environment, version: Version): Values {
    return this.withVersion(this.fixture.inputs(environment), environment, version);
  }

  private withVersion(base: Values, environment: Environment, version: Version): Values {
    const original = layOver(base, this.variant.args);
    if (version === "original") return original;
    return layOver(original, this.fixture.change(environment), this.variant.change);
  }

  /** It differs from the resource's other variants in some operations only. */
  get isPartial(): boolean {
    return this.variant.operations !== undefined;
  }

  /** The objects with the program's natural key, the very ones within `objects`. */
  find(objects: Objects, environment: Environment): Values[] {
    return this.fixture.find(objects, this.inputs(environment, "original"));
  }

  /** What the sandbox has to do otherwise than by itself. */
  get settings(): Partial<Settings> {
    return this.variant.settings ?? {};
  }

  /** A create reads first, since nothing else tells what it has made from what was there. */
  get looksFirst(): boolean {
    return this.variant.looksFirst ?? this.fixture.looksFirst;
  }
}

/** Every resource in all its variants. */
export const scenarios: Scenario[] = fixtures.flatMap((fixture) =>
  (fixture.variants ?? [{ title: "" }]).map((variant) => new Scenario(fixture, variant)),
);

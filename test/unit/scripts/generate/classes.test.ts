import { describe, expect, it } from "vitest";
import { boolean, type Declaration, id, object, text } from "../../../../provider/properties";
import { classNameOf, classSource, exportsOf } from "../../../../scripts/generate/classes.mjs";

const thing = {
  type: "acme:Thing",
  description: "A thing of Acme's.",
  example: 'new acme.Thing("thing", {\n  size: 1,\n});',
  id: "Its number, such as `1`.",
  get: "Looks an existing thing up without managing it.",
  properties: {
    name: { kind: text(), required: true, defaultFrom: "resourceName", description: "Its name." },
    label: { kind: text(), default: "none", description: "Its label." },
    box: {
      kind: object({ size: { kind: id, required: true, description: "How big it is." } }),
      required: true,
      description: "What it comes in.",
    },
    key: { kind: text(), secret: true, description: "Its key.", computed: { description: "The key, given or made." } },
    isRed: { kind: boolean, description: "Paint it." },
  },
  outputs: { thingId: { kind: id, fromId: true, description: "The number that Acme gave it." } },
} as const satisfies Declaration;

const source = classSource(thing, "provider/acme/thing");

describe("a class's file", () => {
  it("says in its first line where it comes from", () => {
    expect(source.split("\n")[0]).toBe("// Generated from provider/acme/thing.ts by `npm run generate`.");
    expect(source).toContain('import { declaration } from "../../provider/acme/thing";');
  });

  it("exports the class and its types", () => {
    expect(classNameOf(thing)).toBe("Thing");
    expect(exportsOf(thing)).toEqual(["Thing", "type ThingArgs", "type ThingBox"]);
    for (const each of ["interface ThingArgs {", "interface ThingBox {", "class Thing extends IdpResource {"])
      expect(source).toContain(`export ${each}`);
  });

  it("has the arguments with their documentation: what is required and has no default has to be given", () => {
    expect(source).toContain(`export interface ThingArgs {
  /** Its name. */
  name?: pulumi.Input<string>;
  /** Its label. */
  label?: pulumi.Input<string>;
  /** What it comes in. */
  box: pulumi.Input<ThingBox>;
  /** Its key. */
  key?: pulumi.Input<string>;
  /** Paint it. */
  isRed?: pulumi.Input<boolean>;
}
`);
    expect(source).toContain(`export interface ThingBox {
  /** How big it is. */
  size: pulumi.Input<number | string>;
}
`);
  });

  it("has the outputs: undefined where the program may leave an argument out, and the provider fills nothing in", () => {
    expect(source).toContain(`{
  declare readonly name: pulumi.Output<string>;
  declare readonly label: pulumi.Output<string>;
  declare readonly box: pulumi.Output<pulumi.Unwrap<ThingBox>>;
  /** The key, given or made. */
  declare readonly key: pulumi.Output<string>;
  declare readonly isRed: pulumi.Output<boolean | undefined>;
  /** The number that Acme gave it. */
  declare readonly thingId: pulumi.Output<number>;

`);
  });

  it("has the class's documentation, with its example", () => {
    expect(source).toContain(`/**
 * A thing of Acme's.
 *
 * \`\`\`typescript
 * new acme.Thing("thing", {
 *   size: 1,
 * });
 * \`\`\`
 */
export class Thing `);
    const configured = classSource({ ...thing, credentials: "Calls need a key." }, "provider/acme/thing");
    expect(configured).toContain(" * A thing of Acme's.\n *\n * Calls need a key.\n *\n * ```typescript\n");
  });

  it("says what is made of the resource's name, if anything", () => {
    const { name, ...others } = thing.properties;
    const says = (properties: Declaration["properties"]) =>
      /@param name .*\*\//.exec(classSource({ ...thing, properties }, "provider/acme/thing"))?.[0];
    expect(says(thing.properties)).toContain("from which `name` is made where it isn't given.");
    expect(says({ name, code: { ...name, defaultFrom: "projectStackName" } })).toContain(
      "from which `name` and `code` are made where they aren't given.",
    );
    expect(says(others)).toBeUndefined();
  });

  it("has `get`, which says what its id is", () => {
    expect(source).toContain(`  /**
   * Looks an existing thing up without managing it.
   * @param id - Its number, such as \`1\`. One that doesn't exist is an error.
   */
  static get(`);
  });
});

describe("variants", () => {
  const method = { kind: text(), description: "How it's opened." };
  const properties = { ...thing.properties, method };
  const variants = [
    { name: "OpenThing", values: { method: "open" }, excludes: ["key"] },
    { name: "LockedThing", values: { method: "locked" }, requires: ["method", "key"] },
  ];
  const withVariants = classSource({ ...thing, properties, variants }, "provider/acme/thing");

  it("are a union, beside what all have in common", () => {
    expect(withVariants).toContain("export type ThingArgs = OpenThingArgs | LockedThingArgs;");
    expect(withVariants).toMatch(
      /^interface CommonThingArgs \{[^}]*name\?:[^}]*label\?:[^}]*box: [^}]*isRed\?:[^}]*\}$/m,
    );
    expect(withVariants).not.toMatch(/^interface CommonThingArgs \{[^}]*(key|method)\??:/m);
  });

  it("exclude and require arguments, and have values for them", () => {
    expect(withVariants).toContain(`
interface OpenThingArgs extends CommonThingArgs {
  key?: undefined;
  /** How it's opened. */
  method?: pulumi.Input<"open">;
}
`);
    expect(withVariants).toContain(`
interface LockedThingArgs extends CommonThingArgs {
  /** Its key. */
  key: pulumi.Input<string>;
  /** How it's opened. */
  method: pulumi.Input<"locked">;
}
`);
  });

  it.each([{ values: { colour: "red" } }, { requires: ["colour"] }, { excludes: ["colour"] }])(
    "name properties only: not %j",
    (variant) => {
      const wrong = { ...thing, variants: [{ name: "RedThing", ...variant }] };
      expect(() => classSource(wrong, "provider/acme/thing")).toThrow(/RedThing names colour, which is no property/);
    },
  );
});

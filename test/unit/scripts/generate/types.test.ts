import { describe, expect, it } from "vitest";
import {
  boolean,
  choice,
  id,
  item,
  type Kind,
  map,
  object,
  type Properties,
  positiveInteger,
  set,
  text,
  version,
} from "../../../../provider/properties";
import { argumentType, objectTypes, outputType, plainType } from "../../../../scripts/generate/types.mjs";

const description = "What it is.";
const inner = object({ text: { kind: text(), description } });
// biome-ignore lint/suspicious/noExplicitAny: every kind fits here
const property = (kind: Kind<any, any>) => ({ kind, description });
const named = { ...inner, schema: { type: "object", name: "Given", properties: {} } } as const;

// biome-ignore lint/suspicious/noExplicitAny: every kind fits here
const kinds: [string, Kind<any, any>, argument: string, output: string, plain: string][] = [
  ["a text", text(), "pulumi.Input<string>", "string", "string"],
  ["a boolean", boolean, "pulumi.Input<boolean>", "boolean", "boolean"],
  ["a number", positiveInteger, "pulumi.Input<number>", "number", "number"],
  ["an id, which may be given as a text", id, "pulumi.Input<number | string>", "number", "number"],
  ["a version", version, "pulumi.Input<string | number>", "string | number", "string | number"],
  ["one of some words", choice(["a", "b"]), 'pulumi.Input<"a" | "b">', "string", '"a" | "b"'],
  ["a set", set(item()), "pulumi.Input<pulumi.Input<string>[]>", "string[]", "string[]"],
  ["a set of ids", set(id), "pulumi.Input<(pulumi.Input<number | string>)[]>", "number[]", "number[]"],
  ["a set of words", set(choice(["a", "b"])), 'pulumi.Input<(pulumi.Input<"a" | "b">)[]>', "string[]", '("a" | "b")[]'],
  ["an object", inner, "pulumi.Input<ThingInner>", "pulumi.Unwrap<ThingInner>", "ThingInner"],
  ["an object with a name", named, "pulumi.Input<Given>", "pulumi.Unwrap<Given>", "Given"],
  [
    "objects by name",
    map({}),
    "pulumi.Input<{ [name: string]: pulumi.Input<ThingInner> }>",
    "{ [name: string]: pulumi.Unwrap<ThingInner> }",
    "{ [name: string]: ThingInner }",
  ],
];

describe("the type", () => {
  it.each(kinds)("of %s is that of an argument, of which any part may be an output", (_, kind, argument) => {
    expect(argumentType(property(kind), "ThingInner")).toBe(argument);
  });

  it.each(kinds)("of %s is that of an output, which may be missing", (_name, kind, _argument, output) => {
    expect(outputType(property(kind), "ThingInner", true)).toBe(`pulumi.Output<${output}>`);
    expect(outputType(property(kind), "ThingInner", false)).toBe(`pulumi.Output<${output} | undefined>`);
  });

  it.each(kinds)("of %s is shown on a page", (_name, kind, _argument, _output, plain) => {
    expect(plainType(kind.schema, "ThingInner")).toBe(plain);
  });
});

describe("objects", () => {
  const names = (properties: Properties) => objectTypes(properties, "Thing").map(([name]) => name);

  it("are named after the class and the property, or as their schemas say", () => {
    expect(names({ inner: property(inner), key: property(named), text: property(text()) })).toEqual([
      "ThingInner",
      "Given",
    ]);
  });

  it("are found within objects, sets and maps", () => {
    const properties = {
      outer: property(object({ inner: property(inner) })),
      several: property(set(inner)),
      byName: property(map({ inner: property(inner) })),
    };
    expect(names(properties)).toEqual([
      "ThingOuter",
      "ThingOuterInner",
      "ThingSeveral",
      "ThingByName",
      "ThingByNameInner",
    ]);
  });
});

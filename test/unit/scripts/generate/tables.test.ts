import { describe, expect, it } from "vitest";
import { type Declaration, id, map, object, set, text } from "../../../../provider/properties";
import { resourceTables, withParts } from "../../../../scripts/generate/tables.mjs";

const head = (title: string) => [`| ${title} | type | what it is |`, "| --- | --- | --- |"];
const common = { profile: { kind: text(), description: "Whose it is." } };
const members = { size: { kind: id, required: true, description: "How big." } } as const;
const tables = (properties: Declaration["properties"], outputs: Declaration["outputs"] = {}) => {
  const texts = { type: "acme:Thing", description: "", example: "", id: "", get: "" };
  return resourceTables({ ...texts, properties, outputs }, common).split("\n");
};

describe("a resource's tables", () => {
  it("tell each argument's type and whether it must be given, and leave out what all resources have", () => {
    const properties = {
      name: { kind: text(), required: true, defaultFrom: "resourceName", description: "Its name." },
      parts: { kind: set(id), required: true, description: "Its parts." },
      ...common,
    } as const;
    expect(tables(properties)).toEqual([
      ...head("argument"),
      "| `name` | `string` | Its name. |",
      "| `parts`, required | `(number \\| string)[]` | Its parts. |",
    ]);
  });

  it("tell the members of objects", () => {
    const properties = {
      box: {
        kind: object({ ...members, inner: { kind: object(members), description: "Another." } }),
        description: "A.",
      },
      others: { kind: map(members), description: "By name." },
    } as const;
    expect(tables(properties).slice(2)).toEqual([
      "| `box` | `ThingBox` | A. |",
      "| `box.size`, required | `number \\| string` | How big. |",
      "| `box.inner` | `ThingBoxInner` | Another. |",
      "| `box.inner.size`, required | `number \\| string` | How big. |",
      "| `others` | `{ [name: string]: ThingOthers }` | By name. |",
      "| `others[…].size`, required | `number \\| string` | How big. |",
    ]);
  });

  it("tell outputs that the provider fills in, and further ones", () => {
    const key = { kind: text(), description: "Its key.", computed: { description: "Given or made." } };
    const thingId = { kind: id, description: "Its number." };
    expect(tables({ key }, { thingId })).toEqual([
      ...head("argument"),
      "| `key` | `string` | Its key. |",
      "",
      ...head("output"),
      "| `key` | `string` | Given or made. |",
      "| `thingId` | `number` | Its number. |",
    ]);
  });
});

describe("a page", () => {
  const page = [
    "# Things",
    "<!-- generated: a -->",
    "old",
    "<!-- end -->",
    "Between.",
    "<!-- generated: b -->",
    "<!-- end -->",
    "",
  ];
  const text = page.join("\n");

  it("has its parts in their places, and else stays as it is", () => {
    const written = withParts(text, { b: "B $& |", a: "A" });
    expect(written).toBe(
      "# Things\n<!-- generated: a -->\n\nA\n\n<!-- end -->\nBetween.\n<!-- generated: b -->\n\nB $& |\n\n<!-- end -->\n",
    );
    expect(withParts(written, { a: "A", b: "B $& |" })).toBe(written);
  });

  it("gets a section for a new part", () => {
    expect(withParts(text, { c: "C" })).toBe(`${text}\n## c\n\n<!-- generated: c -->\n\nC\n\n<!-- end -->\n`);
  });

  it.each([
    ["has two places for a part", `${text}<!-- generated: b -->\n<!-- end -->\n`],
    ["has a place without an end", `${text}<!-- generated: c -->\n`],
    ["has the end of another part only", `<!-- generated: c -->\n${text}`],
  ])("that %s is an error, which says what to write", (_, wrong) => {
    expect(() => withParts(wrong, { b: "B", c: "C" })).toThrow(/<!-- generated: [bc] -->\n<!-- end -->/);
  });
});

import { describe, expect, it } from "vitest";
import { withDocumentation } from "../../../scripts/docComments.mjs";

const nothing = () => undefined;
const always = () => "What it is.";
/** Describes members by their type and name. */
const as = (texts: { [member: string]: string }) => (type: string, member: string) => texts[`${type}.${member}`];

describe("a member that is described", () => {
  it("gets its documentation", () => {
    const source = ["export interface ThingArgs {", "  name: string;", "}", ""].join("\n");
    expect(withDocumentation(source, as({ "ThingArgs.name": "Its name." }))).toBe(
      ["export interface ThingArgs {", "  /** Its name. */", "  name: string;", "}", ""].join("\n"),
    );
  });

  it("gets it in a class, too, before its modifiers", () => {
    const source = ["class Thing {", "  declare readonly thingId: number;", "}"].join("\n");
    expect(withDocumentation(source, as({ "Thing.thingId": "Its number." }))).toBe(
      ["class Thing {", "  /** Its number. */", "  declare readonly thingId: number;", "}"].join("\n"),
    );
  });

  it.each([
    ["of one line", ["  /** Old. */"]],
    ["of several lines", ["  /**", "   * Old,", "   * of three lines.", "   */"]],
  ])("gets it in the place of an old one %s", (_, old) => {
    const source = ["interface A {", ...old, "  a: string;", "  b: string;", "}"].join("\n");
    expect(withDocumentation(source, as({ "A.a": "New." }))).toBe(
      ["interface A {", "  /** New. */", "  a: string;", "  b: string;", "}"].join("\n"),
    );
  });

  it("gets it with the quotes, backticks and dollar signs that it has", () => {
    const text = "The default is `<project>-<stack>`, '$&' or \"$1\".";
    expect(withDocumentation("interface A {\n  a: 1;\n}", () => text)).toBe(
      `interface A {\n  /** ${text} */\n  a: 1;\n}`,
    );
  });

  it("is told by its type: of one name in two of them, each has its own", () => {
    const source = "interface AArgs {\n  a: 1;\n}\n\nclass A {\n  a: 2;\n}\n";
    expect(withDocumentation(source, as({ "AArgs.a": "The argument.", "A.a": "The output." }))).toBe(
      "interface AArgs {\n  /** The argument. */\n  a: 1;\n}\n\nclass A {\n  /** The output. */\n  a: 2;\n}\n",
    );
  });
});

describe("a long documentation", () => {
  const words = Array.from({ length: 60 }, (_, i) => `word${i}`);
  const source = ["interface A {", "  before: 1;", "  a: 2;", "}"].join("\n");
  const lines = withDocumentation(source, as({ "A.a": words.join(" ") })).split("\n");
  const text = lines.slice(3, -3);

  it("is broken into lines that the formatter leaves alone", () => {
    expect([...lines.slice(0, 3), ...lines.slice(-3)]).toEqual([
      "interface A {",
      "  before: 1;",
      "  /**",
      "   */",
      "  a: 2;",
      "}",
    ]);
    for (const line of text) expect(line).toMatch(/^ {3}\* \S.*\S$/);
    for (const line of text) expect(line.length).toBeLessThanOrEqual(120);
  });

  it("has all its words, in lines as full as they can be", () => {
    expect(text.map((line) => line.replace("   * ", "")).join(" ")).toBe(words.join(" "));
    for (const [i, line] of text.slice(0, -1).entries()) {
      const [next] = (text[i + 1] ?? "").replace("   * ", "").split(" ");
      expect(`${line} ${next}`.length).toBeGreaterThan(120);
    }
  });

  it("stays in one line as long as that has room for it", () => {
    const fitting = "x".repeat(120 - "  /**  */".length);
    expect(withDocumentation("interface A {\n  a: 1;\n}", () => fitting)).toBe(
      `interface A {\n  /** ${fitting} */\n  a: 1;\n}`,
    );
    expect(withDocumentation("interface A {\n  a: 1;\n}", () => `${fitting}x`)).toBe(
      `interface A {\n  /**\n   * ${fitting}x\n   */\n  a: 1;\n}`,
    );
  });

  it("keeps a word whole that no line has room for", () => {
    const url = `https://example.com/${"x".repeat(150)}`;
    expect(withDocumentation("interface A {\n  a: 1;\n}", () => `See ${url} there.`)).toBe(
      `interface A {\n  /**\n   * See\n   * ${url}\n   * there.\n   */\n  a: 1;\n}`,
    );
  });
});

describe("what stays as it is", () => {
  const source = [
    "// The file's first comment.",
    'import type * as pulumi from "@pulumi/pulumi";',
    "",
    "/** An interface's own words. */",
    "export interface ThingArgs extends CommonArgs {",
    "  /** Stays. */",
    "  name: string; // at its end",
    "",
    "  // Before one.",
    "  other?: pulumi.Input<string>;",
    "}",
    "",
    "export type Alias = { name: string };",
    "",
    "export class Thing extends Base {",
    "  constructor(name: string) {",
    "    super(name);",
    "  }",
    "",
    "  /** Looks it up. */",
    "  static get(): void {}",
    "}",
    "",
  ].join("\n");

  it("is everything where nothing is described", () => {
    expect(withDocumentation(source, nothing)).toBe(source);
  });

  it("is everything but the member that is described: comments of other kinds, blank lines, its neighbours", () => {
    expect(withDocumentation(source, as({ "ThingArgs.other": "New." }))).toBe(
      source.replace("  other?", "  /** New. */\n  other?"),
    );
    expect(withDocumentation(source, as({ "ThingArgs.name": "New." }))).toBe(source.replace("Stays.", "New."));
  });

  it("is a member that a variant of the arguments forbids, and its words", () => {
    const variant = "interface A {\n  a: 1;\n  /** None here. */\n  b?: undefined;\n  c?: undefined;\n}";
    expect(withDocumentation(variant, always)).toBe(variant.replace("  a", "  /** What it is. */\n  a"));
  });

  it("is a constructor, and what is no interface or class", () => {
    const asked: string[] = [];
    withDocumentation(source, (type, member) => {
      asked.push(`${type}.${member}`);
      return undefined;
    });
    expect(asked).toEqual(["ThingArgs.name", "ThingArgs.other", "Thing.get"]);
  });

  it("is a file that was written before", () => {
    const long = (_: string, member: string) => `${member} ${"is what it is ".repeat(20).trim()}.`;
    const once = withDocumentation(source, long);
    expect(once).not.toBe(source);
    expect(withDocumentation(once, long)).toBe(once);
  });
});

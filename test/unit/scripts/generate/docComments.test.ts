import { describe, expect, it } from "vitest";
import { docComment, docLines, wrap } from "../../../../scripts/generate/docComments.mjs";

describe("a comment", () => {
  it("has its text in one line", () => {
    expect(docComment("Its name.")).toBe("/** Its name. */");
    expect(docComment("Its name.", "  ")).toBe("  /** Its name. */");
  });

  it("has the quotes, backticks and dollar signs of its text", () => {
    const text = "The default is `<project>-<stack>`, '$&' or \"$1\".";
    expect(docComment(text)).toBe(`/** ${text} */`);
  });

  it("stays in one line as long as that has room for it", () => {
    const fitting = "x".repeat(120 - "  /**  */".length);
    expect(docComment(fitting, "  ")).toBe(`  /** ${fitting} */`);
    expect(docComment(`${fitting}x`, "  ")).toBe(`  /**\n   * ${fitting}x\n   */`);
  });

  it("can be given in lines, which have no blanks at their ends", () => {
    expect(docLines(["First.", "", "```", "code", "```"], "  ")).toBe(
      ["  /**", "   * First.", "   *", "   * ```", "   * code", "   * ```", "   */"].join("\n"),
    );
  });
});

describe("a long text", () => {
  const words = Array.from({ length: 60 }, (_, i) => `word${i}`);
  const comment = docComment(words.join(" "), "  ").split("\n");
  const text = comment.slice(1, -1);

  it("is broken into lines that the formatter leaves alone", () => {
    expect([comment[0], comment.at(-1)]).toEqual(["  /**", "   */"]);
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

  it("keeps a word whole that no line has room for", () => {
    const url = `https://example.com/${"x".repeat(150)}`;
    expect(wrap(`See ${url} there.`)).toEqual(["See", url, "there."]);
  });
});

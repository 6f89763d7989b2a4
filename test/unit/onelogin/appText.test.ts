import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../provider/lifecycle";
import { appText, appTexts, isSameInApp, uriList } from "../../../provider/onelogin/appText";

const anyUri = () => undefined;

describe("a text of an app", () => {
  it.each([
    ["A & B", "A &amp; B"],
    ["<a> \"b\" 'c'", "&lt;a&gt; &quot;b&quot; &#39;c&#39;"],
    ["'`/", "&apos;&#x60;&#x2F;"],
    ["one\ntwo", "one\r\ntwo"],
    ["one\r\ntwo", "one\ntwo"],
    ["caf\u00e9", "cafe\u0301 "],
    ["&amp;", "&amp;"],
    ["&amp;", "&amp;amp;"],
    ["&nonsense; &#0; 100 %", "&nonsense; &#0; 100 %"],
  ])("is the same: %j, answered as %j", (plain, answered) => {
    expect(isSameInApp(plain, answered)).toBe(true);
    expect(appText().reconcile(plain, answered)).toBe(plain);
  });

  it.each([
    ["A & B", "A & C"],
    ["&amp;", "&"],
    ["a", "A"],
    ["&", "&#38;#38;"],
    ["x", "&#1114112;"],
  ])("differs: %j, answered as %j", (plain, answered) => {
    expect(isSameInApp(plain, answered)).toBe(false);
    expect(appText({ allowEmpty: true }).reconcile(plain, answered)).toBe(answered);
  });

  it("that was emptied is empty, and nothing if it never was there", () => {
    expect(appText({ allowEmpty: true }).reconcile("x", null)).toBe("");
    expect(appText({ allowEmpty: true }).reconcile("", null)).toBe("");
  });
});

describe("texts, one or several,", () => {
  const kind = appTexts();

  it.each([
    ["a", "a"],
    ["a & b", "a &amp; b"],
    ["a", ["a"]],
    [["a"], "a"],
    [
      ["a", "b & c"],
      ["a", "b &amp; c"],
    ],
    [[], []],
  ])("are the same: %j, answered as %j", (plain, answered) => {
    expect(kind.reconcile(plain, answered)).toEqual(plain);
  });

  it.each([
    ["a", "b"],
    [
      ["a", "b"],
      ["b", "a"],
    ],
    [["a"], []],
    ["a", ["a", "b"]],
    [["a", "b"], null],
  ])("differ: %j, answered as %j", (plain, answered) => {
    expect(kind.reconcile(plain, answered)).not.toEqual(plain);
    expect(kind.isSame(plain, answered)).toBe(false);
  });

  it("are strings alone", () => {
    expect([kind.normalise("a"), kind.normalise(["a", ""]), kind.normalise("")].map(({ problem }) => problem)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    for (const wrong of [7, ["a", 7], {}, null]) expect(kind.normalise(wrong).problem).toMatch(/^expected a string/);
  });
});

it("texts that a preview doesn't know pass, and are a change", () => {
  const kind = appTexts();
  expect(kind.normalise(["a", UNKNOWN])).toEqual({ value: ["a", UNKNOWN] });
  expect(kind.isSame(["a", UNKNOWN], ["a", UNKNOWN])).toBe(false);
  expect(kind.isSame(["a"], ["a"])).toBe(true);
});

describe("URIs", () => {
  const { wire, reconcile } = uriList(anyUri);

  it("are one text, a line each", () => {
    expect(wire?.to(["https://a", "https://b"])).toBe("https://a\nhttps://b");
    expect(wire?.to([])).toBe("");
  });

  it.each([
    ["https://a\nhttps://b", ["https://a", "https://b"]],
    ["https://a,https://b", ["https://a", "https://b"]],
    [" https://a \r\n\r\n, https://b,", ["https://a", "https://b"]],
    [
      ["https://a", "https://b"],
      ["https://a", "https://b"],
    ],
    ["", []],
    [null, []],
    [
      ["https://a\nhttps://b", ""],
      ["https://a", "https://b"],
    ],
  ])("are read from %j", (answered, uris) => {
    expect(wire?.from(answered)).toEqual(uris);
  });

  it("keep the order of the program", () => {
    expect(reconcile(["b", "a"], ["a", "c", "b"])).toEqual(["b", "a", "c"]);
  });
});

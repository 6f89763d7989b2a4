import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UNKNOWN, type Values } from "../../../provider/lifecycle";
import { publicKey } from "../../../provider/onegini/publicKey";
import { scopeId } from "../../../provider/onelogin/ids";
import {
  argumentsOf,
  boolean,
  changes,
  fromWire,
  item,
  object,
  type Properties,
  positiveInteger,
  propertiesToSend,
  reconcile,
  set,
  text,
  toWire,
} from "../../../provider/properties";

const description = "It is there for these tests.";
const properties = {
  name: { kind: text(), required: true, wire: "name", description },
  note: { kind: text({ allowEmpty: true }), wire: "a_note", description },
  method: { kind: text(), serverDefault: "usual", wire: "method", description },
  words: { kind: set(item()), required: true, wire: "words", description },
  parts: { kind: set(scopeId), wire: "parts", description },
  minutes: { kind: positiveInteger, wire: "minutes", description },
  key: { kind: publicKey, wire: "key", description },
  inner: {
    kind: object({
      deep: { kind: text(), required: true, wire: "deep", description },
      minutes: { kind: positiveInteger, wire: "mins", description },
    }),
    required: true,
    wire: "inner",
    description,
  },
  optional: {
    kind: object({ deep: { kind: text(), required: true, wire: "deep", description } }),
    wire: "optional",
    description,
  },
  secret: { kind: text(), secret: true, description },
  adopt: { kind: boolean, createOnly: true, description },
  profile: { kind: text(), replaces: true, description },
} as const satisfies Properties;

const state: Values = { name: "n", words: ["a", "b"], inner: { deep: "d" } };
const seen = (before: Values, actual: Values) => reconcile(properties, before, actual);
const changed = (before: Values, now: Values) => [
  ...new Set(changes(properties, before, now).map(({ property }) => property)),
];

describe("changes", () => {
  it.each([
    [{}, {}, []],
    [{ words: ["b", "a"] }, {}, []],
    [{ words: ["a", "a", "b"] }, {}, []],
    [{ words: ["a"] }, {}, ["words"]],
    [{ note: "x" }, {}, ["note"]],
    [{}, { note: "x" }, ["note"]],
    [{ note: "" }, {}, ["note"]],
    [{ inner: { deep: "e" } }, {}, ["inner"]],
    [{ inner: { deep: "d", minutes: 5 } }, {}, ["inner"]],
    [{ adopt: true }, {}, []],
    [{ profile: "acme" }, {}, ["profile"]],
    [{ minutes: 5 }, { minutes: 5 }, []],
    [{ key: { a: "1", b: "2" } }, { key: { b: "2", a: "1" } }, []],
    [{ key: { a: "1" } }, { key: { a: "1", b: "2" } }, ["key"]],
    [{ name: UNKNOWN }, {}, ["name"]],
    [{ parts: [UNKNOWN, 5] }, { parts: [5, 6] }, ["parts"]],
    [{ parts: [UNKNOWN] }, { parts: [UNKNOWN] }, ["parts"]],
    [{ name: "N" }, {}, ["name"]],
  ] as [Values, Values, string[]][])("of inputs %o after a state %o: %j", (inputs, before, expected) => {
    expect(changed({ ...state, ...before }, { ...state, ...inputs })).toEqual(expected);
  });

  it("takes null, undefined and absent for the same, since states come back through JSON", () => {
    expect(changed({ ...state, note: null }, { ...state })).toEqual([]);
  });
});

describe("propertiesToSend", () => {
  it("names what is given and differs, and nothing that is left out, createOnly or without a name on the wire", () => {
    const inputs = { ...state, note: "x", secret: "s", adopt: true, profile: "p" };
    expect(propertiesToSend(properties, { ...state, minutes: 5 }, inputs)).toEqual(["note"]);
  });

  it("names an object when a member of it is given and differs", () => {
    expect(propertiesToSend(properties, { inner: { deep: "d", minutes: 5 } }, { inner: { deep: "d" } })).toEqual([]);
    expect(propertiesToSend(properties, { inner: { deep: "d" } }, { inner: { deep: "d", minutes: 5 } })).toEqual([
      "inner",
    ]);
  });

  it("names everything given after a state that holds nothing", () => {
    expect(propertiesToSend(properties, {}, state)).toEqual(["name", "words", "inner"]);
  });
});

describe("what a service writes differently", () => {
  it.each([
    ["another order", { words: ["a", "b", "c"] }, { words: ["c", "a", "b"] }],
    ["repetitions", { words: ["a", "b"] }, { words: ["b", "a", "b"] }],
    ["null for an empty text", { note: "" }, { note: null }],
    ["an empty text for null", { note: null }, { note: "" }],
    ["without the white space around", { note: " text \n" }, { note: "text" }],
    ["composed Unicode", { note: "u\u0308" }, { note: "\u00fc" }],
    ["decomposed Unicode", { note: "\u00fc" }, { note: "u\u0308" }],
    ["with members of its own in a key", { key: { x: "1" } }, { key: { x: "1", kid: "k" } }],
    ["composed Unicode in a set", { words: ["u\u0308"] }, { words: ["\u00fc"] }],
    ["without the white space around a member", { words: ["a "] }, { words: ["a"] }],
  ] as [string, Values, Values][])("is no drift: %s", (_, before, actual) => {
    const whole = { ...state, ...before };
    const { values, drifted } = seen(whole, { ...state, ...actual });
    expect(drifted).toBe(false);
    expect(values).toEqual(argumentsOf(properties, whole));
  });

  it.each([
    ["another case", { note: "Text" }, { note: "text" }],
    ["white space within", { note: "a b" }, { note: "a  b" }],
    ["a member more", { words: ["a"] }, { words: ["a", "b"] }],
    ["a member less", { words: ["a", "b"] }, { words: ["a"] }],
    ["an emptied text", { note: "x" }, { note: "" }],
    ["an emptied text as null", { note: "x" }, { note: null }],
    ["a number", { minutes: 5 }, { minutes: 6 }],
    ["a number that is gone", { minutes: 5 }, { minutes: null }],
    ["within an object", { inner: { deep: "d" } }, { inner: { deep: "e" } }],
    ["another key", { key: { x: "1" } }, { key: { x: "2" } }],
    ["another method than the service's default", {}, { method: "unusual" }],
  ] as [string, Values, Values][])("is drift: %s", (_, before, actual) => {
    expect(seen({ ...state, ...before }, { ...state, ...actual }).drifted).toBe(true);
  });

  it("shows a drifted set in the state's order, with what is new at its end", () => {
    expect(seen({ ...state, words: ["c", "b", "a"] }, { ...state, words: ["a", "d", "c"] }).values.words).toEqual([
      "c",
      "a",
      "d",
    ]);
  });
});

describe("what isn't managed", () => {
  it("is no drift, and stays out of the state", () => {
    const actual = {
      ...state,
      note: "theirs",
      minutes: 9,
      parts: [1],
      key: { x: "1" },
      inner: { deep: "d", minutes: 7 },
      method: "usual",
    };
    expect(seen(state, actual)).toEqual({ values: state, drifted: false });
  });

  it("is what the service doesn't speak of, too: an older version drops nothing that the state holds", () => {
    const before = { ...state, key: { x: "1" }, method: "unusual", secret: "s", adopt: true };
    expect(seen(before, { name: "n", words: ["a", "b"], inner: { deep: "d" } })).toEqual({
      values: before,
      drifted: false,
    });
  });
});

describe("a first look, with a state that holds nothing but perhaps the profile,", () => {
  it.each([{}, { profile: "acme" }, { note: null }])("takes everything: %j", (before) => {
    const actual = { ...state, note: "theirs", minutes: 9, inner: { deep: "d", minutes: 7 }, method: "usual" };
    expect(seen(before, actual).values).toEqual({ ...actual, ...("profile" in before ? before : {}) });
  });
});

describe("an object that the program leaves out", () => {
  it("is the service's own, whatever it requires", () => {
    expect(seen(state, { ...state, optional: { deep: "theirs" } })).toEqual({ values: state, drifted: false });
  });

  it("is seen by a first look, and where the program gives it", () => {
    const optional = { deep: "theirs" };
    expect(seen({}, { ...state, optional }).values).toMatchObject({ optional });
    const { values, drifted } = seen({ ...state, optional: { deep: "ours" } }, { ...state, optional });
    expect([values.optional, drifted]).toEqual([optional, true]);
  });
});

describe("a partial state, of a half-done create or an older version,", () => {
  it("gets what is required and nothing else", () => {
    const { values, drifted } = seen({ name: "n", secret: "s" }, { ...state, note: "theirs", minutes: 9 });
    expect(values).toEqual({ ...state, secret: "s" });
    expect(drifted).toBe(true);
  });
});

const anyText = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("", " a ", "u\u0308"));
const values = fc.record(
  {
    name: anyText,
    note: fc.oneof(anyText, fc.constant(null)),
    words: fc.array(anyText),
    parts: fc.array(fc.integer()),
    minutes: fc.integer(),
    method: fc.constantFrom("usual", "unusual"),
    inner: fc.record({ deep: anyText, minutes: fc.integer() }, { requiredKeys: ["deep"] }),
  },
  { requiredKeys: ["name", "words", "inner"] },
) as fc.Arbitrary<Values>;

describe("for any state and any answer", () => {
  it("a second look at the same thing finds no drift: nothing flaps", () => {
    fc.assert(
      fc.property(values, values, (before, actual) => {
        const { values: after } = seen(before, actual);
        const again = seen(after, actual);
        expect(again).toEqual({ values: after, drifted: false });
        expect(changed(after, again.values)).toEqual([]);
      }),
    );
  });

  it("no drift means that the state stays exactly as it was, and drift shows in a diff", () => {
    fc.assert(
      fc.property(values, values, (before, actual) => {
        const looked = seen(before, actual);
        const differs = changed(looked.values, before);
        if (looked.drifted) expect(differs).not.toEqual([]);
        else expect(looked.values).toEqual(argumentsOf(properties, before));
      }),
    );
  });

  it("what goes over the wire comes back as it went", () => {
    fc.assert(
      fc.property(values, (all) => {
        const sent = toWire(properties, all);
        expect(fromWire(properties, sent)).toEqual(all);
        expect(Object.keys(sent)).not.toContain("note");
      }),
    );
  });

  it("whatever the service answers under our names, nothing breaks and no prototype is touched", () => {
    const names = Object.values(properties).flatMap((property) => ("wire" in property ? [property.wire] : []));
    const answer = fc.record(Object.fromEntries(names.map((name) => [name, fc.jsonValue()])), { requiredKeys: [] });
    fc.assert(
      fc.property(values, answer, (before, wire) => {
        seen(before, fromWire(properties, wire as Values));
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      }),
    );
  });
});

it("secrets and profiles never go over the wire", () => {
  expect(toWire(properties, { ...state, secret: "s", profile: "p", adopt: true })).toEqual({
    name: "n",
    words: ["a", "b"],
    inner: { deep: "d" },
  });
});

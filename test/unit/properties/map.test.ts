import { describe, expect, it } from "vitest";
import { UNKNOWN, type Values } from "../../../provider/lifecycle";
import { boolean, changedOnWire, changes, fromWire, map, reconcile, text, toWire } from "../../../provider/properties";

// Objects under names that the program chooses, beside the service's own.

const member = {
  label: { kind: text({ allowEmpty: true }), wire: "label", description: "" },
  isFirst: { kind: boolean, wire: "is_first", description: "" },
};
const properties = { all: { kind: map(member), wire: "all_of_them", description: "" } };
const odd = Object.fromEntries(["__proto__", "constructor", "a b"].map((name) => [name, { label: name }]));
const { normalise } = properties.all.kind;

describe("named objects", () => {
  it("are checked one by one", () => {
    expect(normalise({ a: { label: "A" }, b: {} })).toEqual({ value: { a: { label: "A" }, b: {} } });
    expect(normalise({ a: { label: 7, other: 1 }, b: 3, c: null }).problem).toBe(
      "a.other: unknown property; valid properties are label, isFirst; a.label: expected a string, got a number; b: expected an object, got a number; c: expected an object, got an object",
    );
    expect(normalise([]).problem).toBe("expected an object, got an array");
  });

  it("may be unknown, whole and in parts", () => {
    const given = { a: UNKNOWN, b: { label: UNKNOWN } };
    expect(normalise(given)).toEqual({ value: given });
    for (const known of [{ a: UNKNOWN }, { a: { label: UNKNOWN } }])
      expect(changes(properties, { all: { a: { label: "A" } } }, { all: known })).toHaveLength(1);
  });

  it("are the same in any order, and differ by one more, one less and another member", () => {
    const [a, b] = [{ label: "A" }, { isFirst: true }];
    const differ = (one: Values, other: Values) => changes(properties, { all: one }, { all: other }).length > 0;
    expect(differ({ a, b }, { b, a })).toBe(false);
    expect(differ({ a, b }, { a })).toBe(true);
    expect(differ({ a }, { a, b })).toBe(true);
    expect(differ({ a }, { a: {} })).toBe(true);
    expect(differ({ a }, { a: { label: "B" } })).toBe(true);
  });

  it("have the service's names for their members, and keep their own", () => {
    const values = { all: { isFirst: { isFirst: true }, label: { label: "L" } } };
    const wire = { all_of_them: { isFirst: { is_first: true }, label: { label: "L" } } };
    expect(toWire(properties, values)).toEqual(wire);
    expect(fromWire(properties, wire)).toEqual(values);
    expect(changedOnWire(properties, {}, values)).toEqual(wire);
  });

  it("may have any name", () => {
    expect(Object.entries(normalise(odd).value as Values)).toEqual(Object.entries(odd));
    const wire = fromWire(properties, toWire(properties, { all: odd }));
    expect(Object.entries(wire.all as Values)).toEqual(Object.entries(odd));
    expect(changes(properties, { all: odd }, { all: {} })).toHaveLength(1);
    expect(changes(properties, { all: {} }, { all: odd })).toHaveLength(1);
    expect(reconcile(properties, { all: odd }, { all: {} }).values).toEqual({ all: {} });
  });
});

describe("what a service returns of named objects", () => {
  const seen = (state: Values, actual: Values) => reconcile(properties, { all: state }, { all: actual });
  const unset = { label: null, isFirst: false };

  it("is no drift in objects and members that the program doesn't name", () => {
    const actual = { a: { label: "A", isFirst: false }, b: unset, c: { label: "C" } };
    expect(seen({ a: { label: "A" }, b: {} }, actual)).toEqual({
      values: { all: { a: { label: "A" }, b: {} } },
      drifted: false,
    });
  });

  it("is drift in a member that differs, and in an object that is missing", () => {
    const state = { a: { label: "A" }, b: {} };
    expect(seen(state, { a: { label: "B" }, b: unset })).toEqual({
      values: { all: { a: { label: "B" }, b: {} } },
      drifted: true,
    });
    expect(seen(state, { a: { label: "A" } })).toEqual({ values: { all: { a: { label: "A" } } }, drifted: true });
    expect(seen(state, { a: { label: "A" }, b: 7 })).toEqual({ values: { all: { a: { label: "A" } } }, drifted: true });
  });

  it("is taken whole by a first look, without what isn't set", () => {
    const { values } = reconcile(properties, {}, { all: { a: { label: "A", isFirst: null }, b: unset } });
    expect(values).toEqual({ all: { a: { label: "A" }, b: { isFirst: false } } });
  });

  it("is kept as it was if the whole is missing", () => {
    expect(reconcile(properties, { all: { a: { label: "A" } } }, {})).toEqual({
      values: { all: { a: { label: "A" } } },
      drifted: false,
    });
  });
});

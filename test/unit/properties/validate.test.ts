import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createContext } from "../../../provider/context";
import { type Lifecycle, UNKNOWN, type Values } from "../../../provider/lifecycle";
import { publicKey } from "../../../provider/onegini/publicKey";
import { scopeId } from "../../../provider/onelogin/ids";
import {
  boolean,
  id,
  item,
  object,
  type Properties,
  positiveInteger,
  set,
  text,
  validate,
  version,
} from "../../../provider/properties";
import { resources } from "../../../provider/services";
import { testRun } from "../../support/run";

const description = "It is there for these tests.";
const properties = {
  name: { kind: text({ maxLength: 5 }), required: true, description },
  note: { kind: text({ allowEmpty: true }), default: "none", description },
  server: { kind: id, description },
  minutes: { kind: positiveInteger, description },
  on: { kind: boolean, description },
  version: { kind: version, description },
  words: { kind: set(item()), description },
  audiences: { kind: set(item(), { notEmpty: true }), description },
  parts: { kind: set(scopeId), description },
  key: { kind: publicKey, description },
  inner: {
    kind: object({
      deep: { kind: text(), required: true, description },
      set: { kind: set(item()), description },
    }),
    description,
  },
} as const satisfies Properties;

const normal = (news: Values, olds: Values = {}) => validate(properties, { name: "n", ...news }, olds).inputs;
const failures = (news: Values) => validate(properties, { name: "n", ...news }).failures;
const jwk = { kty: "EC", crv: "P-256", x: "x", y: "y" };

/** A resource's arguments, as it names them itself. */
function namesOf(lifecycle: Lifecycle): string[] {
  const [unknownProperty] = lifecycle.check({ nonsense: 1 }, {}).failures;
  const names = /valid properties are (.*)$/.exec(unknownProperty?.reason ?? "")?.[1]?.split(", ") ?? [];
  expect(names.length).toBeGreaterThan(3);
  return names;
}

describe("normalising", () => {
  it.each([
    ["server", "1022743", 1022743],
    ["server", 7, 7],
    ["parts", ["1022743/51", "52", 53], [51, 52, 53]],
    ["parts", [51, "51", "9/51"], [51]],
    ["words", ["a", "b", "a"], ["a", "b"]],
    ["words", [], []],
    ["note", "", ""],
    ["version", 2, 2],
    ["on", false, false],
  ])("makes of %s: %j %j", (property, given, expected) => {
    expect(failures({ [property]: given })).toEqual([]);
    expect(normal({ [property]: given })[property]).toEqual(expected);
  });

  it("gives defaults, and leaves out what nobody gave", () => {
    expect(normal({ server: null, minutes: undefined })).toEqual({ name: "n", note: "none" });
  });

  it("keeps the old inputs' order of a set whose members are the same", () => {
    expect(normal({ words: ["c", "a", "b", "a"] }, { words: ["a", "b", "c"] }).words).toEqual(["a", "b", "c"]);
    expect(normal({ parts: ["3", 1] }, { parts: [1, 3] }).parts).toEqual([1, 3]);
    expect(normal({ inner: { deep: "d", set: ["b", "a"] } }, { inner: { set: ["a", "b"] } }).inner).toEqual({
      deep: "d",
      set: ["a", "b"],
    });
  });

  it("takes the new order where a member differs", () => {
    expect(normal({ words: ["c", "a"] }, { words: ["a", "b"] }).words).toEqual(["c", "a"]);
  });

  it("is done after once: its results pass as they are", () => {
    const member = fc.oneof(fc.string(), fc.integer(), fc.constant("1/2"), fc.constant("12"));
    const shape = fc.record(
      {
        server: member,
        minutes: member,
        words: fc.array(fc.string()),
        parts: fc.array(member),
        version: member,
        note: fc.string(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(shape, (news) => {
        const first = validate(properties, { name: "n", ...news });
        if (first.failures.length > 0) return;
        expect(validate(properties, first.inputs, first.inputs)).toEqual(first);
      }),
    );
  });
});

describe("an unknown", () => {
  it("passes every validation", () => {
    const everything = Object.fromEntries(Object.keys(properties).map((name) => [name, UNKNOWN]));
    expect(validate(properties, everything)).toEqual({ inputs: everything, failures: [] });
  });

  it("passes inside sets, keys and objects, and two of them stay two", () => {
    const inputs = normal({ parts: [UNKNOWN, 5, UNKNOWN], key: { ...jwk, x: UNKNOWN }, inner: { deep: UNKNOWN } });
    expect(inputs).toMatchObject({
      parts: [UNKNOWN, 5, UNKNOWN],
      key: { ...jwk, x: UNKNOWN },
      inner: { deep: UNKNOWN },
    });
    expect(
      failures({ parts: [UNKNOWN], audiences: [UNKNOWN], key: { ...jwk, kty: UNKNOWN }, inner: { deep: UNKNOWN } }),
    ).toEqual([]);
  });

  it.each(Object.entries(resources))("passes every rule of %s", (_, lifecycle) => {
    const names = namesOf(lifecycle);
    // Secrets that can't be given together are refused even when they aren't known yet.
    const one = names.filter((name) => !["clientSecretVersion", "hashedClientSecret"].includes(name));
    expect(lifecycle.check(Object.fromEntries(one.map((name) => [name, UNKNOWN])), {}).failures).toEqual([]);
  });
});

describe("what is wrong", () => {
  it.each([
    [{ name: "" }, "name", "expected a non-empty string"],
    [{ name: undefined }, "name", "required, but missing"],
    [{ name: null }, "name", "required, but missing"],
    [{ name: 5 }, "name", "expected a string, got a number"],
    [{ name: "abcdef" }, "name", "at most 5 characters, got 6"],
    [{ server: "12a" }, "server", "expected a whole number above 0, got"],
    [{ server: "012" }, "server", "expected a whole number above 0, got"],
    [{ server: 0 }, "server", "expected a whole number above 0, got"],
    [{ server: -3 }, "server", "expected a whole number above 0, got"],
    [{ server: 1.5 }, "server", "expected a whole number above 0, got"],
    [{ server: 2 ** 53 }, "server", "expected a whole number above 0, got"],
    [{ server: "9007199254740993" }, "server", "expected a whole number above 0, got"],
    [{ server: Number.NaN }, "server", "expected a whole number above 0, got"],
    [{ server: "" }, "server", "expected a whole number above 0, got"],
    [{ server: [5] }, "server", "expected a whole number above 0, got"],
    [{ minutes: "ten" }, "minutes", "expected a whole number above 0, got"],
    [{ minutes: true }, "minutes", "expected a whole number above 0, got"],
    [{ on: "true" }, "on", "expected true or false, got a string"],
    [{ version: {} }, "version", "a string or a number"],
    [{ version: Number.NaN }, "version", "a string or a number"],
    [{ words: "a" }, "words", "expected an array, got a string"],
    [{ words: ["a", 5, ""] }, "words", "value 2.*value 3"],
    [{ audiences: [] }, "audiences", "at least one value"],
    [{ parts: ["x", 1] }, "parts", "value 1"],
    [{ parts: ["1/2/3"] }, "parts", "value 1"],
    [{ parts: ["/5"] }, "parts", "value 1"],
    [{ inner: [] }, "inner", "expected an object, got an array"],
    [{ inner: {} }, "inner.deep", "required, but missing"],
    [{ inner: { deep: "d", more: 1 } }, "inner.more", "unknown property; valid properties are deep, set"],
    [{ nonsense: 1 }, "nonsense", "unknown property; valid properties are name, note"],
    [{ key: "text" }, "key", "JSON Web Key"],
    [{ key: { ...jwk, d: "private" } }, "key", "private key"],
    [{ key: { ...jwk, d: UNKNOWN } }, "key", "private key"],
    [{ key: { ...jwk, crv: "P-384" } }, "key", "P-256"],
    [{ key: { kty: "EC", crv: "P-256", x: "x" } }, "key", "y is missing"],
    [{ key: { ...jwk, x: 5 } }, "key", "expected a string as its member x, got a number"],
  ] as [Values, string, string][])("is a failure with property and reason: %o", (news, property, reason) => {
    const found = validate(properties, { name: "n", ...news }).failures;
    expect(found.map((each) => each.property)).toEqual([property]);
    expect(found[0]?.reason).toMatch(new RegExp(reason, "s"));
  });

  it("is reported all at once", () => {
    expect(validate(properties, { server: 0, inner: {}, audiences: [], x: 1 }).failures).toHaveLength(5);
  });

  it("is a pair where one number is asked for: 1022743/51 is no server's id, and no lifetime", () => {
    expect(failures({ server: "1022743/51" }).map(({ property }) => property)).toEqual(["server"]);
    expect(failures({ minutes: "5/10" }).map(({ property }) => property)).toEqual(["minutes"]);
  });
});

describe("no reason ever shows a value", () => {
  const canary = "canary-value-of-a-secret";
  const holding = fc.oneof(
    fc.constant<unknown>(canary),
    fc.constant<unknown>([canary, 5, { a: canary }]),
    fc.constant<unknown>({ d: canary, kty: canary, crv: canary, x: canary, y: 5, deep: [canary], set: canary }),
    fc.constant<unknown>({ ...jwk, kty: canary }),
    fc.constant<unknown>(`${canary}/5`),
    fc.constant<unknown>(` ${canary} `),
    fc.constant<unknown>(canary.repeat(20)),
    fc.anything().map<unknown>((any) => [any, canary]),
  );

  it("of any property, whatever is wrong with it", () => {
    const shape = fc.record(Object.fromEntries(Object.keys(properties).map((name) => [name, holding])), {
      requiredKeys: [],
    });
    fc.assert(
      fc.property(shape, (news) => {
        expect(JSON.stringify(validate(properties, news).failures)).not.toContain(canary);
      }),
    );
  });

  it.each(Object.entries(resources))("of %s's own rules and formats", (_, lifecycle) => {
    const names = namesOf(lifecycle);
    const shape = fc.record(Object.fromEntries(names.map((name) => [name, holding])), { requiredKeys: [] });
    fc.assert(
      fc.property(shape, (news) => {
        expect(JSON.stringify(lifecycle.check(news, {}).failures)).not.toContain(canary);
      }),
    );
  });
});

describe("hostile inputs", () => {
  it.each(Object.entries(resources))("of any shape never break %s's check, diff or the prototypes", (_, lifecycle) => {
    const key = fc.oneof(
      fc.constantFrom(
        "__proto__",
        "constructor",
        "prototype",
        "toString",
        "name",
        "scopes",
        "configuration",
        "publicJwk",
      ),
      fc.string(),
    );
    const shape = fc.dictionary(key, fc.anything({ key, withNullPrototype: true }));
    const context = createContext(() => undefined, testRun());
    fc.assert(
      fc.property(shape, shape, (news, olds) => {
        const { inputs } = lifecycle.check(news, olds);
        lifecycle.diff("7", olds, inputs, context);
        expect(Object.getPrototypeOf(inputs)).toBe(Object.prototype);
      }),
      { numRuns: 200 },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it.each(["__proto__", "constructor", "toString"])(
    "named %s are unknown properties like others, and pollute nothing",
    (name) => {
      const news = JSON.parse(`{"name":"n","${name}":{"polluted":true}}`);
      const { inputs, failures } = validate(properties, news);
      expect(failures.map(({ property }) => property)).toEqual([name]);
      expect(Object.keys(inputs)).not.toContain(name);
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      expect((inputs as { polluted?: unknown }).polluted).toBeUndefined();
    },
  );

  it("that inherit a property have not been given it", () => {
    expect(validate(properties, Object.create({ name: "n" })).failures).toEqual([
      { property: "name", reason: "required, but missing" },
    ]);
  });
});

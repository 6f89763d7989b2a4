import { expect, it } from "vitest";
import { type Change, UNKNOWN, type Values } from "../../../provider/lifecycle";
import { publicKey } from "../../../provider/onegini/publicKey";
import {
  boolean,
  changes,
  item,
  object,
  type Properties,
  positiveInteger,
  set,
  text,
  version,
} from "../../../provider/properties";

const description = "It is there for these tests.";
const properties = {
  name: { kind: text(), required: true, replaces: true, description },
  note: { kind: text({ allowEmpty: true }), description },
  scopes: { kind: set(item()), description },
  home: { kind: set(item()), replaces: true, description },
  version: { kind: version, description },
  key: { kind: publicKey, description },
  configuration: {
    kind: object({
      identifier: { kind: text(), required: true, description },
      audiences: { kind: set(item()), description },
      minutes: { kind: positiveInteger, description },
      inner: { kind: object({ deep: { kind: text(), description } }), description },
      made: { kind: text(), createOnly: true, description },
    }),
    description,
  },
  place: { kind: object({ street: { kind: text(), description } }), replaces: true, description },
  adopt: { kind: boolean, createOnly: true, description },
} as const satisfies Properties;

type Place = [path: string, kind: Change["kind"]];

const rows: [what: string, state: Values, inputs: Values, places: Place[]][] = [
  ["a text", { note: "a" }, { note: "b" }, [["note", "update"]]],
  ["an emptied text", { note: "a" }, { note: "" }, [["note", "update"]]],
  ["a whole property that is added", {}, { note: "a" }, [["note", "add"]]],
  ["one that was null", { note: null }, { note: "a" }, [["note", "add"]]],
  ["a whole property that is taken out", { note: "a" }, {}, [["note", "delete"]]],
  ["one that is null now", { note: "a" }, { note: null }, [["note", "delete"]]],
  ["null, undefined and absent", { note: null }, { version: undefined }, []],
  ["a value that isn't known yet", { note: "a" }, { note: UNKNOWN }, [["note", "update"]]],
  ["one that is added and isn't known yet", {}, { note: UNKNOWN }, [["note", "add"]]],
  ["a version", { version: 1 }, { version: 2 }, [["version", "update"]]],
  ["a version that is quoted", { version: 1 }, { version: "1" }, []],
  ["a key's member", { key: { x: "1", y: "2" } }, { key: { x: "1", y: "3" } }, [["key", "update"]]],

  ["an element added", { scopes: ["a", "b"] }, { scopes: ["a", "c", "b"] }, [["scopes[1]", "add"]]],
  ["an element removed", { scopes: ["a", "b", "c"] }, { scopes: ["a", "c"] }, [["scopes[1]", "delete"]]],
  [
    "an element in another's place: counted by the state where it goes, by the inputs where it comes",
    { scopes: ["a", "b", "c"] },
    { scopes: ["d", "b", "a"] },
    [
      ["scopes[2]", "delete"],
      ["scopes[0]", "add"],
    ],
  ],
  ["another order", { scopes: ["a", "b"] }, { scopes: ["b", "a"] }, []],
  ["a repetition", { scopes: ["a", "b"] }, { scopes: ["a", "b", "a"] }, []],
  [
    "all elements removed",
    { scopes: ["a", "b"] },
    { scopes: [] },
    [
      ["scopes[0]", "delete"],
      ["scopes[1]", "delete"],
    ],
  ],
  ["the first element", { scopes: [] }, { scopes: ["a"] }, [["scopes[0]", "add"]]],
  ["a whole set that is added", {}, { scopes: ["a"] }, [["scopes", "add"]]],
  ["a whole set that is taken out", { scopes: ["a"] }, {}, [["scopes", "delete"]]],
  ["a set with unknowns", { scopes: ["a", "b"] }, { scopes: ["a", UNKNOWN] }, [["scopes", "update"]]],
  ["a set of unknowns alone", { scopes: ["a"] }, { scopes: [UNKNOWN] }, [["scopes", "update"]]],
  ["a set that isn't known at all", { scopes: ["a"] }, { scopes: UNKNOWN }, [["scopes", "update"]]],
  ["a set that somebody has made a text of", { scopes: "a" }, { scopes: ["a"] }, [["scopes", "update"]]],

  [
    "a member",
    { configuration: { identifier: "i", minutes: 5 } },
    { configuration: { identifier: "i", minutes: 6 } },
    [["configuration.minutes", "update"]],
  ],
  [
    "a member added and one taken out",
    { configuration: { identifier: "i", minutes: 5 } },
    { configuration: { identifier: "i", audiences: ["a"] } },
    [
      ["configuration.audiences", "add"],
      ["configuration.minutes", "delete"],
    ],
  ],
  [
    "a member's elements",
    { configuration: { identifier: "i", audiences: ["a", "b"] } },
    { configuration: { identifier: "i", audiences: ["b", "c"] } },
    [
      ["configuration.audiences[0]", "delete"],
      ["configuration.audiences[1]", "add"],
    ],
  ],
  [
    "a member's elements with unknowns",
    { configuration: { identifier: "i", audiences: ["a"] } },
    { configuration: { identifier: UNKNOWN, audiences: ["a", UNKNOWN] } },
    [
      ["configuration.identifier", "update"],
      ["configuration.audiences", "update"],
    ],
  ],
  [
    "a member's member",
    { configuration: { inner: { deep: "a" } } },
    { configuration: { inner: { deep: "b" } } },
    [["configuration.inner.deep", "update"]],
  ],
  [
    "a member that matters at a create alone",
    { configuration: { identifier: "i", made: "a" } },
    { configuration: { identifier: "i", made: "b" } },
    [],
  ],
  ["a whole object that is added", {}, { configuration: { identifier: "i" } }, [["configuration", "add"]]],
  ["a whole object that is taken out", { configuration: { identifier: "i" } }, {}, [["configuration", "delete"]]],
  [
    "an object that isn't known at all",
    { configuration: { identifier: "i" } },
    { configuration: UNKNOWN },
    [["configuration", "update"]],
  ],

  ["what matters at a create alone, changed", { adopt: false }, { adopt: true }, []],
  ["what matters at a create alone, added", {}, { adopt: true }, []],
  ["what matters at a create alone, taken out", { adopt: true }, {}, []],
  ["what is no property", { other: 1, clientSecretGenerated: true }, { more: 2 }, []],
  [
    "several properties, in their own order",
    { note: "a", scopes: ["a"], version: 1 },
    { version: 2, scopes: ["b"], note: "b" },
    [
      ["note", "update"],
      ["scopes[0]", "delete"],
      ["scopes[0]", "add"],
      ["version", "update"],
    ],
  ],
];

it.each(rows)("%s", (_, state, inputs, places) => {
  const expected = places.map(([path, kind]) => ({
    property: path.replace(/[.[].*/, ""),
    path,
    kind,
    replaces: false,
  }));
  expect(changes(properties, state, inputs)).toEqual(expected);
});

it.each<[what: string, state: Values, inputs: Values, places: Place[]]>([
  ["changed", { name: "a" }, { name: "b" }, [["name", "update"]]],
  ["added", {}, { name: "b" }, [["name", "add"]]],
  ["taken out", { name: "a" }, {}, [["name", "delete"]]],
  ["not known yet", { name: "a" }, { name: UNKNOWN }, [["name", "update"]]],
  [
    "changed in its elements",
    { home: ["a"] },
    { home: ["b"] },
    [
      ["home[0]", "delete"],
      ["home[0]", "add"],
    ],
  ],
  ["changed in a member", { place: { street: "a" } }, { place: { street: "b" } }, [["place.street", "update"]]],
])("a property that can't be changed in place replaces, and no other beside it: %s", (_, state, inputs, places) => {
  const found = changes(properties, { ...state, note: "a" }, { ...inputs, note: "b" });
  expect(found).toContainEqual({ property: "note", path: "note", kind: "update", replaces: false });
  expect(found.filter(({ replaces }) => replaces).map(({ path, kind }) => [path, kind])).toEqual(places);
  expect(found).toHaveLength(places.length + 1);
});

import { describe, expect, it } from "vitest";
import type { Settings } from "../../provider/config/settings";
import { createContext } from "../../provider/context";
import { markOf, type ObjectsOfRun, type StateEntry } from "../../provider/objectsOfRun";
import { deletionOf } from "../../provider/ownership";
import { refusal } from "../support/refusal";
import { testRun } from "../support/run";
import { settingsFor } from "./support/connections";

const here = "https://acme.onelogin.com";
const scope: StateEntry = {
  type: "onelogin:AuthServerScope",
  id: "1022743/51",
  serviceUrl: here,
  profile: undefined,
  parentType: "onelogin:AuthServer",
  mark: "mine",
};
const server: StateEntry = { ...scope, type: "onelogin:AuthServer", id: "1022743" };

/** The addresses that profiles mean now. */
const addresses: { [profile: string]: string } = { "": here, same: here, other: "https://other.onelogin.com" };

/** What becomes of an entry's object in a run with these objects. */
function deletion(entry: StateEntry, prepare: (objects: ObjectsOfRun) => void, tuning: Partial<Settings> = {}) {
  const context = createContext(() => undefined, testRun());
  prepare(context.objects);
  return deletionOf(entry, context, settingsFor("OneLogin", here, tuning), async (profile = "") => {
    const url = addresses[profile];
    if (url === undefined) throw new Error("not configured");
    return settingsFor("OneLogin", url);
  });
}

describe("an object goes with its entry", () => {
  it.each<[string, StateEntry[]]>([
    ["that alone stands for it", []],
    ["that has been found unchanged before", [scope]],
    ["though others of its kind are there", [{ ...scope, id: "1022743/52", mark: "theirs" }]],
    ["though something of another kind has its id", [{ ...scope, type: "onelogin:AuthServerClaim", mark: "theirs" }]],
    [
      "though one of another tenant has its id",
      [{ ...scope, serviceUrl: "https://other.onelogin.com", mark: "theirs" }],
    ],
    [
      "though one of another tenant's profile has it",
      [{ ...scope, serviceUrl: undefined, profile: "other", mark: "old" }],
    ],
    [
      "though one of a profile has it that isn't configured",
      [{ ...scope, serviceUrl: undefined, profile: "x", mark: "old" }],
    ],
  ])("%s", async (_, entries) => {
    expect(await deletion(scope, (objects) => entries.forEach((each) => void objects.add(each)))).toBeUndefined();
  });

  it("after the other entry for it was deleted, too", async () => {
    const other = { ...scope, mark: "theirs" };
    const prepare = (objects: ObjectsOfRun) => {
      objects.add(other);
      objects.remove(other);
    };
    expect(await deletion(scope, prepare)).toBeUndefined();
  });
});

describe("an entry goes alone, and a person is told of aliases,", () => {
  it.each<[string, StateEntry, StateEntry, Partial<Settings>]>([
    ["where another entry stands for its object", scope, { ...scope, mark: "theirs" }, {}],
    ["where a program looks it up", scope, { ...scope, mark: "get" }, {}],
    ["where another profile of the same tenant has it", scope, { ...scope, profile: "same", mark: "theirs" }, {}],
    [
      "where the tenant has moved",
      { ...scope, serviceUrl: "https://old.example" },
      { ...scope, mark: "theirs" },
      { previousUrls: ["https://old.example"] },
    ],
    [
      "where the tenant has moved, and the other entry doesn't know it yet",
      scope,
      { ...scope, serviceUrl: "https://old.example", mark: "theirs" },
      { previousUrls: ["https://old.example"] },
    ],
    ["where the other entry is of version 0.1.0", scope, { ...scope, serviceUrl: undefined, mark: "old" }, {}],
    ["where it is itself", { ...scope, serviceUrl: undefined, mark: "old" }, { ...scope, mark: "theirs" }, {}],
    [
      "where both are, of two profiles that mean one tenant",
      { ...scope, serviceUrl: undefined, mark: "old" },
      { ...scope, serviceUrl: undefined, profile: "same", mark: "older" },
      {},
    ],
  ])("%s", async (_, entry, other, tuning) => {
    const told = await deletion(entry, (objects) => objects.add(other), tuning);
    expect(told).toMatch(
      /"1022743\/51" was not deleted at the service, because another resource .*resource option aliases/,
    );
  });
});

describe("neither an entry nor its object goes", () => {
  it("where a create has met the object and failed", async () => {
    const error = await refusal(deletion(scope, (objects) => objects.addConflict({ ...scope, mark: "theirs" })));
    expect(error.message).toMatch(/was not deleted, because another resource .* failed because it exists.*aliases/);
  });

  it("where a create was to adopt the object and failed", async () => {
    const prepare = (objects: ObjectsOfRun) => {
      objects.add({ ...scope, mark: "theirs" });
      objects.turnIntoConflict("theirs");
    };
    expect((await refusal(deletion(scope, prepare))).message).toContain("failed because it exists");
  });

  it("but it does where the program replaces it by another: that one has met it for good reason", async () => {
    const prepare = (objects: ObjectsOfRun) => {
      objects.addReplaced(scope);
      objects.addConflict({ ...scope, mark: "theirs" });
    };
    expect(await deletion(scope, prepare)).toBeUndefined();
  });

  it("where resources of the run are in it, which are named", async () => {
    const inside = [scope, { ...scope, type: "onelogin:AuthServerClientApp", id: "1022743/909021", mark: "an app" }];
    const deleting = deletion(server, (objects) => inside.forEach((each) => void objects.add(each)));
    expect((await refusal(deleting)).message).toMatch(
      /"1022743" was not deleted, because .*onelogin:AuthServerScope "1022743\/51", onelogin:AuthServerClientApp "1022743\/909021"/,
    );
  });

  it.each<[string, StateEntry]>([
    ["of a server whose number begins with its own", { ...scope, id: "10227431/51" }],
    ["of another tenant's server", { ...scope, serviceUrl: "https://other.onelogin.com" }],
  ])("but it does where what is there is %s", async (_, inside) => {
    expect(await deletion(server, (objects) => objects.add(inside))).toBeUndefined();
  });
});

describe("the objects of two runs", () => {
  it("have nothing to do with each other", () => {
    const [one, other] = [createContext(() => undefined, testRun()), createContext(() => undefined, testRun())];
    one.objects.add({ ...scope, mark: "theirs" });
    expect([one.objects.others(scope).length, other.objects.others(scope).length]).toEqual([1, 0]);
  });
});

describe("a state's mark", () => {
  it("is its own", () => {
    expect(markOf({ resourceMark: "7", value: "a" })).toBe("7");
  });

  it("is made of all it holds where version 0.1.0 wrote it, in whatever order it comes back", () => {
    const state = { value: "orders:read", inner: { a: 1, b: [{ c: 2, d: 3 }] }, profile: null };
    const reordered = { profile: null, inner: { b: [{ d: 3, c: 2 }], a: 1 }, value: "orders:read" };
    expect(markOf(state)).toBe(markOf(reordered));
    expect(markOf(state)).not.toBe(markOf({ ...state, value: "orders:write" }));
  });

  it("is no mark where somebody has put something else there", () => {
    for (const resourceMark of [null, 5, {}, []])
      expect(markOf({ resourceMark, value: "a" })).not.toBe(markOf({ resourceMark, value: "b" }));
  });
});

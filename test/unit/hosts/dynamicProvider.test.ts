import { inspect } from "node:util";
import { runtime } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import type { Context } from "../../../provider/context";
import { dynamicProvider, unknownValue } from "../../../provider/hosts/dynamic/provider";
import { dynamicProviders } from "../../../provider/hosts/dynamic/providers";
import { type Change, HalfDoneError, type Lifecycle, UNKNOWN, type Values } from "../../../provider/lifecycle";
import { resources } from "../../../provider/services";
import { refusal } from "../../support/refusal";
import { testRun } from "../../support/run";

type Dynamic = Required<ReturnType<typeof dynamicProvider>>;

const clientSecret = "canary-of-a-client";
const provider = "exports.handler = () => require('pulumi-idp/dynamic').ApiClient;";

/** A lifecycle that gives these answers, and keeps the arguments of its calls. */
function hosted(answers: Partial<Lifecycle> = {}, run = testRun()) {
  const asked: { [method: string]: unknown[] } = {};
  const base: Lifecycle = {
    declaration: resources.AuthServer.declaration,
    check: (...args) => (answers.check ?? ((news: Values) => ({ inputs: news, failures: [] })))(...keep("check", args)),
    diff: (...args) => (answers.diff ?? (() => ({ changes: [], isUnfinished: false })))(...keep("diff", args)),
    // Pulumi asks a dynamic provider for no plan.
    plan: () => ({}),
    create: (...args) => (answers.create ?? (async (state: Values) => ({ id: "7", state })))(...keep("create", args)),
    read: (...args) => (answers.read ?? (async () => undefined))(...keep("read", args)),
    update: (...args) =>
      (answers.update ?? (async (_id: string, _state: Values, inputs: Values) => inputs))(...keep("update", args)),
    delete: (...args) => (answers.delete ?? (async () => undefined))(...keep("delete", args)),
  };
  function keep<T extends unknown[]>(method: string, args: T): T {
    asked[method] = args;
    return args;
  }
  const dynamic = dynamicProvider(base, run) as Dynamic;
  return { dynamic, asked };
}

const throwing = (error: unknown) => ({
  create: () => Promise.reject(error),
  read: () => Promise.reject(error),
  update: () => Promise.reject(error),
  delete: () => Promise.reject(error),
  check: () => {
    throw error;
  },
  diff: () => {
    throw error;
  },
});

it("the sentinel of an unknown is Pulumi's own", () => {
  expect(unknownValue).toBe(runtime.unknownValue);
});

it("every resource is exported under the name that state files hold", () => {
  expect(Object.keys(dynamicProviders(testRun())).sort()).toEqual(Object.keys(resources).sort());
});

describe("unknowns", () => {
  it("are marked on the way in and Pulumi's on the way out, at any depth", async () => {
    const { dynamic, asked } = hosted();
    const news = { a: unknownValue, list: [unknownValue, 1], inner: { deep: unknownValue }, __provider: provider };
    expect(await dynamic.check({}, news)).toEqual({
      inputs: { a: unknownValue, list: [unknownValue, 1], inner: { deep: unknownValue } },
      failures: [],
    });
    expect(asked.check?.[0]).toEqual({ a: UNKNOWN, list: [UNKNOWN, 1], inner: { deep: UNKNOWN } });
  });
});

describe("check", () => {
  it("names no property in a failure, since Pulumi would print its value", async () => {
    const { dynamic } = hosted({
      check: () => ({ inputs: {}, failures: [{ property: "clientSecret", reason: "it is wrong" }] }),
    });
    expect((await dynamic.check({}, {})).failures).toEqual([{ property: "", reason: "clientSecret: it is wrong" }]);
  });
});

describe("what belongs to Pulumi", () => {
  it("never reaches a lifecycle", async () => {
    const { dynamic, asked } = hosted();
    const values = { a: 1, __provider: provider };
    await dynamic.check(values, values);
    await dynamic.diff("7", values, values);
    await dynamic.create(values);
    await dynamic.read("7", values);
    await dynamic.update("7", values, values);
    await dynamic.delete("7", values);
    expect(JSON.stringify(asked)).not.toContain("__provider");
  });
});

describe("diff", () => {
  const change = (property: string, replaces = false): Change => ({
    property,
    path: property,
    kind: "update",
    replaces,
  });

  it("says that nothing changes, or leaves it to the engine's own comparison", async () => {
    expect(await hosted().dynamic.diff("7", {}, {})).toEqual({ changes: false });
    const { dynamic } = hosted({ diff: () => ({ changes: [change("a"), change("b", true)], isUnfinished: false }) });
    expect(await dynamic.diff("7", {}, {})).toEqual({ replaces: ["b"] });
  });

  it("names a property once, in however many places it changes", async () => {
    const changes: Change[] = [
      { property: "b", path: "b[0]", kind: "delete", replaces: true },
      { property: "b", path: "b[1]", kind: "add", replaces: true },
    ];
    const { dynamic } = hosted({ diff: () => ({ changes, isUnfinished: false }) });
    expect(await dynamic.diff("7", {}, {})).toEqual({ replaces: ["b"] });
  });

  it("says that something changes where an update is needed that the inputs don't show", async () => {
    const { dynamic } = hosted({ diff: () => ({ changes: [change("a")], isUnfinished: true }) });
    expect(await dynamic.diff("7", {}, {})).toEqual({ changes: true, replaces: [] });
  });
});

describe("read", () => {
  it("answers {} for what is gone", async () => {
    expect(await hosted().dynamic.read("7", {})).toEqual({});
  });

  it("gives inputs only when there are any", async () => {
    const same = hosted({ read: async () => ({ state: { a: 1 } }) });
    expect(await same.dynamic.read("7", {})).toEqual({ id: "7", props: { a: 1 } });
    const drifted = hosted({ read: async () => ({ state: { a: 1 }, inputs: { a: 2 } }) });
    expect(await drifted.dynamic.read("7", {})).toEqual({ id: "7", props: { a: 1 }, inputs: { a: 2 } });
  });

  it("gives the id that was found, where it's another than was asked for", async () => {
    const { dynamic } = hosted({ read: async () => ({ id: "9", state: { a: 1 } }) });
    expect(await dynamic.read("unfinished", {})).toEqual({ id: "9", props: { a: 1 } });
  });

  it("works without properties, as in get", async () => {
    expect(await hosted({ read: async () => ({ state: {} }) }).dynamic.read("7", undefined as never)).toEqual({
      id: "7",
      props: {},
    });
  });
});

it("undefined is never returned, at any depth", async () => {
  const state = { a: undefined, b: { c: undefined, d: [{ e: undefined, f: 1 }] }, g: null };
  const plain = { b: { d: [{ f: 1 }] }, g: null };
  const { dynamic } = hosted({
    create: async () => ({ id: "7", state }),
    update: async () => state,
    read: async () => ({ state, inputs: state }),
    check: () => ({ inputs: state, failures: [] }),
  });
  const strictly = async (answer: Promise<unknown>, expected: unknown) => expect(await answer).toStrictEqual(expected);
  await strictly(dynamic.create({}), { id: "7", outs: plain });
  await strictly(dynamic.update("7", {}, {}), { outs: plain });
  await strictly(dynamic.read("7", {}), { id: "7", props: plain, inputs: plain });
  await strictly(dynamic.check({}, {}), { inputs: plain, failures: [] });
});

describe("an error", () => {
  const calls = (dynamic: ReturnType<typeof hosted>["dynamic"]): [string, () => Promise<unknown>][] => [
    ["check", () => dynamic.check({}, {})],
    ["diff", () => dynamic.diff("7", {}, {})],
    ["create", () => dynamic.create({})],
    ["read", () => dynamic.read("7", {})],
    ["update", () => dynamic.update("7", {}, {})],
    ["delete", () => dynamic.delete("7", {})],
  ];

  it("of any method has no stack but its message, and no fields that Pulumi would take for an object's", async () => {
    const { dynamic } = hosted(
      throwing(Object.assign(new Error("what went wrong"), { cause: new Error("canary"), request: "canary" })),
    );
    for (const [, call] of calls(dynamic)) {
      const error = await refusal(call());
      expect(error.stack).toBe("what went wrong");
      expect(error.message).toBe("what went wrong");
      for (const field of ["id", "properties", "reasons", "cause", "request"]) expect(error).not.toHaveProperty(field);
    }
  });

  it("that is no Error still has a message", async () => {
    for (const thrown of ["a text", undefined, null, 5]) {
      const { dynamic } = hosted(throwing(thrown));
      for (const [, call] of calls(dynamic)) expect((await refusal(call())).stack).toBe(String(thrown));
    }
  });

  const halfDone = () =>
    throwing(new HalfDoneError("nobody can tell", "client-1", { clientId: "client-1", clientSecret, gone: undefined }));

  it.each([
    ["create", (dynamic: Dynamic) => dynamic.create({ a: 1, __provider: provider })],
    ["update", (dynamic: Dynamic) => dynamic.update("client-1", {}, { a: 1, __provider: provider })],
  ] as const)("of a half-done %s carries id, properties with the provider's text, and reasons", async (_, call) => {
    const error = await refusal(call(hosted(halfDone()).dynamic));
    expect(error).toMatchObject({
      message: "nobody can tell",
      id: "client-1",
      properties: { clientId: "client-1", clientSecret, __provider: provider },
      reasons: ["nobody can tell"],
    });
    expect(error.properties).not.toHaveProperty("gone");
    expect(error.stack).toBe("nobody can tell");
  });

  it("of a half-done create or update shows its properties to nothing that prints errors", async () => {
    const { dynamic } = hosted(halfDone());
    for (const call of [dynamic.create({}), dynamic.update("client-1", {}, {})]) {
      const error = await refusal(call);
      const printed = [inspect(error, { depth: 10 }), JSON.stringify(error), String(error), `${error.stack}`];
      expect(printed.join()).not.toContain(clientSecret);
      expect(Object.keys({ ...error })).not.toContain("properties");
    }
  });
});

describe("configuration", () => {
  it("is read when a call needs it, however late it comes", async () => {
    const read: (string | undefined)[] = [];
    const { dynamic } = hosted({
      create: async (state, { configuration }) => {
        read.push(configuration("onelogin:url"));
        return { id: "7", state };
      },
    });
    const config = { get: (key: string) => `value of ${key}` };
    const creating = dynamic.create({});
    await dynamic.configure({ config } as never);
    await creating;
    await dynamic.create({});
    expect(read).toEqual([undefined, "value of onelogin:url"]);
  });

  it("is stored before configure first waits, as Pulumi doesn't wait for it", async () => {
    const { dynamic } = hosted({
      create: async (_, { configuration }) => ({ id: "7", state: { url: configuration("x") } }),
    });
    const configured = dynamic.configure({ config: { get: () => "there" } } as never);
    expect(await dynamic.create({})).toEqual({ id: "7", outs: { url: "there" } });
    await configured;
  });
});

describe("a run", () => {
  it("is shared by all its providers, before and after they are configured, and by no others", async () => {
    const contexts: Context[] = [];
    const keeping: Partial<Lifecycle> = {
      create: async (state, context) => {
        contexts.push(context);
        return { id: "7", state };
      },
    };
    const run = testRun();
    const [one, two, other] = [hosted(keeping, run), hosted(keeping, run), hosted(keeping)];
    await one.dynamic.create({});
    await one.dynamic.configure({ config: { get: () => "" } } as never);
    for (const { dynamic } of [one, two, other]) await dynamic.create({});
    const [first, ...others] = contexts;
    expect(others.map(({ connections }) => connections === first?.connections)).toEqual([true, true, false]);
    expect(others.map(({ objects }) => objects === first?.objects)).toEqual([true, true, false]);
  });

  it("reads the settings anew once it is configured anew", async () => {
    const contexts: Context[] = [];
    const { dynamic } = hosted({
      create: async (state, context) => {
        contexts.push(context);
        return { id: "7", state };
      },
    });
    await dynamic.create({});
    await dynamic.configure({ config: { get: () => "" } } as never);
    await dynamic.create({});
    expect(contexts[1]?.connectionsByProfile).not.toBe(contexts[0]?.connectionsByProfile);
  });
});

it("prototype keys in a state are data, and pollute nothing", async () => {
  const { dynamic, asked } = hosted({ read: async (_id, state) => ({ state }) });
  const state = JSON.parse(
    '{"a":1,"__proto__":{"polluted":true},"inner":{"constructor":{"prototype":{"polluted":true}}}}',
  );
  await dynamic.read("7", state);
  const [, reached] = asked.read as [string, { polluted?: unknown }];
  expect(reached.polluted).toBeUndefined();
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

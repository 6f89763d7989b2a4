import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Context } from "../../../provider/context";
import type { Values } from "../../../provider/lifecycle";
import { resources } from "../../../provider/resources";
import { type Sandbox, startSandbox } from "../../../sandbox";
import {
  changedBy,
  checked,
  freshProcess,
  type Name,
  names,
  type Subject,
  subject,
  withoutWaiting,
} from "../support/lives";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => sandbox.control.reset());
afterAll(() => sandbox.close());
withoutWaiting();

/** The calls since the last time, `GET` for a list or a read; the token's request is `TOKEN`. */
async function calls(): Promise<{ [call: string]: number }> {
  const counted: { [call: string]: number } = {};
  for (const { method, path } of await sandbox.control.log()) {
    const call = path.startsWith("/auth/") ? "TOKEN" : method;
    counted[call] = (counted[call] ?? 0) + 1;
  }
  await sandbox.control.clearLog();
  return counted;
}

/** As many of them as there may be: the sandbox has four OpenID Connect apps. */
async function createAll(it: Subject, context: Context, count: number) {
  const numbers = it.name === "AuthServerClientApp" ? [1, 2, 3] : Array.from({ length: count }, (_, i) => i + 1);
  return Promise.all(numbers.map((number) => it.lifecycle.create(checked(it, it.args(number)), context)));
}

const token = (name: Name) => (name === "ApiClient" ? {} : { TOKEN: 1 });

describe.each(names)("%s", (name) => {
  it("takes a call for each create, and at OneLogin one token and one list for those that start together", async () => {
    const it = await subject(sandbox, name);
    const made = await createAll(it, freshProcess(sandbox), 12);
    expect(await calls()).toEqual({ POST: made.length, ...token(name), ...(name === "ApiClient" ? {} : { GET: 1 }) });
  });

  it("takes no call in check and diff", async () => {
    const it = await subject(sandbox, name);
    const [made] = await createAll(it, freshProcess(sandbox), 1);
    await calls();
    const { id, state } = made as { id: string; state: Values };
    const diff = (inputs: Values) => it.lifecycle.diff(id, state, inputs, freshProcess(sandbox));
    expect(diff(checked(it, it.args(), it.args()))).toEqual({ changes: [], isUnfinished: false });
    expect(changedBy(diff(checked(it, { ...it.args(), ...it.change })))).toEqual(Object.keys(it.change));
    expect(await calls()).toEqual({});
  });

  it("takes one call for an update, and a look where attributes are left out or scopes taken out", async () => {
    const it = await subject(sandbox, name);
    const [made] = await createAll(it, freshProcess(sandbox), 1);
    await calls();
    const { id, state } = made as { id: string; state: Values };
    await it.lifecycle.update(id, state, checked(it, { ...it.args(), ...it.change }), freshProcess(sandbox));
    const { GET = 0, PUT = 0, PATCH = 0, ...others } = await calls();
    const looks = name === "AuthServer" || name === "AuthServerClaim" || name === "ApiClient" ? 1 : 0;
    expect([GET, PUT + PATCH, others]).toEqual([looks, 1, token(name)]);
  });

  it("takes one call for a delete", async () => {
    const it = await subject(sandbox, name);
    const [made] = await createAll(it, freshProcess(sandbox), 1);
    await calls();
    await it.lifecycle.delete(made?.id as string, made?.state as Values, freshProcess(sandbox));
    expect(await calls()).toEqual({ DELETE: 1, ...token(name) });
  });

  it("takes no call for an update of adoptExisting alone", async () => {
    const it = await subject(sandbox, name);
    const [made] = await createAll(it, freshProcess(sandbox), 1);
    const inputs = checked(it, { ...it.args(), adoptExisting: true });
    const { id, state } = made as { id: string; state: Values };
    expect(it.lifecycle.diff(id, state, inputs, freshProcess(sandbox)).changes).toEqual([]);
  });
});

it.each(["AuthServerScope", "AuthServerClaim", "AuthServerClientApp"] as const)(
  "a refresh of every %s of a server takes one list",
  async (name) => {
    const it = await subject(sandbox, name);
    const made = await createAll(it, freshProcess(sandbox), 30);
    await calls();
    const context = freshProcess(sandbox);
    for (const observed of await Promise.all(made.map(({ id, state }) => it.lifecycle.read(id, state, context))))
      expect(observed).not.toHaveProperty("inputs");
    expect(await calls()).toEqual({ GET: 1, TOKEN: 1 });
  },
);

it("a refresh of s authorization servers takes s reads", async () => {
  const it = await subject(sandbox, "AuthServer");
  const made = await createAll(it, freshProcess(sandbox), 9);
  await calls();
  const context = freshProcess(sandbox);
  await Promise.all(made.map(({ id, state }) => it.lifecycle.read(id, state, context)));
  expect(await calls()).toEqual({ GET: 9, TOKEN: 1 });
});

it("an update of a server that says everything takes one call", async () => {
  const it = await subject(sandbox, "AuthServer");
  const whole = (accessTokenExpirationMinutes: number) => ({
    name: "server 1",
    configuration: {
      resourceIdentifier: "r",
      audiences: ["a"],
      accessTokenExpirationMinutes,
      refreshTokenExpirationMinutes: 20,
    },
  });
  const { id, state } = await it.lifecycle.create(checked(it, whole(10)), freshProcess(sandbox));
  await calls();
  await it.lifecycle.update(id, state, checked(it, whole(11)), freshProcess(sandbox));
  expect(await calls()).toEqual({ PUT: 1, TOKEN: 1 });
});

it("an update of a claim that says everything takes one call", async () => {
  const it = await subject(sandbox, "AuthServerClaim");
  const whole = (userAttributeMacros: string) =>
    checked(it, {
      ...it.args(),
      userAttributeMappings: "_macro_",
      userAttributeMacros,
      attributesTransformations: "semicolon_separated_list",
    });
  const { id, state } = await it.lifecycle.create(whole("{email}"), freshProcess(sandbox));
  await calls();
  await it.lifecycle.update(id, state, whole("{username}"), freshProcess(sandbox));
  expect(await calls()).toEqual({ PUT: 1, TOKEN: 1 });
});

it("an update of an API client that takes no scope out takes one call", async () => {
  const it = await subject(sandbox, "ApiClient");
  const { id, state } = await it.lifecycle.create(checked(it, it.args()), freshProcess(sandbox));
  await calls();
  const scopes = ["onegini_api_end_user", "onegini_api_events"];
  await it.lifecycle.update(id, state, checked(it, { ...it.args(), scopes }), freshProcess(sandbox));
  expect(await calls()).toEqual({ PATCH: 1 });
});

it("all five classes of one process share one token", async () => {
  const context = freshProcess(sandbox);
  for (const name of names) await createAll(await subject(sandbox, name), context, 2);
  expect((await calls()).TOKEN).toBe(1);
});

it("two profiles share neither token nor lists", async () => {
  const { onelogin } = sandbox;
  const acme = {
    "onelogin-acme:url": onelogin.url,
    "onelogin-acme:clientId": onelogin.clientId,
    "onelogin-acme:clientSecret": onelogin.clientSecret,
  };
  const context = freshProcess(sandbox, acme);
  const it = await subject(sandbox, "AuthServerScope");
  const { id, state } = await it.lifecycle.create(checked(it, it.args()), context);
  await calls();
  await it.lifecycle.read(id, state, context);
  await it.lifecycle.read(id, { ...state, profile: "acme" }, context);
  expect(await calls()).toEqual({ GET: 2, TOKEN: 1 });
});

describe("a read", () => {
  it("of a scope never answers from before a write of this process", async () => {
    const context = freshProcess(sandbox);
    const it = await subject(sandbox, "AuthServerScope");
    const [one, two] = await createAll(it, context, 2);
    await it.lifecycle.read(one?.id as string, one?.state as Values, context);
    const changed = checked(it, { ...it.args(2), description: "changed" });
    const state = await it.lifecycle.update(two?.id as string, two?.state as Values, changed, context);
    expect(await it.lifecycle.read(two?.id as string, state as Values, context)).toEqual({ state });
    await it.lifecycle.delete(two?.id as string, state as Values, context);
    expect(await it.lifecycle.read(two?.id as string, state as Values, context)).toBeUndefined();
  });

  it("of many API clients stays within its bound after a write of one", async () => {
    const context = freshProcess(sandbox);
    const made = await createAll(await subject(sandbox, "ApiClient"), freshProcess(sandbox), 40);
    const { ApiClient } = resources;
    await ApiClient.update("client-1", made[0]?.state as Values, { ...made[0]?.state, name: "another" }, context);
    await calls();
    await Promise.all(made.slice(1).map(({ id, state }) => ApiClient.read(id, state as Values, context)));
    expect((await calls()).GET).toBeLessThanOrEqual(3);
  });

  it.each(names)("of an %s that is gone says so, and its delete succeeds", async (name) => {
    const it = await subject(sandbox, name);
    const [made] = await createAll(it, freshProcess(sandbox), 1);
    const { id, state } = made as { id: string; state: Values };
    await it.lifecycle.delete(id, state, freshProcess(sandbox));
    expect(await it.lifecycle.read(id, state, freshProcess(sandbox))).toBeUndefined();
    await it.lifecycle.delete(id, state, freshProcess(sandbox));
    await expect(it.lifecycle.read(id, {}, freshProcess(sandbox))).rejects.toThrow(`There is no `);
    const update = it.lifecycle.update(id, state, checked(it, { ...it.args(), ...it.change }), freshProcess(sandbox));
    await expect(update).rejects.toThrow(/deleted outside Pulumi.*pulumi up --refresh/);
  });
});

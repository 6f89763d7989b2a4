import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { HalfDoneError } from "../../../provider/lifecycle";
import { type Fault, type FaultEffect, type Sandbox, startSandbox } from "../../../sandbox";
import { checked, freshProcess, type Name, names, type Subject, subject, withoutWaiting } from "../support/lives";
import { refusal } from "../support/services";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => sandbox.control.reset());
afterAll(() => sandbox.close());
const time = withoutWaiting();

type Ending = [name: string, fault: Omit<Fault, "match">];
const after = (fault: FaultEffect): Omit<Fault, "match"> => ({ after: true, fault });
const endings: Ending[] = [
  ["a connection dropped before the work", { fault: { drop: true } }],
  ["a connection dropped after the work", after({ drop: true })],
  ["a 500 before the work", { fault: { status: 500, body: { message: "oops" } } }],
  ["a 500 after the work", after({ status: 500, body: { message: "oops" } })],
  ["a 502 with HTML after the work", after({ status: 502, body: "<html>Bad Gateway</html>" })],
  ["a 503 before the work", { fault: { status: 503 } }],
  ["a 504 after the work", after({ status: 504 })],
  ["half of the JSON", { fault: { brokenBody: true } }],
  ["an answer that is cut off", { fault: { cutBody: true } }],
  ["an answer that is far too long", { fault: { oversized: 17 * 1024 * 1024 } }],
  ["a redirect after the work", after({ redirect: "http://127.0.0.1:1/elsewhere" })],
];
/** A service that ends so is wrong for Onegini's empty answers too, but there nothing is read from them. */
const wrongShape: Ending = ["a JSON of a wrong shape", { fault: { wrongShape: { id: "seven", app_id: null } } }];
/** Which resources end well after it. */
const late: [...Ending, Name[]][] = [
  ["no answer in time before the work", { fault: { hang: true } }, names.filter((name) => name !== "AuthServer")],
  ["no answer in time after the work", after({ hang: true }), names],
];

/** What the state says is what is there: a refresh finds nothing to change, and a secret opens the door. */
async function expectTrue({ lifecycle, name }: Subject, id: string, state: object): Promise<void> {
  expect(await lifecycle.read(id, { ...state }, freshProcess(sandbox))).toEqual({ state });
  if (name !== "ApiClient") return;
  const client = await sandbox.control.apiClient(id);
  expect((state as { clientSecret?: string }).clientSecret).toBe(client?.client_secret);
}

describe.each(names)("creating an %s", (name) => {
  it.each([...endings, wrongShape])("makes exactly one, and a true state, after %s", async (_, fault) => {
    const it = await subject(sandbox, name);
    await sandbox.control.fault({ match: it.creating, ...fault });
    const { id, state } = await it.lifecycle.create(checked(it, it.args()), freshProcess(sandbox));
    expect(await it.count()).toBe(1);
    await expectTrue(it, id, state);
    expect((await sandbox.control.faults())[0]?.struck).toBe(1);
  });

  it.each(endings.filter(([, fault]) => fault.after))(
    "makes exactly one when every answer ends in %s",
    async (_, fault) => {
      const it = await subject(sandbox, name);
      await sandbox.control.fault({ match: it.creating, times: "forever", ...fault });
      const { id, state } = await it.lifecycle.create(checked(it, it.args()), freshProcess(sandbox));
      expect(await it.count()).toBe(1);
      await expectTrue(it, id, state);
    },
  );

  it("makes none, and says so, when every request is lost before the work", async () => {
    const it = await subject(sandbox, name);
    await sandbox.control.fault({ match: it.creating, times: "forever", fault: { drop: true } });
    const error = await refusal(it.lifecycle.create(checked(it, it.args()), freshProcess(sandbox)));
    expect(error.message).toContain("nothing was created");
    expect(error).not.toBeInstanceOf(HalfDoneError);
    expect(await it.count()).toBe(0);
    expect(await sandbox.control.log({ method: "POST", path: new RegExp(it.creating.path) })).toHaveLength(4);
  });

  it("never sends a second POST before it has looked", async () => {
    const it = await subject(sandbox, name);
    await sandbox.control.fault({ match: it.creating, times: 3, fault: { status: 500 } });
    await it.lifecycle.create(checked(it, it.args()), freshProcess(sandbox));
    const calls = (await sandbox.control.log())
      .filter(({ path }) => !path.startsWith("/auth"))
      .map(({ method }) => method);
    expect(calls.join(" ")).not.toMatch(/POST POST/);
    expect(await it.count()).toBe(1);
  });

  it("leaves what exists alone, and says so", async () => {
    const it = await subject(sandbox, name);
    await it.lifecycle.create(checked(it, it.args()), freshProcess(sandbox));
    const before = await sandbox.control.objects();
    const error = await refusal(
      it.lifecycle.create(checked(it, { ...it.args(), ...it.change }), freshProcess(sandbox)),
    );
    expect(error.message).toMatch(/exists already.*nothing was changed.*adoptExisting: true/);
    expect(await sandbox.control.objects()).toEqual(before);
  });

  it.each([
    ["at once", []],
    ["after a 500 before the work", [{ fault: { status: 500 } } satisfies Fault]],
    ["after a dropped connection", [{ fault: { drop: true } } satisfies Fault]],
  ])("takes over what exists where that's said, %s", async (_, faults) => {
    const it = await subject(sandbox, name);
    await it.lifecycle.create(checked(it, it.args()), freshProcess(sandbox));
    for (const fault of faults) await sandbox.control.fault({ match: it.creating, ...fault });
    const inputs = checked(it, { ...it.args(), ...it.change, adoptExisting: true });
    const { id, state } = await it.lifecycle.create(inputs, freshProcess(sandbox));
    expect(await it.count()).toBe(1);
    await expectTrue(it, id, state);
  });

  it("makes one of two that are created at the same time under the same natural key", async () => {
    const it = await subject(sandbox, name);
    const context = freshProcess(sandbox);
    const ends = await Promise.allSettled([1, 2].map(() => it.lifecycle.create(checked(it, it.args()), context)));
    expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await it.count()).toBe(1);
  });
});

const impatient = { "onelogin:requestTimeoutSeconds": "1", "onegini:requestTimeoutSeconds": "1" };

it.each(late)(
  "exactly one is made, and a true state, after %s",
  async (_, fault, all) => {
    const context = freshProcess(sandbox, impatient);
    await Promise.all(
      all.map(async (name) => {
        const it = await subject(sandbox, name);
        await sandbox.control.fault({ match: it.creating, ...fault });
        const { id, state } = await it.lifecycle.create(checked(it, it.args()), context);
        expect(await it.count()).toBe(1);
        await expectTrue(it, id, state);
      }),
    );
  },
  30_000,
);

it.each<[string, FaultEffect]>([
  ["no answer in time", { hang: true }],
  ["a 504", { status: 504 }],
])("an authorization server, of which OneLogin would make a second, is not sent again after %s", async (_, fault) => {
  const it = await subject(sandbox, "AuthServer");
  await sandbox.control.fault({ match: it.creating, fault });
  const error = await refusal(it.lifecycle.create(checked(it, it.args()), freshProcess(sandbox, impatient)));
  expect(error).toBeInstanceOf(HalfDoneError);
  expect(error.message).toContain("It may have been created all the same, and it isn't there yet");
  expect(await sandbox.control.log({ method: "POST", path: new RegExp(it.creating.path) })).toHaveLength(1);
  // It was looked for until the time was over.
  expect(time.clock.elapsed).toBeGreaterThanOrEqual(300);
});

it("shows no secret that is to be, not even where the question for what exists echoes it", async () => {
  const it = await subject(sandbox, "ApiClient");
  const clientSecret = "canary-client-secret";
  await it.lifecycle.create(checked(it, it.args()), freshProcess(sandbox));
  const echo = { status: 400, body: { message: `What about ${clientSecret}?` } };
  await sandbox.control.fault({
    match: { method: "GET", path: "/api-clients/client-1" },
    times: "forever",
    fault: echo,
  });
  const creating = it.lifecycle.create(checked(it, { ...it.args(), clientSecret }), freshProcess(sandbox));
  expect((await refusal(creating)).message).toContain("What about [secret]?");
});

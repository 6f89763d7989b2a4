import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Values } from "../../../provider/lifecycle";
import { type Fault, type Sandbox, startSandbox } from "../../../sandbox";
import { changedBy, checked, freshProcess, names, type Subject, subject, withoutWaiting } from "../support/lives";
import { refusal } from "../support/services";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => sandbox.control.reset());
afterAll(() => sandbox.close());
withoutWaiting();

async function made(it: Subject): Promise<{ id: string; state: Values }> {
  const { id, state } = await it.lifecycle.create(checked(it, it.args()), freshProcess(sandbox));
  return { id, state: { ...state } };
}

const path = "/api/(2|v1)/";
const methods = ["PUT", "PATCH", "DELETE"];
const strike = async (fault: Omit<Fault, "match">) => {
  for (const method of methods) await sandbox.control.fault({ match: { path, method }, ...fault });
};

describe.each(names)("%s", (name) => {
  const faults: [string, Omit<Fault, "match">][] = [
    ["a 429", { fault: { status: 429, headers: { "retry-after": "20" } } }],
    ["a 503", { fault: { status: 503 } }],
    ["a dropped connection before the work", { fault: { drop: true } }],
    ["a dropped connection after the work", { after: true, fault: { drop: true } }],
    ["half an answer", { fault: { brokenBody: true } }],
  ];

  it.each(faults)("is updated in spite of %s", async (_, fault) => {
    const it = await subject(sandbox, name);
    const { id, state } = await made(it);
    await strike(fault);
    const after = await it.lifecycle.update(
      id,
      state,
      checked(it, { ...it.args(), ...it.change }),
      freshProcess(sandbox),
    );
    expect(await it.lifecycle.read(id, after as Values, freshProcess(sandbox))).toEqual({ state: after });
  });

  it.each(faults)("is deleted in spite of %s", async (_, fault) => {
    const it = await subject(sandbox, name);
    const { id, state } = await made(it);
    await strike(fault);
    await it.lifecycle.delete(id, state, freshProcess(sandbox));
    expect(await it.count()).toBe(0);
  });

  it.each([
    ["before the work", { times: "forever", fault: { status: 503 } }],
    ["after the work", { times: "forever", after: true, fault: { drop: true } }],
  ] satisfies [string, Omit<Fault, "match">][])(
    "whose update fails for ever %s is finished by the next one",
    async (_, fault) => {
      const it = await subject(sandbox, name);
      const { id, state } = await made(it);
      await strike(fault);
      const inputs = checked(it, { ...it.args(), ...it.change });
      await refusal(it.lifecycle.update(id, state, inputs, freshProcess(sandbox)));
      await sandbox.control.clearFaults();
      // The engine keeps the old state, so the next diff shows the same change.
      expect(changedBy(it.lifecycle.diff(id, state, inputs, freshProcess(sandbox)))).toEqual(Object.keys(it.change));
      const after = await it.lifecycle.update(id, state, inputs, freshProcess(sandbox));
      expect(await it.lifecycle.read(id, after as Values, freshProcess(sandbox))).toEqual({ state: after });
    },
  );

  it("is never called gone by a read that fails", async () => {
    const it = await subject(sandbox, name);
    const { id, state } = await made(it);
    for (const fault of [
      { status: 500 },
      { status: 404, body: "<html>" },
      { drop: true },
      { wrongShape: {} },
      { redirect: "http://127.0.0.1:1" },
    ] as const) {
      await sandbox.control.fault({ match: { method: "GET" }, times: "forever", fault });
      await refusal(it.lifecycle.read(id, state, freshProcess(sandbox)));
      await sandbox.control.clearFaults();
    }
  });

  it("shows what somebody changed by hand, and only that, and is put right by the next update", async () => {
    const it = await subject(sandbox, name);
    const { id, state } = await made(it);
    const inputs = checked(it, it.args());
    await it.lifecycle.update(id, state, checked(it, { ...it.args(), ...it.change }), freshProcess(sandbox));
    const observed = await it.lifecycle.read(id, state, freshProcess(sandbox));
    expect(observed?.inputs).toMatchObject(it.change);
    const difference = it.lifecycle.diff(id, observed?.state as Values, inputs, freshProcess(sandbox));
    expect(changedBy(difference)).toEqual(Object.keys(it.change));
    const after = await it.lifecycle.update(id, observed?.state as Values, inputs, freshProcess(sandbox));
    expect(await it.lifecycle.read(id, after as Values, freshProcess(sandbox))).toEqual({ state: after });
  });

  it("taken over by get holds everything, and the next look finds nothing new", async () => {
    const it = await subject(sandbox, name);
    const { id } = await made(it);
    const first = await it.lifecycle.read(id, {}, freshProcess(sandbox));
    expect(await it.lifecycle.read(id, first?.state as Values, freshProcess(sandbox))).toEqual({ state: first?.state });
  });
});

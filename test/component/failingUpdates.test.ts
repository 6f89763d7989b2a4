import { describe, expect, it } from "vitest";
import type { Values } from "../../provider/lifecycle";
import { resources } from "../../provider/services";
import type { Fault } from "../../sandbox";
import { doByHand } from "../support/byHand";
import { refusal } from "../support/refusal";
import { prepareFixture, resourceNames } from "../support/resources";
import { testContext } from "../support/run";
import { sandboxForAll } from "../support/sandbox";
import { changedBy } from "./support/lifecycles";
import { type Entry, ProviderRun } from "./support/providerRun";

// Updates and deletes come to their end in spite of a service in trouble, or are finished by the next run.

const sandbox = sandboxForAll();
const run = () => new ProviderRun(sandbox());

const path = "/api/(2|v1)/";
async function faultChanges(fault: Omit<Fault, "match">): Promise<void> {
  for (const method of ["PUT", "PATCH", "DELETE"]) await sandbox().control.fault({ match: { path, method }, ...fault });
}

describe.each(resourceNames)("%s", (name) => {
  const begin = async () => {
    const resource = await prepareFixture(sandbox(), name);
    return { resource, entry: await run().create(name, resource.args()) };
  };
  /** The properties in which the state differs from these inputs. */
  const changed = ({ id, outputs }: Entry, inputs: Values) =>
    changedBy(resources[name].diff(id, outputs, inputs, testContext(sandbox()))).sort();

  const faults: [string, Omit<Fault, "match">][] = [
    ["a 429", { fault: { status: 429, headers: { "retry-after": "20" } } }],
    ["a 503", { fault: { status: 503 } }],
    ["a dropped connection before the work", { fault: { drop: true } }],
    ["a dropped connection after the work", { after: true, fault: { drop: true } }],
    ["half an answer", { fault: { brokenBody: true } }],
  ];

  it.each(faults)("is updated in spite of %s", async (_, fault) => {
    const { resource, entry } = await begin();
    await faultChanges(fault);
    const after = await run().update(entry, resource.changedArgs());
    expect(await run().refresh(after)).toEqual(after);
  });

  it.each(faults)("is deleted in spite of %s", async (_, fault) => {
    const { resource, entry } = await begin();
    await faultChanges(fault);
    await run().delete(entry);
    expect(await resource.count()).toBe(0);
  });

  it.each([
    ["before the work", { times: "forever", fault: { status: 503 } }],
    ["after the work", { times: "forever", after: true, fault: { drop: true } }],
  ] satisfies [string, Omit<Fault, "match">][])(
    "whose update fails for ever %s is finished by the next one",
    async (_, fault) => {
      const { resource, entry } = await begin();
      await faultChanges(fault);
      await run().failingUpdate(entry, resource.changedArgs());
      await sandbox().control.clearFaults();
      // The engine keeps the old state, so the next diff shows the same change.
      const inputs = await run().check(name, resource.changedArgs());
      expect(changed(entry, inputs)).toEqual(Object.keys(resource.change).sort());
      const after = await run().update(entry, resource.changedArgs());
      expect(await run().refresh(after)).toEqual(after);
    },
  );

  it("is never called gone by a read that fails", async () => {
    const { entry } = await begin();
    for (const fault of [
      { status: 500 },
      { status: 404, body: "<html>" },
      { drop: true },
      { wrongShape: {} },
      { redirect: "http://127.0.0.1:1" },
    ] as const) {
      await sandbox().control.fault({ match: { method: "GET" }, times: "forever", fault });
      await refusal(run().refresh(entry));
      await sandbox().control.clearFaults();
    }
  });

  it("shows what somebody changed by hand, and only that, and is put right by the next update", async () => {
    const { resource, entry } = await begin();
    const { byHand, somebodyElses } = resource.fixture;
    await doByHand(sandbox(), byHand.set(entry.id, somebodyElses));
    const refreshed = (await run().refresh(entry)) as Entry;
    expect(refreshed.inputs).toEqual({ ...entry.inputs, ...somebodyElses });
    expect(changed(refreshed, entry.inputs)).toEqual(Object.keys(somebodyElses).sort());
    const after = await run().update(refreshed, resource.args());
    expect(await run().refresh(after)).toEqual(after);
  });

  it("taken over by get holds everything, and the next look finds nothing new", async () => {
    const { entry } = await begin();
    const found = await run().get(name, entry.id);
    expect((await run().refresh(found))?.outputs).toEqual(found.outputs);
  });
});

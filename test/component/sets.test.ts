import { describe, expect, it } from "vitest";
import type { Values } from "../../provider/lifecycle";
import { prepareFixture, resourceNames } from "../support/resources";
import { sandboxForAll } from "../support/sandbox";
import { type Entry, ProviderRun } from "./support/providerRun";

// Order and repetitions mean nothing in a set, wherever it is in a resource.

const sandbox = sandboxForAll();
const run = () => new ProviderRun(sandbox());

/** The same sets, written in the other order, and with their first values once more. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return [...value].reverse().concat(value.slice(0, 1));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, reversed(member)]));
}

const hasSet = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.length > 1
    : typeof value === "object" && value !== null && Object.values(value).some(hasSet);

describe.each(resourceNames)("the sets of an %s", (name) => {
  it("in another order are no difference to the program, and no drift", async () => {
    const resource = await prepareFixture(sandbox(), name);
    if (!hasSet(resource.inputs())) return;
    const entry = (await run().create(name, resource.args())) as Entry;
    expect(await run().diff(entry, reversed(resource.args()) as Values)).toBeUndefined();
    await sandbox().control.settings({ shuffle: true });
    for (let i = 0; i < 5; i++) expect(await run().refresh(entry)).toEqual(entry);
  });
});

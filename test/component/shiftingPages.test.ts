import { describe, expect, it } from "vitest";
import type { LogEntry } from "../../sandbox";
import { sandboxForAll } from "../support/sandbox";
import { type Entry, ProviderRun } from "./support/providerRun";

// While a refresh reads pages, somebody else deletes and makes clients, which moves others over the pages' edges. Whoever
// is in no page was asked for by name before it counts as gone.

const sandbox = sandboxForAll();
const run = () => new ProviderRun(sandbox());
/** Names that are in front of ours in every order of pages. */
const foreign = (number: number) => `a-foreign-${String(number).padStart(3, "0")}`;
const ours = (number: number) => `ours-${String(number).padStart(3, "0")}`;

/** Without a secret: nothing but the reading is of interest. */
function entry(clientId: string): Entry {
  const values = { name: clientId, clientId, scopes: ["onegini_api_end_user"] };
  return { name: "ApiClient", id: clientId, inputs: values, outputs: values };
}

async function tenant(theirs: number, own: number): Promise<Entry[]> {
  const { control } = sandbox();
  for (let i = 0; i < theirs; i++) await control.setApiClient(foreign(i), { name: foreign(i) });
  const entries = Array.from({ length: own }, (_, i) => entry(ours(i)));
  for (const { id } of entries) await control.setApiClient(id, { name: id });
  return entries;
}

/** As the engine refreshes: many at a time. */
async function refreshAll(refreshing: ProviderRun, entries: Entry[], parallel: number): Promise<string[]> {
  const left = [...entries];
  const gone: string[] = [];
  const worker = async () => {
    for (let each = left.shift(); each; each = left.shift()) {
      if (!(await refreshing.refresh(each))) gone.push(each.id);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return gone;
}

const isPage = ({ path }: LogEntry) => path.includes("?page=");
const reads = () => sandbox().control.log({ service: "onegini", method: "GET" });

describe.each(["creation", "clientId", "name"] as const)("pages in the order of %s", (pageOrder) => {
  it.each([
    [1, 16],
    [2, 16],
    [3, 300],
  ])(
    "lose no client when 40 are deleted before page %i is answered, with %i reads at a time",
    async (page, parallel) => {
      const { control } = sandbox();
      const entries = await tenant(40, 300);
      await control.settings({ pageOrder });
      await control.hold({ method: "GET", path: `\\?page=${page}$` });
      const refreshing = refreshAll(run(), entries, parallel);
      await control.held();
      await control.deleteApiClients(Array.from({ length: 40 }, (_, i) => foreign(i)));
      await control.release();
      expect(await refreshing).toEqual([]);
      // 2 × min(n, ⌈(t+1)/100⌉) + 1, and one for each that no page had: 40 at each edge between a page that was read before
      // the deletes and one that was read after them. Two pages are under way at most, so there are two such edges.
      const calls = await reads();
      expect(calls.filter(isPage).length).toBeLessThanOrEqual(5);
      expect(calls.length).toBeLessThanOrEqual(2 * 4 + 1 + 2 * 40);
    },
  );

  it("lose none and take none twice when others are made meanwhile", async () => {
    const { control } = sandbox();
    const entries = await tenant(0, 250);
    await control.settings({ pageOrder });
    await control.hold({ method: "GET", path: "\\?page=1$" });
    const refreshing = refreshAll(run(), entries, 16);
    await control.held();
    for (let i = 0; i < 120; i++) await control.setApiClient(foreign(i), { name: foreign(i) });
    await control.release();
    expect(await refreshing).toEqual([]);
  });

  it("tell what was really deleted meanwhile, by a call for each", async () => {
    const { control } = sandbox();
    const entries = await tenant(0, 250);
    await control.settings({ pageOrder });
    const deleted = [ours(120), ours(130), ours(190)];
    await control.hold({ method: "GET", path: "\\?page=1$" });
    const refreshing = refreshAll(run(), entries, 16);
    await control.held();
    await control.deleteApiClients(deleted);
    await control.release();
    expect((await refreshing).sort()).toEqual(deleted);
  });
});

it("the bound of calls holds while nothing moves: two pages' worth of guesses, and no call for those that are found", async () => {
  const entries = await tenant(40, 300);
  expect(await refreshAll(run(), entries, 16)).toEqual([]);
  expect((await reads()).length).toBeLessThanOrEqual(2 * 4 + 1);
});

it("each absence costs one call more than the bound, and no more", async () => {
  const entries = await tenant(40, 300);
  const deleted = entries.slice(100, 110);
  await sandbox().control.deleteApiClients(deleted.map(({ id }) => id));
  expect((await refreshAll(run(), entries, 16)).sort()).toEqual(deleted.map(({ id }) => id));
  expect((await reads()).length).toBeLessThanOrEqual(2 * 4 + 1 + deleted.length);
});

it("a client that is deleted and made anew between two pages is there", async () => {
  const { control } = sandbox();
  const entries = await tenant(0, 250);
  await control.hold({ method: "GET", path: "\\?page=1$" });
  const refreshing = refreshAll(run(), entries, 16);
  await control.held();
  // In the order of creation it moves from a page that is read to one that was.
  const moved = ours(50);
  await control.deleteApiClient(moved);
  await control.setApiClient(moved, { name: moved });
  await control.release();
  expect(await refreshing).toEqual([]);
});

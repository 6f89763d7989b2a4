import { expect, test } from "vitest";
import { withoutCheckpoints } from "./support/project";
import { useStack } from "./support/stacks";

const stack = useStack({}, () => ({}), withoutCheckpoints);

/** A page of Onegini's. */
const pageSize = 100;

test("clients that move over the edge of a page while a refresh reads are not taken for gone", async () => {
  const { control, project } = stack;
  const numbers = (length: number) => Array.from({ length }, (_, n) => n);
  const foreign = numbers(40).map((n) => `foreign-${n}`);
  // Made first, so that they are on the first page.
  for (const id of foreign) await control.setApiClient(id, { scopes: ["onegini_api_events"] });
  project.declare(
    numbers(150).map((n) => ({
      type: "onegini.ApiClient",
      name: `ours-${n}`,
      args: { scopes: ["onegini_api_events"] },
    })),
  );
  await project.up();
  const ids = project.ids();
  expect(Object.keys(ids)).toHaveLength(150);

  // The first page has been read, and the second is asked for.
  await control.fault({
    match: { method: "GET", path: "\\?page=1$" },
    fault: { change: [{ method: "POST", path: "/onegini/delete-api-clients", body: { ids: foreign } }] },
  });
  await control.clearLog();
  await project.refresh("--expect-no-changes");
  expect(project.ids()).toEqual(ids);

  expect(await control.faults()).toMatchObject([{ triggered: 1 }]);
  expect(await control.log({ path: /\?page=0$/ })).toMatchObject([{ status: 200 }]);
  const moved = (await control.log({ method: "GET", path: /\/api-clients\/ours|\/api-clients\/e2e/ })).length;
  // Those that came to stand on the first page when it had been read.
  expect(moved).toBeGreaterThanOrEqual(foreign.length);
  expect(moved).toBeLessThan(pageSize);
});

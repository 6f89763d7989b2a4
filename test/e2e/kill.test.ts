import { beforeEach, expect, test } from "vitest";
import { type Environment, prepareEnvironment } from "../support/resources";
import { killedRun, settled } from "./support/killedRun";
import { killRounds } from "./support/killRounds";
import { largeProgram, namesOf, present, type Size } from "./support/largeProgram";
import { useStacks } from "./support/stacks";

/** Runs of Pulumi whose processes are killed, or interrupted. */
const stacks = useStacks();
const size: Size = { servers: 2, clients: 4 };
const up = ["up", "--yes", "--skip-preview"];
let environment: Environment;
beforeEach(async () => {
  environment = await prepareEnvironment(stacks.control);
});

test("after a kill, the next run ends with exactly what the program says", async () => {
  console.log(await killRounds({ rounds: 2, seed: 20261122, size, checkEach: false }));
});

test("a killed engine's provider process ends while its requests are under way, and sends nothing more", async () => {
  const { control } = stacks;
  const project = await stacks.project();
  project.declare(
    Array.from({ length: 20 }, (_, n) => ({
      type: "onegini.ApiClient",
      name: `c${n}`,
      args: { scopes: ["onegini_api_events"] },
    })),
  );
  await control.hold({}, { times: "forever" });
  const run = await killedRun(project, control, { args: up, moment: 8, kill: "engine" });
  expect(run.providers).toHaveLength(1);
  await control.held(8);
  await settled(run, control);
  await control.release();
  expect(await control.log()).toHaveLength(8);
});

test("without adoptExisting, the error says what is left and how to take it over", async () => {
  const { control } = stacks;
  const project = await stacks.project();
  const program = largeProgram(size, environment);
  project.declare(program);
  // One client is made and the engine never hears of it.
  await control.fault({
    match: { method: "POST", path: "/api-clients$" },
    skip: 3,
    after: true,
    fault: { hang: true },
  });
  const isMade = async () =>
    (await control.log()).some(({ fault, workStatus }) => fault === "hang" && workStatus === 201);
  await killedRun(project, control, { args: up, moment: isMade, kill: "all" });
  project.removeTornAttributes();
  await project.succeeds("cancel", "--yes");
  const output = await project.upFails();
  expect(output).toMatch(/API client "[^"]+".* already exists.*nothing was changed\. .* set adoptExisting: true/);
  // Nothing is there twice, and what the error advises works.
  const names = await present(control, environment);
  expect(new Set(names).size).toBe(names.length);
  project.declare(largeProgram(size, environment, { adoptExisting: true }));
  await project.up("--refresh");
  expect(await present(control, environment)).toEqual(namesOf(program));
});

test("an interrupted run ends its requests first, and the state holds what they made", async () => {
  const { control } = stacks;
  const project = await stacks.project();
  const program = largeProgram(size, environment);
  project.declare(program);
  await control.settings({ latencyMs: 300 });
  const { finished } = await killedRun(project, control, { args: up, moment: 8, kill: "interrupt" });
  expect(finished).toBe(false);
  const made = await present(control, environment);
  expect(made.length).toBeGreaterThan(0);
  expect(made.length).toBeLessThan(program.length);
  expect(Object.keys(project.stored()).sort()).toEqual(made);
  await control.settings({ latencyMs: 0 });
  await project.up();
  expect(await present(control, environment)).toEqual(namesOf(program));
});

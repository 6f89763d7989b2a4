import { afterEach, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../sandbox";
import { forty, held } from "../kills/forty";
import { isAlive, killAt, until } from "../kills/kill";
import { killRounds } from "../kills/rounds";
import { Project } from "./support/project";

let sandbox: Sandbox | undefined;
let project: Project | undefined;
afterEach(async () => {
  await sandbox?.close();
  project?.remove();
});

test("after a kill, the next run ends with exactly what the program says", async () => {
  console.log(await killRounds(2, 20261122));
});

test("a killed engine's provider process sends nothing more", async () => {
  sandbox = await startSandbox();
  project = await Project.create(sandbox);
  const { control } = sandbox;
  project.declare(
    Array.from({ length: 20 }, (_, n) => ({
      type: "onegini.ApiClient",
      name: `c${n}`,
      args: { scopes: ["onegini_api_events"] },
    })),
  );
  // Eight calls are under way at once, so the ninth would come when the first are answered, long after the kill.
  await control.settings({ latencyMs: 4000 });
  const { providers } = await killAt(8, control, project.start("up", "--yes", "--skip-preview"), "engine");
  expect(providers).toHaveLength(1);
  await until(() => providers.every((pid) => !isAlive(pid)));
  expect(await control.log()).toHaveLength(8);
});

test("without adoptExisting, the error says what is left and how to take it over", async () => {
  sandbox = await startSandbox();
  project = await Project.create(sandbox);
  const { control } = sandbox;
  project.declare(forty({ adoptExisting: false }));
  // One client is made and the engine never hears of it.
  await control.fault({
    match: { method: "POST", path: "/api-clients$" },
    skip: 3,
    after: true,
    fault: { hang: true },
  });
  await killAt(30, control, project.start("up", "--yes", "--skip-preview"), "all");
  project.removeTornAttributes();
  await project.succeeds("cancel", "--yes");
  const output = await project.upFails();
  expect(output).toMatch(/API client "[^"]+".* exists already.*nothing was changed\. .*either set adoptExisting: true/);
  // Nothing is doubled, and what the error advises works.
  expect(new Set(await held(control)).size).toBe((await held(control)).length);
  project.declare(forty({ adoptExisting: true }));
  await project.up();
  expect(await held(control)).toHaveLength(40);
});

test("an interrupted run ends its calls first, and the state holds what they made", async () => {
  sandbox = await startSandbox();
  project = await Project.create(sandbox);
  const { control } = sandbox;
  project.declare(forty({ adoptExisting: false }));
  await control.settings({ latencyMs: 300 });
  const { finished } = await killAt(12, control, project.start("up", "--yes", "--skip-preview"), "interrupt");
  expect(finished).toBe(false);
  const left = await held(control);
  expect(left.length).toBeGreaterThan(0);
  expect(left.length).toBeLessThan(40);
  expect(Object.keys(await project.state())).toHaveLength(left.length);
  await control.settings({ latencyMs: 0 });
  await project.up();
  expect(await held(control)).toHaveLength(40);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../sandbox";
import { Project } from "./support/project";

let sandbox: Sandbox;
let project: Project;
beforeAll(async () => {
  sandbox = await startSandbox();
  project = await Project.create(sandbox);
});
afterAll(async () => {
  await sandbox?.close();
  project?.remove();
});

test("creates, and destroys", async () => {
  project.declare([{ type: "onegini.ApiClient", name: "events", args: { scopes: ["onegini_api_events"] } }]);
  await project.up();
  expect(await sandbox.control.apiClient("e2e-test-events")).toMatchObject({
    name: "events",
    scopes: ["onegini_api_events"],
  });
  await project.destroy();
  expect(await sandbox.control.apiClient("e2e-test-events")).toBeUndefined();
});

import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(__dirname, "../..");

test("the quickstart shows the whole life, as the README says", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "scripts/quickstart.mjs")], {
    cwd: root,
    encoding: "utf8",
  });
  expect(status, stdout + stderr).toBe(0);
  for (const shown of [
    "$ pulumi up --yes",
    /eventsClientSecret +: \[secret\]/,
    "✓ A token for the contacts API, with the scope that it asked for, for 10 minutes",
    "No request to the services",
    "✓ Pulumi saw the three changes, and nothing else",
    "✓ The services match the program again",
    "✓ The services hold none of its objects any more",
  ]) {
    expect(stdout).toMatch(shown);
  }
});

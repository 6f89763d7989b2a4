import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tasks } from "../../../scripts/tasks.mjs";
import { root } from "../../../tools/shared/paths.mjs";

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
/** npm calls these by itself. */
const npmsOwn = ["build", "prepare"];

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "scripts/run.mjs"), ...args], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

it("are the scripts of package.json, started with the Node that npm runs on", () => {
  expect(Object.keys(scripts).filter((name) => !npmsOwn.includes(name))).toEqual(Object.keys(tasks));
  for (const name of Object.keys(tasks))
    expect(scripts[name]).toBe(`exec "\${npm_node_execpath:-node}" scripts/run.mjs ${name}`);
});

it.each([
  ["for --help", ["--help"]],
  ["when none is named", []],
])("are listed with what they do %s", (_, args) => {
  const { status, stdout } = run(...args);
  expect(status).toBe(0);
  for (const [name, { about }] of Object.entries(tasks))
    expect(stdout).toMatch(new RegExp(`^ {2}${name} +${about}$`, "m"));
});

it("are listed when there is none of that name", () => {
  const { status, stderr } = run("tset");
  expect(status).toBe(1);
  expect(stderr).toContain('there is no task "tset". The tasks are:\n  setup ');
});

it.each(Object.entries(tasks).filter(([, { help }]) => help))("%s explains itself, and does nothing else", (name) => {
  const { status, stdout } = run(name, "--help");
  expect(status).toBe(0);
  expect(stdout).toContain(`${name === "test" ? "npm" : "npm run"} ${name} -- authServer `);
});

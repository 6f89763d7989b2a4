// @ts-check
// npm's scripts: node scripts/run.mjs <task> [arguments]
// Gets what the task needs (packages, a new enough Node, the build, the engine) and then runs it. This file and what it
// imports run on Node 20 and later with nothing installed; the task itself runs on the project's Node.
// package.json starts it with npm_node_execpath, the Node that npm itself runs on: a plain `node` would be the project's,
// whose hash this script has to compare before it is run.
import { getEngine } from "../tools/engine/index.mjs";
import { withLock } from "../tools/shared/lock.mjs";
import { root, userPath, which, withPath } from "../tools/shared/paths.mjs";
import { runInForeground } from "../tools/shared/processes.mjs";
import { dim, log, runCommand, UserError, withProgress } from "../tools/shared/terminal.mjs";
import { build, isBuilt } from "./build.mjs";
import { findNode, prepareNode } from "./findNode.mjs";
import { installPackages, packagesAreInstalled } from "./packages.mjs";
import { tasks } from "./tasks.mjs";

const [name = "--help", ...args] = process.argv.slice(2);
await runCommand(() => run(name, args));

/**
 * @param {string} name
 * @param {string[]} args
 */
async function run(name, args) {
  if (name === "--help") {
    console.log(`npm run <task> [-- <arguments>], where the task is one of\n\n${list()}`);
    return 0;
  }
  const task = tasks[name];
  if (!task) throw new UserError(`there is no task "${name}". The tasks are:\n${list()}`);
  if (task.help && (args.includes("--help") || args.includes("-h"))) {
    console.log(`${name}: ${task.about}\n\n${task.help}`);
    return 0;
  }
  if (task.standalone) {
    const [command = "", ...rest] = task.command?.(args, process.execPath) ?? [];
    // Makes Node's fetch follow the usual proxy variables.
    return runInForeground(command, rest, { cwd: root, env: { ...process.env, NODE_USE_ENV_PROXY: "1" } });
  }
  if (!packagesAreInstalled()) await withLock(install);
  const { node, nodeVersion, path } = await findNode();
  if (task.needs.includes("build") && !isBuilt()) await withLock(() => buildOrFail(node));
  if (task.needs.includes("engine")) {
    const engine = await getEngine(node);
    log(dim(`Pulumi ${engine.version} (${engine.source}), Node ${nodeVersion}`));
    path.push(...engine.path);
  }
  if (!task.command) return 0;

  const folders = [...path, ...userPath()];
  const [command = "", ...rest] = task.command(args, node);
  return runInForeground(which(command, folders) ?? command, rest, { cwd: folderFor(name), env: withPath(folders) });
}

function list() {
  const width = Math.max(...Object.keys(tasks).map((name) => name.length)) + 2;
  return Object.entries(tasks)
    .map(([name, { about }]) => `  ${name.padEnd(width)}${about}`)
    .join("\n");
}

async function install() {
  // Another run may have installed them in the meantime.
  if (packagesAreInstalled()) return;
  await installPackages();
  await prepareNode();
}

/** @param {string} node */
async function buildOrFail(node) {
  const { ok, output } = await withProgress("Compiling", () => build(node));
  if (!ok) throw new UserError(`the project doesn't compile:\n${output.trim()}`);
}

/**
 * Pulumi works in the user's current folder. npm starts its scripts in the project's, and says where it was called.
 * @param {string} name
 */
function folderFor(name) {
  if (name !== "pulumi") return root;
  const here = process.cwd();
  return here === root ? (process.env.INIT_CWD ?? here) : here;
}

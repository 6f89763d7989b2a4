// @ts-check
// npm's scripts: node scripts/run.mjs <task> [arguments]
// Gets what the task needs — packages, a new enough Node, the build, the engine — and then runs it. This file and what
// it imports run on Node 20 and later with nothing installed; the task itself runs on the project's Node.
// package.json calls it with npm_node_execpath, the Node that npm itself runs on: a plain `node` would be the project's, which
// this file has to compare with scripts/hashes.json before it is run.
import { join } from "node:path";
import { build, isBuilt } from "./build.mjs";
import { areInstalled, findNode, install } from "./dependencies.mjs";
import { findEngine, obtainEngine } from "./engine.mjs";
import { alone } from "./lock.mjs";
import { modules, root, userPath, which, withPath } from "./paths.mjs";
import { inPlace } from "./processes.mjs";
import { bold, dim, Plain, say, withProgress } from "./progress.mjs";

/**
 * @typedef {{
 *   about: string, needs: ("build" | "engine")[], bare?: boolean, run?: (args: string[], node: string) => string[]
 * }} Task bare: it runs on the user's Node, without packages; run: the command line, without it the set-up is all there is to do
 */

const biome = join(modules, "@biomejs/biome/bin/biome");
const test = join(root, "scripts/test.mjs");

/** @type {Record<string, Task>} */
const tasks = {
  quickstart: {
    about: "all resources on the real engine, against the sandbox",
    needs: ["build", "engine"],
    run: (args, node) => [node, join(root, "scripts/quickstart.mjs"), ...args],
  },
  sandbox: {
    about: "both services in memory",
    needs: ["build"],
    run: (args, node) => [node, join(root, "dist/sandbox/main.js"), ...args],
  },
  pulumi: {
    about: "any Pulumi command, with the project's engine and Node",
    needs: ["build", "engine"],
    run: (args) => ["pulumi", ...args],
  },
  // The tests build by themselves, to count a build that fails as a failure among others.
  test: { about: "checks and tests", needs: ["engine"], run: (args, node) => [node, test, "quick", ...args] },
  "test:full": { about: "the long tests too", needs: ["engine"], run: (args, node) => [node, test, "full", ...args] },
  bench: {
    about: "measures, against the engine's floor and what people use otherwise",
    needs: ["build", "engine"],
    run: (args, node) => [node, join(root, "bench/main.mjs"), ...args],
  },
  format: {
    about: "formats all files, and repairs what the linter can",
    needs: [],
    run: (args, node) => [node, biome, "check", "--write", ...args],
  },
  hashes: {
    about: "renews scripts/hashes.json, after Node or Pulumi has moved",
    needs: [],
    bare: true,
    run: (args, node) => [node, join(root, "scripts/refreshHashes.mjs"), ...args],
  },
  generate: {
    about: "writes the documentation of the classes from the provider's declarations",
    needs: ["build"],
    run: (args, node) => [node, join(root, "scripts/generate.mjs"), ...args],
  },
  setup: { about: "only gets what the others need", needs: ["build", "engine"] },
};

const [name = "", ...args] = process.argv.slice(2);
try {
  process.exitCode = await main(name, args);
} catch (error) {
  if (!(error instanceof Plain)) throw error;
  say(`${bold("Error:")} ${error.message}`);
  process.exitCode = 1;
}

/**
 * @param {string} name
 * @param {string[]} args
 */
async function main(name, args) {
  const task = tasks[name];
  if (!task) {
    const list = Object.entries(tasks).map(([task, { about }]) => `  ${task.padEnd(12)}${about}`);
    throw new Plain(`there is no task "${name}". The tasks are:\n${list.join("\n")}`);
  }
  if (task.bare) {
    const [command = "", ...rest] = task.run?.(args, process.execPath) ?? [];
    // With that, Node's fetch heeds the usual proxy variables.
    return inPlace(command, rest, { cwd: root, env: { ...process.env, NODE_USE_ENV_PROXY: "1" } });
  }
  if (!areInstalled()) await alone(async () => (areInstalled() ? undefined : install()));
  const { node, nodeVersion, path } = await findNode();
  if (task.needs.includes("build") && !isBuilt()) await alone(() => buildOrFail(node));
  if (task.needs.includes("engine")) {
    const engine = await engineFor(node);
    say(dim(`Pulumi ${engine.version} (${engine.source}), Node ${nodeVersion}`));
    path.push(...engine.path);
  }
  if (!task.run) return 0;

  const folders = [...path, ...userPath()];
  const [command = "", ...rest] = task.run(args, node);
  return inPlace(which(command, folders) ?? command, rest, { cwd: folderFor(name), env: withPath(folders) });
}

/** @param {string} node */
async function buildOrFail(node) {
  const { ok, output } = await withProgress("Compiling", () => build(node));
  if (!ok) throw new Plain(`the project doesn't compile:\n${output.trim()}`);
}

/** @param {string} node */
async function engineFor(node) {
  const found = await findEngine();
  if (found.engine) return found.engine;
  return alone(async () => {
    // Another run may just have built it.
    const { engine, failures } = await findEngine();
    return engine ?? obtainEngine(node, failures);
  });
}

/**
 * Pulumi works where the user stands: npm starts its scripts in the project's folder, and says where it was called.
 * @param {string} name
 */
function folderFor(name) {
  if (name !== "pulumi") return root;
  const here = process.cwd();
  return here === root ? (process.env.INIT_CWD ?? here) : here;
}

// @ts-check
// The Pulumi engine, found or else installed: for the project's scripts, and as a command of its own.
import { parseArgs } from "node:util";
import { withLock } from "../shared/lock.mjs";
import { isEntryPoint } from "../shared/processes.mjs";
import { log, runCommand, UserError } from "../shared/terminal.mjs";
import { findEngine } from "./find.mjs";
import { installEngine } from "./install.mjs";

export { findEngine } from "./find.mjs";

/**
 * @param {string} node that runs the download, where one is needed
 * @returns {Promise<import("./find.mjs").Engine>}
 */
export async function getEngine(node) {
  const found = await findEngine();
  if (found.engine) return found.engine;
  return withLock(async () => {
    // Another run may have installed it in the meantime.
    const { engine, failures } = await findEngine();
    return engine ?? installEngine(node, failures);
  });
}

const help = `node tools/engine/index.mjs [--find]

Finds the Pulumi engine: the one on PATH, or else the project's own in .engine/<version>, which is installed first if
needed (the official release, or else built with Go). Prints the folder to add to PATH; nothing, if it is there already.

  --find    installs nothing; fails if there is no engine
`;

async function main() {
  const { find, help: wantsHelp } = options();
  if (wantsHelp) {
    process.stdout.write(help);
    return 0;
  }
  const { engine, failures } = find ? await findEngine() : { engine: await getEngine(process.execPath), failures: [] };
  if (!engine) throw new UserError(`there is no Pulumi engine:\n${failures.map((line) => `  - ${line}`).join("\n")}`);
  log(`Pulumi ${engine.version} (${engine.source})`);
  for (const folder of engine.path) console.log(folder);
  return 0;
}

function options() {
  try {
    return parseArgs({ options: { find: { type: "boolean" }, help: { type: "boolean", short: "h" } } }).values;
  } catch (error) {
    throw new UserError(`${error instanceof Error ? error.message : error}\n\n${help}`);
  }
}

if (isEntryPoint(import.meta.url)) await runCommand(main);

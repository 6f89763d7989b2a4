// @ts-check
// Gets the engine into .engine/<version>/: the official release, or else a build with Go.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { engineFolder, root } from "../shared/paths.mjs";
import { log, UserError } from "../shared/terminal.mjs";
import { checkEngine, ownEngine } from "./find.mjs";
import { goBuild } from "./goBuild.mjs";
import { officialInstall } from "./official.mjs";
import { engineVersion } from "./version.mjs";

/**
 * To be called under the lock.
 * @param {string} node that runs the download
 * @param {string[]} failures of the search for an engine, for the message
 * @returns {Promise<import("./find.mjs").Engine>}
 */
export async function installEngine(node, failures) {
  const version = engineVersion();
  const place = relative(root, ownEngine);
  log(`There is no Pulumi engine yet: getting ${version} into ${place} (only the first time).`);
  removeUnfinished();
  const ways = [
    { source: "the official release", get: officialInstall },
    { source: "a build with Go", get: goBuild },
  ];
  for (const { source, get } of ways) {
    const folder = join(engineFolder, `new-${process.pid}`);
    mkdirSync(folder, { recursive: true });
    try {
      await get(folder, { version, node });
      const { ok, text } = await checkEngine(folder);
      if (!ok) throw new UserError(text);
      rmSync(ownEngine, { recursive: true, force: true });
      // Moved when complete, so that a run that is stopped leaves no half of an engine there.
      renameSync(folder, ownEngine);
      return { version: text, source: `${source}, ${place}`, path: [ownEngine] };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failures.push(`${source}: ${error.message}`);
      log(`  ${source} isn't possible: ${error.message}`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  throw new UserError(
    `No Pulumi engine could be found or installed. Tried, in this order:\n${failures.map((line) => `  - ${line}`).join("\n")}\n` +
      "Install Pulumi (https://www.pulumi.com/docs/install/) or Go (https://go.dev/doc/install), and run this again.",
  );
}

/** What runs that were stopped left behind. */
function removeUnfinished() {
  for (const name of existsSync(engineFolder) ? readdirSync(engineFolder) : []) {
    if (name.startsWith("new-")) rmSync(join(engineFolder, name), { recursive: true, force: true });
  }
}

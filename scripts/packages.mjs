// @ts-check
// node_modules as package-lock.json wants it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { modules, root, userPath, withPath } from "../tools/shared/paths.mjs";
import { capture } from "../tools/shared/processes.mjs";
import { UserError, withProgress } from "../tools/shared/terminal.mjs";

/**
 * Whether node_modules holds exactly the packages that the lock file names. npm writes its own record when an install is
 * complete, so this also notices an install that was interrupted, and a lock file that has changed since.
 */
export function packagesAreInstalled() {
  const wanted = packagesIn(join(root, "package-lock.json"));
  const present = packagesIn(join(modules, ".package-lock.json"));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, { version, integrity, optional, devOptional }]) => {
    // Optional packages are those for other platforms; the one named "" is this project.
    if (path === "" || optional || devOptional) return true;
    const installed = present[path];
    return installed !== undefined && installed.version === version && installed.integrity === integrity;
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }> | undefined}
 */
function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}

export async function installPackages() {
  await withProgress("Installing the npm packages of the lock file (about 15 seconds)", async () => {
    // No install scripts: one of them would download a Node that nothing has checked, and npm would run it for the build at
    // once. No package needs its script, and the build comes later.
    // Errors only: an older npm's Node gets a warning for every package that wants a newer one, which is what they will run on.
    // And the user's own node and npm, since node_modules/.bin is about to be removed.
    const args = ["ci", "--ignore-scripts", "--loglevel", "error", "--no-audit", "--no-fund"];
    const { status, output } = await capture("npm", args, { cwd: root, env: withPath(userPath()) });
    if (status !== 0) throw new UserError(`\`npm ci\` failed:\n${shortened(output)}`);
  });
}

/**
 * npm says first what is wrong, then how it is called, and last where its log is.
 * @param {string} output
 */
function shortened(output) {
  const lines = output.trim().split(/\r?\n/);
  return lines.length > 20 ? [...lines.slice(0, 18), "…", ...lines.slice(-1)].join("\n") : lines.join("\n");
}

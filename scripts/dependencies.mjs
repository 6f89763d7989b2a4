// @ts-check
// node_modules as the lock file wants it, and the Node that the project runs on.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { alone } from "./lock.mjs";
import { binaryIn, inspectNode, NotObtained, obtainNode, projectsNode } from "./nodeBinary.mjs";
import { atLeast, binaries, modules, root, userPath, which, withPath } from "./paths.mjs";
import { capture } from "./processes.mjs";
import { Plain, say, withProgress } from "./progress.mjs";

/** What vitest asks for; @pulumi/pulumi asks for a little less. */
const oldestNode = /** @type {const} */ ([22, 12]);

/**
 * Whether npm has installed exactly what the lock file names. npm writes its own record of what it installed at the
 * end, so an install that was interrupted, or a lock file that git has changed, shows; an `npm install` by hand doesn't.
 */
export function areInstalled() {
  const wanted = packagesIn(join(root, "package-lock.json"));
  const present = packagesIn(join(modules, ".package-lock.json"));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, { version, integrity, optional, devOptional }]) => {
    // Optional packages are those for other platforms; the one named "" is this project.
    if (path === "" || optional || devOptional) return true;
    const found = present[path];
    return found !== undefined && found.version === version && found.integrity === integrity;
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

export async function install() {
  await withProgress("Installing the npm packages of the lock file (some 15 seconds)", async () => {
    // No install scripts: one of them would bring a Node that nothing has checked, and npm would run it at once, for the
    // build. No package needs its script, and the build is done after this.
    // Errors only: under an older Node npm warns of every package that wants a newer one, and it's the newer one that they
    // will run on. And with the user's own node and npm, since node_modules/.bin is about to be removed.
    const args = ["ci", "--ignore-scripts", "--loglevel", "error", "--no-audit", "--no-fund"];
    const { status, output } = await capture("npm", args, { cwd: root, env: withPath(userPath()) });
    if (status !== 0) throw new Plain(`\`npm ci\` failed:\n${gist(output)}`);
  });
  const place = projectsNode();
  if ((await inspectNode(place)) !== "missing") return;
  try {
    await getNode(place);
  } catch (error) {
    // The user's own may do. If it doesn't, it's tried once more, and the failure is told.
    if (!(error instanceof NotObtained)) throw error;
    say(`  ${error.message}`);
  }
}

/** @param {import("./nodeBinary.mjs").Place} place */
function getNode(place) {
  return withProgress(`Getting Node ${place.version} by npm, and comparing it with scripts/hashes.json`, () =>
    obtainNode(place),
  );
}

/**
 * npm says first what is wrong, then how it is called, and last where its log is.
 * @param {string} output
 */
function gist(output) {
  const lines = output.trim().split(/\r?\n/);
  return lines.length > 20 ? [...lines.slice(0, 18), "…", ...lines.slice(-1)].join("\n") : lines.join("\n");
}

/**
 * The Node for the tasks: the project's own once it is verified, or else the user's, if it is new enough.
 * @param {import("./nodeBinary.mjs").Place} [place] of the project's own
 * @returns {Promise<{ node: string, nodeVersion: string, path: string[] }>} path: what goes to the front of PATH
 */
export async function findNode(place = projectsNode()) {
  const state = await inspectNode(place);
  const own = state === "verified" ? usable(binaryIn(place)) : undefined;
  if (own) return own;
  const users = which("node", userPath());
  const found = users && usable(users);
  if (found) return found;
  const why =
    state === "verified"
      ? "that of the lock file doesn't run here"
      : state === "unlisted"
        ? `scripts/hashes.json has no sum of Node ${place.version} for ${place.platform}, so that one isn't used`
        : await failureToGet(place);
  if (!why) return findNode(place);
  throw new Plain(
    `The project needs Node ${oldestNode.join(".")} or newer. Yours is ${(users && versionOf(users)) ?? process.version}, and ${why}.\n` +
      "Install a newer Node (https://nodejs.org/), and run this again.",
  );
}

/**
 * @param {import("./nodeBinary.mjs").Place} place
 * @returns {Promise<string | undefined>} nothing once it's there
 */
function failureToGet(place) {
  return alone(async () => {
    try {
      // Another run may just have got it.
      if ((await inspectNode(place)) === "missing") await getNode(place);
      return undefined;
    } catch (error) {
      if (!(error instanceof NotObtained)) throw error;
      return `the project's own can't be had: ${error.message}`;
    }
  });
}

/** @param {string} node */
function usable(node) {
  const nodeVersion = versionOf(node);
  if (!nodeVersion || !atLeast(nodeVersion, oldestNode)) return undefined;
  return { node, nodeVersion, path: [dirname(node), binaries] };
}

/** @param {string} node */
function versionOf(node) {
  const { status, stdout } = spawnSync(node, ["--version"], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

// @ts-check
// node_modules as the lock file wants it, and the Node that the project runs on.
import { spawnSync } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { atLeast, binaries, modules, root, userPath, which, withPath } from "./paths.mjs";
import { capture } from "./processes.mjs";
import { Plain, withProgress } from "./progress.mjs";

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
  await withProgress(
    "Installing the npm packages of the lock file, a Node 24 among them (about half a minute)",
    async () => {
      // Errors only: under an older Node npm warns of every package that wants a newer one, and it's the newer one, which
      // this very install brings, that they will run on. And with the user's own node and npm, since node_modules/.bin
      // is about to be removed.
      const { status, output } = await capture("npm", ["ci", "--loglevel", "error", "--no-audit", "--no-fund"], {
        cwd: root,
        env: withPath(userPath()),
      });
      // What fails after everything is installed is the build that npm runs last, and whoever needs that runs it again.
      if (status !== 0 && !areInstalled()) throw new Plain(`\`npm ci\` failed:\n${gist(output)}`);
    },
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
 * The Node for the tasks: the one that the npm package `node` brought, or else the user's, if it is new enough.
 * @returns {{ node: string, nodeVersion: string, path: string[] }} path: what goes to the front of PATH
 */
export function findNode() {
  const own = which("node", [binaries]);
  if (own && realpathSync(own) === realpathSync(process.execPath)) {
    return { node: own, nodeVersion: process.version, path: [binaries] };
  }
  const ownVersion = own && versionOf(own);
  if (own && ownVersion && atLeast(ownVersion, oldestNode))
    return { node: own, nodeVersion: ownVersion, path: [binaries] };

  const users = which("node", userPath());
  const usersVersion = users && versionOf(users);
  if (users && usersVersion && atLeast(usersVersion, oldestNode)) {
    return { node: users, nodeVersion: usersVersion, path: [join(users, ".."), binaries] };
  }
  throw new Plain(
    `The project needs Node ${oldestNode.join(".")} or newer; yours is ${usersVersion ?? process.version}, and the one that the npm package ` +
      "`node` installs isn't there.\nIts binary comes from an install script, which npm skips when `ignore-scripts` is set. " +
      "Either run\n  npm rebuild node --ignore-scripts=false\nor use a newer Node yourself.",
  );
}

/** @param {string} node */
function versionOf(node) {
  const { status, stdout } = spawnSync(node, ["--version"], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

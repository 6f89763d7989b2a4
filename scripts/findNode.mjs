// @ts-check
// The Node that the tasks run on: the project's own once it is verified, or else the user's, if it is new enough.
import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { withLock } from "../tools/shared/lock.mjs";
import { atLeast, binaries, userPath, which } from "../tools/shared/paths.mjs";
import { log, UserError, withProgress } from "../tools/shared/terminal.mjs";
import { binaryOf, checkNode, downloadNode, NodeUnavailable, projectNode } from "./nodeBinary.mjs";

/** What vitest needs; @pulumi/pulumi needs a little less. */
const oldest = /** @type {const} */ ([22, 12]);

/** Set in CI, where the tests run on several versions of Node. */
const systemNodeOnly = () => process.env.PULUMI_IDP_SYSTEM_NODE === "1";

/** @typedef {{ node: string, nodeVersion: string, path: string[] }} Node path: folders for the front of PATH */

/**
 * Downloads the project's own Node after an install of the packages. If that can't be, the user's may do.
 * @param {import("./nodeBinary.mjs").ProjectNode} [project]
 */
export async function prepareNode(project = projectNode()) {
  if (systemNodeOnly() || (await checkNode(project)) !== "missing") return;
  try {
    await download(project);
  } catch (error) {
    if (!(error instanceof NodeUnavailable)) throw error;
    log(`  ${error.message}`);
  }
}

/**
 * @param {import("./nodeBinary.mjs").ProjectNode} [project]
 * @returns {Promise<Node>}
 */
export async function findNode(project = projectNode()) {
  const own = systemNodeOnly()
    ? { reason: "PULUMI_IDP_SYSTEM_NODE is set, so the project's own isn't used" }
    : await ownNode(project);
  if ("node" in own) return own;
  const users = which("node", userPath());
  const found = users && usable(users);
  if (found) return found;
  // Downloaded only now, since the user's own would have done.
  const downloaded = own.reason ? own : await downloadedNode(project);
  if ("node" in downloaded) return downloaded;
  throw new UserError(
    `The project needs Node ${oldest.join(".")} or newer. Yours is ${(users && versionOf(users)) ?? process.version}, and ${downloaded.reason}.\n` +
      "Install a newer Node (https://nodejs.org/), and run this again.",
  );
}

/**
 * @param {import("./nodeBinary.mjs").ProjectNode} project
 * @returns {Promise<Node | { reason?: string }>} reason: why it can't be used; none if it only isn't there yet
 */
async function ownNode(project) {
  const state = await checkNode(project);
  if (state === "missing") return {};
  if (state === "verified") return usable(binaryOf(project)) ?? { reason: "the project's own doesn't run here" };
  const { platform, version } = project;
  return { reason: `scripts/nodeHashes.json has no hash of Node ${version} for ${platform}, so that isn't used` };
}

/**
 * @param {import("./nodeBinary.mjs").ProjectNode} project
 * @returns {Promise<Node | { reason?: string }>}
 */
function downloadedNode(project) {
  return withLock(async () => {
    try {
      // Another run may have downloaded it in the meantime.
      if ((await checkNode(project)) === "missing") await download(project);
      return ownNode(project);
    } catch (error) {
      if (!(error instanceof NodeUnavailable)) throw error;
      return { reason: `the project's own can't be downloaded: ${error.message}` };
    }
  });
}

/** @param {import("./nodeBinary.mjs").ProjectNode} project */
function download(project) {
  return withProgress(`Downloading Node ${project.version} with npm, and comparing its hash`, () =>
    downloadNode(project),
  );
}

/**
 * @param {string} node
 * @returns {Node | undefined}
 */
function usable(node) {
  const nodeVersion = versionOf(node);
  if (!nodeVersion || !atLeast(nodeVersion, oldest)) return undefined;
  return { node, nodeVersion, path: [dirname(node), binaries] };
}

/** @param {string} node */
function versionOf(node) {
  const { status, stdout } = spawnSync(node, ["--version"], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

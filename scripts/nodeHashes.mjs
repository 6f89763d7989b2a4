// @ts-check
// nodeHashes.json: the SHA-256 hash of the project's Node for each platform. A binary without a hash there isn't run.
import { createHash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { root } from "../tools/shared/paths.mjs";

/** @typedef {{ version: string, binaries: Record<string, string> }} NodeHashes by platform, as in "linux-x64" */

export const nodeHashesFile = join(root, "scripts/nodeHashes.json");

/** @type {NodeHashes} */
export const nodeHashes = JSON.parse(readFileSync(nodeHashesFile, "utf8"));

/** @param {string} file */
export async function sha256(file) {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/** The version of the npm package `node` that the lock file names. */
export function lockedNodeVersion() {
  return JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages["node_modules/node"].version;
}

// @ts-check
// scripts/hashes.json: the SHA-256 sums of what the set-up downloads and runs without a lock file that covers it, which is
// the project's Node and Pulumi's official archives. What has no sum there isn't used.
//
// `npm run hashes` brings the file up to date after `node` has moved in package-lock.json, or Pulumi in
// scripts/engine/pulumi/go.mod, and prints what it changed (scripts/refreshHashes.mjs). Read what it prints before you
// commit: from then on every clone trusts these sums.
import { createHash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { root } from "./paths.mjs";

/**
 * @typedef {{ version: string, binaries: Record<string, string> }} NodeHashes by platform, as in "linux-x64"
 * @typedef {{ version: string, archives: Record<string, string> }} EngineHashes by file name
 * @typedef {{ node: NodeHashes, engine: EngineHashes }} Hashes
 */

export const hashesFile = join(root, "scripts/hashes.json");

/** @type {Hashes} */
export const hashes = JSON.parse(readFileSync(hashesFile, "utf8"));

/** This machine, as Node names it. */
export const thisPlatform = `${process.platform}-${process.arch}`;

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

/** The version of Pulumi, which is said once: in the Go module that builds it. */
export function engineVersion() {
  const module = readFileSync(join(root, "scripts/engine/pulumi/go.mod"), "utf8");
  return /pulumi\/pkg\/v3 (v[\d.]+)/.exec(module)?.[1] ?? "";
}

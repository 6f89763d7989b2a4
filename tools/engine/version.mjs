// @ts-check
// Which Pulumi the project gets, and the SHA-256 hashes of its official archives (hashes.json). An archive without a hash
// there isn't used.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../shared/paths.mjs";

export const sources = join(root, "tools/engine");

export const hashesFile = join(sources, "hashes.json");

/** @type {{ version: string, archives: Record<string, string> }} archives: by file name */
export const hashes = JSON.parse(readFileSync(hashesFile, "utf8"));

/** The version is stated once, in the Go module that builds it. */
export function engineVersion() {
  const module = readFileSync(join(sources, "pulumi/go.mod"), "utf8");
  return /pulumi\/pkg\/v3 (v[\d.]+)/.exec(module)?.[1] ?? "";
}

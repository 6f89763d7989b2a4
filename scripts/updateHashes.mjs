// @ts-check
// npm run hashes: brings scripts/nodeHashes.json and tools/engine/hashes.json up to date after `node` has moved in
// package-lock.json, or Pulumi in tools/engine/pulumi/go.mod, and prints what it changed. Read that before you commit: every
// clone will trust these hashes.
// A hash is never replaced while the version stays: published files don't change, so a changed one is an attack or a fault.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { archiveName } from "../tools/engine/official.mjs";
import { hashes as engineHashes, hashesFile as engineHashesFile, engineVersion } from "../tools/engine/version.mjs";
import { root, userPath, withPath } from "../tools/shared/paths.mjs";
import { isEntryPoint } from "../tools/shared/processes.mjs";
import { log, runCommand, UserError, withProgress } from "../tools/shared/terminal.mjs";
import { NodeUnavailable, unpackNode } from "./nodeBinary.mjs";
import { lockedNodeVersion, nodeHashes, nodeHashesFile, sha256 } from "./nodeHashes.mjs";

/**
 * @typedef {{ version: string, hashes: Record<string, string> }} Recorded
 * @typedef {{ name: string, hash: string } | { name: string, reason: string }} Found reason: why there is no hash
 */

const platforms = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"];
const secondsToAnswer = 20;

/**
 * Two hosts that publish the same list, so that neither decides alone.
 * @param {string} version
 */
function archiveLists(version) {
  const name = `pulumi-${version.replace(/^v/, "")}-checksums.txt`;
  return [
    `https://get.pulumi.com/releases/sdk/${name}`,
    `https://github.com/pulumi/pulumi/releases/download/${version}/${name}`,
  ];
}

/**
 * The hash of each platform's Node, from the npm packages that the set-up downloads.
 * @param {string} version
 * @returns {Promise<Found[]>}
 */
async function findNodeHashes(version) {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-idp-hashes-"));
  /** @type {Found[]} */
  const found = [];
  try {
    for (const name of platforms) {
      try {
        const binary = await unpackNode(name, version, folder, withPath(userPath()));
        found.push({ name, hash: await sha256(binary) });
      } catch (error) {
        // Without an answer from the registry nothing is known, and nothing may be changed.
        if (!(error instanceof NodeUnavailable && error.notPublished)) throw error;
        found.push({ name, reason: error.message });
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return found;
}

/**
 * The hashes of the official archives for the same platforms, where all lists agree.
 * @param {string} version
 * @param {string[]} [lists] their addresses
 * @returns {Promise<Found[]>}
 */
export async function findArchiveHashes(version, lists = archiveLists(version)) {
  const names = platforms.map((platform) => archiveName(version, platform));
  /** @type {Map<string, string>[]} */
  const contents = [];
  for (const list of lists) {
    try {
      contents.push(await readList(list));
    } catch (error) {
      const reason = `${new URL(list).host} gave no list of hashes (${error instanceof Error ? error.message : error})`;
      return names.map((name) => ({ name, reason }));
    }
  }
  return names.map((name) => {
    const [first, ...others] = contents.map((list) => list.get(name));
    if (!first || others.some((other) => other !== first)) return { name, reason: "the lists of hashes differ" };
    return { name, hash: first };
  });
}

/** @param {string} url */
async function readList(url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(secondsToAnswer * 1000) });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const lines = [...(await response.text()).matchAll(/^([0-9a-f]{64})\s+\*?(\S+)\s*$/gm)];
  return new Map(lines.map(([, hash = "", name = ""]) => [name, hash]));
}

/**
 * @param {Recorded} recorded
 * @param {string} version the one wanted now
 * @param {Found[]} found
 * @returns {Recorded & { changes: string[], notes: string[] }} notes: what has no hash, or couldn't be confirmed
 */
export function merge(recorded, version, found) {
  const old = recorded.version === version ? recorded.hashes : {};
  /** @type {Record<string, string>} */
  const hashes = {};
  const changes = recorded.version === version ? [] : [`version ${recorded.version} → ${version}`];
  const notes = [];
  for (const item of found) {
    const { name } = item;
    const before = old[name];
    if ("reason" in item) {
      if (before) hashes[name] = before;
      notes.push(`${name}: ${before ? "kept as it is" : "no hash"}, ${item.reason}`);
      continue;
    }
    if (before && before !== item.hash) {
      throw new UserError(
        `${name} of ${version} has another hash than the recorded one, and a published file doesn't change. Nothing was written.\n` +
          `  recorded  ${before}\n  now       ${item.hash}\nFind out which is right before you change the recorded one.`,
      );
    }
    if (!before) changes.push(`+ ${name} ${item.hash}`);
    hashes[name] = item.hash;
  }
  return { version, hashes, changes, notes };
}

async function update() {
  const nodeVersion = lockedNodeVersion();
  const nodes = await withProgress(`Downloading Node ${nodeVersion} for each platform with npm`, async () =>
    merge({ version: nodeHashes.version, hashes: nodeHashes.binaries }, nodeVersion, await findNodeHashes(nodeVersion)),
  );
  const version = engineVersion();
  const archives = await withProgress(`Asking for the hashes of Pulumi ${version}`, async () =>
    merge({ version: engineHashes.version, hashes: engineHashes.archives }, version, await findArchiveHashes(version)),
  );
  report("Node", nodes, nodeHashesFile, { version: nodeVersion, binaries: nodes.hashes });
  report("Pulumi", archives, engineHashesFile, { version, archives: archives.hashes });
  // For version managers; a unit test compares it with the lock file.
  writeFileSync(join(root, ".node-version"), `${nodeVersion}\n`);
  return 0;
}

/**
 * @param {string} name
 * @param {ReturnType<typeof merge>} result
 * @param {string} file
 * @param {object} content
 */
function report(name, { version, changes, notes }, file, content) {
  log(`${name} ${version}: ${changes.length ? `written to ${relative(root, file)}` : "nothing changed"}`);
  for (const line of [...changes, ...notes]) log(`  ${line}`);
  if (changes.length) writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
}

if (isEntryPoint(import.meta.url)) await runCommand(update);

// @ts-check
// npm run hashes: writes the sums of the versions that package-lock.json and scripts/engine/pulumi/go.mod name into
// scripts/hashes.json, and prints what it changed. A sum that is there already is never replaced while its version stays:
// published files don't change, so one that did is an attack or a fault, and no reason to trust the new one.
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { archiveName } from "./engine/official.mjs";
import { engineVersion, hashes, hashesFile, lockedNodeVersion, sha256 } from "./hashes.mjs";
import { NotObtained, unpackedNode } from "./nodeBinary.mjs";
import { userPath, withPath } from "./paths.mjs";
import { Plain, say, withProgress } from "./progress.mjs";

/**
 * @typedef {{ version: string, sums: Record<string, string> }} Sums
 * @typedef {{ name: string, sum: string } | { name: string, why: string }} Found why: it has no sum
 */

const platforms = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64", "win32-x64"];
const secondsToAnswer = 20;

/**
 * Two hosts that publish the same list, so that neither decides alone.
 * @param {string} version
 */
function listsOf(version) {
  const name = `pulumi-${version.replace(/^v/, "")}-checksums.txt`;
  return [
    `https://get.pulumi.com/releases/sdk/${name}`,
    `https://github.com/pulumi/pulumi/releases/download/${version}/${name}`,
  ];
}

/**
 * The sum of each platform's Node, from the npm packages that the set-up gets it from.
 * @param {string} version
 * @returns {Promise<Found[]>}
 */
async function nodeSums(version) {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-idp-hashes-"));
  /** @type {Found[]} */
  const found = [];
  try {
    for (const name of platforms) {
      try {
        const binary = await unpackedNode(name, version, folder, withPath(userPath()));
        found.push({ name, sum: await sha256(binary) });
      } catch (error) {
        // Without an answer nothing is known, and the sums that are there stay.
        if (!(error instanceof NotObtained && error.absent)) throw error;
        found.push({ name, why: error.message });
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return found;
}

/**
 * The sums of the official archives for the same platforms, where all lists name the same.
 * @param {string} version
 * @param {string[]} [lists] their addresses
 * @returns {Promise<Found[]>}
 */
export async function archiveSums(version, lists = listsOf(version)) {
  const names = platforms.map((platform) => archiveName(version, platform));
  /** @type {Map<string, string>[]} */
  const read = [];
  for (const list of lists) {
    try {
      read.push(await readList(list));
    } catch (error) {
      const why = `${new URL(list).host} gave no list of sums (${error instanceof Error ? error.message : error})`;
      return names.map((name) => ({ name, why }));
    }
  }
  return names.map((name) => {
    const [first, ...others] = read.map((list) => list.get(name));
    if (!first || others.some((other) => other !== first)) return { name, why: "the lists of sums don't agree on it" };
    return { name, sum: first };
  });
}

/** @param {string} url */
async function readList(url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(secondsToAnswer * 1000) });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const lines = [...(await response.text()).matchAll(/^([0-9a-f]{64})\s+\*?(\S+)\s*$/gm)];
  return new Map(lines.map(([, sum = "", name = ""]) => [name, sum]));
}

/**
 * @param {Sums} recorded
 * @param {string} version the one wanted now
 * @param {Found[]} found
 * @returns {Sums & { changes: string[], notes: string[] }} notes: what has no sum, or keeps it unconfirmed
 */
export function merged(recorded, version, found) {
  const old = recorded.version === version ? recorded.sums : {};
  /** @type {Record<string, string>} */
  const sums = {};
  const changes = recorded.version === version ? [] : [`version ${recorded.version} → ${version}`];
  const notes = [];
  for (const one of found) {
    const { name } = one;
    const before = old[name];
    if ("why" in one) {
      if (before) sums[name] = before;
      notes.push(`${name}: ${before ? "kept as it is" : "no sum"}, ${one.why}`);
      continue;
    }
    if (before && before !== one.sum) {
      throw new Plain(
        `${name} of ${version} has another sum than the one recorded, and a published file doesn't change. Nothing was written.\n` +
          `  recorded  ${before}\n  now       ${one.sum}\nFind out which is right before you touch scripts/hashes.json.`,
      );
    }
    if (!before) changes.push(`+ ${name} ${one.sum}`);
    sums[name] = one.sum;
  }
  return { version, sums, changes, notes };
}

async function refresh() {
  const { node, engine } = hashes;
  const nodes = await withProgress(`Getting Node ${lockedNodeVersion()} for each platform by npm`, async () =>
    merged({ version: node.version, sums: node.binaries }, lockedNodeVersion(), await nodeSums(lockedNodeVersion())),
  );
  const archives = await withProgress(`Asking for the sums of Pulumi ${engineVersion()}`, async () =>
    merged({ version: engine.version, sums: engine.archives }, engineVersion(), await archiveSums(engineVersion())),
  );
  report("Node", nodes);
  report("Pulumi", archives);
  if (!nodes.changes.length && !archives.changes.length) return say("scripts/hashes.json stays as it is.");
  const content = {
    node: { version: nodes.version, binaries: nodes.sums },
    engine: { version: archives.version, archives: archives.sums },
  };
  writeFileSync(hashesFile, `${JSON.stringify(content, undefined, 2)}\n`);
  say("Written to scripts/hashes.json.");
}

/**
 * @param {string} name
 * @param {ReturnType<typeof merged>} result
 */
function report(name, { version, changes, notes }) {
  say(`${name} ${version}: ${changes.length ? "" : "nothing changed"}`.trim());
  for (const line of [...changes, ...notes]) say(`  ${line}`);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    await refresh();
  } catch (error) {
    if (!(error instanceof Plain)) throw error;
    say(`Error: ${error.message}`);
    process.exitCode = 1;
  }
}

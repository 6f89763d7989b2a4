// @ts-check
// dist/, compiled when a source has changed. Also npm's `build` and `prepare` script.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { modules, root } from "../tools/shared/paths.mjs";
import { capture, isEntryPoint } from "../tools/shared/processes.mjs";

const sourceFolders = ["provider", "sdk", "sandbox"];
const dist = join(root, "dist");
const stamp = join(dist, ".sources");

/** By content, since git and copying tools give files any date. */
export function isBuilt() {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint();
}

/**
 * @param {string} [node]
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export async function build(node = process.execPath) {
  if (isBuilt()) return { ok: true, output: "" };
  const before = fingerprint();
  rmSync(stamp, { force: true });
  const tsc = join(modules, "typescript", "bin", "tsc");
  if (!existsSync(tsc)) return { ok: false, output: "TypeScript isn't installed: run `npm ci` first.\n" };
  const { status, output } = await capture(node, [tsc, "-p", "."], { cwd: root });
  removeOrphans();
  if (status === 0) writeFileSync(stamp, before);
  return { ok: status === 0, output };
}

function fingerprint() {
  const hash = createHash("sha256");
  const sources = sourceFolders.flatMap((folder) => filesIn(join(root, folder)));
  // The lock file stands for the packages whose types the sources use.
  for (const file of [...sources, join(root, "tsconfig.json"), join(root, "package-lock.json")].sort()) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update("\0");
  }
  return hash.digest("hex");
}

/** tsc leaves the output of a source that was removed, and `npm pack` would ship it. */
function removeOrphans() {
  for (const folder of sourceFolders) {
    for (const file of filesIn(join(dist, folder))) {
      const source = join(root, relative(dist, file)).replace(/(\.d\.ts|\.js)$/, ".ts");
      if (!existsSync(source)) rmSync(file);
    }
  }
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

if (isEntryPoint(import.meta.url)) {
  const { ok, output } = await build();
  process.stderr.write(output);
  process.exitCode = ok ? 0 : 1;
}

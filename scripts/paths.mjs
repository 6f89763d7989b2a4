// @ts-check
// Where things are, and how programs are found on PATH.
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const modules = join(root, "node_modules");
export const binaries = join(modules, ".bin");
/** Where the npm package `node` keeps the project's own Node. */
const ownNode = join(modules, "node", "bin");
export const engines = join(root, ".engine");
const windows = process.platform === "win32";

/** The folders of PATH that the user brought along: neither npm nor an outer run of this script put them there. */
export function userPath() {
  return (process.env.PATH ?? "").split(delimiter).filter((folder) => {
    const full = resolve(folder) + sep;
    return folder !== "" && ![binaries, ownNode].some((own) => full === own + sep) && !full.startsWith(engines + sep);
  });
}

/**
 * This process's environment with other folders on PATH.
 * @param {string[]} folders
 * @returns {NodeJS.ProcessEnv}
 */
export function withPath(folders) {
  const env = { ...process.env };
  // Windows spells it Path, and would keep both.
  for (const name of Object.keys(env)) if (name.toUpperCase() === "PATH") delete env[name];
  return { ...env, PATH: folders.join(delimiter) };
}

/**
 * @param {string} name
 * @param {string[]} folders
 * @returns {string | undefined}
 */
export function which(name, folders) {
  const names = windows ? [`${name}.exe`, `${name}.cmd`] : [name];
  return folders.flatMap((folder) => names.map((file) => join(folder, file))).find(isProgram);
}

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * Whether a version such as "v3.259.0" is at least major.minor.
 * @param {string} version
 * @param {readonly [number, number]} minimum
 */
export function atLeast(version, [major, minor]) {
  const parts = /(\d+)\.(\d+)/.exec(version);
  if (!parts) return false;
  const [wholes, tenths] = [Number(parts[1]), Number(parts[2])];
  return wholes > major || (wholes === major && tenths >= minor);
}

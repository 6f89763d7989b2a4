// @ts-check
// Where things are, and how programs are found on PATH.
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const modules = join(root, "node_modules");
export const binaries = join(modules, ".bin");
/** Where the npm package `node` keeps the project's own Node. */
const projectNodeFolder = join(modules, "node", "bin");
/** Engines of the project's own, and the lock; git ignores it. */
export const engineFolder = join(root, ".engine");

/** This machine, as in "linux-x64". */
export const platform = `${process.platform}-${process.arch}`;

/** The user's own PATH: without the folders that npm or an outer run of these scripts added. */
export function userPath() {
  return (process.env.PATH ?? "").split(delimiter).filter((folder) => {
    const full = resolve(folder);
    return (
      folder !== "" && full !== binaries && full !== projectNodeFolder && !(full + sep).startsWith(engineFolder + sep)
    );
  });
}

/**
 * This process's environment with other folders on PATH.
 * @param {string[]} folders
 * @returns {NodeJS.ProcessEnv}
 */
export function withPath(folders) {
  return { ...process.env, PATH: folders.join(delimiter) };
}

/**
 * @param {string} name
 * @param {string[]} folders
 * @returns {string | undefined}
 */
export function which(name, folders) {
  return folders.map((folder) => join(folder, name)).find(isProgram);
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
export function atLeast(version, [minMajor, minMinor]) {
  const parts = /(\d+)\.(\d+)/.exec(version);
  if (!parts) return false;
  const [major, minor] = [Number(parts[1]), Number(parts[2])];
  return major > minMajor || (major === minMajor && minor >= minMinor);
}

// @ts-check
// The engine that is already on this machine: the user's own, or the copy that an earlier run got.
import { existsSync, realpathSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { atLeast, engineFolder, root, userPath, which } from "../shared/paths.mjs";
import { capture, lastLines } from "../shared/processes.mjs";
import { engineVersion } from "./version.mjs";

/** The project's own copy. */
export const ownEngine = join(engineFolder, engineVersion());

/** The oldest CLI whose `read` of a resource can correct its inputs, which a refresh needs. */
const oldest = /** @type {const} */ ([3, 216]);

/** What a TypeScript program with dynamic resources needs: the CLI, the language host, and the script that starts the provider. */
const programs = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

const notOnPath = "there is none";

/**
 * @typedef {{ version: string, source: string, path: string[] }} Engine path: folders to add to PATH
 * @typedef {{ engine?: Engine, failures: string[] }} Search failures: what was tried, and why it can't be used
 */

/** @returns {Promise<Search>} */
export async function findEngine() {
  /** @type {string[]} */
  const failures = [];
  const users = await usersEngine();
  if (typeof users !== "string") return { engine: users, failures };
  failures.push(`a pulumi on PATH: ${users}`);
  const own = await checkEngine(ownEngine);
  const place = relative(root, ownEngine);
  if (own.ok) {
    const source = `the project's own, ${place}${users === notOnPath ? "" : `, since ${users}`}`;
    return { engine: { version: own.text, source, path: [ownEngine] }, failures };
  }
  failures.push(`the project's own copy: ${existsSync(ownEngine) ? own.text : `there is none in ${place} yet`}`);
  return { failures };
}

/** @returns {Promise<Engine | string>} or why it can't be used */
async function usersEngine() {
  const folders = userPath();
  const pulumi = which("pulumi", folders);
  if (!pulumi) return notOnPath;
  const places = [dirname(pulumi), dirname(realpathSync(pulumi)), ...folders];
  const missing = programs.find((name) => !which(name, places));
  if (missing) return `${pulumi} has no ${missing} beside it or on PATH`;
  const { ok, text } = await versionOf(pulumi);
  if (!ok) return `${pulumi} doesn't run: ${text}`;
  if (!atLeast(text, oldest)) return `${pulumi} is ${text}, and v${oldest.join(".")} or newer is needed`;
  return { version: text, source: `yours, ${pulumi}`, path: [] };
}

/**
 * Whether a folder holds an engine that runs.
 * @param {string} folder
 * @returns {Promise<{ ok: boolean, text: string }>} text: the version, or what is wrong
 */
export async function checkEngine(folder) {
  const missing = programs.find((name) => !which(name, [folder]));
  if (missing) return { ok: false, text: `${missing} is missing in ${relative(root, folder)}` };
  return versionOf(join(folder, "pulumi"));
}

/** @param {string} pulumi */
async function versionOf(pulumi) {
  // Otherwise it would write a log into the user's own folder, and ask the network for a newer version.
  const home = join(engineFolder, `home-${process.pid}`);
  const env = { ...process.env, PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const { status, output } = await capture(pulumi, ["version"], { env });
  rmSync(home, { recursive: true, force: true });
  const version = /v?\d+\.\d+\.\d+\S*/.exec(output)?.[0];
  return status === 0 && version ? { ok: true, text: version } : { ok: false, text: lastLines(output, 3) };
}

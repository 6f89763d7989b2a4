// @ts-check
// Pulumi's official release. Its archive must have the hash that hashes.json names: a list of hashes from the host that
// serves the archive would prove nothing.
import { join } from "node:path";
import { platform as thisPlatform, userPath, withPath } from "../shared/paths.mjs";
import { capture, lastLines } from "../shared/processes.mjs";
import { UserError, withProgress } from "../shared/terminal.mjs";
import { hashes, sources } from "./version.mjs";

const releases = "https://get.pulumi.com/releases/sdk";

/**
 * @param {string} version
 * @param {string} platform
 */
export const archiveName = (version, platform) => `pulumi-${version}-${platform}.tar.gz`;

/**
 * Downloads the release and unpacks it into a folder.
 * @param {string} folder
 * @param {{ version: string, node: string, platform?: string, archives?: Record<string, string>, base?: string }} options
 *   archives: their hashes; base: the address of the releases
 */
export async function officialInstall(folder, options) {
  const { version, node, platform = thisPlatform, archives = hashes.archives, base = releases } = options;
  const name = archiveName(version, platform);
  const expected = archives[name];
  if (!expected) throw new UserError(`tools/engine/hashes.json has no hash of ${name}, so it isn't used`);
  await withProgress("Downloading the official release", async (note) => {
    // In a process of its own, since Node only follows the proxy variables if it is told so when it starts.
    const script = join(sources, "download.mjs");
    const env = { ...withPath(userPath()), NODE_USE_ENV_PROXY: "1" };
    const { status, output } = await capture(node, [script, `${base}/${name}`, expected, folder], {
      env,
      onLine: note,
    });
    if (status !== 0) throw new UserError(lastLines(output, 1));
  });
}

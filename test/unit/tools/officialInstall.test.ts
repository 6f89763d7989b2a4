import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it, vi } from "vitest";
import { archiveName, officialInstall } from "../../../tools/engine/official.mjs";
import { serve } from "../../support/server";
import { archiveOf, hashOf, temporaryFolder } from "../scripts/support";

const version = "v9.9.9";
const name = "pulumi-v9.9.9-linux-x64.tar.gz";

beforeEach(() => {
  vi.stubEnv("NO_PROXY", "127.0.0.1");
  // The progress.
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  return () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  };
});

/** An install from a host on loopback that has one archive; `hashes` gives the recorded ones. */
async function installWith(hashes: (archive: Buffer) => Record<string, string>) {
  const archive = await archiveOf({ "pulumi/pulumi": "the CLI", "pulumi/pulumi-language-nodejs": "the host" });
  const server = await serve(() => (response) => response.end(archive));
  const folder = temporaryFolder();
  const archives = hashes(archive);
  const options = { version, node: process.execPath, platform: "linux-x64", archives, base: server.url };
  return { folder, server, archive, installed: officialInstall(folder, options) };
}

it("unpacks the archive whose hash is recorded", async () => {
  const { folder, installed, server } = await installWith((archive) => ({ [name]: hashOf(archive) }));
  await installed;
  expect(readdirSync(folder).sort()).toEqual(["pulumi", "pulumi-language-nodejs"]);
  expect(readFileSync(join(folder, "pulumi"), "utf8")).toBe("the CLI");
  expect(server.calls()).toEqual([`GET /${name}`]);
});

it("refuses an archive with another hash, unpacks nothing of it, and asks its host for no list of hashes", async () => {
  const { folder, installed, archive, server } = await installWith(() => ({ [name]: hashOf("the genuine archive") }));
  await expect(installed).rejects.toThrow(
    `the SHA-256 hash of ${server.url}/${name} is ${hashOf(archive)}, and tools/engine/hashes.json has ${hashOf("the genuine archive")}`,
  );
  expect(readdirSync(folder)).toEqual([]);
  expect(server.calls()).toEqual([`GET /${name}`]);
});

it("doesn't even download an archive without a hash", async () => {
  const { folder, installed, server } = await installWith((archive) => ({
    "pulumi-v9.9.8-linux-x64.tar.gz": hashOf(archive),
  }));
  await expect(installed).rejects.toThrow(`tools/engine/hashes.json has no hash of ${name}, so it isn't used`);
  expect(server.calls()).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

it.each([
  ["darwin-arm64", "pulumi-v9.9.9-darwin-arm64.tar.gz"],
  ["linux-x64", "pulumi-v9.9.9-linux-x64.tar.gz"],
])("knows the archive for %s", (platform, expected) => {
  expect(archiveName(version, platform)).toBe(expected);
});

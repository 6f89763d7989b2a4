import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it, vi } from "vitest";
import { archiveName, officialInstall } from "../../../scripts/engine/official.mjs";
import { serve } from "../support/server";
import { archiveOf, sumOf, temporaryFolder } from "./support";

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

/** An install from a host on loopback that has one archive; `archives` are the sums in the repository. */
async function installWith(sums: (archive: Buffer) => Record<string, string>) {
  const archive = await archiveOf({ "pulumi/pulumi": "the CLI", "pulumi/pulumi-language-nodejs": "the host" });
  const server = await serve(() => (response) => response.end(archive));
  const folder = temporaryFolder();
  const archives = sums(archive);
  const options = { version, node: process.execPath, platform: "linux-x64", archives, base: server.url };
  return { folder, server, archive, installed: officialInstall(folder, options) };
}

it("unpacks the archive whose sum the repository names", async () => {
  const { folder, installed, server } = await installWith((archive) => ({ [name]: sumOf(archive) }));
  await installed;
  expect(readdirSync(folder).sort()).toEqual(["pulumi", "pulumi-language-nodejs"]);
  expect(readFileSync(join(folder, "pulumi"), "utf8")).toBe("the CLI");
  expect(server.calls()).toEqual([`GET /${name}`]);
});

it("refuses an archive with another sum, unpacks nothing of it, and asks its host for no list of sums", async () => {
  const { folder, installed, archive, server } = await installWith(() => ({ [name]: sumOf("the genuine archive") }));
  await expect(installed).rejects.toThrow(
    `the SHA-256 sum of ${server.url}/${name} is ${sumOf(archive)}, and scripts/hashes.json says ${sumOf("the genuine archive")}`,
  );
  expect(readdirSync(folder)).toEqual([]);
  expect(server.calls()).toEqual([`GET /${name}`]);
});

it("doesn't even download an archive without a sum", async () => {
  const { folder, installed, server } = await installWith((archive) => ({
    "pulumi-v9.9.8-linux-x64.tar.gz": sumOf(archive),
  }));
  await expect(installed).rejects.toThrow(
    `scripts/hashes.json has no sum of ${name}, and an archive without one isn't used`,
  );
  expect(server.calls()).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

it.each([
  ["darwin-arm64", "pulumi-v9.9.9-darwin-arm64.tar.gz"],
  ["win32-x64", "pulumi-v9.9.9-windows-x64.zip"],
])("knows the archive for %s", (platform, expected) => {
  expect(archiveName(version, platform)).toBe(expected);
});

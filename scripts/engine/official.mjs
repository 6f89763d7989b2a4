// @ts-check
// node official.mjs <version> <folder>: downloads Pulumi's official release, verifies it and unpacks it into the folder.
// Progress goes to stdout, the reason of a failure is the last line on stderr.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createWriteStream, existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

const releases = "https://get.pulumi.com/releases/sdk";
// A host that can't be reached must not delay the next way to an engine; an archive that arrives slowly may go on.
const secondsToAnswer = 10;
const secondsOfSilence = 20;

const [version = "", folder = ""] = process.argv.slice(2);

try {
  await install();
} catch (error) {
  console.error(error instanceof Error ? reason(error) : String(error));
  process.exitCode = 1;
}

async function install() {
  const windows = process.platform === "win32";
  const name = `pulumi-${version}-${windows ? "windows" : process.platform}-${process.arch}.${windows ? "zip" : "tar.gz"}`;
  const expected = await checksum(name);
  const archive = join(folder, name);
  const actual = await download(`${releases}/${name}`, archive);
  if (actual !== expected) throw new Error(`the download's checksum is ${actual}, and the release says ${expected}`);

  console.log("unpacking");
  const { status, stderr, error } = spawnSync("tar", ["-xf", name], { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`tar can't unpack ${name}: ${(error?.message ?? stderr).trim()}`);
  rmSync(archive);
  // The archives hold one folder, pulumi/, and those for Windows a bin/ in it.
  const unpacked = join(folder, "unpacked");
  renameSync(join(folder, "pulumi"), unpacked);
  const programs = existsSync(join(unpacked, "bin")) ? join(unpacked, "bin") : unpacked;
  for (const file of readdirSync(programs)) renameSync(join(programs, file), join(folder, file));
  rmSync(unpacked, { recursive: true });
}

/** @param {string} name the archive's, in the release's list of SHA-256 sums */
async function checksum(name) {
  const list = await (await get(`${releases}/pulumi-${version.replace(/^v/, "")}-checksums.txt`)).response.text();
  const line = list.split("\n").find((text) => text.trim().endsWith(` ${name}`));
  if (!line) throw new Error(`the release's checksums don't list ${name}`);
  return line.trim().split(/\s+/)[0];
}

/**
 * @param {string} url
 * @param {string} file
 * @returns {Promise<string>} its SHA-256 sum
 */
async function download(url, file) {
  const { response, extend } = await get(url);
  const megabytes = (/** @type {number} */ bytes) => Math.round(bytes / 1e6);
  const total = Number(response.headers.get("content-length"));
  const hash = createHash("sha256");
  let received = 0;
  async function* watched() {
    for await (const chunk of response.body ?? []) {
      extend();
      hash.update(chunk);
      received += chunk.length;
      console.log(`${megabytes(received)}${total ? ` of ${megabytes(total)}` : ""} MB`);
      yield chunk;
    }
  }
  await pipeline(watched, createWriteStream(file));
  return hash.digest("hex");
}

/** @param {string} url */
async function get(url) {
  const controller = new AbortController();
  const giveUp = (/** @type {number} */ seconds) =>
    setTimeout(
      () => controller.abort(new Error(`${new URL(url).host} sent nothing for ${seconds} s`)),
      seconds * 1000,
    ).unref();
  let timer = giveUp(secondsToAnswer);
  const extend = () => {
    clearTimeout(timer);
    timer = giveUp(secondsOfSilence);
  };
  const response = await fetch(url, { signal: controller.signal });
  extend();
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return { response, extend };
}

/**
 * fetch says "fetch failed", and why in the cause.
 * @param {Error & { cause?: unknown }} error
 */
function reason(error) {
  const cause = error.cause instanceof Error ? error.cause.message : "";
  return (cause ? `${new URL(releases).host} can't be reached (${cause})` : error.message).replaceAll("\n", " ");
}

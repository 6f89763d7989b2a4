// @ts-check
// node download.mjs <url> <SHA-256 sum> <folder>: downloads an archive of Pulumi's, compares its sum, and unpacks it into
// the folder. Progress goes to stdout, the reason of a failure is the last line on stderr.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createWriteStream, existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

// A host that can't be reached must not delay the next way to an engine; an archive that arrives slowly may go on.
const secondsToAnswer = 10;
const secondsOfSilence = 20;

const [url = "", expected = "", folder = ""] = process.argv.slice(2);

try {
  await install();
} catch (error) {
  console.error(error instanceof Error ? reason(error) : String(error));
  process.exitCode = 1;
}

async function install() {
  const name = url.slice(url.lastIndexOf("/") + 1);
  const archive = join(folder, name);
  const actual = await download(archive);
  if (actual !== expected) {
    rmSync(archive);
    throw new Error(`the SHA-256 sum of ${url} is ${actual}, and scripts/hashes.json says ${expected}`);
  }

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

/**
 * @param {string} file
 * @returns {Promise<string>} its SHA-256 sum
 */
async function download(file) {
  const { response, extend } = await get();
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

async function get() {
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
  return (cause ? `${new URL(url).host} can't be reached (${cause})` : error.message).replaceAll("\n", " ");
}

// @ts-check
// node download.mjs <url> <SHA-256 hash> <folder>: downloads an archive of Pulumi's, compares its hash, and unpacks it into
// the folder. Progress goes to stdout; the reason of a failure is the last line on stderr.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createWriteStream, rmSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

// A host that can't be reached shouldn't delay the build with Go for long; an archive that arrives slowly may go on.
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
    throw new Error(`the SHA-256 hash of ${url} is ${actual}, and tools/engine/hashes.json has ${expected}`);
  }

  console.log("unpacking");
  // The archive holds one folder, pulumi/.
  const args = ["-xf", name, "--strip-components=1"];
  const { status, stderr, error } = spawnSync("tar", args, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`tar can't unpack ${name}: ${(error?.message ?? stderr).trim()}`);
  rmSync(archive);
}

/**
 * @param {string} file
 * @returns {Promise<string>} its SHA-256 hash
 */
async function download(file) {
  const { response, extend } = await get();
  const megabytes = (/** @type {number} */ bytes) => Math.round(bytes / 1e6);
  const total = Number(response.headers.get("content-length"));
  const hash = createHash("sha256");
  let received = 0;
  async function* chunks() {
    for await (const chunk of response.body ?? []) {
      extend();
      hash.update(chunk);
      received += chunk.length;
      console.log(`${megabytes(received)}${total ? ` of ${megabytes(total)}` : ""} MB`);
      yield chunk;
    }
  }
  await pipeline(chunks, createWriteStream(file));
  return hash.digest("hex");
}

async function get() {
  const controller = new AbortController();
  const abortAfter = (/** @type {number} */ seconds) =>
    setTimeout(
      () => controller.abort(new Error(`${new URL(url).host} sent nothing for ${seconds} s`)),
      seconds * 1000,
    ).unref();
  let timer = abortAfter(secondsToAnswer);
  const extend = () => {
    clearTimeout(timer);
    timer = abortAfter(secondsOfSilence);
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

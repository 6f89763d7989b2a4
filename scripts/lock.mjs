// @ts-check
// One set-up at a time in a clone: two `npm ci` in the same folder destroy each other's work.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { engines, root } from "./paths.mjs";
import { say } from "./progress.mjs";

const file = join(engines, "setup.lock");

/**
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function alone(work) {
  mkdirSync(engines, { recursive: true });
  let said = false;
  while (!acquire()) {
    const holder = Number(read());
    if (holder && !isAlive(holder)) rmSync(file, { force: true });
    else if (holder && !said) {
      say(
        `Another run (process ${holder}) is setting up this clone: waiting for it. (It holds ${relative(root, file)}.)`,
      );
      said = true;
    }
    await sleep(500);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function acquire() {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

function read() {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

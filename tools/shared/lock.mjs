// @ts-check
// One set-up at a time in a clone: two `npm ci` in the same folder destroy each other's work.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { engineFolder, root } from "./paths.mjs";
import { log } from "./terminal.mjs";

const file = join(engineFolder, "setup.lock");

/**
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(work) {
  mkdirSync(engineFolder, { recursive: true });
  let announced = false;
  while (!acquire()) {
    const holder = Number(read());
    if (holder && !isAlive(holder)) rmSync(file, { force: true });
    else if (holder && !announced) {
      log(`Waiting for process ${holder}, which is setting up this clone (it holds ${relative(root, file)}).`);
      announced = true;
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

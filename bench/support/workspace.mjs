// @ts-check
// Where a run of the benchmarks works: one temporary folder, and helpers that must not outlive it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "pulumi-idp-bench-"));
/** @type {Set<import("node:child_process").ChildProcess>} */
const helpers = new Set();

process.once("exit", clear);
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.once(signal, clear);

function clear() {
  for (const helper of helpers) helper.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
}

/** @param {string} name of a file or folder within it */
export const place = (name) => join(folder, name);

/**
 * Ends with this process at the latest.
 * @template {import("node:child_process").ChildProcess} T
 * @param {T} helper
 */
export function ours(helper) {
  helpers.add(helper);
  helper.once("exit", () => helpers.delete(helper));
  return helper;
}

/**
 * @param {import("node:child_process").ChildProcess} helper
 * @param {NodeJS.Signals} [signal]
 */
export async function end(helper, signal = "SIGTERM") {
  if (helper.exitCode !== null || helper.signalCode !== null) return;
  const ended = new Promise((resolve) => helper.once("exit", resolve));
  helper.kill(signal);
  await ended;
}

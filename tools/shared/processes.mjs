// @ts-check
// Starting other programs, and stopping them when this one is stopped.
import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();
/** @type {NodeJS.Signals[]} */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];

// A set-up that is stopped must stop its npm or Go too: they would keep writing after the lock is gone.
stopOnSignals();

function stopOnSignals() {
  for (const signal of signals) process.once(signal, stop);
}

/** @param {NodeJS.Signals} signal */
function stop(signal) {
  for (const child of running) child.kill(signal);
  process.kill(process.pid, signal);
}

/**
 * Runs a program to its end, and returns what it prints.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void }} [options]
 * @returns {Promise<{ status: number, output: string }>} status 127: the command doesn't exist
 */
export function capture(command, args, { cwd, env = process.env, onLine } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    running.add(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      let partial = "";
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
        const lines = (partial + text).split(/\r?\n/);
        partial = lines.pop() ?? "";
        if (onLine) lines.forEach(onLine);
      });
    }
    /** @param {number} status */
    const end = (status) => {
      running.delete(child);
      resolve({ status, output });
    };
    child.on("error", (error) => {
      output += error.message;
      end(127);
    });
    child.on("close", (status) => end(status ?? 1));
  });
}

/**
 * Runs a program on this one's terminal, and passes signals on to it.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>} the exit status; if a signal ended the program, this process ends by that signal too
 */
export function runInForeground(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: "inherit" });
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      // The terminal sends Ctrl-C to every process itself, and Pulumi takes a second one for "stop at once".
      const fromTerminal = signal === "SIGINT" && [process.stdin, process.stdout, process.stderr].some((s) => s.isTTY);
      if (!fromTerminal) child.kill(signal);
    };
    for (const signal of signals) process.off(signal, stop).on(signal, forward);
    child.on("error", reject);
    child.on("exit", (status, signal) => {
      for (const name of signals) process.off(name, forward);
      if (signal) return process.kill(process.pid, signal);
      stopOnSignals();
      resolve(status ?? 1);
    });
  });
}

/**
 * The end of a long output, where a failing program says why.
 * @param {string} output
 * @param {number} [lines]
 */
export function lastLines(output, lines = 15) {
  return output.trim().split(/\r?\n/).slice(-lines).join("\n");
}

/**
 * Whether a module is the program that Node was started with, rather than imported.
 * @param {string} url its import.meta.url
 */
export function isEntryPoint(url) {
  // The real path, since npm also starts scripts through node_modules/pulumi-idp, a link to this project.
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(url);
}

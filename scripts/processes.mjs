// @ts-check
// Starting other programs, and what happens to them when this one is told to stop.
import { spawn } from "node:child_process";

const windows = process.platform === "win32";
/** @type {Set<import("node:child_process").ChildProcess>} */
const helpers = new Set();
/** @type {NodeJS.Signals[]} */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];

// A set-up that is stopped takes its npm or Go along: they would go on writing into a folder that nobody guards.
guard();

function guard() {
  for (const signal of signals) process.once(signal, stop);
}

/** @param {NodeJS.Signals} signal */
function stop(signal) {
  for (const helper of helpers) helper.kill(signal);
  process.kill(process.pid, signal);
}

/**
 * Runs a helper to its end, and keeps what it prints.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void }} [options]
 * @returns {Promise<{ status: number, output: string }>} status 127: the command doesn't exist
 */
export function capture(command, args, { cwd, env = process.env, onLine } = {}) {
  return new Promise((resolve) => {
    // npm is a .cmd file on Windows, which only a shell can start.
    const shell = windows && command === "npm";
    const child = spawn(command, args, { cwd, env, shell, stdio: ["ignore", "pipe", "pipe"] });
    helpers.add(child);
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
      helpers.delete(child);
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
 * Runs a program in this one's place: same terminal, same signals, same end.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>} the exit status; when a signal ended it, this process ends by that signal too
 */
export function inPlace(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: "inherit" });
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      // Ctrl-C reaches every process of the terminal by itself, and Pulumi takes a second one for "stop at once".
      const fromTerminal = signal === "SIGINT" && [process.stdin, process.stdout, process.stderr].some((s) => s.isTTY);
      if (!fromTerminal) child.kill(signal);
    };
    for (const signal of signals) process.off(signal, stop).on(signal, forward);
    child.on("error", reject);
    child.on("exit", (status, signal) => {
      for (const name of signals) process.off(name, forward);
      if (signal) return process.kill(process.pid, signal);
      guard();
      resolve(status ?? 1);
    });
  });
}

/**
 * The end of a long output: where a failing program says why.
 * @param {string} output
 * @param {number} [lines]
 */
export function tail(output, lines = 15) {
  return output.trim().split(/\r?\n/).slice(-lines).join("\n");
}

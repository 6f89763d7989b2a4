// @ts-check
// A Pulumi of the quickstart's own: project, stack, state and settings are in a temporary folder, which is removed at the
// end. The user's PULUMI_… variables, login and plugins are neither read nor written.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";
import { root } from "../../tools/shared/paths.mjs";
import { UserError } from "../../tools/shared/terminal.mjs";
import { print, printCommand, printOutput, pulumiColours } from "./output.mjs";

/** Ctrl-C, or another signal to stop. */
export class Interrupted extends Error {
  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`stopped by ${signal}`);
    this.signal = signal;
  }
}

export class IsolatedPulumi {
  folder = mkdtempSync(join(tmpdir(), "pulumi-idp-quickstart-"));
  /** All that the visible commands printed, to search for secrets. */
  printed = "";
  /** @type {import("node:child_process").ChildProcess | undefined} */
  running;
  /** @type {NodeJS.Signals | undefined} */
  stopping;

  /**
   * @param {{ program: string, stack: string }} options program: the folder of the program that Pulumi.yaml runs
   */
  constructor({ program, stack }) {
    const project = readFileSync(join(root, "Pulumi.yaml"), "utf8");
    if (!project.includes(`main: ${program}\n`)) throw new UserError(`Pulumi.yaml doesn't run ${program} any more`);
    // A copy, since Pulumi writes a stack's settings beside Pulumi.yaml.
    writeFileSync(
      join(this.folder, "Pulumi.yaml"),
      project.replace(`main: ${program}\n`, `main: ${JSON.stringify(join(root, program))}\n`),
    );
    mkdirSync(join(this.folder, "backend"));
    this.stack = stack;
    const others = Object.entries(process.env).filter(([name]) => !/^(PULUMI|ONELOGIN|ONEGINI)_/.test(name));
    /** @type {NodeJS.ProcessEnv} */
    this.env = {
      ...Object.fromEntries(others),
      PULUMI_HOME: join(this.folder, "home"),
      PULUMI_BACKEND_URL: `file://${join(this.folder, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: randomBytes(16).toString("hex"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      // Options that only matter here, and would make the shown commands look harder than they are.
      PULUMI_OPTION_COLOR: pulumiColours,
      PULUMI_OPTION_NON_INTERACTIVE: "true",
      PULUMI_OPTION_SUPPRESS_PERMALINK: "true",
      PULUMI_OPTION_SUPPRESS_PROGRESS: "true",
    };
    for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
      process.on(signal, () => this.stop(signal));
    }
    process.on("exit", () => this.remove());
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /**
   * Runs a command, and shows it with what it prints. A command that fails is an error.
   * @param {string} line what follows `pulumi`, as a person would type it
   * @param {{ input?: string }} [options] input: what is typed at its prompt
   */
  async run(line, options = {}) {
    printCommand(`pulumi ${line}`);
    const status = await this.start(line.split(" "), { ...options, onLine: printOutput });
    if (status !== 0) throw new UserError(`\`pulumi ${line}\` ended with status ${status}`);
  }

  /**
   * Runs a command without showing it, and returns what it prints.
   * @param {string} line
   */
  async capture(line) {
    let output = "";
    const status = await this.start(line.split(" "), {
      onLine: (text) => {
        output += `${text}\n`;
      },
      hidden: true,
    });
    if (status !== 0) throw new UserError(`\`pulumi ${line}\` ended with status ${status}:\n${output}`);
    return output.trim();
  }

  /** The stack's state file. */
  state() {
    return readFileSync(
      join(this.folder, "backend/.pulumi/stacks/pulumi-idp-quickstart", `${this.stack}.json`),
      "utf8",
    );
  }

  /**
   * @param {string[]} args
   * @param {{ onLine: (line: string) => void, input?: string, hidden?: boolean }} options
   * @returns {Promise<number>}
   */
  async start(args, { onLine, input, hidden = false }) {
    if (this.stopping) throw new Interrupted(this.stopping);
    const child = spawn("pulumi", args, {
      cwd: this.folder,
      env: this.env,
      stdio: ["pipe", "pipe", "pipe"],
      // In a process group of its own, or else Ctrl-C would reach it twice: from the terminal and from this process.
      detached: true,
    });
    this.running = child;
    child.stdin.end(input ?? "");
    const streams = [child.stdout, child.stderr].map(async (stream) => {
      for await (const text of createInterface({ input: stream })) {
        if (!hidden) this.printed += `${stripVTControlCharacters(text)}\n`;
        onLine(text);
      }
    });
    const status = await new Promise((resolve, reject) => {
      child.on("close", (status) => resolve(status ?? 1));
      child.on("error", (error) =>
        reject(new UserError(`pulumi can't be started (${error.message}). Use \`npm run quickstart\`.`)),
      );
    });
    await Promise.all(streams);
    this.running = undefined;
    if (this.stopping) throw new Interrupted(this.stopping);
    return status;
  }

  /**
   * Lets Pulumi finish its current operations; a second Ctrl-C makes it stop at once.
   * @param {NodeJS.Signals} signal
   */
  stop(signal) {
    if (!this.stopping) print("\nStopping: Pulumi finishes its current operations.");
    this.stopping = signal;
    this.running?.kill("SIGINT");
  }
}

// @ts-check
// A Pulumi of the quickstart's own: project, stack, state and settings in one temporary folder, which goes at the end.
// Nothing of the user's is read or written: no PULUMI_… variable, login or plugin of theirs is used.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";
import { root } from "../paths.mjs";
import { Plain } from "../progress.mjs";
import { command, pulumiColours, quote, say } from "./narrator.mjs";

const windows = process.platform === "win32";

/** A person, or whoever started this, doesn't want to see the rest. */
export class Interrupted extends Error {
  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`stopped by ${signal}`);
    this.signal = signal;
  }
}

export class Stage {
  folder = mkdtempSync(join(tmpdir(), "pulumi-idp-quickstart-"));
  /** Everything that the commands printed, to look for secrets in. */
  printed = "";
  /** @type {import("node:child_process").ChildProcess | undefined} */
  running;
  /** @type {NodeJS.Signals | undefined} */
  stopping;

  /**
   * @param {{ program: string, stack: string }} options program: the folder under the root whose program runs
   */
  constructor({ program, stack }) {
    const project = readFileSync(join(root, "Pulumi.yaml"), "utf8");
    if (!project.includes(`main: ${program}\n`)) throw new Plain(`Pulumi.yaml doesn't run ${program} any more`);
    // The project of the root, run from elsewhere: a stack's settings are written beside Pulumi.yaml.
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
      PULUMI_BACKEND_URL: `file://${windows ? "/" : ""}${join(this.folder, "backend").replaceAll("\\", "/")}`,
      PULUMI_CONFIG_PASSPHRASE: randomBytes(16).toString("hex"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      // Flags that only matter here, and would make the commands look harder than they are.
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
   * Shows a command and what it prints while it runs, and fails where it fails.
   * @param {string} line what follows `pulumi`, as a person would type it
   * @param {{ input?: string }} [options] what is typed at its prompt
   */
  async pulumi(line, options = {}) {
    command(`pulumi ${line}`);
    const status = await this.start(line.split(" "), { ...options, onLine: quote });
    if (status !== 0) throw new Plain(`\`pulumi ${line}\` ended with status ${status}`);
  }

  /**
   * What a command prints, unseen.
   * @param {string} line
   */
  async ask(line) {
    let output = "";
    const status = await this.start(line.split(" "), {
      onLine: (text) => {
        output += `${text}\n`;
      },
      unseen: true,
    });
    if (status !== 0) throw new Plain(`\`pulumi ${line}\` ended with status ${status}:\n${output}`);
    return output.trim();
  }

  /** The file in which Pulumi keeps what it knows of the stack. */
  state() {
    return readFileSync(
      join(this.folder, "backend/.pulumi/stacks/pulumi-idp-quickstart", `${this.stack}.json`),
      "utf8",
    );
  }

  /**
   * @param {string[]} args
   * @param {{ onLine: (line: string) => void, input?: string, unseen?: boolean }} options
   * @returns {Promise<number>}
   */
  async start(args, { onLine, input, unseen = false }) {
    if (this.stopping) throw new Interrupted(this.stopping);
    const child = spawn("pulumi", args, {
      cwd: this.folder,
      env: this.env,
      stdio: ["pipe", "pipe", "pipe"],
      // A group of its own, since Ctrl-C would reach it twice: from the terminal, and from us.
      detached: !windows,
    });
    this.running = child;
    child.stdin.end(input ?? "");
    const streams = [child.stdout, child.stderr].map(async (stream) => {
      for await (const text of createInterface({ input: stream })) {
        if (!unseen) this.printed += `${stripVTControlCharacters(text)}\n`;
        onLine(text);
      }
    });
    const status = await new Promise((resolve, reject) => {
      child.on("close", (status) => resolve(status ?? 1));
      child.on("error", (error) =>
        reject(new Plain(`pulumi can't be started (${error.message}). Begin with: npm run quickstart`)),
      );
    });
    await Promise.all(streams);
    this.running = undefined;
    if (this.stopping) throw new Interrupted(this.stopping);
    return status;
  }

  /**
   * Pulumi ends what it is at; a second Ctrl-C makes it stop at once.
   * @param {NodeJS.Signals} signal
   */
  stop(signal) {
    if (!this.stopping) say("\nStopping: Pulumi ends what it is at.");
    this.stopping = signal;
    this.running?.kill("SIGINT");
  }
}

// @ts-check
// Pulumi projects in the temporary folder, one for each way to write the same program, run by the real CLI.
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { modules, root } from "../../tools/shared/paths.mjs";
import { capture, lastLines } from "../../tools/shared/processes.mjs";
import { pathWithoutCompiler } from "./languageHost.mjs";
import { place } from "./workspace.mjs";

/** @typedef {"idp" | "floor" | "closures"} Variant */

/** @type {Record<Variant, string>} */
export const titles = { idp: "pulumi-idp", floor: "engine's floor", closures: "closures" };

const programs = join(root, "bench/programs");

/**
 * A folder as npm would have filled it: packages that programs require by name are real files, since Pulumi's
 * serialisation of closures treats links otherwise. The copy also stays as it is when the project is compiled anew.
 * @param {string} folder
 */
export function installInto(folder) {
  const target = join(folder, "node_modules");
  mkdirSync(join(target, "bench-floor"), { recursive: true });
  for (const name of ["@pulumi", ...dependenciesOf("axios")]) symlinkSync(join(modules, name), join(target, name));
  cpSync(join(modules, "axios"), join(target, "axios"), { recursive: true });
  for (const name of ["package.json", "dist/sdk", "dist/provider"])
    cpSync(join(root, name), join(target, "pulumi-idp", name), { recursive: true });
  cpSync(join(programs, "floorProvider.js"), join(target, "bench-floor/index.js"));
}

/** @param {string} name */
function dependenciesOf(name) {
  return Object.keys(JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8")).dependencies ?? {});
}

export class Project {
  /** @type {Record<string, string>} of every run of the CLI, beside what all runs have */
  environment = {};

  /**
   * @param {Variant} variant
   * @param {string} folder
   * @param {Record<string, string>} service the variables that point at it
   * @param {string} path
   */
  constructor(variant, folder, service, path) {
    this.variant = variant;
    this.folder = folder;
    this.service = service;
    this.path = path;
  }

  /**
   * @param {Variant} variant
   * @param {import("./sandbox.mjs").SandboxProcess} sandbox
   * @param {string} [name] where there are several of one variant
   */
  static async create(variant, { environment }, name = variant) {
    const folder = place(name);
    installInto(folder);
    mkdirSync(join(folder, "backend"));
    cpSync(join(programs, `${variant}.js`), join(folder, "index.js"));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name, main: "index.js" }));
    // Plain JavaScript: a compiler would take its second at each run, whatever the provider.
    writeFileSync(
      join(folder, "Pulumi.yaml"),
      `name: ${name}\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n`,
    );
    const project = new Project(variant, folder, environment, await pathWithoutCompiler());
    await project.pulumi("stack", "init");
    return project;
  }

  /**
   * @param {...string} args
   * @returns {Promise<number>} the wall time, in milliseconds
   */
  async pulumi(...args) {
    const start = performance.now();
    const { status, output } = await capture("pulumi", [...args, "--non-interactive", "--stack", "bench"], {
      cwd: this.folder,
      env: { ...withoutOthers(), ...this.fixed(), ...this.environment },
    });
    const time = performance.now() - start;
    if (status !== 0)
      throw new Error(`pulumi ${args.join(" ")} (${this.variant}) ended with ${status}:\n${lastLines(output)}`);
    return time;
  }

  /** @param {...string} args */
  up(...args) {
    return this.pulumi("up", "--yes", "--skip-preview", ...args);
  }

  /** @param {...string} args */
  preview(...args) {
    return this.pulumi("preview", ...args);
  }

  /** @param {...string} args */
  refresh(...args) {
    return this.pulumi("refresh", "--yes", "--skip-preview", ...args);
  }

  /** @param {...string} args */
  destroy(...args) {
    return this.pulumi("destroy", "--yes", "--skip-preview", ...args);
  }

  /** What the program declares from now on. @param {number} resources */
  declare(resources) {
    this.environment.BENCH_COUNT = String(resources);
  }

  /** The file in which Pulumi keeps the state. */
  state() {
    return readFileSync(join(this.folder, `backend/.pulumi/stacks/${basename(this.folder)}/bench.json`), "utf8");
  }

  /** @returns {Record<string, string>} */
  fixed() {
    return {
      PULUMI_HOME: place("home"),
      PULUMI_BACKEND_URL: `file://${join(this.folder, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "bench",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      NO_COLOR: "1",
      PATH: this.path,
      ...this.service,
    };
  }
}

/** Nobody's own settings count: neither Pulumi's nor the services'. */
function withoutOthers() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(PULUMI|ONELOGIN|ONEGINI|NODE)_/.test(name)),
  );
}

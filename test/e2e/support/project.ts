import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Sandbox } from "../../../sandbox";
import type { Declared } from "../../support/engine/declared";

export type { Declared };

export const root = resolve(__dirname, "../../..");

export interface RunResult {
  status: number;
  /** Everything that a person would have seen. */
  output: string;
}

export interface StateResource {
  urn: string;
  type: string;
  id?: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
  [key: string]: unknown;
}

export type Config = Record<string, string | { secret: string }>;

/** Of every run of the CLI. */
export type Environment = Record<string, string>;

/** The engine writes the state once a run instead of after each step, which takes long with many resources. */
export const withoutCheckpoints: Environment = { PULUMI_SKIP_CHECKPOINTS: "true" };

/** The configuration that points a stack at a sandbox; with a profile, that profile's. */
export function configFor({ onelogin, onegini }: Pick<Sandbox, "onelogin" | "onegini">, profile?: string): Config {
  const services = { onelogin, onegini };
  return Object.fromEntries(
    Object.entries(services).flatMap(([service, { url, clientId, clientSecret }]) => {
      const namespace = profile ? `${service}-${profile}` : service;
      return [
        [`${namespace}:url`, url],
        [`${namespace}:clientId`, clientId],
        [`${namespace}:clientSecret`, { secret: clientSecret }],
      ];
    }),
  );
}

interface Options {
  config?: Config;
  environment?: Environment;
  /** Makes what the program needs in its folder; without it there is the program of `declare`. */
  program?: (folder: string) => void;
}

/** A Pulumi project of its own in a temporary folder, run by the real CLI. */
export class Project {
  private decrypted?: { stored: string; resources: Record<string, StateResource> };

  private constructor(
    readonly folder: string,
    private readonly environment: Environment,
  ) {}

  /** One that is configured for the sandbox. */
  static create(
    sandbox: Pick<Sandbox, "onelogin" | "onegini">,
    config: Config = {},
    environment: Environment = {},
  ): Promise<Project> {
    return Project.with({ config: { ...configFor(sandbox), ...config }, environment });
  }

  static async with({ config = {}, environment = {}, program = declaredProgram }: Options): Promise<Project> {
    const folder = mkdtempSync(join(tmpdir(), "pulumi-idp-"));
    const project = new Project(folder, {
      PULUMI_HOME: join(folder, "home"),
      PULUMI_BACKEND_URL: `file://${join(folder, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      NO_COLOR: "1",
      // Two Node processes a run load Pulumi's SDK: compiled once, that takes a sixth less of a run's time.
      NODE_COMPILE_CACHE: join(root, "node_modules/.cache/e2e"),
      ...environment,
    });
    mkdirSync(join(folder, "backend"));
    program(folder);
    await project.succeeds("stack", "init");
    if (Object.keys(config).length > 0) await project.configure(config);
    return project;
  }

  async configure(config: Config): Promise<void> {
    const flags = Object.entries(config).flatMap(([key, value]) =>
      typeof value === "string" ? ["--plaintext", `${key}=${value}`] : ["--secret", `${key}=${value.secret}`],
    );
    await this.succeeds("config", "set-all", ...flags);
  }

  /** What the program consists of from now on. */
  declare(resources: Declared[]): void {
    writeFileSync(join(this.folder, "resources.json"), JSON.stringify(resources));
  }

  /** Runs the CLI, whatever comes of it. */
  pulumi(...args: string[]): Promise<RunResult> {
    return this.run("pulumi", [...args, "--non-interactive", "--stack", "test"]);
  }

  async succeeds(...args: string[]): Promise<string> {
    const { status, output } = await this.pulumi(...args);
    if (status !== 0) throw new Error(`pulumi ${args.join(" ")} failed with ${status}:\n${output}`);
    return output;
  }

  async fails(...args: string[]): Promise<string> {
    const { status, output } = await this.pulumi(...args);
    if (status === 0) throw new Error(`pulumi ${args.join(" ")} should have failed:\n${output}`);
    return output;
  }

  up(...args: string[]): Promise<string> {
    return this.succeeds("up", "--yes", "--skip-preview", ...args);
  }

  /** A preview and the update, in one run. */
  previewAndUp(...args: string[]): Promise<string> {
    return this.succeeds("up", "--yes", ...args);
  }

  upFails(...args: string[]): Promise<string> {
    return this.fails("up", "--yes", "--skip-preview", ...args);
  }

  preview(...args: string[]): Promise<string> {
    return this.succeeds("preview", ...args);
  }

  refresh(...args: string[]): Promise<string> {
    return this.succeeds("refresh", "--yes", "--skip-preview", ...args);
  }

  destroy(...args: string[]): Promise<string> {
    return this.succeeds("destroy", "--yes", "--skip-preview", ...args);
  }

  /** The resources of this package in the decrypted state, by name. */
  async state(): Promise<Record<string, StateResource>> {
    const stored = this.storedState();
    if (this.decrypted?.stored !== stored) {
      const { deployment } = JSON.parse(await this.succeeds("stack", "export", "--show-secrets")) as {
        deployment: { resources?: StateResource[] };
      };
      this.decrypted = { stored, resources: ourResources(deployment.resources) };
    }
    return structuredClone(this.decrypted.resources);
  }

  /** The same without running the CLI, with secrets as ciphertext. */
  stored(): Record<string, StateResource> {
    const { checkpoint } = JSON.parse(this.storedState()) as {
      checkpoint: { latest?: { resources?: StateResource[] } };
    };
    return ourResources(checkpoint.latest?.resources);
  }

  /** The ids in the state, by the resources' names. */
  ids(): Record<string, string | undefined> {
    return Object.fromEntries(Object.entries(this.stored()).map(([name, { id }]) => [name, id]));
  }

  /** The stack's outputs: those of each resource, by its name. */
  async outputs(...args: string[]): Promise<Record<string, Record<string, unknown>>> {
    return JSON.parse(await this.succeeds("stack", "output", "--json", ...args));
  }

  /** The state as the backend holds it. */
  storedState(): string {
    return readFileSync(join(this.folder, "backend/.pulumi/stacks/e2e/test.json"), "utf8");
  }

  /**
   * The engine's file backend keeps a little file of attributes beside its checkpoint, and writes it in place: a kill in
   * between leaves it empty, and the engine can't read its state. Takes it away, as docs/recovery.md says; false if there
   * is no need.
   */
  removeTornAttributes(): boolean {
    const attributes = join(this.folder, "backend/.pulumi/stacks/e2e/test.json.attrs");
    if (!existsSync(attributes) || readFileSync(attributes, "utf8") !== "") return false;
    rmSync(attributes);
    return true;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What starts a run of the CLI, for tests that end it themselves. */
  start(...args: string[]): { folder: string; args: string[]; environment: NodeJS.ProcessEnv } {
    return {
      folder: this.folder,
      args: [...args, "--non-interactive", "--stack", "test"],
      environment: this.environmentOfRuns(),
    };
  }

  /** Runs any program in the project's folder. */
  run(command: string, args: string[]): Promise<RunResult> {
    return new Promise((done, failed) => {
      const child = spawn(command, args, {
        cwd: this.folder,
        env: this.environmentOfRuns(),
        stdio: ["ignore", "pipe", "pipe"],
      });
      let output = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8");
        stream.on("data", (chunk) => (output += chunk));
      }
      child.on("error", failed);
      child.on("close", (status) => done({ status: status ?? -1, output }));
    });
  }

  private environmentOfRuns(): NodeJS.ProcessEnv {
    return { ...environmentWithoutServices(), ...this.environment };
  }
}

function ourResources(resources: StateResource[] = []): Record<string, StateResource> {
  const ours = resources.filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/"));
  return Object.fromEntries(ours.map((resource) => [nameIn(resource.urn), resource]));
}

export function nameIn(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}

function declaredProgram(folder: string): void {
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  cpSync(join(__dirname, "program.js"), join(folder, "index.js"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "e2e", main: "index.js" }));
  // Plain JavaScript, so there is no need to load a compiler at each run.
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    "name: e2e\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
  );
  writeFileSync(join(folder, "resources.json"), "[]");
}

/** Somebody who works with a tenant may have its credentials in the environment; no test may use them. */
function environmentWithoutServices(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(ONELOGIN|ONEGINI)_/.test(name)));
}

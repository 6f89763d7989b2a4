import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Sandbox } from "../../../sandbox";

const root = resolve(__dirname, "../../..");

/** A resource of a test's program. */
export interface Declared {
  /** `onegini.ApiClient` */
  type: string;
  name: string;
  args?: Record<string, unknown>;
  opts?: Record<string, unknown>;
  /** Looked up rather than made. */
  get?: { id: unknown; state?: Record<string, unknown> };
}

export interface Ran {
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

/** A Pulumi project of its own in a temporary folder, run by the real CLI, with the configuration for a sandbox. */
export class Project {
  private constructor(
    readonly folder: string,
    private readonly environment: Record<string, string>,
  ) {}

  static async create(
    sandbox: Pick<Sandbox, "onelogin" | "onegini">,
    config: Record<string, string> = {},
  ): Promise<Project> {
    const folder = mkdtempSync(join(tmpdir(), "pulumi-idp-"));
    const project = new Project(folder, {
      PULUMI_HOME: join(folder, "home"),
      PULUMI_BACKEND_URL: `file://${join(folder, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      NO_COLOR: "1",
    });
    mkdirSync(join(folder, "backend"));
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    cpSync(join(__dirname, "program.js"), join(folder, "index.js"));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "e2e", main: "index.js" }));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: e2e\nruntime: nodejs\n");
    project.declare([]);
    await project.succeeds("stack", "init");
    const settings: [string, string, boolean][] = [
      ["onelogin:url", sandbox.onelogin.url, false],
      ["onelogin:clientId", sandbox.onelogin.clientId, false],
      ["onelogin:clientSecret", sandbox.onelogin.clientSecret, true],
      ["onegini:url", sandbox.onegini.url, false],
      ["onegini:clientId", sandbox.onegini.clientId, false],
      ["onegini:clientSecret", sandbox.onegini.clientSecret, true],
      ...Object.entries(config).map(([key, value]): [string, string, boolean] => [key, value, false]),
    ];
    const flags = settings.flatMap(([key, value, secret]) => [secret ? "--secret" : "--plaintext", `${key}=${value}`]);
    await project.succeeds("config", "set-all", ...flags);
    return project;
  }

  /** What the program consists of from now on. */
  declare(resources: Declared[]): void {
    writeFileSync(join(this.folder, "resources.json"), JSON.stringify(resources));
  }

  /** Runs the CLI, whatever comes of it. */
  pulumi(...args: string[]): Promise<Ran> {
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
    const exported = JSON.parse(await this.succeeds("stack", "export", "--show-secrets")) as {
      deployment: { resources?: StateResource[] };
    };
    const ours = (exported.deployment.resources ?? []).filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/"));
    return Object.fromEntries(ours.map((resource) => [resource.urn.split("::").at(-1) ?? "", resource]));
  }

  /** The state as the backend holds it. */
  storedState(): string {
    return readFileSync(join(this.folder, "backend/.pulumi/stacks/e2e/test.json"), "utf8");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private run(command: string, args: string[]): Promise<Ran> {
    return new Promise((done, failed) => {
      const child = spawn(command, args, {
        cwd: this.folder,
        env: { ...process.env, ...this.environment },
        stdio: ["ignore", "pipe", "pipe"],
      });
      let output = "";
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
      child.on("error", failed);
      child.on("close", (status) => done({ status: status ?? -1, output }));
    });
  }
}

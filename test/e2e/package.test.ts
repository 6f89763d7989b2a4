import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../sandbox";
import { stackTrace } from "./support/output";
import { configFor, Project, root } from "./support/project";

/** The package as others get it: from a tarball, or as a link to a checkout. */
let sandbox: Sandbox;
let folder: string;
let tarball: string;
/** The one in plain JavaScript. */
let plain: Project;
const projects: Project[] = [];
const { devDependencies, peerDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const newestSdk = devDependencies["@pulumi/pulumi"] as string;
const oldestSdk = /^>=(\S+)/.exec(peerDependencies["@pulumi/pulumi"])?.[1] ?? "";

beforeAll(async () => {
  sandbox = await startSandbox();
  folder = mkdtempSync(join(tmpdir(), "pulumi-idp-package-"));
  // The suite runs on what is built already.
  const packed = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
    cwd: root,
    encoding: "utf8",
  });
  tarball = join(folder, JSON.parse(packed)[0].filename);
  plain = await projectOf(
    { "index.js": javascript },
    { "@pulumi/pulumi": oldestSdk, "pulumi-idp": `file:${tarball}` },
    { typescript: false },
  );
});
beforeEach(() => sandbox.control.reset());
afterAll(async () => {
  await sandbox?.close();
  for (const project of projects) project.remove();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const javascript = `
const pulumi = require("@pulumi/pulumi");
const { onegini, onelogin } = require("pulumi-idp");
const server = new onelogin.AuthServer("server", {
  configuration: { resourceIdentifier: "https://example.com", audiences: ["a"] },
});
const scope = new onelogin.AuthServerScope("read", { authServerId: server.authServerId, value: "read" });
const client = new onegini.ApiClient("client", { scopes: ["onegini_api_events"], clientSecret: pulumi.secret("s3cr3t") });
exports.scopeId = scope.scopeId;
exports.clientSecret = client.clientSecret;
`;
const typescript = `
import * as pulumi from "@pulumi/pulumi";
import { onegini, onelogin } from "pulumi-idp";
const server = new onelogin.AuthServer("server", {
  configuration: { resourceIdentifier: "https://example.com", audiences: ["a"] },
});
const scope = new onelogin.AuthServerScope("read", { authServerId: server.authServerId, value: "read" });
const args: onegini.ApiClientArgs = { scopes: ["onegini_api_events"], clientSecret: pulumi.secret("s3cr3t") };
const client = new onegini.ApiClient("client", args);
// @ts-expect-error: a client with a key has no secret.
const never: onegini.ApiClientArgs = { scopes: [], authenticationMethod: "private_key_jwt", jwksUri: "https://a.example.com", clientSecret: "x" };
void never;
export const scopeId: pulumi.Output<number> = scope.scopeId;
export const clientSecret: pulumi.Output<string> = client.clientSecret;
`;

/** A folder with a package.json and a Pulumi.yaml, as \`pulumi new\` leaves it. */
async function projectOf(
  files: Record<string, string>,
  dependencies: Record<string, string>,
  options = {},
): Promise<Project> {
  const project = await Project.with({
    config: configFor(sandbox),
    program: (folder) => {
      const all = {
        "Pulumi.yaml": JSON.stringify({ name: "e2e", runtime: { name: "nodejs", options } }),
        "package.json": JSON.stringify({ name: "program", private: true, main: Object.keys(files)[0], dependencies }),
        ...files,
      };
      for (const [name, text] of Object.entries(all)) writeFileSync(join(folder, name), text);
    },
  });
  projects.push(project);
  return project;
}

async function install(project: Project): Promise<void> {
  const { status, output } = await project.run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund"]);
  if (status !== 0) throw new Error(`npm install failed:\n${output}`);
}

/** Creates the program's resources; the run's outputs are as the program exports them. */
async function expectCreated(project: Project): Promise<void> {
  await project.up();
  expect(await sandbox.control.apiClient("e2e-test-client")).toMatchObject({ client_secret: "s3cr3t" });
  expect(await project.outputs()).toEqual({ scopeId: expect.any(Number), clientSecret: "[secret]" });
}

async function expectDestroyed(project: Project): Promise<void> {
  await project.destroy();
  expect(await sandbox.control.apiClient("e2e-test-client")).toBeUndefined();
}

describe("the tarball", () => {
  test("holds what programs and the engine need, and nothing else", () => {
    const files = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" }).trim().split("\n");
    expect(files).toEqual(
      expect.arrayContaining([
        "package/package.json",
        "package/dist/sdk/index.js",
        "package/dist/sdk/index.d.ts",
        "package/dist/provider/hosts/dynamic/index.js",
      ]),
    );
    const others = files.filter(
      (file) => !/^package\/(dist\/(sdk|provider)\/.*\.(js|d\.ts)|package\.json|README\.md|LICENSE)$/.test(file),
    );
    expect(others).toEqual([]);
  });

  test("works in a TypeScript project", async () => {
    // As Pulumi's template for TypeScript has it.
    const tsconfig = {
      compilerOptions: {
        strict: true,
        outDir: "bin",
        target: "es2020",
        module: "commonjs",
        moduleResolution: "node",
        noImplicitReturns: true,
      },
      files: ["index.ts"],
    };
    const project = await projectOf(
      { "index.ts": typescript, "tsconfig.json": JSON.stringify(tsconfig) },
      {
        "@pulumi/pulumi": newestSdk,
        "pulumi-idp": `file:${tarball}`,
        typescript: devDependencies.typescript,
        "@types/node": devDependencies["@types/node"],
      },
    );
    await install(project);
    // Pulumi compiles the program with all checks.
    await expectCreated(project);
    await expectDestroyed(project);
  });

  test("works in a plain JavaScript project, with the oldest Pulumi SDK that the package takes", async () => {
    await install(plain);
    const { version } = JSON.parse(
      readFileSync(join(plain.folder, "node_modules/@pulumi/pulumi/package.json"), "utf8"),
    );
    expect(version).toBe(oldestSdk);
    await expectCreated(plain);
    // The newest thing that is asked of the SDK: a read that returns inputs, so that drift is repaired.
    await sandbox.control.setApiClient("e2e-test-client", { name: "by hand" });
    const output = await plain.up("--refresh");
    expect(output).toContain("~ 1 updated");
    expect(output).toContain("3 unchanged");
    expect(await sandbox.control.apiClient("e2e-test-client")).toMatchObject({ name: "client" });
    await expectDestroyed(plain);
  });
});

describe("a checkout", () => {
  let checkout: string;
  beforeAll(async () => {
    checkout = join(folder, "checkout");
    mkdirSync(checkout);
    execFileSync("tar", ["-xzf", tarball, "--strip-components=1", "-C", checkout]);
    // A link, as npm's file: and workspaces make it.
    const installed = join(plain.folder, "node_modules/pulumi-idp");
    rmSync(installed, { recursive: true });
    symlinkSync(checkout, installed);
    // A checkout has dependencies of its own, a second copy of Pulumi's SDK among them.
    symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"));
  });

  test("works as a link", async () => {
    await expectCreated(plain);
    await expectDestroyed(plain);
  });

  test("a program from whose folder it can't be required is told what to do", async () => {
    // The package comes by another one's dependencies.
    const project = await projectOf({ "index.js": javascript.replace('"pulumi-idp"', JSON.stringify(checkout)) }, {});
    mkdirSync(join(project.folder, "node_modules"));
    symlinkSync(join(root, "node_modules/@pulumi"), join(project.folder, "node_modules/@pulumi"));
    const output = await project.upFails();
    const here = realpathSync(project.folder);
    expect(output).toContain(`The package pulumi-idp can't be required from the program's folder, ${here}`);
    expect(output).toContain("npm install pulumi-idp");
    expect(output).not.toMatch(stackTrace);
    expect((await sandbox.control.objects()).onelogin.authServers).toEqual({});
  });
});

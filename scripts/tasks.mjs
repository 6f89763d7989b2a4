// @ts-check
// npm's scripts: what each one needs before it can run, and the command that it then runs.
import { join } from "node:path";
import { modules, root } from "../tools/shared/paths.mjs";

/**
 * @typedef {{
 *   about: string,
 *   help?: string,
 *   needs: ("build" | "engine")[],
 *   standalone?: boolean,
 *   command?: (args: string[], node: string) => string[],
 * }} Task
 *   help: for --help, where the command itself has none; standalone: runs on the user's Node, without packages;
 *   command: none if the set-up is all there is to do
 */

const script = (/** @type {string} */ name) => join(root, "scripts", name);
const biome = join(modules, "@biomejs/biome/bin/biome");
const vitest = join(modules, "vitest/vitest.mjs");

const coverage = [
  "--coverage.enabled",
  "--coverage.provider=v8",
  "--coverage.reporter=text",
  ...["provider", "sdk", "sandbox"].map((folder) => `--coverage.include=${folder}/**/*.ts`),
];

/**
 * @param {string} command
 * @param {string} [more] lines
 */
const testHelp = (
  command,
  more = "",
) => `  ${command} -- authServer         only test files whose path contains this; several are possible
  ${command} -- -t "some words"    only tests whose name matches this
${more}Other arguments are passed on to vitest.`;

/** @type {Record<string, Task>} */
export const tasks = {
  setup: { about: "only gets what the others need: packages, Node, build, engine", needs: ["build", "engine"] },
  quickstart: {
    about: "shows all resources on the real engine, against the sandbox",
    needs: ["build", "engine"],
    command: (args, node) => [node, script("quickstart.mjs"), ...args],
  },
  sandbox: {
    about: "starts a sandbox of both services, and keeps it open",
    needs: ["build"],
    command: (args, node) => [node, join(root, "dist/sandbox/main.js"), ...args],
  },
  pulumi: {
    about: "runs any Pulumi command, with the project's engine and Node",
    needs: ["build", "engine"],
    command: (args) => ["pulumi", ...args],
  },
  test: {
    about: "checks format, lint and types, and runs the unit, component and e2e tests",
    help: testHelp("npm test"),
    // Not the build: the test script compiles by itself, to count errors among the failures.
    needs: ["engine"],
    command: (args, node) => [node, script("test.mjs"), ...args],
  },
  "test:unit": {
    about: "runs the unit tests, which need neither engine nor build",
    help: testHelp(
      "npm run test:unit",
      "  npm run test:unit -- --watch            runs them again when a file changes\n",
    ),
    needs: [],
    command: (args, node) => [node, vitest, args.includes("--watch") ? "watch" : "run", "--project", "unit", ...args],
  },
  "test:full": {
    about: "also runs the stress tests, more random input, and npm audit",
    help: testHelp("npm run test:full"),
    needs: ["engine"],
    command: (args, node) => [node, script("test.mjs"), "--full", ...args],
  },
  lint: {
    about: "checks format and lint",
    needs: [],
    command: (args, node) => [node, biome, "check", "--error-on-warnings", ...args],
  },
  format: {
    about: "formats all files, and fixes what the linter can",
    needs: [],
    command: (args, node) => [node, biome, "check", "--write", ...args],
  },
  typecheck: {
    about: "checks the types of all files",
    needs: [],
    command: (args, node) => [node, script("typecheck.mjs"), ...args],
  },
  coverage: {
    about: "shows which lines the unit and component tests run",
    help: testHelp("npm run coverage"),
    needs: ["build"],
    command: (args, node) => [node, vitest, "run", "--project", "unit", "--project", "component", ...coverage, ...args],
  },
  bench: {
    about: "measures, against the engine's floor and against what people use otherwise",
    needs: ["build", "engine"],
    command: (args, node) => [node, join(root, "bench/main.mjs"), ...args],
  },
  generate: {
    about: "writes the SDK's classes and the docs' tables from the provider's declarations",
    // Not the build, which may need the classes first.
    needs: [],
    command: (args, node) => [node, script("generate.mjs"), ...args],
  },
  hashes: {
    about: "records the hashes of Node and Pulumi, after a change of version",
    needs: [],
    standalone: true,
    command: (args, node) => [node, script("updateHashes.mjs"), ...args],
  },
};

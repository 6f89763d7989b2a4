// @ts-check
// node scripts/test.mjs [--full] [arguments for vitest]: format and lint, types, tests, and a last line that counts.
// A step that fails doesn't keep the next from running: one run tells all that is wrong.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { modules, root } from "../tools/shared/paths.mjs";
import { runInForeground } from "../tools/shared/processes.mjs";
import { bold, elapsed } from "../tools/shared/terminal.mjs";
import { typecheck } from "./typecheck.mjs";

const args = process.argv.slice(2);
const full = args[0] === "--full";
if (full) args.shift();

const projects = full ? ["unit", "component", "e2e", "stress"] : ["unit", "component", "e2e"];
/** How many values the fuzz tests of the long form try on each function; the short form's number is in the tests. */
const fuzzRuns = process.env.PULUMI_IDP_FUZZ_RUNS ?? "1000";

/** @typedef {{ files: number, passed: number, failed: number, skipped: number }} Counts */

const counts = { passed: 0, failed: 0, skipped: 0 };
/** @type {[string, () => Promise<boolean>][]} */
const steps = [
  ["format and lint", () => runScript("@biomejs/biome/bin/biome", ["check", "--error-on-warnings"])],
  ["types", typecheck],
  [`tests (${projects.join(", ")}${args.length ? `; ${args.join(" ")}` : ""})`, runTests],
];
if (full) steps.push(["audit", audit]);

for (const [index, [name, work]] of steps.entries()) {
  const start = Date.now();
  const title = bold(`== ${index + 1} of ${steps.length}: ${name}`);
  console.log(title);
  const ok = await work();
  // The tests count themselves; of the other steps only a failure counts.
  if (!ok && work !== runTests) counts.failed++;
  console.log(`${title} ${ok ? "passed" : "FAILED"} in ${elapsed(start)}\n`);
}

const skipped = counts.skipped ? `, ${counts.skipped} skipped` : "";
console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
process.exitCode = counts.failed ? 1 : 0;

async function runTests() {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-idp-test-"));
  const file = join(folder, "counts.json");
  try {
    // vitest colours its output in CI too, where nobody sees more than the codes.
    const colours = process.stdout.isTTY ? [] : ["--no-color"];
    const reporters = ["--reporter=default", `--reporter=${join(root, "scripts/countReporter.mjs")}`];
    const chosen = projects.flatMap((name) => ["--project", name]);
    const ok = await runScript("vitest/vitest.mjs", ["run", ...chosen, ...reporters, ...colours, ...args], {
      PULUMI_IDP_COUNTS: file,
      ...(full ? { PULUMI_IDP_FUZZ_RUNS: fuzzRuns } : {}),
    });
    const result = readCounts(file);
    // Without a failed test, something else failed: a threshold, or vitest itself.
    counts.failed += result?.failed || (ok ? 0 : 1);
    counts.passed += result?.passed ?? 0;
    counts.skipped += result?.skipped ?? 0;
    if (result && result.passed + result.failed > 0) return ok;
    console.log(`\nError: ${whyNoTestRan(result)}`);
    counts.failed ||= 1;
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {Counts | undefined} result */
function whyNoTestRan(result) {
  if (!result) return "vitest ended before it ran a test";
  const filter = args.join(" ");
  return result.files ? `no test's name matches: ${filter}` : `no test file's path contains: ${filter}`;
}

/** Checks that no dependency of the package has a known weakness of moderate or above. Not every registry can be asked. */
async function audit() {
  const { stdout } = await promisify(execFile)("npm", ["audit", "--omit=dev", "--json"], { cwd: root }).catch((e) => e);
  const { metadata } = JSON.parse(stdout || "{}");
  if (!metadata) {
    console.log("npm audit: skipped, since the registry in use does not answer it");
    counts.skipped++;
    return true;
  }
  const { moderate, high, critical } = metadata.vulnerabilities;
  console.log(`npm audit: ${moderate} moderate, ${high} high, ${critical} critical`);
  return moderate + high + critical === 0;
}

/**
 * @param {string} file
 * @returns {Counts | undefined} none if vitest ended before it ran anything
 */
function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * @param {string} script in node_modules
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [extra]
 */
async function runScript(script, args, extra) {
  const status = await runInForeground(process.execPath, [join(modules, script), ...args], {
    cwd: root,
    env: { ...process.env, ...extra },
  });
  return status === 0;
}

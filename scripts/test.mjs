// @ts-check
// node scripts/test.mjs quick|full [arguments for vitest]: formatting and lint, types, tests, and a line that counts.
// A step that fails doesn't keep the next from running: one run tells all that is wrong.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "./build.mjs";
import { alone } from "./lock.mjs";
import { modules, root } from "./paths.mjs";
import { inPlace } from "./processes.mjs";
import { bold, elapsed } from "./progress.mjs";

const quickProjects = ["unit", "e2e"];
/** How many values the fuzz tests of the long form try on each function; the short one's are in the tests. */
const fuzzRuns = process.env.PULUMI_IDP_FUZZ_RUNS ?? "1000";

const [extent, ...args] = process.argv.slice(2);
const counts = { passed: 0, failed: 0, skipped: 0 };

await step("format and lint", () => program("@biomejs/biome/bin/biome", ["check", "--error-on-warnings"]));
await step("types", types);
await step("tests", tests);
if (extent === "full") await step("audit", audit);

const skipped = counts.skipped ? `, ${counts.skipped} skipped` : "";
console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
process.exitCode = counts.failed || !counts.passed ? 1 : 0;

/**
 * @param {string} name
 * @param {() => Promise<boolean>} work whether all is well
 */
async function step(name, work) {
  const start = Date.now();
  console.log(bold(`== ${name}`));
  const ok = await work();
  // The tests count themselves; of the other steps only a failure counts.
  if (!ok && name !== "tests") counts.failed++;
  console.log(`${bold(`== ${name}:`)} ${ok ? "passed" : "FAILED"} in ${elapsed(start)}\n`);
}

async function types() {
  const { ok, output } = await alone(() => build());
  process.stdout.write(output);
  const others = await program("typescript/bin/tsc", ["-p", "tsconfig.check.json"]);
  return ok && others;
}

async function tests() {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-idp-test-"));
  const file = join(folder, "counts.json");
  try {
    const projects = extent === "full" ? [] : quickProjects.flatMap((name) => ["--project", name]);
    // vitest colours its output in CI too, where nobody sees more than the codes.
    const colours = process.stdout.isTTY ? [] : ["--no-color"];
    const reporters = ["--reporter=default", `--reporter=${join(root, "scripts/countReporter.mjs")}`];
    const ok = await program("vitest/vitest.mjs", ["run", ...projects, ...reporters, ...colours, ...args], {
      PULUMI_IDP_COUNTS: file,
      ...(extent === "full" ? { PULUMI_IDP_FUZZ_RUNS: fuzzRuns } : {}),
    });
    Object.assign(counts, add(counts, readCounts(file)));
    // Something else than a test failed, such as a threshold, or vitest itself.
    if (!ok && counts.failed === 0) counts.failed++;
    return ok;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Nothing that users install may have a known weakness of moderate or above. Not every registry can be asked. */
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

/** @param {string} file */
function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/**
 * @param {typeof counts} a
 * @param {typeof counts} b
 */
function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/**
 * @param {string} script in node_modules
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [extra]
 */
async function program(script, args, extra) {
  const status = await inPlace(process.execPath, [join(modules, script), ...args], {
    cwd: root,
    env: { ...process.env, ...extra },
  });
  return status === 0;
}

import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { root } from "./support/project";

/** All benchmarks, tiny: that they run and bring numbers. How fast this machine is just now is nobody's business here. */
let output: string;
const results = () => {
  const folder = join(root, "bench/results");
  return existsSync(folder) ? readdirSync(folder) : [];
};
const before = results();

beforeAll(async () => {
  output = await run("--quick");
}, 300_000);

function run(...args: string[]): Promise<string> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [join(root, "bench/main.mjs"), ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (printed += chunk));
    child.on("error", failed);
    child.on("close", (status) =>
      status === 0 ? done(printed) : failed(new Error(`the benchmarks ended with ${status}:\n${printed}`)),
    );
  });
}

test.each([
  "Wall time, 3 API clients, no latency",
  "Wall time, 3 API clients, 50 ms a call",
  "Bytes of state a resource",
  "What a user can do, 3 API clients",
  "Calls of a refresh",
  "The provider's own CPU time and memory",
  "Start",
  "Is axios loaded?",
  "Many stacks on one account's limit of 5,000 calls an hour",
])("%s: has its table, with numbers", (title) => {
  const [, table = ""] = output.split(`== ${title}`);
  const [, rows = ""] = (table.split("\n== ")[0] ?? "").split(/^[- ]+$/m);
  const lines = rows.split("\n").filter((line) => line.includes("   "));
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) expect(line).toMatch(/\d| yes| no/);
  expect(rows).not.toMatch(/NaN|undefined|Infinity/);
});

test("times are not judged, and what isn't a matter of time is as it should be", () => {
  const [, met, missed] = /(\d+) goals met, (\d+) missed, \d+ not judged/.exec(output) ?? [];
  expect(Number(met)).toBeGreaterThanOrEqual(7);
  expect(missed).toBe("0");
});

test("writes no results", () => {
  expect(results()).toEqual(before);
});

test("says how it is used, and what is wrong with a flag", async () => {
  expect(await run("--help")).toMatch(/--only[\s\S]*--sizes[\s\S]*--rounds[\s\S]*--quick/);
  await expect(run("--only", "nothing")).rejects.toThrow('there is no row "nothing"; there are wall,');
  await expect(run("--sizes", "many")).rejects.toThrow("--sizes many: give whole numbers above 0");
  await expect(run("--fast")).rejects.toThrow("Unknown option '--fast'");
});

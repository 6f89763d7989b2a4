// @ts-check
// results/<date>.json and .md. Tables of a later run on the same day and machine replace those of the same name, so
// that sizes and rows can be measured one by one.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { modules, root } from "../../tools/shared/paths.mjs";
import { capture } from "../../tools/shared/processes.mjs";
import { described } from "./machine.mjs";
import { forMarkdown } from "./report.mjs";

const folder = join(root, "bench/results");

/**
 * @typedef {import("./report.mjs").Table & { measured: { at: string, rounds: number, loadBefore: number } }} Measured
 * @typedef {Awaited<ReturnType<typeof import("./machine.mjs").machine>>} Machine
 */

/**
 * @param {Machine} machine
 * @param {readonly Measured[]} tables
 * @param {Date} now
 * @returns {Promise<string>} the file for people, within the project
 */
export async function write(machine, tables, now) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, now.toISOString().slice(0, 10));
  const all = new Map([...earlier(`${file}.json`, machine), ...tables].map((table) => [table.id, table]));
  const sorted = [...all.values()].sort(
    (a, b) => order(a.id) - order(b.id) || a.id.localeCompare(b.id, "en", { numeric: true }),
  );
  writeFileSync(`${file}.json`, `${JSON.stringify({ machine, tables: sorted }, null, 2)}\n`);
  // As all files of the project are formatted, or its checks would complain.
  await capture(process.execPath, [join(modules, "@biomejs/biome/bin/biome"), "format", "--write", `${file}.json`], {
    cwd: root,
  });
  const sections = sorted.map(
    (table) =>
      `${forMarkdown(table)}\nMeasured ${table.measured.at}, rounds: ${table.measured.rounds}, load before: ${table.measured.loadBefore}.\n`,
  );
  writeFileSync(
    `${file}.md`,
    `# Benchmarks of ${now.toISOString().slice(0, 10)}\n\n${described(machine)}.\n\n${sections.join("\n")}`,
  );
  return relative(root, `${file}.md`);
}

const rows = ["wall", "latency", "levers", "calls", "provider", "start", "state", "limits"];

/** @param {string} id */
function order(id) {
  return rows.indexOf(id.split("/")[0] ?? "");
}

/**
 * @param {string} file
 * @param {Machine} machine
 * @returns {Measured[]}
 */
function earlier(file, machine) {
  if (!existsSync(file)) return [];
  const before = JSON.parse(readFileSync(file, "utf8"));
  return isDeepStrictEqual(before.machine, machine) ? before.tables : [];
}

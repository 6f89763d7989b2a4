// @ts-check
// npm run bench: measures, prints tables, and writes them to bench/results. `--help` says more.
import { log, UserError } from "../tools/shared/terminal.mjs";
import { calls } from "./calls.mjs";
import { levers } from "./levers.mjs";
import { limits } from "./limits.mjs";
import { provider } from "./provider.mjs";
import { start } from "./start.mjs";
import { readFlags } from "./support/flags.mjs";
import { span } from "./support/format.mjs";
import { described, load, machine } from "./support/machine.mjs";
import { Progress } from "./support/progress.mjs";
import { forTerminal, summary } from "./support/report.mjs";
import { write } from "./support/results.mjs";
import { wall } from "./wall.mjs";

/**
 * @typedef {import("./support/flags.mjs").Plan} Plan
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {string} about
 * @property {(plan: Plan) => number} seconds a guess of how long it takes
 * @property {(plan: Plan, progress: Progress) => Promise<import("./support/report.mjs").Table[]>} measure
 */

/** @type {Row[]} */
const rows = [wall, levers, calls, provider, start, limits];

const help = `Measures pulumi-idp against the engine's own floor and against the ways people do it by hand.

  npm run bench                                everything: about three hours
  npm run bench -- --only wall,start           some rows alone
  npm run bench -- --sizes 100,500 --rounds 3  stacks of other sizes, fewer rounds (100,500,1000 and 5 otherwise)
  npm run bench -- --quick                     that everything runs, in less than a minute: tiny, judges no time, writes nothing

Rows:
${rows.map(({ name, about }) => `  ${name.padEnd(10)}${about}`).join("\n")}

The tables go to stdout and to bench/results/<date>.md and .json; a later run of the day replaces the tables it measures
again. Let nothing else run meanwhile.`;

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  log(`Error: ${error.message}`);
  process.exitCode = 1;
}

/** @param {string[]} args */
async function main(args) {
  const plan = readFlags(
    args,
    rows.map(({ name }) => name),
  );
  if (plan === "help") return console.log(help);
  const chosen = rows.filter(({ name }) => plan.only?.includes(name) ?? true);
  const total = chosen.reduce((seconds, row) => seconds + row.seconds(plan), 0);
  const here = await machine();
  log(`${described(here)}\nThis takes about ${span(total)}.\n`);
  const progress = new Progress(total);
  /** @type {import("./support/results.mjs").Measured[]} */
  const tables = [];
  try {
    for (const row of chosen) {
      progress.step(row.about);
      const loadBefore = load();
      const at = new Date().toISOString().slice(0, 16);
      const measured = await row.measure(plan, progress);
      progress.clear();
      for (const table of measured) {
        console.log(forTerminal(table, plan.quick));
        tables.push({ ...table, measured: { at, rounds: table.rounds ?? plan.rounds, loadBefore } });
      }
      if (!plan.quick) await write(here, tables, new Date());
    }
  } finally {
    progress.end();
  }
  console.log(summary(tables, plan.quick));
  if (!plan.quick) console.log(`Written to ${await write(here, tables, new Date())}.`);
}

// @ts-check
// What it takes to load the package: into the provider's process, and into a program.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { root } from "../tools/shared/paths.mjs";
import { milliseconds } from "./support/format.mjs";
import { installInto, Project } from "./support/project.mjs";
import { startSandboxProcess } from "./support/sandbox.mjs";
import { median } from "./support/statistics.mjs";
import { place } from "./support/workspace.mjs";

/** Each is a program of its own. */
const programs = {
  empty: "require('./empty.js');",
  dynamic: "require('pulumi-idp/dynamic');",
  axios: "require('axios');",
  pulumi: "require('@pulumi/pulumi');",
  program: "const { onegini } = require('pulumi-idp');",
};
/** @typedef {keyof typeof programs} Program */

const provider = { than: /** @type {const} */ ("empty"), most: 20 };
const program = { than: /** @type {const} */ ("pulumi"), most: 30 };

/** @param {import("./support/flags.mjs").Plan} plan */
const runsOf = ({ quick, rounds }) => (quick ? 1 : Math.max(15, rounds));

/** @type {import("./main.mjs").Row} */
export const start = {
  name: "start",
  about: "time to load the package, into the provider's process and into a program; when axios is loaded",
  seconds: (plan) => runsOf(plan) * 1.2 + 5,

  async measure(plan, progress) {
    const folder = place("start");
    mkdirSync(folder);
    installInto(folder);
    writeFileSync(join(folder, "empty.js"), "");
    for (const [name, text] of Object.entries(programs)) writeFileSync(join(folder, `${name}Program.js`), text);

    const names = /** @type {Program[]} */ (Object.keys(programs));
    /** @type {Record<Program, number[]>} */
    const times = { empty: [], dynamic: [], axios: [], pulumi: [], program: [] };
    for (let run = plan.quick ? 1 : 0; run <= runsOf(plan); run++) {
      progress.step("starts of fresh processes", 1.2);
      // The first warms the disk's cache, and doesn't count.
      for (const name of names) {
        const time = started(join(folder, `${name}Program.js`));
        if (run > 0) times[name].push(time);
      }
    }
    progress.step("whether axios is loaded");
    return [startTable(times), await axiosTable(folder)];
  },
};

/** @param {string} file */
function started(file) {
  const start = performance.now();
  const { status, signal, stderr } = spawnSync(process.execPath, [file], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${basename(file)} ended with ${status ?? signal}: ${stderr}`);
  return performance.now() - start;
}

/**
 * @param {Record<Program, number[]>} times
 * @returns {import("./support/report.mjs").Table}
 */
function startTable(times) {
  const of = (/** @type {Program} */ name) => median(times[name]);
  const more = (/** @type {Program} */ name, /** @type {Program} */ than) => of(name) - of(than);
  const line = (/** @type {string} */ title, /** @type {Program} */ name, /** @type {Program} */ than) => [
    title,
    milliseconds(of(name)),
    name === than ? "" : milliseconds(more(name, than)),
  ];
  return {
    id: "start",
    title: "Start",
    about: "Wall time of a fresh process that loads one module, medians of runs in turn.",
    rounds: times.empty.length,
    columns: ["process that loads", "takes", "more"],
    lines: [
      { cells: line("an empty module", "empty", "empty") },
      {
        cells: line("pulumi-idp/dynamic (the provider)", "dynamic", provider.than),
        goal: `≤ ${provider.most} ms more`,
        met: more("dynamic", provider.than) <= provider.most,
        timed: true,
      },
      { cells: line("axios, which the provider doesn't load", "axios", "empty") },
      { cells: line("@pulumi/pulumi", "pulumi", "pulumi") },
      {
        cells: line("pulumi-idp (a program)", "program", program.than),
        goal: `≤ ${program.most} ms more`,
        met: more("program", program.than) <= program.most,
        timed: true,
      },
    ],
    figures: { milliseconds: times },
  };
}

/**
 * @param {string} folder
 * @returns {Promise<import("./support/report.mjs").Table>}
 */
async function axiosTable(folder) {
  const alarm = place("axios.alarm");
  const script = join(root, "bench/programs/axiosAlarm.cjs");
  const hooked = { BENCH_ALARM: alarm, NODE_OPTIONS: `--require ${JSON.stringify(script)}` };
  const rung = () => {
    const rang = existsSync(alarm) && readFileSync(alarm, "utf8") !== "";
    writeFileSync(alarm, "");
    return rang;
  };
  spawnSync(process.execPath, [join(folder, "dynamicProgram.js")], { env: { ...process.env, ...hooked } });
  const byRequire = rung();
  const sandbox = await startSandboxProcess();
  const project = await Project.create("idp", sandbox, "alarm");
  project.environment = hooked;
  project.declare(2);
  await project.up();
  const byCreate = rung();
  await project.up();
  const byNothing = rung();
  await sandbox.close();
  const line = (/** @type {string} */ what, /** @type {boolean} */ loads, /** @type {boolean} */ should) => ({
    cells: [what, loads ? "yes" : "no"],
    goal: should ? "yes" : "no",
    met: loads === should,
  });
  return {
    id: "start/axios",
    title: "Is axios loaded?",
    rounds: 1,
    columns: ["by", "loads it"],
    lines: [
      line("require of pulumi-idp/dynamic", byRequire, false),
      line("up (create), to prove that the alarm works", byCreate, true),
      line("up (no change)", byNothing, false),
    ],
  };
}

// @ts-check
// What a user can do about the engine's own cost.
import { seconds } from "./support/format.mjs";
import { lifeSeconds } from "./support/life.mjs";
import { Project } from "./support/project.mjs";
import { startSandboxProcess } from "./support/sandbox.mjs";
import { median } from "./support/statistics.mjs";

const latencyMs = 50;
const wide = ["--parallel", "32"];
/** @type {Record<string, string>} */
const unsaved = { PULUMI_SKIP_CHECKPOINTS: "true" };

/**
 * @typedef {object} Lever
 * @property {string} title
 * @property {string[]} [flags] of each command
 * @property {string[]} [upFlags]
 * @property {Record<string, string>} [environment]
 * @property {number} [stacks] the resources are shared between so many, run one after the other
 */

/** @type {Lever[]} */
const settings = [
  { title: "as it comes" },
  { title: "--parallel 32, maxConcurrency 32", flags: wide, upFlags: ["--config", "onegini:maxConcurrency=32"] },
  { title: "PULUMI_SKIP_CHECKPOINTS=true", environment: unsaved },
  { title: "PULUMI_PARALLEL_DIFF=true", environment: { PULUMI_PARALLEL_DIFF: "true" } },
  {
    title: "parallel and without checkpoints",
    flags: wide,
    upFlags: ["--config", "onegini:maxConcurrency=32"],
    environment: unsaved,
  },
  { title: "five stacks in turn", stacks: 5 },
];

const steps = /** @type {const} */ (["create", "noChange", "refresh", "destroy"]);

/** @param {import("./support/flags.mjs").Plan} plan */
function shapeOf({ sizes, rounds, quick }) {
  const size = sizes[Math.floor((sizes.length - 1) / 2)] ?? 100;
  return { size, rounds: Math.min(rounds, 3), chosen: quick ? settings.slice(4) : settings };
}

/** @type {import("./main.mjs").Row} */
export const levers = {
  name: "levers",
  about: "what a user can do about the engine's own cost",

  seconds(plan) {
    const { size, rounds, chosen } = shapeOf(plan);
    return rounds * chosen.length * lifeSeconds(size);
  },

  async measure(plan, progress) {
    const { size, rounds, chosen } = shapeOf(plan);
    const sandbox = await startSandboxProcess();
    await sandbox.control.settings({ latencyMs });
    /** @type {Project[][]} */
    const projects = [];
    for (const [at, { stacks = 1 }] of chosen.entries()) {
      const names = Array.from({ length: plan.quick ? 1 : stacks }, (_, stack) => `lever-${at}-${stack}`);
      projects.push(await Promise.all(names.map((name) => Project.create("idp", sandbox, name))));
    }
    /** @type {Record<string, number[]>[]} */
    const times = chosen.map(() => ({}));
    for (let round = 1; round <= rounds; round++) {
      for (const [at, lever] of chosen.entries()) {
        progress.step(`${lever.title}, ${size} resources, round ${round} of ${rounds}`);
        for (const step of plan.quick ? /** @type {const} */ (["create", "destroy"]) : steps) {
          const time = await inTurn(projects[at] ?? [], lever, size, step);
          const known = /** @type {Record<string, number[]>} */ (times[at]);
          known[step] = [...(known[step] ?? []), time];
        }
        progress.advance(lifeSeconds(size));
      }
    }
    await sandbox.close();
    return [tableOf(size, rounds, chosen, times)];
  },
};

/**
 * @param {Project[]} projects
 * @param {Lever} lever
 * @param {number} size
 * @param {typeof steps[number]} step
 */
async function inTurn(projects, { flags = [], upFlags = [], environment = {} }, size, step) {
  let total = 0;
  for (const project of projects) {
    project.environment = environment;
    project.declare(Math.ceil(size / projects.length));
    const up = () => project.up(...flags, ...upFlags);
    const run = {
      create: up,
      noChange: up,
      refresh: () => project.refresh(...flags),
      destroy: () => project.destroy(...flags),
    };
    total += await run[step]();
  }
  return total;
}

/**
 * @param {number} size
 * @param {number} rounds
 * @param {Lever[]} chosen
 * @param {Record<string, number[]>[]} times
 * @returns {import("./support/report.mjs").Table}
 */
function tableOf(size, rounds, chosen, times) {
  const spelled = (/** @type {number[] | undefined} */ values) => (values ? seconds(median(values)) : "");
  return {
    id: "levers",
    title: `What a user can do, ${size} API clients, ${latencyMs} ms a call`,
    about:
      "Nothing is judged here. Without checkpoints a killed run leaves a state that knows nothing of what it made.",
    rounds,
    columns: ["setting", "up (create)", "up (no change)", "refresh", "destroy"],
    lines: chosen.map(({ title }, at) => ({ cells: [title, ...steps.map((step) => spelled(times[at]?.[step]))] })),
    figures: Object.fromEntries(chosen.map(({ title }, at) => [title, times[at]])),
  };
}

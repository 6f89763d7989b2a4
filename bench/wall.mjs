// @ts-check
// The wall time of the CLI's commands, against the engine's floor and against closures.
import { stateTable } from "./state.mjs";
import { ratio, seconds } from "./support/format.mjs";
import { brief, commands, lifeSeconds, live, whole } from "./support/life.mjs";
import { Project, titles } from "./support/project.mjs";
import { startSandboxProcess } from "./support/sandbox.mjs";
import { median } from "./support/statistics.mjs";

/**
 * @typedef {import("./support/project.mjs").Variant} Variant
 * @typedef {import("./support/life.mjs").Times} Times
 * @typedef {import("./support/life.mjs").Command} Command
 */

/** @type {Variant[]} */
const variants = ["idp", "floor", "closures"];

/** @type {import("./main.mjs").Row} */
export const wall = {
  name: "wall",
  about: "wall time of every command, and bytes of state, against the engine's floor and against closures",

  seconds: ({ sizes, rounds }) =>
    sizes.reduce((all, size) => all + rounds * variants.reduce((life, each) => life + lifeSeconds(size, each), 0), 3),

  async measure({ sizes, rounds, quick }, progress) {
    const names = quick ? brief : whole;
    const sandbox = await startSandboxProcess();
    const projects = await Promise.all(variants.map((variant) => Project.create(variant, sandbox)));
    progress.advance(3);
    const tables = [];
    /** @type {Partial<Record<Variant, string>>} */
    const states = {};
    for (const size of sizes) {
      /** @type {Record<Variant, Times>} */
      const times = { idp: {}, floor: {}, closures: {} };
      for (let round = 1; round <= rounds; round++) {
        for (const project of projects) {
          const { variant } = project;
          progress.step(`${titles[variant]}, ${size} resources, round ${round} of ${rounds}`);
          const after = (/** @type {Command} */ command) => {
            if (command === "create") states[variant] ??= project.state();
          };
          await live(project, size, sandbox, { names, times: times[variant], after });
          progress.advance(lifeSeconds(size, variant));
        }
      }
      tables.push(tableOf(size, names, times));
    }
    await sandbox.close();
    return [...tables, stateTable(/** @type {Record<Variant, string>} */ (states))];
  },
};

/**
 * @param {number} size
 * @param {Command[]} names
 * @param {Record<Variant, Times>} times
 * @returns {import("./support/report.mjs").Table}
 */
function tableOf(size, names, times) {
  const lines = names.map((name) => {
    const { title, goal } = commands[name];
    const of = (/** @type {Variant} */ variant) => median(times[variant][name] ?? []);
    const [toFloor, ahead] = [of("idp") / of("floor"), of("closures") / of("idp")];
    return {
      cells: [title, ...variants.map((variant) => seconds(of(variant))), ratio(toFloor), ratio(ahead)],
      goal: `÷ floor ≤ ${goal.toFixed(2)}, ahead of closures`,
      met: toFloor <= goal && ahead > 1,
      timed: true,
    };
  });
  return {
    id: `wall/${size}`,
    title: `Wall time, ${size} API clients, no latency`,
    about: "Medians of rounds in turn; the sandbox is a process of its own, on the same machine.",
    columns: ["command", ...variants.map((variant) => titles[variant]), "÷ floor", "closures ÷"],
    lines,
    figures: { milliseconds: times },
  };
}

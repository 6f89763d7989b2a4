// @ts-check
// The wall time of the CLI's commands, against the engine's floor, against closures, and with latency against the ideal.
import { latencyMs, latencyTable } from "./latency.mjs";
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
 *
 * @typedef {object} Contender
 * @property {Variant} variant
 * @property {string} title
 * @property {number} latencyMs of the sandbox while it runs
 * @property {number} effort its time, measured in that of pulumi-idp
 */

const contenders = {
  idp: contender("idp"),
  floor: contender("floor"),
  closures: contender("closures", 0, 1.8),
  late: contender("idp", latencyMs, 1.2),
};

/** @typedef {keyof typeof contenders} Name */
const names = /** @type {Name[]} */ (Object.keys(contenders));
const withoutLatency = /** @type {Variant[]} */ (names.filter((name) => contenders[name].latencyMs === 0));

/**
 * @param {Variant} variant
 * @returns {Contender}
 */
function contender(variant, latencyMs = 0, effort = 1) {
  const title = latencyMs ? `${titles[variant]} with ${latencyMs} ms a call` : titles[variant];
  return { variant, title, latencyMs, effort };
}

/** @type {import("./main.mjs").Row} */
export const wall = {
  name: "wall",
  about: `wall time of every command against the engine's floor and closures, with ${latencyMs} ms a call against the ideal; bytes of state`,

  seconds: ({ sizes, rounds }) =>
    sizes.reduce((all, size) => all + rounds * names.reduce((sum, name) => sum + secondsOf(name, size), 0), 3),

  async measure({ sizes, rounds, quick }, progress) {
    const run = quick ? brief : whole;
    const sandbox = await startSandboxProcess();
    /** @type {[Name, Project][]} */
    const projects = [];
    for (const name of names) projects.push([name, await Project.create(contenders[name].variant, sandbox, name)]);
    progress.advance(3);
    const tables = [];
    /** @type {Partial<Record<Name, string>>} */
    const states = {};
    for (const size of sizes) {
      /** @type {Record<Name, Times>} */
      const times = { idp: {}, floor: {}, closures: {}, late: {} };
      /** @type {{ [command: string]: number }} */
      let calls = {};
      for (let round = 1; round <= rounds; round++) {
        for (const [name, project] of projects) {
          const { title, latencyMs } = contenders[name];
          progress.step(`${title}, ${size} resources, round ${round} of ${rounds}`);
          await sandbox.control.settings({ latencyMs });
          const after = (/** @type {Command} */ command) => {
            if (command === "create") states[name] ??= project.state();
          };
          const made = await live(project, size, sandbox, { names: run, times: times[name], after });
          if (name === "late") calls = made;
          progress.advance(secondsOf(name, size));
        }
      }
      tables.push(wallTable(size, run, times), latencyTable(size, run, { ...times, calls }));
    }
    await sandbox.close();
    return [...tables, stateTable(/** @type {Record<Name, string>} */ (states))];
  },
};

/**
 * @param {Name} name
 * @param {number} size
 */
function secondsOf(name, size) {
  return lifeSeconds(size) * contenders[name].effort;
}

/**
 * @param {number} size
 * @param {Command[]} run
 * @param {Record<Name, Times>} times
 * @returns {import("./support/report.mjs").Table}
 */
function wallTable(size, run, times) {
  const lines = run.map((command) => {
    const { title, goal } = commands[command];
    const of = (/** @type {Name} */ name) => median(times[name][command] ?? []);
    const [toFloor, ahead] = [of("idp") / of("floor"), of("closures") / of("idp")];
    return {
      cells: [title, ...withoutLatency.map((name) => seconds(of(name))), ratio(toFloor), ratio(ahead)],
      goal: `÷ floor ≤ ${goal.toFixed(2)}, ahead of closures`,
      met: toFloor <= goal && ahead > 1,
      timed: true,
    };
  });
  return {
    id: `wall/${size}`,
    title: `Wall time, ${size} API clients, no latency`,
    about: "Medians of rounds in turn; the sandbox is a process of its own, on the same machine.",
    columns: ["command", ...withoutLatency.map((name) => titles[name]), "÷ floor", "closures ÷"],
    lines,
    figures: { milliseconds: Object.fromEntries(withoutLatency.map((name) => [name, times[name]])) },
  };
}

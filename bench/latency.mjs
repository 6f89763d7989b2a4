// @ts-check
// The same commands where every call takes its time, against the ideal: the engine's floor, and the calls made with
// never a gap between them.
import { count, ratio, seconds } from "./support/format.mjs";
import { brief, commands, lifeSeconds, live, whole } from "./support/life.mjs";
import { Project } from "./support/project.mjs";
import { startSandboxProcess } from "./support/sandbox.mjs";
import { median } from "./support/statistics.mjs";

const latencyMs = 50;
/** What `onegini:maxConcurrency` is unless somebody sets it. */
const concurrency = 8;
const most = 1.15;

/** @typedef {import("./support/life.mjs").Times} Times */

/** @type {import("./main.mjs").Row} */
export const latency = {
  name: "latency",
  about: `the same with ${latencyMs} ms a call, against calls × latency ÷ concurrency + floor`,

  seconds: ({ sizes, rounds }) =>
    sizes.reduce((all, size) => all + rounds * (lifeSeconds(size) + lateSeconds(size)), 2),

  async measure({ sizes, rounds, quick }, progress) {
    const names = quick ? brief : whole;
    const sandbox = await startSandboxProcess();
    const idp = await Project.create("idp", sandbox, "late-idp");
    const floor = await Project.create("floor", sandbox, "late-floor");
    await sandbox.control.settings({ latencyMs });
    progress.advance(2);
    const tables = [];
    for (const size of sizes) {
      /** @type {{ idp: Times, floor: Times, calls: { [command: string]: number } }} */
      const measured = { idp: {}, floor: {}, calls: {} };
      for (let round = 1; round <= rounds; round++) {
        progress.step(`pulumi-idp with ${latencyMs} ms a call, ${size} resources, round ${round} of ${rounds}`);
        measured.calls = await live(idp, size, sandbox, { names, times: measured.idp });
        progress.advance(lateSeconds(size));
        progress.step(`engine's floor, ${size} resources, round ${round} of ${rounds}`);
        await live(floor, size, sandbox, { names, times: measured.floor });
        progress.advance(lifeSeconds(size));
      }
      tables.push(tableOf(size, names, measured));
    }
    await sandbox.close();
    return tables;
  },
};

/** @param {number} size */
const lateSeconds = (size) => lifeSeconds(size) + (2 * size * latencyMs) / 1000 / concurrency;

/**
 * @param {number} size
 * @param {import("./support/life.mjs").Command[]} names
 * @param {{ idp: Times, floor: Times, calls: { [command: string]: number } }} measured
 * @returns {import("./support/report.mjs").Table}
 */
function tableOf(size, names, measured) {
  const lines = names.map((name) => {
    const [time, floor] = [median(measured.idp[name] ?? []), median(measured.floor[name] ?? [])];
    const made = measured.calls[name] ?? 0;
    const ideal = floor + (made * latencyMs) / concurrency;
    return {
      cells: [commands[name].title, seconds(time), count(made), seconds(floor), seconds(ideal), ratio(time / ideal)],
      goal: `÷ ideal ≤ ${most}`,
      met: time / ideal <= most,
      timed: true,
    };
  });
  return {
    id: `latency/${size}`,
    title: `Wall time, ${size} API clients, ${latencyMs} ms a call`,
    about: `The ideal is the engine's floor and the calls, ${concurrency} at a time. Medians of rounds in turn.`,
    columns: ["command", "pulumi-idp", "calls", "engine's floor", "ideal", "÷ ideal"],
    lines,
    figures: measured,
  };
}

// @ts-check
// The same commands where every call takes its time, against the ideal: the engine's floor, and the calls made with
// never a gap between them.
import { count, ratio, seconds } from "./support/format.mjs";
import { commands } from "./support/life.mjs";
import { median } from "./support/statistics.mjs";

export const latencyMs = 50;
/** What `onegini:maxConcurrency` is unless somebody sets it. */
const concurrency = 8;
const most = 1.15;

/** @typedef {import("./support/life.mjs").Times} Times */

/**
 * @param {number} size
 * @param {import("./support/life.mjs").Command[]} run
 * @param {{ late: Times, floor: Times, calls: { [command: string]: number } }} measured
 * @returns {import("./support/report.mjs").Table}
 */
export function latencyTable(size, run, { late, floor, calls }) {
  const lines = run.map((command) => {
    const [time, least] = [median(late[command] ?? []), median(floor[command] ?? [])];
    const made = calls[command] ?? 0;
    const ideal = least + (made * latencyMs) / concurrency;
    return {
      cells: [commands[command].title, seconds(time), count(made), seconds(least), seconds(ideal), ratio(time / ideal)],
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
    figures: { late, floor, calls },
  };
}

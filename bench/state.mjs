// @ts-check
// Bytes of state a resource, from the files that the engine wrote.
import { count, ratio } from "./support/format.mjs";
import { titles } from "./support/project.mjs";
import { sum } from "./support/statistics.mjs";

/** @typedef {{ type: string, inputs: Record<string, unknown>, outputs: Record<string, unknown> }} Resource */

const longest = 300;

/**
 * @param {Record<import("./support/project.mjs").Variant, string>} states the files
 * @returns {import("./support/report.mjs").Table}
 */
export function stateTable({ idp, floor, closures }) {
  const bytes = { idp: average(idp), floor: average(floor), closures: average(closures), bare: average(idp, bare) };
  const against = (/** @type {number} */ other) => [count(other), count(other - bytes.idp), ratio(other / bytes.idp)];
  return {
    id: "state",
    title: "Bytes of state a resource",
    about: `A resource's record in the state file, as JSON without white space, ${count(resourcesIn(idp).length)} resources on average. The bare record is that of pulumi-idp without the provider's text in inputs and outputs: what the engine needs for the same inputs and outputs.`,
    rounds: 1,
    columns: ["record", "bytes", "more than pulumi-idp", "times"],
    lines: [
      {
        cells: ["pulumi-idp", ...against(bytes.idp)],
        goal: `≤ ${longest} more than bare`,
        met: bytes.idp - bytes.bare <= longest,
      },
      { cells: ["bare", ...against(bytes.bare)] },
      { cells: [titles.floor, ...against(bytes.floor)] },
      {
        cells: [titles.closures, ...against(bytes.closures)],
        goal: "≥ 2 times as many",
        met: bytes.closures >= 2 * bytes.idp,
      },
    ],
    figures: bytes,
  };
}

/**
 * @param {string} state
 * @param {(resource: Resource) => Resource} [change]
 */
function average(state, change = (resource) => resource) {
  const resources = resourcesIn(state);
  return sum(resources.map((resource) => Buffer.byteLength(JSON.stringify(change(resource))))) / resources.length;
}

/**
 * @param {string} state
 * @returns {Resource[]}
 */
function resourcesIn(state) {
  /** @type {{ checkpoint: { latest: { resources: Resource[] } } }} */
  const { checkpoint } = JSON.parse(state);
  return checkpoint.latest.resources.filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic"));
}

/** @param {Resource} resource */
function bare(resource) {
  const { inputs, outputs } = resource;
  return { ...resource, inputs: { ...inputs, __provider: undefined }, outputs: { ...outputs, __provider: undefined } };
}

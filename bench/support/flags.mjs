// @ts-check
import { parseArgs } from "node:util";
import { UserError } from "../../tools/shared/terminal.mjs";

/**
 * @typedef {object} Plan
 * @property {number[]} sizes resources in a stack
 * @property {number} rounds
 * @property {boolean} quick
 * @property {string[] | undefined} only
 */

/**
 * @param {string[]} args
 * @param {readonly string[]} rows
 * @returns {Plan | "help"}
 */
export function readFlags(args, rows) {
  const { values } = parse(args);
  if (values.help) return "help";
  const quick = values.quick ?? false;
  const only = values.only?.flatMap((names) => names.split(",")).map((name) => name.trim());
  const unknown = only?.find((name) => !rows.includes(name));
  if (unknown !== undefined) throw new UserError(`there is no row "${unknown}"; there are ${rows.join(", ")}`);
  const sizes = values.sizes?.split(",").map((size) => positive(size, "--sizes"));
  const rounds = values.rounds === undefined ? undefined : positive(values.rounds, "--rounds");
  return { quick, only, sizes: sizes ?? (quick ? [3] : [100, 500, 1000]), rounds: rounds ?? (quick ? 1 : 5) };
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args,
      options: {
        quick: { type: "boolean" },
        only: { type: "string", multiple: true },
        sizes: { type: "string" },
        rounds: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param {string} text
 * @param {string} flag
 */
function positive(text, flag) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new UserError(`${flag} ${text}: give whole numbers above 0`);
  return value;
}

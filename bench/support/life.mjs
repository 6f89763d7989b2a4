// @ts-check
// The life of a stack, command by command, each with its time.
import { titles } from "./project.mjs";

/**
 * @typedef {import("./project.mjs").Project} Project
 * @typedef {{ [command: string]: number[] }} Times in milliseconds
 */

/** In this order. The goals are what pulumi-idp may take, measured in the engine's floors. */
export const commands = {
  create: { title: "up (create)", run: (/** @type {Project} */ project) => project.up(), goal: 1.2 },
  noChange: { title: "up (no change)", run: (/** @type {Project} */ project) => project.up(), goal: 1.05 },
  preview: { title: "preview", run: (/** @type {Project} */ project) => project.preview(), goal: 1.05 },
  refresh: { title: "refresh", run: (/** @type {Project} */ project) => project.refresh(), goal: 1.15 },
  destroy: { title: "destroy", run: (/** @type {Project} */ project) => project.destroy(), goal: 1.2 },
};

/** @typedef {keyof typeof commands} Command */
export const whole = /** @type {Command[]} */ (Object.keys(commands));
/** Enough to see that all of it works. */
export const brief = /** @type {Command[]} */ (["create", "refresh", "destroy"]);

/**
 * A guess of the seconds that a whole life takes. The engine writes the whole state after each resource, so there is a
 * part that grows with the square.
 * @param {number} size
 */
export function lifeSeconds(size) {
  return 10 + size * 0.1 + size ** 2 / 12_000;
}

/**
 * Runs each command once, and adds its time to the others.
 * @param {Project} project
 * @param {number} size
 * @param {import("./sandbox.mjs").SandboxProcess} sandbox
 * @param {{ names: Command[], times: Times, after?: (command: Command) => void }} options
 * @returns {Promise<{ [command: string]: number }>} the calls that each command made
 */
export async function live(project, size, { control }, { names, times, after }) {
  project.declare(size);
  /** @type {{ [command: string]: number }} */
  const calls = {};
  for (const name of names) {
    await control.clearLog();
    const time = await commands[name].run(project);
    calls[name] = (await control.log()).length;
    times[name] = [...(times[name] ?? []), time];
    after?.(name);
  }
  verify(project, size, calls);
  return calls;
}

/**
 * A program that does something else than it should is fast for the wrong reason.
 * @param {Project} project
 * @param {number} size
 * @param {{ [command: string]: number }} calls
 */
function verify({ variant }, size, calls) {
  const { create, noChange = 0, preview = 0, refresh = 0, destroy } = calls;
  const writes = variant === "floor" ? 0 : size;
  const right = create === writes && destroy === writes && noChange === 0 && preview === 0;
  if (right && (variant === "floor" || refresh > 0)) return;
  throw new Error(`${titles[variant]} made other calls than expected: ${JSON.stringify(calls)}`);
}

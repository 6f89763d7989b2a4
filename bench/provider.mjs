// @ts-check
// What the provider itself uses, driven over gRPC without the engine: CPU time a call, and memory.
import { mkdirSync } from "node:fs";
import { count, ratio } from "./support/format.mjs";
import { installInto } from "./support/project.mjs";
import { ProviderProcess } from "./support/providerProcess.mjs";
import { startSandboxProcess } from "./support/sandbox.mjs";
import { inParallel, median } from "./support/statistics.mjs";
import { place } from "./support/workspace.mjs";

/** As many as the engine has under way on two cores. */
const parallel = 8;
const most = { cpuMilliseconds: 0.5, megabytes: 150, growth: 1.25 };

const operations = /** @type {const} */ (["check", "create", "diff", "read"]);
const texts = {
  idp: "exports.handler = () => require('pulumi-idp/dynamic').ApiClient;",
  floor: "exports.handler = () => require('bench-floor').ApiClient;",
};

/**
 * @typedef {keyof typeof texts} Who
 * @typedef {{ cpu: Record<typeof operations[number], number>, peak: number, retained: number }} Used cpu: milliseconds a call
 */

/** @param {import("./support/flags.mjs").Plan} plan */
const shapeOf = ({ quick, rounds }) => ({
  numbers: quick ? [10, 20] : [1000, 5000, 10_000],
  rounds: Math.min(rounds, 3),
});

/** @type {import("./main.mjs").Row} */
export const provider = {
  name: "provider",
  about: "CPU time and memory of the provider, driven over gRPC without the engine",

  seconds(plan) {
    const { numbers, rounds } = shapeOf(plan);
    return numbers.reduce((all, number) => all + rounds * (4 + number / 250), 2);
  },

  async measure(plan, progress) {
    const { numbers, rounds } = shapeOf(plan);
    const folder = place("provider");
    mkdirSync(folder);
    installInto(folder);
    const sandbox = await startSandboxProcess();
    /** @type {Record<Who, Record<number, Used[]>>} */
    const used = { idp: {}, floor: {} };
    for (const number of numbers) {
      for (let round = 1; round <= rounds; round++) {
        progress.step(`the provider's calls for ${count(number)} resources, round ${round} of ${rounds}`);
        for (const who of /** @type {const} */ (["idp", "floor"])) {
          await sandbox.control.reset();
          const known = used[who][number] ?? [];
          used[who][number] = [...known, await measureLife(folder, sandbox, who, number)];
        }
        progress.advance(4 + number / 250);
      }
    }
    await sandbox.close();
    return [{ ...tableOf(numbers, used), rounds }];
  },
};

/**
 * Creates in one process and reads in another, as `up` and `refresh` do.
 * @param {string} folder
 * @param {import("./support/sandbox.mjs").SandboxProcess} sandbox
 * @param {Who} who
 * @param {number} number
 * @returns {Promise<Used>}
 */
async function measureLife(folder, { environment }, who, number) {
  const config = {
    "onegini:url": environment.ONEGINI_URL ?? "",
    "onegini:clientId": environment.ONEGINI_CLIENT_ID ?? "",
    "onegini:clientSecret": environment.ONEGINI_CLIENT_SECRET ?? "",
  };
  const resources = Array.from({ length: number }, (_, at) => ({
    id: `client-${at}`,
    inputs: {
      name: `client-${at}`,
      clientId: `client-${at}`,
      scopes: ["onegini_api_events", "onegini_api_insights"],
      __provider: texts[who],
    },
    outputs: /** @type {import("./support/providerProcess.mjs").Values} */ ({}),
  }));
  const upProcess = await ProviderProcess.start(folder, config);
  const cpu = { check: 0, create: 0, diff: 0, read: 0 };
  /**
   * @param {typeof operations[number]} operation
   * @param {ProviderProcess} process
   * @param {(resource: typeof resources[number]) => Promise<unknown>} work
   */
  const measured = async (operation, process, work) => {
    const before = await process.usage();
    await inParallel(resources, parallel, work);
    const after = await process.usage();
    cpu[operation] = (after.cpuMilliseconds - before.cpuMilliseconds) / number;
    return after.peakMegabytes;
  };
  await measured("check", upProcess, ({ inputs }) => upProcess.check(inputs));
  await measured("create", upProcess, async (resource) => {
    resource.outputs = await upProcess.create(resource.inputs);
  });
  const upPeak = await measured("diff", upProcess, ({ id, inputs, outputs }) => upProcess.diff(id, outputs, inputs));
  const retained = await upProcess.retained();
  await upProcess.close();

  const refreshProcess = await ProviderProcess.start(folder, config);
  const refreshPeak = await measured("read", refreshProcess, ({ id, inputs, outputs }) =>
    refreshProcess.read(id, outputs, inputs),
  );
  await refreshProcess.close();
  return { cpu, peak: Math.max(upPeak, refreshPeak), retained };
}

/**
 * @param {number[]} numbers
 * @param {Record<Who, Record<number, Used[]>>} used
 * @returns {import("./support/report.mjs").Table}
 */
function tableOf(numbers, used) {
  const cpu = (
    /** @type {Who} */ who,
    /** @type {number} */ number,
    /** @type {typeof operations[number]} */ operation,
  ) => median((used[who][number] ?? []).map((each) => each.cpu[operation]));
  const memory = (/** @type {"peak" | "retained"} */ which, /** @type {Who} */ who, /** @type {number} */ number) =>
    median((used[who][number] ?? []).map((each) => each[which]));
  const ownPeak = (/** @type {number} */ number) => memory("peak", "idp", number) - memory("peak", "floor", number);
  const own = (/** @type {number} */ number) =>
    operations.reduce((all, each) => all + cpu("idp", number, each) - cpu("floor", number, each), 0) /
    operations.length;
  const first = own(numbers[0] ?? 0);
  return {
    id: "provider",
    title: "The provider's own CPU time and memory",
    about:
      "Milliseconds of CPU a call beyond those of the provider that does nothing, whose own are in brackets: those are gRPC's and Pulumi's. Creates in one process and reads in another, as up and refresh. The peak is the resident memory of the greater of the two, most of it garbage that V8 has no reason yet to collect; retained is the heap after the creates without it.",
    columns: ["resources", ...operations, "average", "peak memory", "own", "retained"],
    lines: numbers.map((number) => ({
      cells: [
        count(number),
        ...operations.map((each) => {
          const floor = cpu("floor", number, each);
          return `${ratio(cpu("idp", number, each) - floor)} (${ratio(floor)})`;
        }),
        `${ratio(own(number))} ms`,
        ...[`${Math.round(memory("peak", "idp", number))} (${Math.round(memory("peak", "floor", number))}) MB`],
        `${Math.round(ownPeak(number))} MB`,
        `${Math.round(memory("retained", "idp", number))} (${Math.round(memory("retained", "floor", number))}) MB`,
      ],
      goal: `own < ${most.cpuMilliseconds} ms, < ${most.megabytes} MB, ≤ ${most.growth} × the first line's ms`,
      met: own(number) < most.cpuMilliseconds && ownPeak(number) < most.megabytes && own(number) <= most.growth * first,
      timed: true,
    })),
    figures: used,
  };
}

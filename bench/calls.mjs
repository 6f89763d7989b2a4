// @ts-check
// How many calls a refresh takes, counted at the sandbox, through the dynamic provider's own read. No engine runs: it
// would read the same, eight at a time.
import { createRequire } from "node:module";
import { startSandbox } from "../dist/sandbox/index.js";
import { count, ratio } from "./support/format.mjs";
import { inParallel, randomFrom } from "./support/statistics.mjs";

const require = createRequire(import.meta.url);

const pageSize = 100;
const parallel = 8;
/** As which everybody authenticates: one of the clients that the service holds. */
const administrator = "sandbox-admin";
const most = 2;

/** Which of the service's clients a stack manages decides how soon its pages show them. */
const spreads = /** @type {const} */ (["first", "last", "scattered"]);

/** @type {import("./main.mjs").Row} */
export const calls = {
  name: "calls",
  about: "calls of a refresh, against one read a resource and the best that hindsight allows",
  seconds: ({ quick }) => (quick ? 1 : 12),

  async measure({ quick }, progress) {
    const managed = quick ? [10] : [10, 100, 1000];
    const held = quick ? [100, 300] : [100, 300, 1000, 3000, 10_000];
    const lines = [];
    const figures = [];
    for (const total of held) {
      progress.step(`refreshes where the service holds ${total}`, quick ? 0.5 : 2);
      const sandbox = await startSandbox();
      await sandbox.control.seed({ apiClients: total - 1 });
      for (const number of managed.filter((each) => each <= total)) {
        /** @type {Record<string, number>} */
        const made = {};
        for (const spread of spreads)
          made[spread] = await refresh(sandbox, chosen(number, total, spread), `${spread}-${number}`);
        const worst = Math.max(...Object.values(made));
        const best = Math.min(number, Math.ceil(total / pageSize));
        figures.push({ managed: number, held: total, ...made, best });
        lines.push({
          cells: [
            count(number),
            count(total),
            ...spreads.map((each) => count(made[each] ?? 0)),
            count(number),
            count(best),
            ratio(worst / best),
          ],
          goal: `≤ ${most} × best`,
          met: worst <= most * best,
        });
      }
      await sandbox.close();
    }
    return [
      {
        id: "calls",
        title: "Calls of a refresh",
        about: `Stacks that manage the service's first, last or scattered clients. The best with hindsight is one read each or all pages of ${pageSize}, whichever are fewer.`,
        rounds: 1,
        columns: ["managed", "held", ...spreads, "one read each", "best", "÷ best"],
        lines,
        figures,
      },
    ];
  },
};

/**
 * @param {number} number
 * @param {number} total
 * @param {typeof spreads[number]} spread
 */
function chosen(number, total, spread) {
  const seeded = Array.from({ length: total - 1 }, (_, at) => `seeded-${String(at + 1).padStart(6, "0")}`);
  const all = [administrator, ...seeded];
  if (spread === "first") return all.slice(0, number);
  if (spread === "last") return all.slice(-number);
  const random = randomFrom(number * total);
  const scattered = all.map((id) => ({ id, at: random() })).sort((a, b) => a.at - b.at);
  return scattered.slice(0, number).map(({ id }) => id);
}

/**
 * @param {import("../dist/sandbox/index.js").Sandbox} sandbox
 * @param {string[]} ids
 * @param {string} profile a fresh one, so that nothing is known yet
 * @returns {Promise<number>} the calls
 */
async function refresh({ onegini, control }, ids, profile) {
  /** @type {Record<string, string>} */
  const config = Object.fromEntries(
    Object.entries(onegini).map(([key, value]) => [`onegini-${profile}:${key}`, value]),
  );
  /** @type {import("@pulumi/pulumi").dynamic.ResourceProvider} */
  const ApiClient = require("pulumi-idp/dynamic").ApiClient;
  await ApiClient.configure?.({ config: /** @type {any} */ ({ get: (/** @type {string} */ key) => config[key] }) });
  await control.clearLog();
  await inParallel(ids, parallel, async (id) => {
    const state = {
      name: id,
      clientId: id,
      scopes: id === administrator ? ["onegini_api_admin", "onegini_api_config"] : ["onegini_api_end_user"],
      profile,
    };
    const read = await ApiClient.read?.(id, state);
    if (read?.id !== id || read.inputs) throw new Error(`the read of ${id} shows drift where there is none`);
  });
  return (await control.log()).length;
}

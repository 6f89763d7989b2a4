// @ts-check
// On paper: what many stacks mean for one OneLogin account's limit. A simulation, seeded, so that it comes out the same
// each time; the policy in it is the package's own code.
import { Account, published } from "./support/account.mjs";
import { count, span } from "./support/format.mjs";
import { inParallel, median, randomFrom } from "./support/statistics.mjs";
import { VirtualClock } from "./support/virtualClock.mjs";

const hour = 3600;
/** What the account's other users call in an hour, evenly: a tenth of the limit. */
const othersAnHour = published.limit / 10;

/** Authorization servers in a stack, and what each has: few stacks are large. */
const sizes = /** @type {const} */ ([
  { share: 0.6, servers: 1, parts: 8 },
  { share: 0.3, servers: 5, parts: 13 },
  { share: 0.1, servers: 25, parts: 18 },
]);
const kinds = /** @type {const} */ (["scopes", "claims", "clientApps"]);
/** How often a scheduled `up --refresh` finds something to change, and how much at most. */
const changing = { share: 0.1, most: 3 };

/** @typedef {{ title: string, everySeconds: number, withinSeconds: number }} Schedule starts fall into the first `within` of each `every` */
/** @type {Record<string, Schedule>} */
const schedules = {
  hourlyAtOnce: { title: "hourly, all at once", everySeconds: hour, withinSeconds: 60 },
  hourlySpread: { title: "hourly, spread", everySeconds: hour, withinSeconds: hour },
  sixHourlySpread: { title: "every 6 h, spread", everySeconds: 6 * hour, withinSeconds: 6 * hour },
  nightlyAtOnce: { title: "nightly, all at once", everySeconds: 24 * hour, withinSeconds: 60 },
  dailySpread: { title: "daily, spread", everySeconds: 24 * hour, withinSeconds: 24 * hour },
};

/** @type {Record<string, import("./support/account.mjs").Tuning>} */
const tunings = {
  "as it comes": { maxConcurrency: 8, retryTimeoutSeconds: 300 },
  "retryTimeoutSeconds 4000": { maxConcurrency: 8, retryTimeoutSeconds: 4000 },
  "retryTimeoutSeconds 20000": { maxConcurrency: 8, retryTimeoutSeconds: 20_000 },
};

/** @type {import("./main.mjs").Row} */
export const limits = {
  name: "limits",
  about: "on paper: what 10, 100 and 1,000 stacks mean for one account's limit",
  seconds: ({ quick }) => (quick ? 1 : 20),

  async measure({ quick }, progress) {
    /** @type {import("./support/report.mjs").Line[]} */
    const lines = [];
    const figures = [];
    for (const stacks of quick ? [10] : [10, 100, 1000]) {
      for (const schedule of Object.values(schedules)) {
        for (const [tuningTitle, tuning] of Object.entries(tunings)) {
          progress.step(`simulating ${count(stacks)} stacks, ${schedule.title}`, quick ? 0.2 : 1);
          const outcome = await simulate(stacks, schedule, tuning);
          const { seconds, ...others } = outcome;
          const took = { median: median(seconds), longest: Math.max(0, ...seconds) };
          figures.push({ stacks, schedule: schedule.title, tuning, ...others, seconds: took });
          lines.push(lineOf(stacks, schedule, tuningTitle, outcome));
          // Where nothing fails, there is nothing to tune.
          if (isSafe(outcome)) break;
        }
      }
    }
    return [
      {
        id: "limits",
        title: `Many stacks on one account's limit of ${count(published.limit)} calls an hour (simulated)`,
        about: `Each run is an \`up --refresh\`; 60 % of the stacks have one authorization server with its parts, 30 % five, 10 % twenty-five; one run in ten finds up to ${changing.most} changes. The account's other users call ${othersAnHour} times an hour. A run that is due while its stack's last one isn't done is left out.`,
        rounds: 1,
        columns: [
          "stacks",
          "schedule",
          "settings",
          "calls an hour",
          "one read each",
          "run, median",
          "run, longest",
          "runs",
          "failed",
          "left out",
          "others refused",
          "safe",
        ],
        lines,
        figures,
      },
    ];
  },
};

/** @typedef {Awaited<ReturnType<typeof simulate>>} Outcome */

/** @param {Outcome} outcome */
const isSafe = ({ failed, leftOut, othersRefused }) => failed + leftOut + othersRefused === 0;

/**
 * @param {number} stacks
 * @param {Schedule} schedule
 * @param {string} tuning
 * @param {Outcome} outcome
 */
function lineOf(stacks, { title, everySeconds }, tuning, outcome) {
  const { hours, calls, others, runs, failed, leftOut, othersRefused, seconds, oneReadEach } = outcome;
  const share = (/** @type {number} */ part, /** @type {number} */ whole) =>
    `${count((100 * part) / Math.max(1, whole))} %`;
  return {
    cells: [
      ...[count(stacks), title, tuning, count(calls / hours), count((oneReadEach * hour) / everySeconds)],
      ...[span(median(seconds)), span(Math.max(0, ...seconds)), count(runs), share(failed, runs), count(leftOut)],
      ...[share(othersRefused, others), isSafe(outcome) ? "yes" : "no"],
    ],
  };
}

/**
 * @param {number} stacks
 * @param {Schedule} schedule
 * @param {import("./support/account.mjs").Tuning} tuning
 */
async function simulate(stacks, { everySeconds, withinSeconds }, tuning) {
  const random = randomFrom(stacks);
  const clock = new VirtualClock();
  const account = new Account(clock, random);
  // Two turns at least, so that what the first leaves behind meets the second.
  const end = Math.max(4 * hour, 2 * everySeconds) * 1000;
  const outcome = {
    runs: 0,
    failed: 0,
    leftOut: 0,
    others: 0,
    othersRefused: 0,
    oneReadEach: 0,
    seconds: /** @type {number[]} */ ([]),
  };

  for (let stack = 0; stack < stacks; stack++) {
    const size = sizeOf((stack + 0.5) / stacks);
    outcome.oneReadEach += 1 + size.servers * (1 + size.parts);
    void repeat(size, random() * withinSeconds * 1000);
  }
  void others();
  await clock.run();
  return { ...outcome, hours: clock.now() / hour / 1000, calls: account.calls, refused: account.refused };

  /**
   * @param {typeof sizes[number]} size
   * @param {number} offset
   */
  async function repeat(size, offset) {
    for (let due = offset; due < end; due += everySeconds * 1000) {
      if (due < clock.now()) {
        outcome.leftOut++;
        continue;
      }
      await clock.sleep(due - clock.now());
      const start = clock.now();
      outcome.runs++;
      try {
        await upWithRefresh(account.connect(tuning), size, random);
      } catch {
        outcome.failed++;
      }
      outcome.seconds.push((clock.now() - start) / 1000);
    }
  }

  async function others() {
    while (clock.now() < end) {
      await clock.sleep((hour * 1000) / othersAnHour);
      outcome.others++;
      if (!account.take()) outcome.othersRefused++;
    }
  }
}

/** @param {number} place between 0 and 1 */
function sizeOf(place) {
  const [small, medium, large] = sizes;
  if (place < small.share) return small;
  return place < small.share + medium.share ? medium : large;
}

/**
 * What the resources' own reads and updates call, as many at a time as the engine does.
 * @param {import("./support/account.mjs").OneLogin} onelogin
 * @param {typeof sizes[number]} size
 * @param {() => number} random
 */
async function upWithRefresh(onelogin, { servers, parts }, random) {
  const ids = Array.from({ length: servers }, (_, at) => at + 1);
  const reads = ids.flatMap((id) => [
    () => onelogin.api.authServers.get(id),
    // Every scope, claim and client app asks for the list that it's in.
    ...Array.from({ length: parts }, (_, at) => () => onelogin[kinds[at % 3] ?? "scopes"].list(id)),
  ]);
  await all(reads);
  const changes = random() < changing.share ? Math.ceil(random() * changing.most) : 0;
  const body = { value: "read", description: "" };
  await all(Array.from({ length: changes }, (_, at) => () => onelogin.scopes.replace(1, at + 1, body)));
}

/**
 * After a failure nothing new begins.
 * @param {(() => Promise<unknown>)[]} works
 */
async function all(works) {
  let failed = false;
  await inParallel(works, 8, async (work) => {
    if (failed) return;
    try {
      await work();
    } catch (error) {
      failed = true;
      throw error;
    }
  });
}

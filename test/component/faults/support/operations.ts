import type { Version } from "./scenarios";
import type { Setup } from "./setup";

/** What a person does while the service fails, and what it may end in. */
export interface Operation {
  name: string;
  /** Brings about what it begins with, without a fault. */
  prepare(setup: Setup): Promise<unknown>;
  /** @param options - An `up` may refresh first. */
  run(setup: Setup, options?: { refresh: boolean }): Promise<void>;
  /** What it is repeated with, once the service is well. Left out: `run`. */
  repeat?(setup: Setup): Promise<void>;
  /** The method of the request that does the work; the fixture knows the one of an update. */
  method: "POST" | "GET" | "DELETE" | "update";
  /** What it leaves at the service when it succeeds. */
  leaves: Version | "nothing" | "somebodyElses";
  /** It never succeeds: what somebody else has made is in the way. */
  isBlocked?: true;
}

type Run = Operation["run"];
const up =
  (version: Version): Run =>
  ({ stack, scenario, environment }, options) =>
    stack.up(scenario.args(environment, version), options);
const create = up("original");
const refreshingUp: Run = (setup) => create(setup, { refresh: true });
const adopt: Run = ({ stack, scenario, environment }, options) =>
  stack.up({ ...scenario.args(environment, "original"), adoptExisting: true }, options);
const refresh: Run = ({ stack }) => stack.refresh();

export const operations: Operation[] = [
  { name: "create", prepare: async () => {}, run: create, method: "POST", leaves: "original" },
  {
    name: "create what somebody else has made",
    prepare: (setup) => setup.changeByHand(),
    run: create,
    method: "POST",
    leaves: "somebodyElses",
    isBlocked: true,
  },
  {
    name: "adopt",
    prepare: (setup) => setup.changeByHand(),
    run: adopt,
    method: "update",
    leaves: "original",
  },
  { name: "read", prepare: create, run: refresh, repeat: create, method: "GET", leaves: "original" },
  {
    name: "read what was changed by hand",
    prepare: async (setup) => {
      await create(setup);
      await setup.changeByHand();
    },
    run: refresh,
    repeat: refreshingUp,
    method: "GET",
    leaves: "somebodyElses",
  },
  {
    name: "read what is gone",
    prepare: async (setup) => {
      await create(setup);
      await setup.removeByHand();
    },
    run: refresh,
    repeat: refreshingUp,
    method: "GET",
    leaves: "nothing",
  },
  { name: "update", prepare: create, run: up("edited"), method: "update", leaves: "edited" },
  { name: "delete", prepare: create, run: ({ stack }) => stack.destroy(), method: "DELETE", leaves: "nothing" },
];

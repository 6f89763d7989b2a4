import type { Engine } from "./engine";
import type { Stage } from "./stage";

/** What a person does while the services fail, and what it may end in. */
export interface Operation {
  name: string;
  /** Brings about what it begins with, without a fault. */
  begin(stage: Stage): Promise<unknown>;
  /** @param options - An `up` may have a refresh first. */
  run(engine: Engine, stage: Stage, options?: { refresh: boolean }): Promise<void>;
  /** The method of the request that does the work; the resource knows its PUT or PATCH. */
  method: "POST" | "GET" | "DELETE" | "change";
  /** What it leaves at the service when it ends well. */
  leaves: "program" | "edited" | "nothing" | "byHand";
  /** It never ends well: there is something in the way. */
  alwaysFails?: true;
  /** What it is repeated with, once the services are well. Left out: with what it ran with. */
  recover?(engine: Engine, stage: Stage): Promise<void>;
}

type Run = Operation["run"];
const program: Run = (engine, { scenario, given }, options) => engine.up(scenario.program(given), options);
const edited: Run = (engine, { scenario, given }, options) => engine.up(scenario.edited(given), options);
const adopting: Run = (engine, { scenario, given }, options) =>
  engine.up({ ...scenario.program(given), adoptExisting: true }, options);
const refresh = (engine: Engine) => engine.refresh();
const refreshed: Run = (engine, stage) => program(engine, stage, { refresh: true });
const made = (stage: Stage) => program(stage.engine, stage);
const byHand = ({ scenario, control, given }: Stage) => scenario.byHand(control, given);
const removed = ({ scenario, control, given }: Stage) => scenario.removeByHand(control, given);

/** The table of operations. */
export const operations: Operation[] = [
  { name: "create", begin: async () => {}, run: program, method: "POST", leaves: "program" },
  {
    name: "create what somebody else has made",
    begin: byHand,
    run: program,
    method: "POST",
    leaves: "byHand",
    alwaysFails: true,
  },
  { name: "adopt", begin: byHand, run: adopting, method: "change", leaves: "program" },
  { name: "read", begin: made, run: refresh, method: "GET", leaves: "program", recover: program },
  {
    name: "read what was changed by hand",
    begin: async (stage) => {
      await made(stage);
      await byHand(stage);
    },
    run: refresh,
    method: "GET",
    leaves: "byHand",
    recover: refreshed,
  },
  {
    name: "read what is gone",
    begin: async (stage) => {
      await made(stage);
      await removed(stage);
    },
    run: refresh,
    method: "GET",
    leaves: "nothing",
    recover: refreshed,
  },
  { name: "update", begin: made, run: edited, method: "change", leaves: "edited" },
  { name: "delete", begin: made, run: (engine) => engine.destroy(), method: "DELETE", leaves: "nothing" },
];

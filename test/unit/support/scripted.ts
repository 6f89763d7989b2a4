import { type CreateResult, type Creation, createOnce } from "../../../provider/createOnce";
import { type Effect, ServiceError } from "../../../provider/http/errors";
import type { Recheck } from "../../../provider/http/request";
import type { FakeClock } from "../../support/clock";
import { testRun } from "../../support/run";
import { settingsFor } from "./connections";

const failing = { service: "Onegini", path: "/x" };

/** How a POST ends. */
export const lostResponse = (effect: Effect = "unknown", status?: number) =>
  new ServiceError({ ...failing, method: "POST", status, reason: "the connection was lost", effect });

export const taken = (status = 409) => lostResponse("none", status);

/** How a lookup ends where the service can't be asked. */
export const lookupError = new ServiceError({
  ...failing,
  method: "GET",
  status: 503,
  reason: "down",
  effect: "unknown",
});

/** What is answered, or what is done instead; errors are thrown. */
type Step = unknown | ((recheck: Recheck) => Promise<unknown>);

interface Script {
  send: Step[];
  lookUp?: unknown[];
  /** Left out, nothing can prove whose it is. */
  proves?: unknown[];
  isAsSent?: unknown[];
  refusesDuplicates?: boolean;
  clock?: FakeClock;
}

interface Scripted {
  calls: string[];
  clock: FakeClock;
  abort(): void;
  end: Promise<CreateResult<string>>;
}

/** A creation of which each call takes the next of its script's entries; the last one is repeated. */
export function scripted({ clock, refusesDuplicates = true, ...script }: Script): Scripted {
  const run = testRun({ random: () => 1, ...(clock ? { clock } : {}) });
  const calls: string[] = [];
  const from = (name: "send" | "lookUp" | "proves" | "isAsSent") => {
    const left = [...(script[name] ?? [undefined])];
    return async (argument: unknown) => {
      calls.push(name);
      const next = left.length > 1 ? left.shift() : left[0];
      if (next instanceof Error) throw next;
      return (typeof next === "function" ? next(argument) : next) as never;
    };
  };
  const creation: Creation<string> = {
    send: from("send"),
    lookUp: from("lookUp"),
    ...(script.proves ? { proves: from("proves") } : {}),
    isAsSent: from("isAsSent"),
    refusesDuplicates,
    advice: "Look there.",
  };
  const settings = settingsFor("Onegini", "http://127.0.0.1", { requestTimeoutSeconds: 30, retryTimeoutSeconds: 300 });
  return { calls, clock: run.clock, abort: run.abort, end: createOnce(creation, settings, run) };
}

import { type CreateResult, type Creation, createOnce } from "../../../provider/createOnce";
import { type Outcome, ServiceError } from "../../../provider/http/errors";
import type { Recheck } from "../../../provider/http/request";
import { FakeClock } from "./clock";
import { settingsFor } from "./services";

const failing = { service: "Onegini", path: "/x" };

/** How a POST ends. */
export const lost = (outcome: Outcome = "unknown", status?: number) =>
  new ServiceError({ ...failing, method: "POST", status, reason: "the connection was lost", outcome });

export const taken = (status = 409) => lost("nothing", status);

/** How a question for what is there ends, where the service can't be asked. */
export const unasked = new ServiceError({
  ...failing,
  method: "GET",
  status: 503,
  reason: "down",
  outcome: "unknown",
});

/** What is answered, or what is done instead; errors are thrown. */
type Step = unknown | ((recheck: Recheck) => Promise<unknown>);

interface Script {
  send: Step[];
  find?: unknown[];
  /** Left out, nothing can prove whose it is. */
  proves?: unknown[];
  isAsSent?: unknown[];
  refusesDuplicates?: boolean;
  clock?: FakeClock;
}

/** A creation of which each call takes the next of its script's entries; the last one is repeated. */
export function scripted(script: Script): { calls: string[]; clock: FakeClock; end: Promise<CreateResult<string>> } {
  const { clock = new FakeClock(), refusesDuplicates = true } = script;
  const calls: string[] = [];
  const from = (name: "send" | "find" | "proves" | "isAsSent") => {
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
    find: from("find"),
    ...(script.proves ? { proves: from("proves") } : {}),
    isAsSent: from("isAsSent"),
    refusesDuplicates,
    advice: "Look there.",
  };
  const settings = settingsFor("Onegini", "http://127.0.0.1", { requestTimeoutSeconds: 30, retryTimeoutSeconds: 300 });
  return { calls, clock, end: createOnce(creation, settings, { clock, random: () => 1 }) };
}

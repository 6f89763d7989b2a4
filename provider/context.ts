import type { Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import type { Advice } from "./advice";
import { type Clock, systemClock } from "./clock";
import { ObjectsOfRun } from "./objectsOfRun";

/** Reads one key of the configuration, such as `onelogin:clientSecret`. */
export type Configuration = (key: string) => string | undefined;

/** What a host provides to all resources of a run. */
export interface Runtime {
  clock: Clock;
  /** From 0 to 1, as `Math.random`. */
  random: () => number;
  /** Tells the person who runs Pulumi. */
  log: (message: string) => void;
  /** How this person fixes a mistake. */
  advice: Advice;
  /**
   * Aborted when the run should stop: whatever is waiting ends at once, and a write in progress has a few seconds to report
   * its outcome. If the outcome is still unknown then, the error and the state say so.
   */
  signal: AbortSignal;
  /** Wraps every request that is sent, to count or trace it, or to answer instead of the service. */
  observeRequest: <T>(request: { method: string; path: string }, send: () => Promise<T>) => Promise<T>;
  /** Agents that all connections share; by default, each connection has its own. */
  agents?: { http: HttpAgent; https: HttpsAgent } | undefined;
}

/** What all resources of one Pulumi run share: its connections to services, and the objects that it manages. */
export interface Run extends Runtime {
  /** By their settings, so that all who use the same settings share tokens, rate limits and cached reads. */
  connections: Map<string, unknown>;
  objects: ObjectsOfRun;
}

/** What a host passes to every call of a lifecycle. The contexts of two runs share nothing. */
export interface Context extends Run {
  configuration: Configuration;
  /** The connections of this configuration, by service and profile, so that settings are parsed once. */
  connectionsByProfile: Map<string, unknown>;
}

/** What a host sets for a run; defaults are those of this process. */
export type RuntimeOptions = Pick<Runtime, "advice"> & Partial<Runtime>;

export function createRun(options: RuntimeOptions): Run {
  return {
    clock: systemClock,
    random: Math.random,
    // Pulumi shows stderr as it is, without marking it as an error of a resource.
    log: (message) => console.error(message),
    observeRequest: (_request, send) => send(),
    ...options,
    signal: withReadableReason(options.signal),
    connections: new Map(),
    objects: new ObjectsOfRun(),
  };
}

export function createContext(configuration: Configuration, run: Run): Context {
  return { ...run, configuration, connectionsByProfile: new Map() };
}

/** The same signal, with a reason for people whatever the host's is: it ends up in error messages. */
function withReadableReason(signal?: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const abort = () => controller.abort(new Error("Pulumi was told to stop."));
  if (signal?.aborted) abort();
  else signal?.addEventListener("abort", abort, { once: true });
  return controller.signal;
}

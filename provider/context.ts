import { type Clock, systemClock } from "./clock";
import { ObjectsOfRun } from "./objectsOfRun";

/** Reads one key of the stack's configuration, such as `onelogin:clientSecret`. */
export type Configuration = (key: string) => string | undefined;

/** What tests replace. */
export interface Runtime {
  clock: Clock;
  /** From 0 to 1, as `Math.random`. */
  random: () => number;
  /** Tells the person who runs Pulumi. */
  log: (message: string) => void;
}

/** What all resources of one run of Pulumi share: its connections to services, and what it has made. */
export interface Run extends Runtime {
  /** By their settings, so that tokens, limits and what was read are shared by all who use the same. */
  connections: Map<string, unknown>;
  objects: ObjectsOfRun;
}

/** What every call of a lifecycle gets from its host. Two contexts of two runs share nothing. */
export interface Context extends Run {
  configuration: Configuration;
  /** The connections that this configuration means, by service and profile, so that settings are read once. */
  connectionsByProfile: Map<string, unknown>;
}

export const systemRuntime: Runtime = {
  clock: systemClock,
  random: Math.random,
  // It may stand beside any resource, and is no error: stderr is shown as it is.
  log: (message) => console.error(message),
};

export function createRun(runtime: Partial<Runtime> = {}): Run {
  return { ...systemRuntime, ...runtime, connections: new Map(), objects: new ObjectsOfRun() };
}

export function createContext(configuration: Configuration, run: Run = createRun()): Context {
  return { ...run, configuration, connectionsByProfile: new Map() };
}

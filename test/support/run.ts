import { type Context, createContext, createRun, type Run, type Runtime } from "../../provider/context";
import { advice } from "../../provider/hosts/dynamic/advice";
import type { Sandbox, ServiceAccess } from "../../sandbox";
import { FakeClock } from "./clock";

// Somebody who works with a tenant may have its credentials in the environment; no test may use them.
for (const name of Object.keys(process.env)) if (/^(ONELOGIN|ONEGINI)_/.test(name)) delete process.env[name];

/** What one run of Pulumi has, on a clock on which waits cost nothing. */
export interface TestRun extends Run {
  clock: FakeClock;
  /** What the person who runs Pulumi was told. */
  messages: string[];
  /** Pulumi is told to stop. */
  abort(): void;
}

type Options = Partial<Omit<Runtime, "clock" | "signal">> & { clock?: FakeClock };

export function testRun({ observeRequest, ...options }: Options = {}): TestRun {
  const clock = options.clock ?? new FakeClock();
  const messages: string[] = [];
  const controller = new AbortController();
  const run = createRun({
    advice,
    random: () => 0.5,
    log: (message) => messages.push(message),
    ...options,
    clock,
    signal: controller.signal,
    observeRequest: observeRequest
      ? (request, send) => clock.observeRequest(request, () => observeRequest(request, send))
      : clock.observeRequest,
  });
  return { ...run, clock, messages, abort: () => controller.abort() };
}

export type Keys = { [key: string]: string };

/** A stack's configuration for a service, under a namespace such as `onelogin` or `onelogin-acme`. */
export function keysFor(namespace: string, { url, clientId, clientSecret }: ServiceAccess): Keys {
  return {
    [`${namespace}:url`]: url,
    [`${namespace}:clientId`]: clientId,
    [`${namespace}:clientSecret`]: clientSecret,
  };
}

/** A stack's configuration for all services of a sandbox. */
export function keysOf({ onelogin, onegini }: Sandbox): Keys {
  return { ...keysFor("onelogin", onelogin), ...keysFor("onegini", onegini) };
}

/** A context of a run of its own, at a sandbox. */
export function testContext(sandbox: Sandbox, keys: Keys = {}, run: Run = testRun()): Context {
  const all: Keys = { ...keysOf(sandbox), ...keys };
  return createContext((key) => all[key], run);
}

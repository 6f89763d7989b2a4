import type { Fault, FaultMatch, FaultState } from "../core/faults";
import type { LogEntry } from "../core/log";
import { type Objects, type ResourceMethods, type Seeds, type Settings, sandboxServices } from "../services";
import { HttpControlCalls } from "./calls";

/** What doesn't depend on the services. */
class ControlClient {
  private readonly calls: HttpControlCalls;

  constructor(url: string) {
    const base = `${url.replace(/\/+$/, "")}/_sandbox`;
    this.calls = new HttpControlCalls(base);
    for (const service of sandboxServices) {
      const calls = new HttpControlCalls(`${base}/${service.name}`);
      for (const part of [service, ...service.resources]) {
        if ("controlClient" in part) Object.assign(this, part.controlClient(calls));
      }
    }
  }

  /** The requests to the services so far, oldest first. */
  async log(filter: { service?: string; method?: string; path?: RegExp } = {}): Promise<LogEntry[]> {
    const entries = await this.calls.get<LogEntry[]>("/log");
    return entries.filter(
      ({ service, method, path }) =>
        service === (filter.service ?? service) &&
        method === (filter.method?.toUpperCase() ?? method) &&
        path.search(filter.path ?? /^/) !== -1,
    );
  }

  clearLog(): Promise<void> {
    return this.calls.send("DELETE", "/log");
  }

  /** All that the services hold, secrets included. */
  objects(): Promise<Objects> {
    return this.calls.get("/objects");
  }

  revokeTokens(): Promise<void> {
    return this.calls.send("POST", "/revoke-tokens");
  }

  /** Adds a fault behind the others; a request triggers the first that matches it. */
  fault(fault: Fault): Promise<void> {
    return this.calls.send("POST", "/faults", fault);
  }

  /** The faults, with how many requests triggered each. */
  faults(): Promise<FaultState[]> {
    return this.calls.get("/faults");
  }

  clearFaults(): Promise<void> {
    return this.calls.send("DELETE", "/faults");
  }

  /** Adds a gate: the next request that matches is held until it's released. */
  hold(match: FaultMatch = {}, when: Pick<Fault, "after" | "skip" | "times"> = {}): Promise<void> {
    return this.fault({ match, ...when, fault: { gate: true } });
  }

  /** The requests that gates hold, oldest first, as soon as there are `count`; fails when there aren't in that time. */
  async held(count = 1, timeoutMs = 30_000): Promise<LogEntry[]> {
    const held = await this.calls.get<LogEntry[]>(`/held?count=${count}&timeoutMs=${timeoutMs}`);
    if (held.length < count) throw new Error(`after ${timeoutMs} ms ${held.length} requests are held, not ${count}`);
    return held;
  }

  /**
   * Releases the requests that gates hold: all, or this many, oldest first. Returns how many there were. Gates that are
   * to hold more requests go on doing so, until `clearFaults`.
   */
  async release(count?: number): Promise<number> {
    return (await this.calls.post<{ released: number }>("/release", { count })).released;
  }

  settings(settings: Partial<Settings>): Promise<void> {
    return this.calls.send("PATCH", "/settings", settings);
  }

  /** Adds this many of each: `seeded-000001`, … A prefix starts their names instead. */
  seed(seeds: Seeds): Promise<void> {
    return this.calls.send("POST", "/seed", seeds);
  }

  /** Objects, log, faults and settings as at the start. Requests that wait at that time are cancelled. */
  reset(): Promise<void> {
    return this.calls.send("POST", "/reset");
  }
}

/**
 * Controls a sandbox, in this process or another, over HTTP. What it changes skips the vendors' checks and isn't in the
 * log, like a change by somebody else. The methods for objects are each resource's `controlClient`.
 */
export type Control = ControlClient & ResourceMethods;
export const Control = ControlClient as new (url: string) => Control;

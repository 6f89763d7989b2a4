import { validatedFault } from "./faultValidation";
import type { Encoding } from "./requestSecrets";

/** A call of the control interface, with a path relative to `/_sandbox`. */
export interface ControlChange {
  method: "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  body?: unknown;
}

/** What somebody else changes at that moment, in the order given: before the request is handled, or `after`. */
interface ConcurrentChanges {
  change: ControlChange[];
}

/** At most one of `body`, `echo`, `nested` and `longMessage`; with none of them the body is empty. */
export interface StatusEffect {
  status: number;
  headers?: Record<string, string>;
  /** A string is sent as it is (as HTML unless the headers say otherwise). */
  body?: unknown;
  /** An error in the service's form whose message and details echo the request's own secrets, in this encoding. */
  echo?: Encoding;
  /** An error in the service's form whose message and details are lists within lists, nested this deep. */
  nested?: number;
  /** An error in the service's form with a message of this many bytes. */
  longMessage?: number;
}

/**
 * What goes wrong. `status`, `drop`, `delayMs`, `hang`, `gate`, `redirect`, `revokeTokens` and `change` come before the
 * service handles the request, or after it with `after`. `lateCommitMs` always comes before. The others alter the
 * response, so the service handles the request first.
 */
export type FaultEffect = (SingleEffect & Partial<ConcurrentChanges>) | ConcurrentChanges;

type SingleEffect =
  /** This response instead. */
  | StatusEffect
  /** The connection is destroyed. */
  | { drop: true }
  /** Everything as usual, this much later; a request with a body isn't handled if the client hangs up before that. */
  | { delayMs: number }
  /** The whole request is handled this much later, even when the client has hung up by then. */
  | { lateCommitMs: number }
  /** Held until the control interface releases it; then handled even when the client has hung up. */
  | { gate: true }
  /** No response, ever; the connection stays open until the client or the sandbox closes it. */
  | { hang: true }
  /** The response trickles: this many bytes every 20 ms. */
  | { slowBody: number }
  /** The first half of the JSON, as a complete HTTP response. */
  | { brokenBody: true }
  /** The first half of the response, then the connection is destroyed. */
  | { cutBody: true }
  /** The true status with this JSON instead of the true one. */
  | { wrongShape: unknown }
  /** 307 to this URL. */
  | { redirect: string }
  /** The true status with valid JSON of this many bytes. */
  | { oversized: number }
  /** All tokens are revoked, the one of this request included (`after`: once it has been handled). */
  | { revokeTokens: true };

export interface FaultMatch {
  service?: string;
  method?: string;
  /** The source of a regular expression that is tested on the path as the log has it. */
  path?: string;
}

export interface Fault {
  /** Left out: every request. */
  match?: FaultMatch;
  /** How many requests trigger it; left out: one. */
  times?: number | "forever";
  /** How many matching requests pass before. */
  skip?: number;
  /** The service handles the request, then the fault occurs. */
  after?: boolean;
  fault: FaultEffect;
}

/** A fault as the sandbox holds it. */
export interface FaultState extends Fault {
  /** How many requests triggered it. */
  triggered: number;
}

/** Faults in the order they were added. A request triggers the first that matches it, and counts for that one alone. */
export class Faults {
  private entries: { fault: FaultState; path: RegExp | undefined; toSkip: number; left: number }[] = [];

  /** Throws an Error that says what is wrong with it. */
  add(given: unknown): void {
    const fault = validatedFault(given);
    this.entries.push({
      fault: { ...fault, triggered: 0 },
      path: fault.match?.path === undefined ? undefined : new RegExp(fault.match.path),
      toSkip: fault.skip ?? 0,
      left: fault.times === "forever" ? Number.POSITIVE_INFINITY : (fault.times ?? 1),
    });
  }

  /** The fault that this request triggers. */
  trigger(service: string, method: string, path: string): Fault | undefined {
    for (const entry of this.entries) {
      const match = entry.fault.match;
      if (entry.left <= 0) continue;
      if (match?.service !== undefined && match.service !== service) continue;
      if (match?.method !== undefined && match.method.toUpperCase() !== method) continue;
      if (entry.path !== undefined && !entry.path.test(path)) continue;
      if (entry.toSkip > 0) {
        entry.toSkip -= 1;
        continue;
      }
      entry.left -= 1;
      entry.fault.triggered += 1;
      return entry.fault;
    }
    return undefined;
  }

  list(): FaultState[] {
    return this.entries.map(({ fault }) => fault);
  }

  clear(): void {
    this.entries = [];
  }
}

import type { EchoSpelling } from "./echo";
import { checkedFault } from "./faultChecks";

/** A call of the control interface, with a path relative to `/_sandbox`. */
export interface ControlChange {
  method: "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  body?: unknown;
}

/** What somebody else does meanwhile: before the work, or with `after` once it's done. In the order given. */
interface Meanwhile {
  change: ControlChange[];
}

/** At most one of `body`, `echo`, `nested` and `longMessage`; with none of them the body is empty. */
export interface StatusEffect {
  status: number;
  headers?: Record<string, string>;
  /** A text is sent as it is (as HTML unless the headers say otherwise). */
  body?: unknown;
  /** An error in the service's form, whose message and details repeat the request's own secrets, so spelt. */
  echo?: EchoSpelling;
  /** An error in the service's form, whose message and details are lists within lists, so many levels deep. */
  nested?: number;
  /** An error in the service's form with a message of so many bytes. */
  longMessage?: number;
}

/**
 * What goes wrong. `status`, `drop`, `delayMs`, `hang`, `gate`, `redirect`, `revokeTokens` and a change by somebody else
 * come before the work unless `after` is set. `lateCommitMs` always comes before it. The others change the answer, so
 * the work is done.
 */
export type FaultEffect = (SingleEffect & Partial<Meanwhile>) | Meanwhile;

type SingleEffect =
  /** This answer instead. */
  | StatusEffect
  /** The connection is destroyed. */
  | { drop: true }
  /** Everything as usual, this much later; when the client hangs up meanwhile, work that needs a body isn't done. */
  | { delayMs: number }
  /** The whole request is worked on this much later, even when the client has hung up by then. */
  | { lateCommitMs: number }
  /** Held until the control interface releases it; goes on even when the client has hung up by then. */
  | { gate: true }
  /** No answer, ever; the connection stays open until the client or the sandbox closes it. */
  | { hang: true }
  /** The answer trickles: this many bytes every 20 ms. */
  | { slowBody: number }
  /** The first half of the JSON, as a complete HTTP answer. */
  | { brokenBody: true }
  /** The first half of the answer, then the connection is destroyed. */
  | { cutBody: true }
  /** The true status with this JSON instead of the true one. */
  | { wrongShape: unknown }
  /** 307 to this URL. */
  | { redirect: string }
  /** The true status with valid JSON of this many bytes. */
  | { oversized: number }
  /** All tokens are revoked, the one of this request included (`after`: once its work is done). */
  | { revokeTokens: true };

export interface FaultMatch {
  service?: string;
  method?: string;
  /** The source of a regular expression, tried on the path as it is in the log. */
  path?: string;
}

export interface Fault {
  /** Left out: every request. */
  match?: FaultMatch;
  /** How often it strikes; left out: once. */
  times?: number | "forever";
  /** Matching requests to let pass first. */
  skip?: number;
  /** Do the work, then fail. */
  after?: boolean;
  fault: FaultEffect;
}

/** A fault as the sandbox holds it. */
export interface FaultState extends Fault {
  /** How often it struck. */
  struck: number;
}

/** Faults in the order they were added; the first that matches a request strikes, and it alone is counted. */
export class Faults {
  private armed: { fault: FaultState; path: RegExp | undefined; toSkip: number; left: number }[] = [];

  /** Throws an Error that says what is wrong with it. */
  add(given: unknown): void {
    const fault = checkedFault(given);
    this.armed.push({
      fault: { ...fault, struck: 0 },
      path: fault.match?.path === undefined ? undefined : new RegExp(fault.match.path),
      toSkip: fault.skip ?? 0,
      left: fault.times === "forever" ? Number.POSITIVE_INFINITY : (fault.times ?? 1),
    });
  }

  take(service: string, method: string, path: string): Fault | undefined {
    for (const armed of this.armed) {
      const match = armed.fault.match;
      if (armed.left <= 0) continue;
      if (match?.service !== undefined && match.service !== service) continue;
      if (match?.method !== undefined && match.method.toUpperCase() !== method) continue;
      if (armed.path !== undefined && !armed.path.test(path)) continue;
      if (armed.toSkip > 0) {
        armed.toSkip -= 1;
        continue;
      }
      armed.left -= 1;
      armed.fault.struck += 1;
      return armed.fault;
    }
    return undefined;
  }

  list(): FaultState[] {
    return this.armed.map((armed) => armed.fault);
  }

  clear(): void {
    this.armed = [];
  }
}

import { isObject, type JsonObject } from "./json";

/**
 * What goes wrong. `status`, `drop`, `delayMs`, `hang`, `redirect` and `revokeTokens` come before the work unless
 * `after` is set. The others change the answer, so the work is done.
 */
export type FaultEffect =
  /** This answer instead; a string body is sent as it is (as HTML unless the headers say otherwise). */
  | { status: number; headers?: Record<string, string>; body?: unknown }
  /** The connection is destroyed. */
  | { drop: true }
  /** Everything as usual, this much later. */
  | { delayMs: number }
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

const effectNames = [
  "status",
  "drop",
  "delayMs",
  "hang",
  "slowBody",
  "brokenBody",
  "cutBody",
  "wrongShape",
  "redirect",
  "oversized",
  "revokeTokens",
];

export function effectName(effect: FaultEffect): string {
  return effectNames.find((name) => name in effect) ?? "unknown";
}

/** Faults in the order they were added; the first that matches a request strikes, and it alone is counted. */
export class Faults {
  private armed: { fault: FaultState; path: RegExp | undefined; toSkip: number; left: number }[] = [];

  /** Throws an Error that says what is wrong with it. */
  add(given: unknown): void {
    const fault = checked(given);
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

function checked(given: unknown): Fault {
  if (!isObject(given) || !isObject(given.fault)) throw new Error("a fault is {match?, times?, skip?, after?, fault}");
  onlyKeys(given, ["match", "times", "skip", "after", "fault"]);
  const { match, times, skip, fault } = given;
  if (match !== undefined) {
    if (!isObject(match)) throw new Error("match is {service?, method?, path?}");
    onlyKeys(match, ["service", "method", "path"]);
  }
  if (times !== undefined && times !== "forever" && !isCount(times)) throw new Error('times is a number or "forever"');
  if (skip !== undefined && !isCount(skip)) throw new Error("skip is a number");
  onlyKeys(fault, [...effectNames, "headers", "body"]);
  const effects = effectNames.filter((name) => name in fault);
  if (effects.length !== 1) throw new Error(`a fault has one effect of: ${effectNames.join(", ")}`);
  return given as unknown as Fault;
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0;
}

function onlyKeys(value: JsonObject, allowed: string[]): void {
  const unknown = Object.keys(value).filter((key) => !allowed.includes(key));
  if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(", ")}`);
}

import type { Clock } from "../clock";
import { type Runtime, systemRuntime } from "../context";
import type { Decoder } from "./decode";
import { type Outcome, ServiceError } from "./errors";
import { Lane } from "./lane";
import { backoff, retryPolicy, spaceBetween } from "./policy";
import type { Authorization, ErrorFormat, Request } from "./request";
import type { Settings } from "./settings";
import { type Failed, Transport } from "./transport";

const announcedFromSeconds = 10;
/** A look that is too old when its request's turn comes is repeated so often. */
const mostLooks = 3;

/** One service, for everything in this process that talks to it with the same credentials. */
export class HttpClient {
  private readonly lane: Lane;
  private readonly transport: Transport;
  private readonly runtime: Runtime;
  private announcedUntil = 0;

  constructor(
    readonly settings: Settings,
    format: ErrorFormat,
    private readonly authorization: Authorization,
    runtime: Partial<Runtime> = {},
  ) {
    this.runtime = { ...systemRuntime, ...runtime };
    this.lane = new Lane(settings.maxConcurrency, this.runtime.clock);
    this.transport = new Transport(settings, format, this.runtime.clock);
    this.keepSecret(settings.clientSecret);
  }

  get clock(): Clock {
    return this.runtime.clock;
  }

  get random(): () => number {
    return this.runtime.random;
  }

  /** Tells the person who runs Pulumi. */
  log(message: string): void {
    this.runtime.log(message);
  }

  /** From now on no error shows this value, nor the header that is made of it. */
  keepSecret(value: string, user = this.settings.clientId): void {
    this.transport.secrets.add(value);
    this.transport.secrets.add(Buffer.from(`${user}:${value}`).toString("base64"));
  }

  /** Sends a request, again as often as the policy allows, and decodes what comes back. */
  async call<T>(request: Request, decode: Decoder<T>): Promise<T> {
    const earlier: Earlier = { outcome: "nothing" };
    try {
      return await this.repeat(request, decode, earlier);
    } catch (error) {
      // Whatever the last attempt was told, an earlier one may have done the work.
      if (earlier.outcome === "nothing" || !ServiceError.isInstance(error) || error.outcome !== "nothing") throw error;
      throw new ServiceError({ ...error, outcome: earlier.outcome });
    }
  }

  private async repeat<T>(request: Request, decode: Decoder<T>, earlier: Earlier): Promise<T> {
    const authorization = request.authorization ?? this.authorization;
    const budget = new Budget(this.settings);
    let renewed = false;
    let isAgain = false;
    let looks = 0;
    for (let attempts = 0; ; ) {
      // Fetched outside the lane: a token's own request needs a place in it.
      const header = await authorization.header();
      // It may wait for the service, too.
      const { recheck } = request;
      if (recheck && isAgain) await budget.time(this.clock, () => recheck.run());
      isAgain = false;
      const result = await this.lane.run(
        async () => {
          // However slow the service is, it's sent in the end.
          if (recheck?.isDue() && looks++ < mostLooks) return undefined;
          request.onSend?.();
          return budget.time(this.clock, () => this.transport.attempt(request, header, decode));
        },
        (pause) => budget.spend(pause, limited(request, this.settings)),
        request.urgent || looks > 0,
      );
      isAgain = true;
      if (!result) continue;
      this.spaceCalls(result.headers);
      if ("value" in result) return result.value;
      if (result.failing.outcome !== "nothing" && earlier.outcome !== "late") earlier.outcome = result.failing.outcome;

      if (result.failing.status === 401 && !renewed && authorization.renew?.(header)) {
        renewed = true;
        continue;
      }
      // "Later" is no failure of the call's own: only the time bounds how often it is heard.
      if (result.trouble !== "limited") attempts++;
      if (!mayRepeat(request, result, attempts)) throw new ServiceError(result.failing);
      await this.wait(result, attempts, budget);
    }
  }

  private async wait(failed: Failed, attempts: number, budget: Budget): Promise<void> {
    const { service } = this.settings;
    if (failed.trouble === "limited") {
      // Noted first: where this call can't wait so long, the others needn't ask to learn it.
      this.lane.pauseFor(failed.wait);
      budget.check(failed.wait, failed);
      this.announceWait(failed.wait, `${service} limits the rate of calls`);
      return;
    }
    const wait = backoff(attempts, this.runtime.random);
    budget.spend(wait, failed);
    this.announceWait(wait, `${service}: ${failed.failing.reason}`);
    await this.clock.sleep(wait);
  }

  private announceWait(milliseconds: number, why: string): void {
    const now = this.clock.now();
    if (milliseconds < announcedFromSeconds * 1000 || now < this.announcedUntil) return;
    this.announcedUntil = now + milliseconds;
    this.runtime.log(
      `${why}. Waiting ${seconds(milliseconds)} before asking again (${this.settings.namespace}:retryTimeoutSeconds allows ${this.settings.retryTimeoutSeconds} s a call). Ctrl-C takes effect when it is over.`,
    );
  }

  private spaceCalls(headers: { [name: string]: unknown }): void {
    const apart = spaceBetween(headers);
    if (!("x-ratelimit-remaining" in headers) || !this.lane.space(apart)) return;
    this.runtime.log(
      `${this.settings.service} has ${headers["x-ratelimit-remaining"]} of ${headers["x-ratelimit-limit"]} calls left until its limit is reset in ${headers["x-ratelimit-reset"]} s. ` +
        `The account's other users share them, so calls are now made ${seconds(apart)} apart.`,
    );
  }
}

/** What is known of the attempts before the last one. */
interface Earlier {
  outcome: Outcome;
}

/** What one call may spend on attempts and waits: `retryTimeoutSeconds`. Its turn in the queue costs nothing. */
class Budget {
  private spent = 0;

  constructor(private readonly settings: Settings) {}

  async time<T>(clock: Clock, work: () => Promise<T>): Promise<T> {
    const start = clock.now();
    try {
      return await work();
    } finally {
      this.spent += clock.now() - start;
    }
  }

  spend(wait: number, failed: Failed): void {
    this.check(wait, failed);
    this.spent += wait;
  }

  /** A wait that doesn't fit is not begun. */
  check(wait: number, { failing, trouble }: Failed): void {
    const { namespace, retryTimeoutSeconds } = this.settings;
    if (this.spent + wait <= retryTimeoutSeconds * 1000) return;
    const asked =
      trouble === "limited" ? `it asks to wait ${seconds(wait)}` : `the next attempt would come after ${seconds(wait)}`;
    throw new ServiceError({
      ...failing,
      reason: `${failing.reason}; ${asked}, more than is left of the ${retryTimeoutSeconds} s that ${namespace}:retryTimeoutSeconds allows a call`,
      hint: failing.hint ?? "Run it again later, or allow more",
    });
  }
}

function mayRepeat(
  { method, repeatable, attempts = retryPolicy.attempts }: Request,
  { trouble }: Failed,
  made: number,
): boolean {
  if (trouble === "limited") return true;
  if (made >= (trouble === "unreadable" ? retryPolicy.unreadableAttempts : attempts)) return false;
  if (trouble === "unsent") return true;
  return trouble !== "refused" && (repeatable ?? (retryPolicy.repeatable as readonly string[]).includes(method));
}

/** Why a call isn't even sent while the service asks everybody to wait. */
function limited({ method, path }: Request, { service }: Settings): Failed {
  return {
    failing: { service, method, path, status: 429, reason: "too many requests", outcome: "nothing" },
    trouble: "limited",
    wait: 0,
  };
}

function seconds(milliseconds: number): string {
  const value = milliseconds / 1000;
  return `${value < 10 ? Number(value.toFixed(1)) : Math.ceil(value)} s`;
}

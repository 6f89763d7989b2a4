import { type Clock, systemClock } from "./clock";
import { ServiceError } from "./errors";
import { Lane } from "./lane";
import { backoff, retryPolicy, spaceBetween } from "./policy";
import type { Authorization, Dialect, Request } from "./request";
import type { Settings } from "./settings";
import { type Failed, Transport } from "./transport";

/** What every client shares with its process, and what tests replace. */
export interface Surroundings {
  clock: Clock;
  random: () => number;
  /** Tells the person who is waiting. */
  announce: (message: string) => void;
}

/** Those of this process, from which every client takes what it isn't given. */
export const systemSurroundings: Surroundings = {
  clock: systemClock,
  random: Math.random,
  announce: (message) => console.error(message),
};

const announcedFromSeconds = 10;

/** One service, for everything in this process that talks to it with the same credentials. */
export class HttpClient {
  private readonly lane: Lane;
  private readonly transport: Transport;
  private readonly around: Surroundings;
  private announcedUntil = 0;

  constructor(
    readonly settings: Settings,
    dialect: Dialect,
    private readonly authorization: Authorization,
    around: Partial<Surroundings> = {},
  ) {
    this.around = { ...systemSurroundings, ...around };
    this.lane = new Lane(settings.maxConcurrency, this.around.clock);
    this.transport = new Transport(settings, dialect, this.around.clock);
    this.keepSecret(settings.clientSecret);
  }

  get clock(): Clock {
    return this.around.clock;
  }

  /** From now on no error shows this value, nor the header that is made of it. */
  keepSecret(value: string, user = this.settings.clientId): void {
    this.transport.secrets.add(value);
    this.transport.secrets.add(Buffer.from(`${user}:${value}`).toString("base64"));
  }

  /** Sends a request, again as often as the policy allows, and reads what comes back. */
  async call<T>(request: Request, read: (body: unknown) => T): Promise<T> {
    const authorization = request.authorization ?? this.authorization;
    const budget = new Budget(this.settings);
    let renewed = false;
    for (let attempts = 0; ; ) {
      // Fetched outside the lane: a token's own request needs a place in it.
      const header = await authorization.header();
      const result = await this.lane.run(
        () => budget.time(this.clock, () => this.transport.attempt(request, header, read)),
        (pause) => budget.spend(pause, limited(request, this.settings)),
      );
      this.spaceCalls(result.headers);
      if ("value" in result) return result.value;

      if (result.failing.status === 401 && !renewed && authorization.renew?.(header)) {
        renewed = true;
        continue;
      }
      // "Later" is no failure of the call's own: only the time bounds how often it is heard.
      if (result.trouble !== "limited") attempts++;
      if (!mayRepeat(request, result, attempts)) throw new ServiceError(result.failing);
      if (result.trouble === "limited") {
        budget.check(result.wait, result);
        this.announceWait(result.wait, `${this.settings.service} limits the rate of calls`);
        this.lane.pauseFor(result.wait);
      } else {
        const wait = backoff(attempts, this.around.random);
        budget.spend(wait, result);
        this.announceWait(wait, `${this.settings.service}: ${result.failing.reason}`);
        await this.clock.sleep(wait);
      }
    }
  }

  private announceWait(milliseconds: number, why: string): void {
    const now = this.clock.now();
    if (milliseconds < announcedFromSeconds * 1000 || now < this.announcedUntil) return;
    this.announcedUntil = now + milliseconds;
    this.around.announce(
      `${why}. Waiting ${seconds(milliseconds)} before asking again (${this.settings.namespace}:retryTimeoutSeconds allows ${this.settings.retryTimeoutSeconds} s a call). Ctrl-C takes effect when it is over.`,
    );
  }

  private spaceCalls(headers: { [name: string]: unknown }): void {
    const apart = spaceBetween(headers);
    if (!("x-ratelimit-remaining" in headers) || !this.lane.space(apart)) return;
    this.around.announce(
      `${this.settings.service} has ${headers["x-ratelimit-remaining"]} of ${headers["x-ratelimit-limit"]} calls left until its limit is reset in ${headers["x-ratelimit-reset"]} s. ` +
        `The account's other users share them, so calls are now made ${seconds(apart)} apart.`,
    );
  }
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

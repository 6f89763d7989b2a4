import type { Settings } from "../config/settings";
import type { Runtime } from "../context";
import type { Decoder } from "./decode";
import { type Effect, ServiceError, type ServiceErrorFields } from "./errors";
import { backoff, retryPolicy, spaceBetween } from "./policy";
import type { Authorization, ErrorFormat, Request } from "./request";
import { Throttle } from "./throttle";
import { type FailedAttempt, stopped, Transport } from "./transport";

/** Shorter waits aren't logged. */
const loggedFromSeconds = 10;
/** How often a lookup is repeated because it's too old when its request's turn comes. */
const mostLooks = 3;

/** The client of one service, for everything in this process that uses it with the same credentials. */
export class HttpClient {
  private readonly throttle: Throttle;
  private readonly transport: Transport;
  private loggedUntil = 0;

  constructor(
    readonly settings: Settings,
    format: ErrorFormat,
    private readonly authorization: Authorization,
    readonly runtime: Runtime,
  ) {
    this.throttle = new Throttle(settings.maxConcurrency, runtime.clock, runtime.signal);
    this.transport = new Transport(settings, format, runtime);
    if (settings.clientSecret !== undefined) this.keepSecret(settings.clientSecret);
  }

  /** From now on, no error shows this value or the header made from it. */
  keepSecret(value: string, user = this.settings.clientId): void {
    this.transport.secrets.add(value);
    this.transport.secrets.add(Buffer.from(`${user}:${value}`).toString("base64"));
  }

  /** Sends a request, retries it as the policy allows, and decodes the answer. */
  async call<T>(request: Request, decode: Decoder<T>): Promise<T> {
    const earlier: EarlierAttempts = { effect: "none" };
    try {
      return await this.repeat(request, decode, earlier);
    } catch (thrown) {
      const error = this.asServiceError(thrown, request, earlier);
      // Whatever the last attempt returned, an earlier one may have had an effect.
      if (earlier.effect === "none" || !ServiceError.isInstance(error) || error.effect !== "none") throw error;
      throw new ServiceError({ ...error, effect: earlier.effect });
    }
  }

  /** The error of a request that was waiting for its first attempt, or for a retry, when the run was aborted. */
  private asServiceError(error: unknown, { method, path }: Request, { last }: EarlierAttempts): unknown {
    const { signal } = this.runtime;
    if (ServiceError.isInstance(error) || !signal.aborted || error !== signal.reason) return error;
    if (last) return new ServiceError({ ...last, reason: `${last.reason}; ${stopped} before the next attempt` });
    const { service } = this.settings;
    return new ServiceError({
      service,
      method,
      path,
      reason: `${stopped} before the request was sent`,
      effect: "none",
    });
  }

  private async repeat<T>(request: Request, decode: Decoder<T>, earlier: EarlierAttempts): Promise<T> {
    const authorization = request.authorization ?? this.authorization;
    const budget = new Budget(this.settings, this.runtime);
    let renewed = false;
    let isAgain = false;
    let looks = 0;
    for (let attempts = 0; ; ) {
      // Fetched outside the throttle: a token's own request needs a place in it.
      const header = await authorization.header();
      // The lookup may wait for the service, too.
      const { recheck } = request;
      if (recheck && isAgain) await budget.time(() => recheck.run());
      isAgain = false;
      const result = await this.throttle.run(
        async () => {
          // The number of lookups is limited, so that the request is sent even if the service is slow.
          if (recheck?.isDue() && looks++ < mostLooks) return undefined;
          request.onSend?.();
          return budget.time(() => this.transport.attempt(request, header, decode));
        },
        (pause) => budget.spend(pause, limited(request, this.settings)),
        request.urgent || looks > 0,
      );
      isAgain = true;
      if (!result) continue;
      this.spaceCalls(result.headers);
      if ("value" in result) return result.value;
      earlier.last = result.fields;
      if (result.fields.effect !== "none" && earlier.effect !== "late") earlier.effect = result.fields.effect;

      if (result.fields.status === 401 && !renewed && authorization.renew?.(header)) {
        renewed = true;
        continue;
      }
      // "Try again later" doesn't count as an attempt: only the time limits it.
      if (result.failureClass !== "limited") attempts++;
      if (this.runtime.signal.aborted || !mayRepeat(request, result, attempts)) throw new ServiceError(result.fields);
      await this.wait(result, attempts, budget);
    }
  }

  private async wait(failed: FailedAttempt, attempts: number, budget: Budget): Promise<void> {
    const { service } = this.settings;
    if (failed.failureClass === "limited") {
      // Before the budget is checked, so that other requests don't have to ask even if this one can't wait.
      this.throttle.pauseFor(failed.wait);
      budget.require(failed.wait, failed);
      this.logWait(failed.wait, `${service} limits the rate of requests`);
      return;
    }
    const wait = backoff(attempts, this.runtime.random);
    budget.spend(wait, failed);
    this.logWait(wait, `${service}: ${failed.fields.reason}`);
    await this.runtime.clock.sleep(wait, this.runtime.signal);
  }

  private logWait(milliseconds: number, why: string): void {
    const now = this.runtime.clock.now();
    if (milliseconds < loggedFromSeconds * 1000 || now < this.loggedUntil) return;
    this.loggedUntil = now + milliseconds;
    const { namespace, retryTimeoutSeconds } = this.settings;
    const { advice } = this.runtime;
    this.runtime.log(
      `${why}. Waiting ${seconds(milliseconds)} before retrying (${advice.nameOf(namespace, "retryTimeoutSeconds")} allows ${retryTimeoutSeconds} s per request). ${advice.duringWait}`.trim(),
    );
  }

  private spaceCalls(headers: { [name: string]: unknown }): void {
    const apart = spaceBetween(headers);
    if (!("x-ratelimit-remaining" in headers) || !this.throttle.space(apart)) return;
    this.runtime.log(
      `${this.settings.service} has ${headers["x-ratelimit-remaining"]} of ${headers["x-ratelimit-limit"]} requests left until its limit resets in ${headers["x-ratelimit-reset"]} s. ` +
        `Other users of the tenant share them, so requests are now sent ${seconds(apart)} apart.`,
    );
  }
}

/** What is known about the attempts before the last one. */
interface EarlierAttempts {
  effect: Effect;
  last?: ServiceErrorFields;
}

/** The time for all attempts and waits of a request: `retryTimeoutSeconds`. Waiting in the queue doesn't count. */
class Budget {
  private spent = 0;

  constructor(
    private readonly settings: Settings,
    private readonly runtime: Runtime,
  ) {}

  async time<T>(work: () => Promise<T>): Promise<T> {
    const { clock } = this.runtime;
    const start = clock.now();
    try {
      return await work();
    } finally {
      this.spent += clock.now() - start;
    }
  }

  spend(wait: number, failed: FailedAttempt): void {
    this.require(wait, failed);
    this.spent += wait;
  }

  /** A wait that is too long isn't begun. */
  require(wait: number, { fields, failureClass }: FailedAttempt): void {
    const { namespace, retryTimeoutSeconds } = this.settings;
    if (this.spent + wait <= retryTimeoutSeconds * 1000) return;
    const asked =
      failureClass === "limited"
        ? `it asks to wait ${seconds(wait)}`
        : `the next attempt would come after ${seconds(wait)}`;
    throw new ServiceError({
      ...fields,
      reason: `${fields.reason}; ${asked}, more than is left of the ${retryTimeoutSeconds} s that ${this.runtime.advice.nameOf(namespace, "retryTimeoutSeconds")} allows per request`,
      hint: fields.hint ?? "Try again later, or raise this limit",
    });
  }
}

function mayRepeat(
  { method, repeatable, attempts = retryPolicy.attempts }: Request,
  { failureClass }: FailedAttempt,
  made: number,
): boolean {
  if (failureClass === "limited") return true;
  if (made >= (failureClass === "unreadable" ? retryPolicy.unreadableAttempts : attempts)) return false;
  if (failureClass === "unsent") return true;
  return failureClass !== "refused" && (repeatable ?? (retryPolicy.repeatable as readonly string[]).includes(method));
}

/** The failure of a request that isn't sent because the service has asked to wait. */
function limited({ method, path }: Request, { service }: Settings): FailedAttempt {
  return {
    fields: { service, method, path, status: 429, reason: "too many requests", effect: "none" },
    failureClass: "limited",
    wait: 0,
  };
}

function seconds(milliseconds: number): string {
  const value = milliseconds / 1000;
  return `${value < 10 ? Number(value.toFixed(1)) : Math.ceil(value)} s`;
}

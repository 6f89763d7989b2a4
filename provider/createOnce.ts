import type { Settings } from "./config/settings";
import type { Runtime } from "./context";
import { hasStatus, isAmbiguous, ServiceError } from "./http/errors";
import { backoff, retryPolicy } from "./http/policy";
import type { Recheck } from "./http/request";

export interface Creation<T> {
  /** Sends the request once. */
  send(recheck: Recheck): Promise<T>;
  /**
   * Finds the object that has the natural key now, never from a cache.
   * @param urgent - A request is waiting for this lookup.
   */
  lookUp(urgent: boolean): Promise<T | undefined>;
  /**
   * Did this very create make the object that was found, as a secret proves that nobody else can know? Left out if nothing
   * can prove it: then a lookup comes before anything is sent, because an object that existed before is never ours.
   */
  proves?: ((found: T) => Promise<boolean>) | undefined;
  /** Does the object that was found match what was sent? */
  isAsSent(found: T): boolean | Promise<boolean>;
  /** The service refuses a second object with the same natural key. */
  refusesDuplicates: boolean;
  /** What to do if it is unknown whether the object was created. */
  advice: string;
}

export type CreateResult<T> = { made: T } | { exists: T; refusal?: ServiceError | undefined };

/** It is unknown whether the object was created, at least for now. */
export class UncertainError extends Error {
  constructor(lost: ServiceError, why: string, advice: string) {
    super(`${lost.message} It may have been created anyway, and ${why.replace(/[^.!?…]$/, "$&.")} ${advice}`);
    this.name = "UncertainError";
  }
}

/** A lookup that ended longer ago is out of date. */
const lookIsGoodForSeconds = 2;
/** A lookup that took longer had to wait for the service between its requests. */
const longestLookSeconds = 10;

/** How services reject a natural key that is taken. */
const takenStatuses = [409, 422];

/**
 * Creates an object once. An object that existed before is never taken for ours. After a lost answer, a lookup comes before
 * anything is sent again; and if the service accepts duplicates, nothing is sent again while it may still be processing
 * the first request.
 */
export function createOnce<T>(
  creation: Creation<T>,
  settings: Settings,
  runtime: Pick<Runtime, "clock" | "random" | "signal">,
): Promise<CreateResult<T>> {
  return new CreateOnce(creation, settings, runtime).run();
}

/** Thrown by a recheck to end the call, because the object exists. */
class FoundBefore {
  constructor(readonly found: unknown) {}
}

class CreateOnce<T> {
  /** The last lost answer: from then on, what a lookup finds may be ours. */
  private lost: ServiceError | undefined;
  /** Until when the last lookup is valid. */
  private lookedUntil = Number.NEGATIVE_INFINITY;
  private readonly end: number;

  constructor(
    private readonly creation: Creation<T>,
    private readonly settings: Settings,
    private readonly runtime: Pick<Runtime, "clock" | "random" | "signal">,
  ) {
    this.end = runtime.clock.now() + settings.retryTimeoutSeconds * 1000;
  }

  async run(): Promise<CreateResult<T>> {
    const before = this.creation.proves ? undefined : await this.lookUp();
    if (before) return { exists: before };
    for (let attempt = 1; ; attempt++) {
      const result = await this.attempt(attempt);
      if (result) return result;
    }
  }

  /** Undefined if it certainly created nothing and may be retried. */
  private async attempt(number: number): Promise<CreateResult<T> | undefined> {
    let error: ServiceError;
    try {
      return { made: await this.creation.send(this.recheck) };
    } catch (thrown) {
      if (thrown instanceof FoundBefore) return this.classify(thrown.found as T);
      if (!ServiceError.isInstance(thrown)) throw thrown;
      error = thrown;
    }
    const isRefusal = !isAmbiguous(error);
    if (isRefusal && !this.lost && !hasStatus(error, ...takenStatuses)) throw error;
    // An attempt that was late may still come through, whatever happened to later ones.
    if (!isRefusal && !(this.lost && mayBeAtWork(this.lost))) this.lost = error;
    const found = await this.lookUp();
    if (found) return this.classify(found, isRefusal ? error : undefined);
    if (isRefusal)
      throw this.lost && mayBeAtWork(this.lost)
        ? this.uncertain(this.lost, `the next attempt failed: ${error.message}`)
        : error;
    return this.waitForIt(error, number);
  }

  private async waitForIt(lost: ServiceError, attempt: number): Promise<CreateResult<T> | undefined> {
    const { clock, random, signal } = this.runtime;
    const maySendAgain = this.creation.refusesDuplicates || !mayBeAtWork(lost);
    // A service that was only late gets the same time again before the request counts as lost.
    const least = lost.effect === "late" ? this.settings.requestTimeoutSeconds * 1000 : backoff(attempt, random);
    const start = clock.now();
    const until = maySendAgain ? Math.min(this.end, start + least) : this.end;
    const isCutShort = until < start + least;
    for (let look = attempt; clock.now() < until; look++) {
      const wait = maySendAgain ? least : backoff(look, random);
      await this.ask(() => clock.sleep(Math.min(wait, until - clock.now()), signal));
      const found = await this.lookUp();
      if (found) return this.classify(found);
    }
    if (maySendAgain && !isCutShort && attempt < retryPolicy.createAttempts && clock.now() < this.end) return undefined;
    if (this.lost && mayBeAtWork(this.lost))
      throw this.uncertain(this.lost, "it isn't there yet, but the service may still be processing the request");
    throw lost.advise("A lookup afterwards didn't find it, so nothing was created. Run `pulumi up` again");
  }

  /** Somebody else may have created the object while the request waited to be sent. */
  private readonly recheck: Recheck = {
    isDue: () => !this.creation.proves && this.runtime.clock.now() > this.lookedUntil,
    run: async () => {
      if (this.creation.proves) return;
      const found = await this.lookUp(true).catch((error) => {
        // It is the lookup's error: the request itself was never sent.
        throw ServiceError.isInstance(error) ? error.asUnsent() : error;
      });
      if (found) throw new FoundBefore(found);
    },
  };

  private async classify(found: T, refusal?: ServiceError): Promise<CreateResult<T>> {
    const { creation, lost } = this;
    if (!lost) return { exists: found, refusal };
    const isOurs = await this.ask(() => creation.proves?.(found) ?? creation.isAsSent(found));
    return isOurs ? { made: found } : { exists: found, refusal };
  }

  private async lookUp(urgent = false): Promise<T | undefined> {
    const { clock } = this.runtime;
    const start = clock.now();
    const found = await this.ask(() => this.creation.lookUp(urgent));
    const end = clock.now();
    this.lookedUntil = end - start > longestLookSeconds * 1000 ? start : end + lookIsGoodForSeconds * 1000;
    return found;
  }

  /** After a lost answer, a lookup that fails leaves it unknown what was created. */
  private async ask<A>(question: () => A | Promise<A>): Promise<A> {
    try {
      return await question();
    } catch (error) {
      if (!this.lost) throw error;
      throw this.uncertain(this.lost, `looking for it failed: ${error instanceof Error ? error.message : error}`);
    }
  }

  private uncertain(lost: ServiceError, why: string): UncertainError {
    return new UncertainError(lost, why, this.creation.advice);
  }
}

/** A late request isn't over: a service may commit it minutes after everybody has stopped waiting. */
function mayBeAtWork(lost: ServiceError): boolean {
  return lost.effect === "late";
}

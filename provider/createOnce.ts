import type { Runtime } from "./context";
import { hasStatus, isAmbiguous, ServiceError } from "./http/errors";
import { backoff, retryPolicy } from "./http/policy";
import type { Recheck } from "./http/request";
import type { Settings } from "./http/settings";

export interface Creation<T> {
  /** Sends the request once. */
  send(recheck: Recheck): Promise<T>;
  /**
   * Finds what has the natural key now, never in a cache.
   * @param urgent - For a request that waits to be sent.
   */
  find(urgent: boolean): Promise<T | undefined>;
  /**
   * Is what was found the work of this very create, as a secret proves that nobody else can know? Left out where nothing
   * can prove it: then it's looked for before anything is sent, since what was there before is never ours.
   */
  proves?: ((found: T) => Promise<boolean>) | undefined;
  /** Is what was found as it was sent? */
  isAsSent(found: T): boolean | Promise<boolean>;
  /** The service refuses a second object with the same natural key. */
  refusesDuplicates: boolean;
  /** What to do when nobody can tell whether it was made. */
  advice: string;
}

export type CreateResult<T> = { made: T } | { exists: T; refusal?: ServiceError | undefined };

/** Nobody can tell whether it was made, at least not now. */
export class UncertainError extends Error {
  constructor(lost: ServiceError, why: string, advice: string) {
    super(`${lost.message} It may have been created all the same, and ${why.replace(/[^.!?…]$/, "$&.")} ${advice}`);
    this.name = "UncertainError";
  }
}

/** A look that ended longer ago tells nothing any more. */
const lookIsGoodForSeconds = 2;
/** One that took longer had to wait for the service between its own calls. */
const longestLookSeconds = 10;

/** A service refuses a natural key that is taken with either. */
const takenStatuses = [409, 422];

/**
 * Makes an object once. What is there before is never taken for ours. When the answer is lost, the service is asked what
 * is there before anything is sent again; and where the service takes duplicates, nothing is sent again while it may
 * still be at work on the first.
 */
export function createOnce<T>(
  creation: Creation<T>,
  settings: Settings,
  runtime: Pick<Runtime, "clock" | "random">,
): Promise<CreateResult<T>> {
  return new CreateOnce(creation, settings, runtime).run();
}

/** Thrown by a recheck, through the call that it ends. */
class FoundBefore {
  constructor(readonly found: unknown) {}
}

class CreateOnce<T> {
  /** The last answer that was lost: from then on what is found may be ours. */
  private lost: ServiceError | undefined;
  /** Until when the last look is good. */
  private lookedUntil = Number.NEGATIVE_INFINITY;
  private readonly end: number;

  constructor(
    private readonly creation: Creation<T>,
    private readonly settings: Settings,
    private readonly runtime: Pick<Runtime, "clock" | "random">,
  ) {
    this.end = runtime.clock.now() + settings.retryTimeoutSeconds * 1000;
  }

  async run(): Promise<CreateResult<T>> {
    const before = this.creation.proves ? undefined : await this.find();
    if (before) return { exists: before };
    for (let attempt = 1; ; attempt++) {
      const result = await this.attempt(attempt);
      if (result) return result;
    }
  }

  /** Undefined when it surely made nothing and may be tried again. */
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
    // One that was late once may come through whatever became of those after it.
    if (!isRefusal && !(this.lost && mayBeAtWork(this.lost))) this.lost = error;
    const found = await this.find();
    if (found) return this.classify(found, isRefusal ? error : undefined);
    if (isRefusal)
      throw this.lost && mayBeAtWork(this.lost)
        ? this.uncertain(this.lost, `the next attempt failed: ${error.message}`)
        : error;
    return this.waitForIt(error, number);
  }

  private async waitForIt(lost: ServiceError, attempt: number): Promise<CreateResult<T> | undefined> {
    const { clock, random } = this.runtime;
    const maySendAgain = this.creation.refusesDuplicates || !mayBeAtWork(lost);
    // A service that was only late gets as much time again before the request counts as lost.
    const least = lost.outcome === "late" ? this.settings.requestTimeoutSeconds * 1000 : backoff(attempt, random);
    const start = clock.now();
    const until = maySendAgain ? Math.min(this.end, start + least) : this.end;
    const isCutShort = until < start + least;
    for (let look = attempt; clock.now() < until; look++) {
      const wait = maySendAgain ? least : backoff(look, random);
      await clock.sleep(Math.min(wait, until - clock.now()));
      const found = await this.find();
      if (found) return this.classify(found);
    }
    if (maySendAgain && !isCutShort && attempt < retryPolicy.createAttempts && clock.now() < this.end) return undefined;
    if (this.lost && mayBeAtWork(this.lost))
      throw this.uncertain(this.lost, "it isn't there yet, but the service may still be at work on it");
    throw lost.advise("It was looked for afterwards and is not there, so nothing was created. Run `pulumi up` again");
  }

  /** What was absent when nothing had been sent yet may have come to be there while the request waited. */
  private readonly recheck: Recheck = {
    isDue: () => !this.creation.proves && this.runtime.clock.now() > this.lookedUntil,
    run: async () => {
      if (this.creation.proves) return;
      const found = await this.find(true).catch((error) => {
        // It's the look's, and says nothing of the request that it was for.
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

  private async find(urgent = false): Promise<T | undefined> {
    const { clock } = this.runtime;
    const start = clock.now();
    const found = await this.ask(() => this.creation.find(urgent));
    const end = clock.now();
    this.lookedUntil = end - start > longestLookSeconds * 1000 ? start : end + lookIsGoodForSeconds * 1000;
    return found;
  }

  /** Once an answer was lost, a question that fails leaves open what was made. */
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

/** Late answers are no end: a service may commit what it works on minutes after everybody has stopped waiting. */
function mayBeAtWork(lost: ServiceError): boolean {
  return lost.outcome === "late";
}

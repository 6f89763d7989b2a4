import type { Clock } from "./http/clock";
import { hasStatus, isAmbiguous, type ServiceError } from "./http/errors";
import { backoff, retryPolicy } from "./http/policy";
import type { Settings } from "./http/settings";

export interface Creation<T> {
  send(): Promise<T>;
  /** Looks for what is there by its natural key, never in a cache. */
  find(): Promise<T | undefined>;
  /** May what was found be what this creation made? */
  isOurs(found: T): boolean | Promise<boolean>;
  /** What to check by hand, in case nobody can tell whether it was made. */
  check: string;
}

export type Creating<T> = { made: T } | { exists: T; refusal: ServiceError | undefined };

/** It may have been made, and the service can't be asked. */
export class UncertainError extends Error {
  constructor(lost: ServiceError, unasked: unknown, check: string) {
    const why = unasked instanceof Error ? unasked.message : String(unasked);
    super(`${lost.message} It may have been created all the same, and looking for it failed: ${why} ${check}`);
    this.name = "UncertainError";
  }
}

/** A service refuses a natural key that is taken with either. */
const takenStatuses = [409, 422];

/**
 * Makes an object once. When the answer is lost, the service is asked what is there before anything is sent again;
 * when it refuses, what stands in the way is found and handed back.
 */
export async function createOnce<T>(creation: Creation<T>, settings: Settings, clock: Clock): Promise<Creating<T>> {
  const end = clock.now() + settings.retryTimeoutSeconds * 1000;
  let lost: ServiceError | undefined;
  /** Once an answer was lost, a question that fails leaves open what was made. */
  const ask = async <A>(question: () => A | Promise<A>): Promise<A> => {
    try {
      return await question();
    } catch (unasked) {
      throw lost ? new UncertainError(lost, unasked, creation.check) : unasked;
    }
  };
  const whose = async (found: T, refusal?: ServiceError): Promise<Creating<T>> =>
    (await ask(() => creation.isOurs(found))) ? { made: found } : { exists: found, refusal };
  for (let attempt = 1; ; attempt++) {
    try {
      return { made: await creation.send() };
    } catch (error) {
      if (hasStatus(error, ...takenStatuses)) {
        const found = await ask(() => creation.find());
        if (!found) throw error;
        // What is in the way may be the work of the attempt whose answer was lost.
        return lost ? whose(found, error) : { exists: found, refusal: error };
      }
      if (!isAmbiguous(error)) throw error;
      lost = error;
      const found = await ask(() => creation.find());
      if (found) return whose(found);
      // A service that was only late may still be at work: it gets as much time again before the request counts as lost.
      const wait = lost.outcome === "late" ? settings.requestTimeoutSeconds * 1000 : backoff(attempt, Math.random);
      const waited = Math.max(0, Math.min(wait, end - clock.now()));
      await clock.sleep(waited);
      const late = await ask(() => creation.find());
      if (late) return whose(late);
      if (attempt >= retryPolicy.createAttempts || clock.now() >= end) {
        if (lost.outcome === "late" && waited < wait)
          throw new UncertainError(
            lost,
            "the service may still be at work, and no time is left to wait.",
            creation.check,
          );
        throw lost.advise(
          "It was looked for afterwards and is not there, so nothing was created. Run `pulumi up` again",
        );
      }
    }
  }
}

export interface RateLimit {
  /** Calls in a window, for the whole account. */
  limit: number;
  /** Calls left in the current window; setting it starts one. */
  remaining: number;
  /** Seconds until the current window ends; setting it starts one. */
  resetSeconds: number;
  /** The length of later windows. */
  windowSeconds: number;
}

/** As the vendor's pages have it. */
export const defaultRateLimit: RateLimit = { limit: 5000, remaining: 5000, resetSeconds: 3600, windowSeconds: 3600 };

/** Counts the account's calls in the current window. */
export class RateLimiter {
  private limit = defaultRateLimit.limit;
  private windowSeconds = defaultRateLimit.windowSeconds;
  private remaining = defaultRateLimit.remaining;
  private resetAt = 0;

  /** What isn't given stays, except that a new limit is fully available and a new window length starts a window. */
  set(given: Partial<RateLimit>): void {
    this.limit = given.limit ?? this.limit;
    this.windowSeconds = given.windowSeconds ?? this.windowSeconds;
    if (given.limit !== undefined || given.remaining !== undefined) this.remaining = given.remaining ?? this.limit;
    const seconds = given.resetSeconds ?? (given.windowSeconds !== undefined ? this.windowSeconds : undefined);
    if (seconds !== undefined) this.resetAt = Date.now() + seconds * 1000;
  }

  /** Counts a call; false when it exceeds the limit. */
  take(): boolean {
    this.startWindowIfDue();
    if (this.remaining <= 0) return false;
    this.remaining -= 1;
    return true;
  }

  headers(): Record<"X-RateLimit-Limit" | "X-RateLimit-Remaining" | "X-RateLimit-Reset", number> {
    this.startWindowIfDue();
    return {
      "X-RateLimit-Limit": this.limit,
      "X-RateLimit-Remaining": this.remaining,
      "X-RateLimit-Reset": Math.ceil((this.resetAt - Date.now()) / 1000),
    };
  }

  private startWindowIfDue(): void {
    if (Date.now() < this.resetAt) return;
    this.remaining = this.limit;
    this.resetAt = Date.now() + this.windowSeconds * 1000;
  }
}

export interface RateLimitSetting {
  /** Calls in a window, for the whole account. */
  limit: number;
  /** Calls left in the window that runs; setting it starts one. */
  remaining: number;
  /** Seconds until the window that runs ends; setting it starts one. */
  resetSeconds: number;
  /** How long later windows are. */
  windowSeconds: number;
}

export const vendorsLimit: RateLimitSetting = { limit: 5000, remaining: 5000, resetSeconds: 3600, windowSeconds: 3600 };

/** The account's calls of the hour. */
export class RateLimiter {
  private limit = vendorsLimit.limit;
  private windowSeconds = vendorsLimit.windowSeconds;
  private remaining = vendorsLimit.remaining;
  private resetAt = 0;

  /** What isn't given stays, but a new limit is fully there and a new window's length starts one. */
  set(given: Partial<RateLimitSetting>): void {
    this.limit = given.limit ?? this.limit;
    this.windowSeconds = given.windowSeconds ?? this.windowSeconds;
    if (given.limit !== undefined || given.remaining !== undefined) this.remaining = given.remaining ?? this.limit;
    const seconds = given.resetSeconds ?? (given.windowSeconds !== undefined ? this.windowSeconds : undefined);
    if (seconds !== undefined) this.resetAt = Date.now() + seconds * 1000;
  }

  /** Counts a call; false when it's over the limit. */
  take(): boolean {
    this.turnOver();
    if (this.remaining <= 0) return false;
    this.remaining -= 1;
    return true;
  }

  values(): Record<"X-RateLimit-Limit" | "X-RateLimit-Remaining" | "X-RateLimit-Reset", number> {
    this.turnOver();
    return {
      "X-RateLimit-Limit": this.limit,
      "X-RateLimit-Remaining": this.remaining,
      "X-RateLimit-Reset": Math.ceil((this.resetAt - Date.now()) / 1000),
    };
  }

  private turnOver(): void {
    if (Date.now() < this.resetAt) return;
    this.remaining = this.limit;
    this.resetAt = Date.now() + this.windowSeconds * 1000;
  }
}

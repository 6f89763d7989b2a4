/**
 * When a call is sent again, as data. Nothing else decides it.
 *
 * A POST is sent again only when it surely did nothing; the others may be repeated, since they set or remove the same
 * thing twice.
 */
export const retryPolicy = {
  /** The methods that may be repeated after an end that says nothing about the work. */
  repeatable: ["GET", "PUT", "PATCH", "DELETE"],
  /** Answers of a service, or of something before it, that is in trouble. The work may have been done. 520 to 524 are Cloudflare's. */
  troubleStatuses: [408, 500, 502, 503, 504, 520, 521, 522, 523, 524],
  /** Answers that say that the service may still be at work: it has accepted it for later, or something in between has stopped waiting. */
  lateStatuses: [202, 504, 524],
  /** So does a connection that breaks, or any trouble that a gateway reports, after so long. */
  lateAfterSeconds: 5,
  /** Answers that say "later", and that nothing was done. */
  limitStatuses: [429],
  /** Attempts after trouble; how often a service says "later" is bounded by the time alone. */
  attempts: 6,
  /** Attempts after answers that make no sense. */
  unreadableAttempts: 3,
  /** Times that a create is sent whose answers are lost and whose object is then not there. */
  createAttempts: 4,
  /** Waits between them: 0.5 s, 1 s, 2 s … with full jitter, 20 s at most. */
  firstWaitSeconds: 0.5,
  longestWaitSeconds: 20,
  /** The wait after a 429 that doesn't say how long. */
  unsaidLimitWaitSeconds: 5,
  /** The shortest wait after a 429, whatever it says: one that says "now" for ever would be asked without end. */
  leastLimitWaitSeconds: 1,
} as const;

/** How long to wait before attempt `attempt + 1`, in milliseconds. */
export function backoff(attempt: number, random: () => number): number {
  const ceiling = Math.min(retryPolicy.longestWaitSeconds, retryPolicy.firstWaitSeconds * 2 ** (attempt - 1));
  // At least half of it, or a service that is down would be asked again at once.
  return (ceiling / 2 + (ceiling / 2) * random()) * 1000;
}

type Headers = { [name: string]: unknown };

/**
 * How long a service asks to wait, in milliseconds: `Retry-After` (seconds or a date, RFC 9110 10.2.3), else
 * `X-RateLimit-Reset` (seconds until then). `date` is the time of day here.
 */
export function askedWait(headers: Headers, date: number): number {
  return Math.max(retryPolicy.leastLimitWaitSeconds * 1000, said(headers, date));
}

const seconds = /^\d{1,9}(\.\d+)?$/;

function said(headers: Headers, date: number): number {
  const after = text(headers["retry-after"]);
  if (seconds.test(after)) return Number(after) * 1000;
  const until = Date.parse(after);
  if (!Number.isNaN(until)) {
    // By the service's own clock, where it tells it: this machine's may be wrong.
    const there = Date.parse(text(headers.date));
    return until - (Number.isNaN(there) ? date : there);
  }
  const reset = text(headers["x-ratelimit-reset"]);
  return (seconds.test(reset) ? Number(reset) : retryPolicy.unsaidLimitWaitSeconds) * 1000;
}

/** OneLogin's account is shared with other users: when a tenth of the hour's calls is left, what is left is spread. */
const spacing = { below: 0.1, atMostSeconds: 10 };

/** The milliseconds to leave between calls, from the limits that an answer reports. */
export function spaceBetween(headers: Headers): number {
  const [limit, remaining, reset] = ["limit", "remaining", "reset"].map((name) => {
    const value = text(headers[`x-ratelimit-${name}`]);
    return /^\d+$/.test(value) ? Number(value) : undefined;
  });
  if (!limit || remaining === undefined || reset === undefined || remaining >= limit * spacing.below) return 0;
  return Math.min(spacing.atMostSeconds, reset / Math.max(1, remaining)) * 1000;
}

function text(header: unknown): string {
  return typeof header === "string" || typeof header === "number" ? String(header).trim() : "";
}

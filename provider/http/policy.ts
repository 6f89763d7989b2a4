/**
 * When a request is retried, as data. Nothing else decides it.
 *
 * A POST is retried only if it certainly had no effect. The other methods may be repeated, because they set or remove the
 * same thing twice.
 */
export const retryPolicy = {
  /** The methods that may be retried if it is unknown whether they had an effect. */
  repeatable: ["GET", "PUT", "PATCH", "DELETE"],
  /** The service, or something in front of it, is in trouble. The request may have had an effect. 520 to 524 are Cloudflare's. */
  troubleStatuses: [408, 500, 502, 503, 504, 520, 521, 522, 523, 524],
  /** The service may still be processing the request: it was accepted for later, or something in between stopped waiting. */
  lateStatuses: [202, 504, 524],
  /** The same applies to a broken connection, or any error of a gateway, after this time. */
  lateAfterSeconds: 5,
  /** "Try again later": the request had no effect. */
  limitStatuses: [429],
  /** Attempts after trouble. For "try again later", only the time is limited. */
  attempts: 6,
  /** Attempts after unreadable answers. */
  unreadableAttempts: 3,
  /** Attempts of a create whose answers are lost and whose object then isn't there. */
  createAttempts: 4,
  /** Waits between attempts: 0.5 s, 1 s, 2 s … up to 20 s, with jitter. */
  firstWaitSeconds: 0.5,
  longestWaitSeconds: 20,
  /** The wait after a 429 that doesn't say how long. */
  defaultRetryAfterSeconds: 5,
  /** The shortest wait after a 429, whatever it says: otherwise a service that always says "now" would be asked without end. */
  minimumRetryAfterSeconds: 1,
} as const;

/** How long to wait before attempt `attempt + 1`, in milliseconds. */
export function backoff(attempt: number, random: () => number): number {
  const ceiling = Math.min(retryPolicy.longestWaitSeconds, retryPolicy.firstWaitSeconds * 2 ** (attempt - 1));
  // At least half of it: otherwise a service that is down might be asked again immediately.
  return (ceiling / 2 + (ceiling / 2) * random()) * 1000;
}

type Headers = { [name: string]: unknown };

/**
 * How long a service asks to wait, in milliseconds: `Retry-After` (seconds or a date, RFC 9110 10.2.3), otherwise
 * `X-RateLimit-Reset` (seconds). `date` is the local time of day.
 */
export function retryAfter(headers: Headers, date: number): number {
  return Math.max(retryPolicy.minimumRetryAfterSeconds * 1000, said(headers, date));
}

const seconds = /^\d{1,9}(\.\d+)?$/;

function said(headers: Headers, date: number): number {
  const after = text(headers["retry-after"]);
  if (seconds.test(after)) return Number(after) * 1000;
  const until = Date.parse(after);
  if (!Number.isNaN(until)) {
    // By the service's own clock if it sends a date, because the local clock may be wrong.
    const there = Date.parse(text(headers.date));
    return until - (Number.isNaN(there) ? date : there);
  }
  const reset = text(headers["x-ratelimit-reset"]);
  return (seconds.test(reset) ? Number(reset) : retryPolicy.defaultRetryAfterSeconds) * 1000;
}

/** Others use OneLogin's rate limit too: once less than a tenth of the hour's requests is left, ours are spread. */
const spacing = { below: 0.1, atMostSeconds: 10 };

/** The milliseconds to leave between requests, from the rate limit that an answer reports. */
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

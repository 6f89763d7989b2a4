/** Time, replaceable so that tests don't have to wait. */
export interface Clock {
  /** Milliseconds since a fixed moment. Monotonic: changes of the system time don't affect it. */
  now(): number;
  /** The time of day in milliseconds since 1970, to compare with dates from services. */
  date(): number;
  /** Rejects with the signal's reason as soon as the signal is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  sleep: (milliseconds, signal) => {
    let timer: NodeJS.Timeout | undefined;
    const slept = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    return unlessAborted(slept, signal).finally(() => clearTimeout(timer));
  },
};

/** Waits for a result until the signal is aborted; then it rejects with the signal's reason. */
export function unlessAborted<T>(result: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return result;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Time, so that tests needn't wait for it. */
export interface Clock {
  /** Milliseconds since some fixed moment; it never goes back, whatever somebody sets the time of day to. */
  now(): number;
  /** The time of day, in milliseconds since 1970, for dates that services write. */
  date(): number;
  sleep(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

import type { Clock } from "./clock";
import type { Runtime } from "./context";

/** No answer is used for longer, because somebody else may have changed things in the meantime. */
export const longestUse = 60_000;

interface Entry<T> {
  value: Promise<T>;
  since: number;
}

/**
 * Shares reads that many resources of a run need: each is sent once, however many wait for it, and used for at most a
 * minute. An answer is never older than a write of this process, provided that every write ends with `forget`.
 */
export class SharedReads<T> {
  private readonly entries = new Map<string | number, Entry<T>>();

  constructor(private readonly clock: Clock) {}

  get(key: string | number, load: () => Promise<T>): Promise<T> {
    const known = this.entries.get(key);
    if (known && this.clock.now() - known.since < longestUse) return known.value;
    const entry = { value: load(), since: this.clock.now() };
    this.entries.set(key, entry);
    // An error goes only to those who waited for it; the next caller asks again.
    entry.value.catch(() => {
      if (this.entries.get(key) === entry) this.entries.delete(key);
    });
    return entry.value;
  }

  forget(key: string | number): void {
    this.entries.delete(key);
  }
}

/** The engine starts parallel operations some milliseconds apart. A read waits this long for others to join it. */
const lingerMilliseconds = 20;

/**
 * Reads that must be current: nobody gets the answer to a request that was sent before they asked. Those who ask before
 * the request is sent share it; the others share the next one.
 */
export class FreshReads<T> {
  private readonly unsent = new Map<string | number, Promise<T>>();

  constructor(private readonly runtime: Pick<Runtime, "clock" | "signal">) {}

  /** @param load - Must call `sent` when it sends its request. */
  get(key: string | number, load: (sent: () => void) => Promise<T>): Promise<T> {
    const waiting = this.unsent.get(key);
    if (waiting !== undefined) return waiting;
    const reading = this.read(load, () => {
      if (this.unsent.get(key) === reading) this.unsent.delete(key);
    });
    this.unsent.set(key, reading);
    return reading;
  }

  private async read(load: (sent: () => void) => Promise<T>, sent: () => void): Promise<T> {
    try {
      await this.runtime.clock.sleep(lingerMilliseconds, this.runtime.signal);
      return await load(sent);
    } finally {
      // A request that failed before it was sent isn't shared either.
      sent();
    }
  }
}

import type { Clock } from "./clock";

/** No answer is used for longer: somebody else may have changed things meanwhile. */
export const longestUse = 60_000;

interface Entry<T> {
  value: Promise<T>;
  since: number;
}

/**
 * Answers that many resources of one run need: asked for once, however many wait, and used for at most a minute.
 * A read never answers from before a write of this process, provided that every write ends with `forget`.
 */
export class SharedReads<T> {
  private readonly entries = new Map<string | number, Entry<T>>();

  constructor(private readonly clock: Clock) {}

  get(key: string | number, load: () => Promise<T>): Promise<T> {
    const known = this.entries.get(key);
    if (known && this.clock.now() - known.since < longestUse) return known.value;
    const entry = { value: load(), since: this.clock.now() };
    this.entries.set(key, entry);
    // A failure is for those who waited for it; the next one asks again.
    entry.value.catch(() => {
      if (this.entries.get(key) === entry) this.entries.delete(key);
    });
    return entry.value;
  }

  forget(key: string | number): void {
    this.entries.delete(key);
  }
}

/** The engine starts what it can at once, but its calls come some milliseconds apart: so long a read waits for others. */
const lingerMilliseconds = 20;

/**
 * Reads that must tell what is there now: nobody gets an answer to a request that was sent before they asked. Those who
 * ask before it is sent share it; the others get the next.
 */
export class FreshReads<T> {
  private readonly unsent = new Map<string | number, Promise<T>>();

  /** @param load - Is to call `sent` when its request goes out. */
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
    await new Promise((resolve) => setTimeout(resolve, lingerMilliseconds));
    try {
      return await load(sent);
    } finally {
      // One that fails before it is sent is nobody's to share either.
      sent();
    }
  }
}

import type { Clock } from "./http/clock";

/** No answer is used for longer: somebody else may have changed things meanwhile. */
export const longestUse = 60_000;

interface Entry<T> {
  value: Promise<T>;
  since: number;
}

/**
 * Answers that many resources of one run need: asked for once, however many wait, and used for at most a minute.
 * A read never answers from before a write of this process, provided that every write ends with `forget` or `amend`.
 */
export class SharedReads<T> {
  private readonly entries = new Map<string | number, Entry<T>>();

  constructor(private readonly clock: Clock) {}

  get(key: string | number, load: () => Promise<T>): Promise<T> {
    const known = this.entries.get(key);
    if (known && this.clock.now() - known.since < longestUse) return known.value;
    return this.enter(key, { value: load(), since: this.clock.now() });
  }

  forget(key: string | number): void {
    this.entries.delete(key);
  }

  /** Enters an own write into what is known. */
  amend(key: string | number, change: (value: T) => T): void {
    const known = this.entries.get(key);
    if (known) void this.enter(key, { value: known.value.then(change), since: known.since });
  }

  private enter(key: string | number, entry: Entry<T>): Promise<T> {
    this.entries.set(key, entry);
    // A failure is for those who waited for it; the next one asks again.
    entry.value.catch(() => {
      if (this.entries.get(key) === entry) this.entries.delete(key);
    });
    return entry.value;
  }
}

import type { LogEntry } from "./log";

/** The sandbox was reset while a request waited: it belongs to what was before, so it's neither worked on nor answered. */
export class CutOff extends Error {}

/** Waits; what waits doesn't keep the process alive once the sandbox is closed. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

interface Held {
  entry: LogEntry;
  letGo: () => void;
}

/** Requests that wait for a while, or at a gate until somebody opens it. A reset ends all of it. */
export class Waiting {
  private readonly cuts = new Set<() => void>();
  private held: Held[] = [];
  private readonly watchers = new Set<() => void>();
  private resets = 0;

  /** Rejects with `CutOff`. */
  pause(ms: number): Promise<void> {
    return this.until((done) => {
      const timer = setTimeout(done, ms).unref();
      return () => clearTimeout(timer);
    });
  }

  /** Waits at the gate. Rejects with `CutOff`. */
  hold(entry: LogEntry): Promise<void> {
    return this.until((letGo) => {
      const held = { entry, letGo };
      this.held.push(held);
      entry.held = true;
      for (const look of [...this.watchers]) look();
      return () => {
        delete entry.held;
        this.held = this.held.filter((other) => other !== held);
      };
    });
  }

  /** Lets the first that came go, so many of them. Returns how many there were. */
  release(count: number): number {
    const released = this.held.slice(0, count);
    for (const { letGo } of released) letGo();
    return released.length;
  }

  /** The requests at the gate, once there are so many of them or the time is up. */
  async whenHeld(count: number, timeoutMs: number): Promise<LogEntry[]> {
    if (this.held.length < count) {
      await new Promise<void>((resolve) => {
        const look = (): void => {
          if (this.held.length >= count) stop();
        };
        const stop = (): void => {
          clearTimeout(timer);
          this.watchers.delete(look);
          resolve();
        };
        const timer = setTimeout(stop, timeoutMs).unref();
        this.watchers.add(look);
      });
    }
    return this.held.map(({ entry }) => entry);
  }

  /** Another one after every reset. */
  get life(): number {
    return this.resets;
  }

  cutOff(): void {
    this.resets += 1;
    for (const cut of [...this.cuts]) cut();
  }

  /** `begin` starts the waiting, which `done` ends, and returns what is to be tidied up however it ends. */
  private until(begin: (done: () => void) => () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        this.cuts.delete(cut);
        tidy();
        settle();
      };
      const cut = (): void => end(() => reject(new CutOff()));
      const tidy = begin(() => end(resolve));
      this.cuts.add(cut);
    });
  }
}

import type { LogEntry } from "./log";

/** The sandbox was reset while a request waited: the request is neither handled nor answered. */
export class Cancelled extends Error {}

/** Waits without keeping the process alive once the sandbox is closed. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

interface HeldRequest {
  entry: LogEntry;
  release: () => void;
}

/** Requests that wait for a while, or at a gate until it's opened. A reset cancels them all. */
export class Waiting {
  private readonly cancellations = new Set<() => void>();
  private held: HeldRequest[] = [];
  private readonly holdListeners = new Set<() => void>();
  private resets = 0;

  /** Rejects with `Cancelled`. */
  pause(ms: number): Promise<void> {
    return this.wait((done) => {
      const timer = setTimeout(done, ms).unref();
      return () => clearTimeout(timer);
    });
  }

  /** Waits at the gate. Rejects with `Cancelled`. */
  hold(entry: LogEntry): Promise<void> {
    return this.wait((release) => {
      const request = { entry, release };
      this.held.push(request);
      entry.held = true;
      for (const listener of [...this.holdListeners]) listener();
      return () => {
        delete entry.held;
        this.held = this.held.filter((other) => other !== request);
      };
    });
  }

  /** Releases this many held requests, oldest first. Returns how many there were. */
  release(count: number): number {
    const released = this.held.slice(0, count);
    for (const { release } of released) release();
    return released.length;
  }

  /** The held requests, as soon as there are this many or the time is up. */
  async whenHeld(count: number, timeoutMs: number): Promise<LogEntry[]> {
    if (this.held.length < count) {
      await new Promise<void>((resolve) => {
        const listener = (): void => {
          if (this.held.length >= count) stop();
        };
        const stop = (): void => {
          clearTimeout(timer);
          this.holdListeners.delete(listener);
          resolve();
        };
        const timer = setTimeout(stop, timeoutMs).unref();
        this.holdListeners.add(listener);
      });
    }
    return this.held.map(({ entry }) => entry);
  }

  /** A number that each reset changes. */
  get generation(): number {
    return this.resets;
  }

  cancelAll(): void {
    this.resets += 1;
    for (const cancel of [...this.cancellations]) cancel();
  }

  /** `start` starts the wait, which `done` ends, and returns the cleanup for whichever way it ends. */
  private wait(start: (done: () => void) => () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        this.cancellations.delete(cancel);
        cleanUp();
        settle();
      };
      const cancel = (): void => end(() => reject(new Cancelled()));
      const cleanUp = start(() => end(resolve));
      this.cancellations.add(cancel);
    });
  }
}

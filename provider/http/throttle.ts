import { type Clock, unlessAborted } from "../clock";

/**
 * Limits the requests to one service, for everything in this process that uses it with the same credentials.
 * Guarantees: at most `maxConcurrency` requests run at once; none starts during a pause that the service asked for; while
 * the rate limit is nearly used up, requests start at least `spacing` apart; none starts once the signal is aborted.
 */
export class Throttle {
  private running = 0;
  private readonly queue: (() => void)[] = [];
  private pausedUntil = 0;
  private nextStart = 0;
  private spacing = 0;

  constructor(
    private readonly maxConcurrency: number,
    private readonly clock: Clock,
    private readonly signal?: AbortSignal,
  ) {}

  /**
   * Runs `work` when its turn comes. `allowPause` is called before every pause, with its milliseconds, and throws if that is
   * too long. Urgent work goes before everything that waits, without spacing; the work after it waits for both. Rejects with
   * the signal's reason if the signal is aborted before `work` begins.
   */
  async run<T>(work: () => Promise<T>, allowPause: (pause: number) => void, urgent = false): Promise<T> {
    if (this.running < this.maxConcurrency) this.running++;
    else await this.queueUp(urgent);
    try {
      await this.wait(allowPause, urgent);
      this.signal?.throwIfAborted();
      return await work();
    } finally {
      this.leave();
    }
  }

  /** What is left of the pause that the service asked for, in milliseconds. */
  get pause(): number {
    return Math.max(0, this.pausedUntil - this.clock.now());
  }

  /** No request starts for this many milliseconds. */
  pauseFor(milliseconds: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, this.clock.now() + milliseconds);
  }

  /** From now on, requests start this many milliseconds apart. Returns true if spacing begins. */
  space(milliseconds: number): boolean {
    const begins = milliseconds > 0 && this.spacing === 0;
    this.spacing = milliseconds;
    if (milliseconds === 0) this.nextStart = 0;
    return begins;
  }

  private async queueUp(urgent: boolean): Promise<void> {
    let go = () => {};
    const turn = new Promise<void>((resolve) => {
      go = resolve;
    });
    if (urgent) this.queue.unshift(go);
    else this.queue.push(go);
    try {
      await unlessAborted(turn, this.signal);
    } catch (aborted) {
      const at = this.queue.indexOf(go);
      // Its turn may have come at the same time.
      if (at >= 0) this.queue.splice(at, 1);
      else this.leave();
      throw aborted;
    }
  }

  /** Passes the place on instead of freeing it, so that nobody else can take it in between. */
  private leave(): void {
    const next = this.queue.shift();
    if (next) next();
    else this.running--;
  }

  private async wait(allowPause: (pause: number) => void, urgent: boolean): Promise<void> {
    // During a pause, a running request may bring the next pause; and spacing is recalculated after each pause.
    for (;;) {
      const { pause } = this;
      if (pause > 0) {
        allowPause(pause);
        await this.clock.sleep(pause, this.signal);
        continue;
      }
      const now = this.clock.now();
      const start = Math.max(now, this.nextStart);
      if (this.spacing > 0) this.nextStart = start + this.spacing;
      if (this.spacing === 0 || start === now || urgent) return;
      await this.clock.sleep(start - now, this.signal);
      if (this.pause === 0) return;
    }
  }
}

import type { Clock } from "../clock";

/**
 * The way to one service, for everything in this process that talks to it with the same credentials.
 * Guarantees: never more than `width` calls at once; none starts in a pause that the service asked for; while the
 * service's limit is nearly used up, calls start at least `spacing` apart.
 */
export class Lane {
  private running = 0;
  private readonly queue: (() => void)[] = [];
  private pausedUntil = 0;
  private nextStart = 0;
  private spacing = 0;

  constructor(
    private readonly width: number,
    private readonly clock: Clock,
  ) {}

  /**
   * Runs `work` when there is room for it. `admit` is told of every pause before it is waited for, in milliseconds,
   * and refuses it by throwing. What is urgent goes before all that waits, and keeps no distance from the call before it;
   * the next one keeps that of both.
   */
  async run<T>(work: () => Promise<T>, admit: (pause: number) => void, urgent = false): Promise<T> {
    if (this.running < this.width) this.running++;
    else await new Promise<void>((go) => (urgent ? this.queue.unshift(go) : this.queue.push(go)));
    try {
      await this.wait(admit, urgent);
      return await work();
    } finally {
      // The place is handed on rather than freed, so that nobody can slip in between.
      const next = this.queue.shift();
      if (next) next();
      else this.running--;
    }
  }

  /** The rest of the pause that the service asked for, in milliseconds. */
  get pause(): number {
    return Math.max(0, this.pausedUntil - this.clock.now());
  }

  /** No call starts for so many milliseconds. */
  pauseFor(milliseconds: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, this.clock.now() + milliseconds);
  }

  /** Calls start so many milliseconds apart from now on. True when that begins. */
  space(milliseconds: number): boolean {
    const begins = milliseconds > 0 && this.spacing === 0;
    this.spacing = milliseconds;
    if (milliseconds === 0) this.nextStart = 0;
    return begins;
  }

  private async wait(admit: (pause: number) => void, urgent: boolean): Promise<void> {
    // While one pause is waited for, a call under way may bring the next; and after any of them calls are spaced anew.
    for (;;) {
      const { pause } = this;
      if (pause > 0) {
        admit(pause);
        await this.clock.sleep(pause);
        continue;
      }
      const now = this.clock.now();
      const start = Math.max(now, this.nextStart);
      if (this.spacing > 0) this.nextStart = start + this.spacing;
      if (this.spacing === 0 || start === now || urgent) return;
      await this.clock.sleep(start - now);
      if (this.pause === 0) return;
    }
  }
}

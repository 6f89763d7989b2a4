import type { Clock } from "../../../provider/clock";
import { flight } from "./flight";

/** In seconds. */
const longestTest = 12 * 3600;

/**
 * Time that passes only while somebody sleeps and nothing is under way: whoever wakes first is woken first, after
 * everything that can run without waiting has run and every request has its answer.
 */
export class FakeClock implements Clock {
  private time = 0;
  private timeOfDay = Date.parse("2026-03-01T12:00:00Z");
  private sleepers: { until: number; wake: () => void }[] = [];
  private turning = false;
  /** Every wait that was begun, in milliseconds. */
  readonly waits: number[] = [];

  /** @param everyLook - The milliseconds that pass whenever somebody looks at it, as on a real one. */
  constructor(private readonly everyLook = 0) {}

  now = (): number => {
    this.time += this.everyLook;
    return this.time;
  };

  date = (): number => this.timeOfDay + this.time;

  sleep = (milliseconds: number): Promise<void> => {
    this.waits.push(milliseconds);
    // Else code that waits for ever would keep a test's process busy for ever.
    if (this.elapsed > longestTest) return Promise.reject(new Error("the test waits for ever"));
    return new Promise((wake) => {
      this.sleepers.push({ until: this.time + milliseconds, wake });
      this.turn();
    });
  };

  /** Seconds since the test began. */
  get elapsed(): number {
    return this.time / 1000;
  }

  /** Time that passes while nobody sleeps. */
  pass(seconds: number): void {
    this.time += seconds * 1000;
  }

  /** Somebody sets the time of day: this much later, or earlier where it's negative. */
  setTimeOfDay(seconds: number): void {
    this.timeOfDay += seconds * 1000;
  }

  private turn(): void {
    if (this.turning) return;
    this.turning = true;
    setImmediate(() => {
      this.turning = false;
      if (flight.requests > 0) {
        this.turn();
        return;
      }
      this.sleepers.sort((a, b) => a.until - b.until);
      const next = this.sleepers.shift();
      if (!next) return;
      this.time = Math.max(this.time, next.until);
      next.wake();
      if (this.sleepers.length > 0) this.turn();
    });
  }
}

import { type Clock, unlessAborted } from "../../provider/clock";
import type { Runtime } from "../../provider/context";
import { until } from "./until";

const longestTestSeconds = 12 * 3600;
/** A request may always take longer than this. */
const shortMilliseconds = 50;

interface Sleeper {
  until: number;
  isShort: boolean;
  wake: () => void;
}

/**
 * Time that passes only while somebody sleeps and no request is under way: whoever wakes first is woken first, after
 * everything that can run without waiting has run and every request has its answer. Short sleeps don't wait for
 * requests. The runtime that has this clock needs its `observeRequest`, too.
 */
export class FakeClock implements Clock {
  private time = 0;
  private timeOfDay = Date.parse("2026-03-01T12:00:00Z");
  private sleepers: Sleeper[] = [];
  private isTurning = false;
  /** Requests that have no answer yet. */
  requestsUnderWay = 0;
  /** Every wait that was begun, in milliseconds. */
  readonly waits: number[] = [];

  /** @param everyLook - The milliseconds that pass whenever somebody looks at it, as on a real one. */
  constructor(private readonly everyLook = 0) {}

  now = (): number => {
    this.time += this.everyLook;
    return this.time;
  };

  date = (): number => this.timeOfDay + this.time;

  sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> => {
    // Otherwise code that waits for ever would keep a test's process busy for ever.
    if (this.elapsed > longestTestSeconds) return Promise.reject(new Error("the test waits for ever"));
    if (signal?.aborted) return Promise.reject(signal.reason);
    this.waits.push(milliseconds);
    let wake = () => {};
    const slept = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const sleeper = { until: this.time + milliseconds, isShort: milliseconds <= shortMilliseconds, wake };
    this.sleepers.push(sleeper);
    this.turn();
    return unlessAborted(slept, signal).finally(() => {
      this.sleepers = this.sleepers.filter((each) => each !== sleeper);
    });
  };

  observeRequest: Runtime["observeRequest"] = async (_request, send) => {
    this.requestsUnderWay++;
    try {
      return await send();
    } finally {
      this.requestsUnderWay--;
    }
  };

  /** Until every request has its answer, those that are about to be sent too. */
  async idle(): Promise<void> {
    await new Promise(setImmediate);
    await until(() => this.requestsUnderWay === 0);
  }

  /** Seconds since the test began. */
  get elapsed(): number {
    return this.time / 1000;
  }

  /** Time that passes whatever is under way. */
  pass(seconds: number): void {
    this.time += seconds * 1000;
    const due = this.sleepers.filter(({ until }) => until <= this.time);
    this.sleepers = this.sleepers.filter(({ until }) => until > this.time);
    for (const { wake } of due.sort((a, b) => a.until - b.until)) wake();
  }

  /** Somebody sets the time of day: this much later, or earlier where it's negative. */
  setTimeOfDay(seconds: number): void {
    this.timeOfDay += seconds * 1000;
  }

  private turn(): void {
    if (this.isTurning) return;
    this.isTurning = true;
    setImmediate(() => {
      this.isTurning = false;
      this.wakeNext();
      if (this.sleepers.length > 0) this.turn();
    });
  }

  private wakeNext(): void {
    const mayWake = this.requestsUnderWay > 0 ? this.sleepers.filter(({ isShort }) => isShort) : this.sleepers;
    const [next] = mayWake.sort((a, b) => a.until - b.until);
    if (!next) return;
    this.sleepers = this.sleepers.filter((each) => each !== next);
    this.time = Math.max(this.time, next.until);
    next.wake();
  }
}

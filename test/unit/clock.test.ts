import { getEventListeners } from "node:events";
import { afterEach, describe, expect, it, vi } from "vitest";
import { systemClock, unlessAborted } from "../../provider/clock";
import { refusal } from "../support/refusal";

afterEach(() => {
  vi.restoreAllMocks();
});

it("the time that passes goes on whatever the time of day is set to", () => {
  const before = systemClock.now();
  vi.spyOn(Date, "now").mockReturnValue(0);
  expect(systemClock.date()).toBe(0);
  const between = systemClock.now();
  vi.spyOn(Date, "now").mockReturnValue(Number.MAX_SAFE_INTEGER);
  const after = systemClock.now();
  expect(between).toBeGreaterThanOrEqual(before);
  expect(after).toBeGreaterThanOrEqual(between);
  expect(after).toBeLessThan(Number.MAX_SAFE_INTEGER);
});

const reason = new Error("told to stop");

/** The timers that keep this process from ending. */
const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;

describe("a sleep", () => {
  it("ends as soon as its signal is aborted, with the reason, and leaves neither a timer nor a listener", async () => {
    const before = timers();
    const controller = new AbortController();
    const sleeping = systemClock.sleep(1_000_000, controller.signal);
    controller.abort(reason);
    expect(await refusal(sleeping)).toBe(reason);
    expect(timers()).toBe(before);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  });

  it("isn't begun when its signal is aborted already", async () => {
    expect(await refusal(systemClock.sleep(1_000_000, AbortSignal.abort(reason)))).toBe(reason);
  });

  it("that is over leaves no listener behind", async () => {
    const { signal } = new AbortController();
    await systemClock.sleep(1, signal);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

describe("unlessAborted", () => {
  it("gives the result, and the failure, of what isn't aborted", async () => {
    const { signal } = new AbortController();
    expect(await unlessAborted(Promise.resolve(7), signal)).toBe(7);
    expect(await unlessAborted(Promise.resolve(7), undefined)).toBe(7);
    const failure = new Error("failed");
    expect(await refusal(unlessAborted(Promise.reject(failure), signal))).toBe(failure);
    await new Promise(setImmediate);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("leaves what fails after the abort unheard", async () => {
    const controller = new AbortController();
    let fail = (_: Error) => {};
    const late = new Promise<never>((_, reject) => {
      fail = reject;
    });
    const waiting = refusal(unlessAborted(late, controller.signal));
    controller.abort(reason);
    fail(new Error("too late"));
    // An unhandled rejection would fail the test's process.
    expect(await waiting).toBe(reason);
  });
});

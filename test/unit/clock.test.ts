import { afterEach, expect, it, vi } from "vitest";
import { systemClock } from "../../provider/clock";

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

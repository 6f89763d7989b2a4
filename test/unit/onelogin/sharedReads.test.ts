import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SharedReads } from "../../../provider/readCache";
import { FakeClock } from "../../support/clock";

function shared() {
  const clock = new FakeClock();
  const reads = new SharedReads<string[]>(clock);
  let loads = 0;
  return { clock, reads, loads: () => loads, load: async () => [`load ${++loads}`] };
}

describe("shared reads", () => {
  it("are one request, however many ask at the same time", async () => {
    const { reads, load, loads } = shared();
    const all = await Promise.all(Array.from({ length: 30 }, () => reads.get(1, load)));
    expect(loads()).toBe(1);
    expect(new Set(all.map(String))).toEqual(new Set(["load 1"]));
  });

  it("are kept apart by their keys", async () => {
    const { reads, load } = shared();
    expect([await reads.get(1, load), await reads.get(2, load), await reads.get(1, load)].map(String)).toEqual([
      "load 1",
      "load 2",
      "load 1",
    ]);
  });

  it("are used for less than a minute, counted from the request and not from its answer", async () => {
    const { clock, reads, load } = shared();
    let answer = (_: string[]) => {};
    const slow = reads.get(1, () => new Promise((resolve) => (answer = resolve)));
    clock.pass(50);
    answer(["slow"]);
    await slow;
    clock.pass(9);
    expect(await reads.get(1, load)).toEqual(["slow"]);
    clock.pass(1);
    expect(await reads.get(1, load)).toEqual(["load 1"]);
  });

  it("that fail fail for those who waited, and are asked for again by the next", async () => {
    const { reads, load } = shared();
    const failing = () => Promise.reject(new Error("down"));
    const ends = await Promise.allSettled([reads.get(1, failing), reads.get(1, load)]);
    expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await reads.get(1, load)).toEqual(["load 1"]);
  });

  it("are forgotten by a write, also while their request is under way", async () => {
    const { reads, load } = shared();
    let answer = (_: string[]) => {};
    const before = reads.get(1, () => new Promise((resolve) => (answer = resolve)));
    reads.forget(1);
    const afterwards = reads.get(1, load);
    answer(["from before"]);
    expect([await before, await afterwards]).toEqual([["from before"], ["load 1"]]);
    expect(await reads.get(1, load)).toEqual(["load 1"]);
  });

  it("keep a newer answer when an older one fails", async () => {
    const { reads, load, loads } = shared();
    let fail = (_: Error) => {};
    const old = reads.get(1, () => new Promise((_, reject) => (fail = reject)));
    reads.forget(1);
    await reads.get(1, load);
    fail(new Error("down"));
    await old.catch(() => undefined);
    await new Promise(setImmediate);
    await reads.get(1, load);
    expect(loads()).toBe(1);
  });

  it("don't grow older or younger when somebody sets the time of day", async () => {
    const { clock, reads, load } = shared();
    await reads.get(1, load);
    clock.setTimeOfDay(-24 * 3600);
    clock.pass(59);
    expect(await reads.get(1, load)).toEqual(["load 1"]);
    clock.setTimeOfDay(24 * 3600);
    expect(await reads.get(1, load)).toEqual(["load 1"]);
    clock.setTimeOfDay(-24 * 3600);
    clock.pass(1);
    expect(await reads.get(1, load)).toEqual(["load 2"]);
  });

  it("never answer from before a write, whatever the order of reads, writes, failures and time", async () => {
    const step = fc.oneof(
      fc.constant("read" as const),
      fc.constant("write" as const),
      fc.constant("answer" as const),
      fc.constant("fail" as const),
      fc.constant("half a minute" as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const clock = new FakeClock();
        const reads = new SharedReads<{ version: number; at: number }>(clock);
        let version = 0;
        const open: { answer(): void; fail(): void }[] = [];
        const checks: Promise<unknown>[] = [];
        const load = () => {
          const [loaded, at] = [version, clock.now()];
          return new Promise<{ version: number; at: number }>((resolve, reject) =>
            open.push({ answer: () => resolve({ version: loaded, at }), fail: () => reject(new Error("as asked")) }),
          );
        };
        for (const what of steps) {
          if (what === "read") {
            const [least, now] = [version, clock.now()];
            const check = (found: { version: number; at: number }) => {
              expect(found.version).toBeGreaterThanOrEqual(least);
              expect(now - found.at).toBeLessThan(60_000);
            };
            checks.push(reads.get("", load).then(check, (error: Error) => expect(error.message).toBe("as asked")));
          } else if (what === "write") {
            version++;
            reads.forget("");
          } else if (what === "half a minute") clock.pass(30);
          else open.shift()?.[what]();
          await Promise.resolve();
        }
        for (const each of open) each.answer();
        await Promise.all(checks);
      }),
      { numRuns: 300 },
    );
  });
});

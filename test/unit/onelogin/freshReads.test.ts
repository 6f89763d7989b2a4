import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../../provider/clock";
import { FreshReads } from "../../../provider/readCache";
import { refusal } from "../../support/refusal";
import { testRun } from "../../support/run";
import { until } from "../../support/until";

interface Held {
  /** It leaves the queue. */
  send(): void;
  answer(): void;
  fail(): void;
}

/** A service whose requests leave and are answered when a test says so. */
function held() {
  const reads = new FreshReads<string>(testRun());
  const requests: Held[] = [];
  const load = (sent: () => void) => {
    const name = `request ${requests.length + 1}`;
    return new Promise<string>((resolve, reject) =>
      requests.push({ send: sent, answer: () => resolve(name), fail: () => reject(new Error(`${name} failed`)) }),
    );
  };
  /** A read may linger before it makes its request, for others to join. */
  const request = async (number: number) => {
    await until(() => requests.length >= number);
    return requests[number - 1] as Held;
  };
  return { get: (key: string | number = "all") => reads.get(key, load), request, count: () => requests.length };
}

describe("fresh reads", () => {
  it("ask anew each time, however young the last answer is", async () => {
    const { get, request } = held();
    for (const number of [1, 2, 3]) {
      const answer = get();
      const asked = await request(number);
      asked.send();
      asked.answer();
      expect(await answer).toBe(`request ${number}`);
    }
  });

  it("are one request for all who ask before it is sent, however long it queues", async () => {
    const { get, request, count } = held();
    const all = [get(), get()];
    const first = await request(1);
    for (let turns = 0; turns < 3; turns++) {
      await new Promise(setImmediate);
      all.push(get());
    }
    first.send();
    first.answer();
    expect(await Promise.all(all)).toEqual(Array(5).fill("request 1"));
    expect(count()).toBe(1);
  });

  it("give nobody the answer to a request that was sent before they asked; those who ask meanwhile share the next", async () => {
    const { get, request, count } = held();
    const before = get();
    const first = await request(1);
    first.send();
    const later = [get(), get()];
    first.answer();
    expect(await before).toBe("request 1");
    later.push(get());
    const second = await request(2);
    second.send();
    second.answer();
    expect(await Promise.all(later)).toEqual(Array(3).fill("request 2"));
    expect(count()).toBe(2);
  });

  it.each([
    ["before it was sent", false],
    ["after it was sent", true],
  ])("fail for those who share a request that fails %s, and are asked for again by the next", async (_, isSent) => {
    const { get, request } = held();
    const both = [refusal(get()), refusal(get())];
    const first = await request(1);
    if (isSent) first.send();
    first.fail();
    for (const error of await Promise.all(both)) expect(error.message).toBe("request 1 failed");
    const next = get();
    const second = await request(2);
    second.send();
    second.answer();
    expect(await next).toBe("request 2");
  });

  it("whose request is sent again, after a 503, take in nobody who has asked since it was first sent", async () => {
    const { get, request } = held();
    const before = get();
    const first = await request(1);
    first.send();
    const later = get();
    first.send();
    const second = await request(2);
    second.send();
    first.answer();
    second.answer();
    expect([await before, await later]).toEqual(["request 1", "request 2"]);
  });

  it("are kept apart by their keys: nobody waits for another's request", async () => {
    const { get, request } = held();
    const both = [get(1), get(2)];
    for (const number of [2, 1]) {
      const asked = await request(number);
      asked.send();
      asked.answer();
    }
    expect(await Promise.all(both)).toEqual(["request 1", "request 2"]);
  });

  it("that wait for others to join end with the run, and nobody's request is made", async () => {
    const run = testRun();
    const reads = new FreshReads<string>(run);
    let loads = 0;
    const load = async () => `request ${++loads}`;
    const waiting = [reads.get("all", load), reads.get("all", load)].map(refusal);
    run.abort();
    for (const error of await Promise.all(waiting)) expect(error.message).toBe("Pulumi was told to stop.");
    expect(loads).toBe(0);
  });

  it("never answer from before they were asked for, whatever the order of questions, requests, answers and failures", async () => {
    const step = fc.constantFrom("ask", "time passes", "send", "answer", "fail");
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        // Whoever lingers for others to join does so until a step says that time passes.
        let lingering: (() => void)[] = [];
        const sleep = () => new Promise<void>((wake) => lingering.push(wake));
        const reads = new FreshReads<number>({ ...testRun(), clock: { ...systemClock, sleep } });
        const queued: Held[] = [];
        const sent: Held[] = [];
        let now = 0;
        let open = 0;
        const load = (whenSent: () => void) =>
          new Promise<number>((resolve, reject) => {
            let at = Number.NaN;
            queued.push({
              send: () => {
                at = now;
                whenSent();
              },
              answer: () => resolve(at),
              fail: () => reject(new Error("as asked")),
            });
          });
        const ask = async (since: number) => {
          open++;
          try {
            expect(await reads.get("", load)).toBeGreaterThan(since);
          } catch (error) {
            expect((error as Error).message).toBe("as asked");
          } finally {
            open--;
          }
        };
        const take = async (what: (typeof steps)[number]) => {
          const [next] = queued;
          if (what === "ask") checks.push(ask(now));
          else if (what === "time passes") {
            for (const wake of lingering) wake();
            lingering = [];
            await new Promise(setImmediate);
          } else if (what !== "send") sent.shift()?.[what]();
          else if (next) {
            queued.shift();
            next.send();
            sent.push(next);
          }
          // All who wait for a request to be sent share it.
          expect(queued.length).toBeLessThanOrEqual(1);
          now++;
          await Promise.resolve();
        };
        const checks: Promise<unknown>[] = [];
        for (const what of steps) await take(what);
        while (open > 0) for (const what of ["time passes", "send", "answer"] as const) await take(what);
        await Promise.all(checks);
      }),
      { numRuns: 300 },
    );
  });
});

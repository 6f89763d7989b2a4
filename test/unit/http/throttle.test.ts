import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Throttle } from "../../../provider/http/throttle";
import { FakeClock } from "../../support/clock";
import { type Reply, type Seen, serve, type TestServer } from "../../support/server";
import { until } from "../../support/until";
import { oneginiAt, oneloginAt } from "../support/connections";

/** Runs so many pieces of work through a throttle and tells when each began, in seconds. */
async function starts(throttle: Throttle, clock: FakeClock, count: number, eachTakes = 0): Promise<number[]> {
  const began: number[] = [];
  const work = async () => {
    began.push(clock.elapsed);
    if (eachTakes > 0) await clock.sleep(eachTakes * 1000);
  };
  await Promise.all(Array.from({ length: count }, () => throttle.run(work, () => undefined)));
  return began;
}

describe("a throttle", () => {
  it("never runs more at once than it is wide, whatever fails, for any number of calls", async () => {
    const someWork = fc.array(
      fc.record({
        comes: fc.integer({ min: 0, max: 80 }),
        takes: fc.integer({ min: 0, max: 50 }),
        fails: fc.boolean(),
      }),
      {
        maxLength: 60,
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), someWork, async (width, all) => {
        const clock = new FakeClock();
        const throttle = new Throttle(width, clock);
        let running = 0;
        let most = 0;
        const ends = await Promise.allSettled(
          all.map(async ({ comes, takes, fails }) => {
            await clock.sleep(comes);
            await throttle.run(
              async () => {
                most = Math.max(most, ++running);
                await clock.sleep(takes);
                running--;
                if (fails) throw new Error("as asked");
              },
              () => undefined,
            );
          }),
        );
        expect(most).toBeLessThanOrEqual(width);
        expect(ends.filter(({ status }) => status === "rejected")).toHaveLength(
          all.filter(({ fails }) => fails).length,
        );
        expect(running).toBe(0);
      }),
      { numRuns: 60 },
    );
  }, 30_000);

  it("lets nothing start in a pause, nor in the one that follows while waiting", async () => {
    const clock = new FakeClock();
    const throttle = new Throttle(4, clock);
    throttle.pauseFor(20_000);
    const began = starts(throttle, clock, 6);
    throttle.pauseFor(30_000);
    expect(await began).toSatisfy((all: number[]) => all.every((at) => at >= 30));
  });

  it("never shortens a pause that was asked for", async () => {
    const clock = new FakeClock();
    const throttle = new Throttle(4, clock);
    throttle.pauseFor(20_000);
    throttle.pauseFor(1_000);
    expect(await starts(throttle, clock, 1)).toEqual([20]);
  });

  it("asks whether a pause is admitted before waiting for it, and gives the place back when it isn't", async () => {
    const clock = new FakeClock();
    const throttle = new Throttle(1, clock);
    throttle.pauseFor(9_000);
    const refuse = (pause: number) => {
      throw new Error(`not ${pause}`);
    };
    await expect(throttle.run(async () => "ran", refuse)).rejects.toThrow("not 9000");
    expect(clock.elapsed).toBe(0);
    expect(
      await throttle.run(
        async () => "ran",
        () => undefined,
      ),
    ).toBe("ran");
  });

  it("spaces calls while there is a spacing, and starts all at once again after that", async () => {
    const clock = new FakeClock();
    const throttle = new Throttle(8, clock);
    throttle.space(4_000);
    expect(await starts(throttle, clock, 4)).toEqual([0, 4, 8, 12]);
    throttle.space(0);
    expect(await starts(throttle, clock, 3)).toEqual([12, 12, 12]);
  });

  it("keeps calls apart after a pause, too", async () => {
    const clock = new FakeClock();
    const throttle = new Throttle(8, clock);
    throttle.space(5_000);
    throttle.pauseFor(60_000);
    const began = await starts(throttle, clock, 4);
    const gaps = began.slice(1).map((at, i) => at - (began[i] as number));
    expect(began[0]).toBe(60);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(5);
  });
});

/** A server that answers resources' calls only once so many have been under way at one time. */
async function crowded(width: number, answer: (seen: Seen, nth: number) => Reply): Promise<TestServer> {
  const server: TestServer = await serve(async (seen, nth) => {
    if (!seen.url.startsWith("/auth")) await until(() => server.busiest() >= width);
    return answer(seen, nth);
  });
  return server;
}

describe("maxConcurrency", () => {
  it.each([1, 3, 8])("is never exceeded at the service with %i", async (maxConcurrency) => {
    const server = await crowded(maxConcurrency, () => ({ body: {} }));
    const { send } = oneginiAt(server.url, { maxConcurrency });
    await Promise.all(Array.from({ length: 60 }, (_, i) => send(i % 3 ? "GET" : "POST", `/${i}`)));
    expect([server.busiest(), server.seen.length]).toEqual([maxConcurrency, 60]);
  });

  it("holds with failures, repetitions and tokens among the calls", async () => {
    const server = await crowded(3, ({ url }, nth) =>
      url.startsWith("/auth")
        ? { body: { access_token: `token-number-${nth}` } }
        : nth % 4 === 0
          ? { status: 401 }
          : nth % 5 === 0
            ? "drop"
            : { body: {} },
    );
    const { send } = oneloginAt(server.url, { maxConcurrency: 3 });
    await Promise.allSettled(Array.from({ length: 40 }, (_, i) => send("GET", `/api/2/${i}`)));
    expect(server.busiest()).toBe(3);
  });
});

describe("below a tenth of the account's limit", () => {
  const left = (remaining: number, reset: number) => ({
    "x-ratelimit-limit": "5000",
    "x-ratelimit-remaining": `${remaining}`,
    "x-ratelimit-reset": `${reset}`,
  });
  const spaced = async (headers: Record<string, string>, tuning = {}) => {
    const server = await serve(() => ({ headers, body: {} }));
    const { send, clock, messages } = oneginiAt(server.url, tuning);
    await send("GET");
    const starts: number[] = [];
    for (let i = 0; i < 4; i++) {
      await send("GET");
      starts.push(clock.elapsed);
    }
    return { starts, messages };
  };

  it("spaces calls by the time to the reset through the calls left", async () => {
    expect((await spaced(left(400, 1000))).starts).toEqual([0, 2.5, 5, 7.5]);
  });

  it("spaces them by ten seconds at most", async () => {
    expect((await spaced(left(3, 3600))).starts).toEqual([0, 10, 20, 30]);
    expect((await spaced(left(0, 3600))).starts).toEqual([0, 10, 20, 30]);
  });

  it("does nothing at a tenth or more, nor when the reset is now", async () => {
    expect(await spaced(left(500, 3600))).toEqual({ starts: [0, 0, 0, 0], messages: [] });
    expect(await spaced(left(1, 0))).toEqual({ starts: [0, 0, 0, 0], messages: [] });
  });

  it("tells of it once, in a person's words", async () => {
    const { messages } = await spaced(left(400, 1000));
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain("400 of 5000 requests left until its limit resets in 1000 s");
    expect(messages[0]).toContain("2.5 s apart");
  });

  it("doesn't count spacing against retryTimeoutSeconds", async () => {
    expect((await spaced(left(3, 3600), { retryTimeoutSeconds: 1 })).starts).toEqual([0, 10, 20, 30]);
  });

  it("spaces calls that are made at the same time", async () => {
    const server = await serve(() => ({ headers: left(100, 400), body: {} }));
    const { send, clock } = oneginiAt(server.url);
    await send("GET");
    await Promise.all(Array.from({ length: 10 }, () => send("GET")));
    expect(clock.elapsed).toBe(9 * 4);
  });

  it("stops spacing once the limit is reset", async () => {
    const server = await serve((_, nth) => ({ headers: nth < 3 ? left(10, 100) : left(4999, 3600), body: {} }));
    const { send, clock } = oneginiAt(server.url);
    for (let i = 0; i < 6; i++) await send("GET");
    expect(clock.elapsed).toBe(10);
  });

  it.each([
    { "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "-1", "x-ratelimit-reset": "3600" },
    { "x-ratelimit-limit": "lots", "x-ratelimit-remaining": "1", "x-ratelimit-reset": "3600" },
    { "x-ratelimit-limit": "0", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "3600" },
    { "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "1", "x-ratelimit-reset": "1e9" },
  ])("isn't led astray by headers that make no sense: %j", async (headers) => {
    expect(await spaced(headers as unknown as Record<string, string>)).toEqual({ starts: [0, 0, 0, 0], messages: [] });
  });
});

import { describe, expect, it } from "vitest";
import type { Recheck } from "../../../provider/http/request";
import { refusal } from "../../support/refusal";
import { type Reply, type Seen, serve } from "../../support/server";
import { until } from "../../support/until";
import { oneginiAt, oneloginAt } from "../support/connections";

const fine: Reply = { body: { fine: true } };
const limited = (wait: number): Reply => ({ status: 429, headers: { "retry-after": `${wait}` } });
/** The first POSTs are answered so. */
const first = (...replies: Reply[]) => {
  const left = [...replies];
  return ({ method }: Seen): Reply => (method === "POST" ? (left.shift() ?? fine) : fine);
};

type Service = typeof oneginiAt | typeof oneloginAt;

/** A service, and POSTs that look for what is there where their last look is older than two seconds. */
async function posting(answer: (seen: Seen) => Reply, tuning = {}, service: Service = oneginiAt) {
  const events: string[] = [];
  const server = await serve(async (seen) => {
    const what = seen.url === "/api/2/list" ? "looked" : seen.method === "POST" ? "sent" : "another";
    if (!seen.url.startsWith("/auth")) events.push(`${what} at ${clock.elapsed}`);
    return answer(seen);
  });
  const { send, clock } = service(server.url, tuning);
  const look = (): Recheck => {
    let looked = clock.now();
    return {
      isDue: () => clock.now() - looked > 2000,
      run: async () => {
        await send("GET", "/api/2/list", { urgent: true });
        looked = clock.now();
      },
    };
  };
  const post = (recheck = look()) => send("POST", "/api/2/thing", { recheck });
  return { server, events, clock, send, post };
}

describe("before a POST is sent again, it's looked for what is there now:", () => {
  it("after a 429's wait", async () => {
    const { post, events } = await posting(first(limited(7)));
    await post();
    expect(events).toEqual(["sent at 0", "looked at 7", "sent at 7"]);
  });

  it("after every one of several waits", async () => {
    const { post, events } = await posting(first(limited(7), limited(20)));
    await post();
    expect(events).toEqual(["sent at 0", "looked at 7", "sent at 7", "looked at 27", "sent at 27"]);
  });

  it("after a wait so short that the last look isn't due yet", async () => {
    const { post, events } = await posting(first(limited(1)));
    await post();
    expect(events).toEqual(["sent at 0", "looked at 1", "sent at 1"]);
  });

  it("after backing off from a service that can't be connected to", async () => {
    const { server, post, clock } = await posting(() => fine);
    await server.close();
    const looks: number[] = [];
    const run = async () => void looks.push(clock.elapsed);
    expect(await refusal(post({ isDue: () => false, run }))).toMatchObject({ effect: "none" });
    expect(looks).toEqual([0.5, 1.5, 3.5, 7.5, 15.5]);
  });

  it.each([
    ["without a wait", undefined, 0],
    ["after a wait", limited(60), 60],
  ] as const)("after a token was renewed, %s", async (_, instead, at) => {
    let tokens = 0;
    const answer = ({ url, headers }: Seen): Reply => {
      if (!url.startsWith("/auth")) return headers.authorization === "bearer token-number-1" ? { status: 401 } : fine;
      tokens++;
      return tokens === 2 && instead ? instead : { body: { access_token: `token-number-${tokens}` } };
    };
    const { post, events } = await posting(answer, {}, oneloginAt);
    await post();
    expect(events).toEqual(["sent at 0", `looked at ${at}`, `sent at ${at}`]);
  });
});

describe("before a POST is sent for the first time", () => {
  it("it's looked for again what is there now, where another call's pause has made the last look too old", async () => {
    const { post, send, events, clock } = await posting(({ url }) =>
      url === "/other" && clock.elapsed < 30 ? limited(30) : fine,
    );
    const other = send("GET", "/other");
    await until(() => clock.waits.length > 0);
    await post();
    await other;
    expect(events.filter((event) => !event.startsWith("another"))).toEqual(["looked at 30", "sent at 30"]);
  });

  it("it's looked for again, where calls that are spread over time have made the last look too old", async () => {
    const headers = { "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "3", "x-ratelimit-reset": "3600" };
    const { post, send, events } = await posting(() => ({ headers, body: {} }));
    for (let i = 0; i < 3; i++) await send("GET", "/other");
    await post();
    const [looked, sent] = events.slice(-2).map((event) => event.split(" at "));
    expect([looked?.[0], sent?.[0]]).toEqual(["looked", "sent"]);
    expect(Number(sent?.[1]) - Number(looked?.[1])).toBeLessThanOrEqual(2);
  });

  it("it isn't where the last look is good, though the queue was full", async () => {
    const { post, events } = await posting(() => fine, { maxConcurrency: 1 });
    await Promise.all([post(), post(), post()]);
    expect(events).toEqual(["sent at 0", "sent at 0", "sent at 0"]);
  });

  it("it's looked for a few times at the most: a service that is slow gets its POST in the end", async () => {
    const { post, events, clock } = await posting(({ url }) => {
      if (url === "/api/2/list") clock.pass(60);
      return fine;
    });
    const run = async () => clock.pass(60);
    await post({ isDue: () => true, run });
    expect(events).toEqual([expect.stringContaining("sent at")]);
    expect(clock.elapsed).toBeGreaterThanOrEqual(60);
    expect(clock.elapsed).toBeLessThanOrEqual(5 * 60);
  });
});

describe("no look is taken", () => {
  it("after a refusal, or an answer that was lost: the POST isn't sent again at all", async () => {
    for (const reply of [{ status: 400 }, { status: 503 }, "drop"] satisfies Reply[]) {
      const { post, events } = await posting(() => reply);
      await refusal(post());
      expect(events).toEqual(["sent at 0"]);
    }
  });
});

describe("a look that finds what was to be made", () => {
  it("ends the call with what it throws, and the POST isn't sent; its place goes to the next", async () => {
    const server = await serve(() => fine);
    const { send } = oneginiAt(server.url, { maxConcurrency: 1 });
    const found = { found: "it is there" };
    const recheck = { isDue: () => true, run: () => Promise.reject(found) };
    const both = [refusal(send("POST", "/thing", { recheck })), send("GET", "/other")] as const;
    expect(await both[0]).toBe(found);
    expect(await both[1]).toEqual({ fine: true });
    expect(server.calls()).toEqual(["GET /other"]);
  });
});

describe("a look's own requests", () => {
  const looksOnce = (look: () => Promise<unknown>): Recheck => {
    let isDue = true;
    return {
      isDue: () => isDue,
      run: async () => {
        await look();
        isDue = false;
      },
    };
  };

  it("go before all that waits, even where there is one place alone, and so does the POST that waited for them", async () => {
    const server = await serve(() => fine);
    const { send } = oneginiAt(server.url, { maxConcurrency: 1 });
    const recheck = looksOnce(() => send("GET", "/list", { urgent: true }));
    const others = Array.from({ length: 20 }, (_, i) => () => send("GET", `/${i}`));
    await Promise.all([send("GET", "/first"), send("POST", "/thing", { recheck }), ...others.map((call) => call())]);
    // Those alone go before them that have their turn while it isn't known yet that a look is needed, or what it has found.
    const calls = server.calls();
    expect(calls.indexOf("GET /list")).toBeLessThanOrEqual(2);
    expect(calls.indexOf("POST /thing")).toBeLessThanOrEqual(4);
    expect(server.busiest()).toBe(1);
  });

  it("wait for a pause like all others", async () => {
    const server = await serve((_, nth) => (nth === 1 ? limited(7) : fine));
    const { send, clock } = oneginiAt(server.url, { maxConcurrency: 1 });
    await send("POST", "/thing", { recheck: looksOnce(() => send("GET", "/list", { urgent: true })) });
    expect(server.calls()).toEqual(["GET /list", "GET /list", "POST /thing"]);
    expect(clock.elapsed).toBe(7);
  });

  it("may need a new token, though the queue has no place left", async () => {
    let tokens = 0;
    const server = await serve(({ url, headers }) => {
      if (url.startsWith("/auth")) return { body: { access_token: `token-number-${++tokens}` } };
      return url === "/api/2/list" && headers.authorization === "bearer token-number-1" ? { status: 401 } : fine;
    });
    const { send } = oneloginAt(server.url, { maxConcurrency: 1 });
    let ended = 0;
    const calls = [1, 2, 3].map((i) => {
      const recheck = looksOnce(() => send("GET", "/api/2/list", { urgent: true }));
      return send("POST", `/api/2/${i}`, { recheck }).finally(() => ended++);
    });
    await until(() => ended === 3);
    expect(await Promise.all(calls)).toEqual(Array(3).fill({ fine: true }));
  });
});

describe("the throttle's guarantees hold for a POST that was looked for, too:", () => {
  it("it isn't sent in a pause that began while it was looked for, and is looked for again after it", async () => {
    let isLimited = true;
    const { post, send, events, clock } = await posting(({ url }) => {
      if (url === "/other" && isLimited) {
        isLimited = false;
        return limited(30);
      }
      return fine;
    });
    let looks = 0;
    let looked = Number.NEGATIVE_INFINITY;
    const recheck = {
      isDue: () => clock.now() - looked > 2000,
      run: async () => {
        looked = clock.now();
        if (++looks > 1) return;
        // Another call under way brings the pause about.
        void send("GET", "/other");
        await until(() => clock.waits.length > 0);
      },
    };
    await post(recheck);
    expect(events.filter((event) => event.startsWith("sent"))).toEqual(["sent at 30"]);
    expect(looks).toBe(2);
  });

  it("calls are on the whole as far apart as they are to be, with their looks", async () => {
    const headers = { "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "3", "x-ratelimit-reset": "3600" };
    const { post, send, events, clock } = await posting(() => ({ headers, body: {} }));
    await send("GET", "/other");
    for (let i = 0; i < 5; i++) {
      clock.pass(3);
      await post();
    }
    await send("GET", "/other");
    // However soon a look and its POST follow each other, the next call makes up for both.
    expect(events.filter((event) => event.startsWith("looked")).length).toBeGreaterThanOrEqual(4);
    const last = Number(events.at(-1)?.split(" at ").at(-1));
    expect(last).toBeGreaterThanOrEqual((events.length - 2) * 10);
  });
});

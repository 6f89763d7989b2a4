import { describe, expect, it } from "vitest";
import { refusal } from "../../support/refusal";
import { type Reply, serve } from "../../support/server";
import { until } from "../../support/until";
import { oneginiAt, oneloginAt } from "../support/connections";

const fine: Reply = { body: { fine: true } };
const year = 365 * 24 * 3600;
const first =
  (...replies: Reply[]) =>
  (_: unknown, nth: number): Reply =>
    replies[nth - 1] ?? fine;

describe("a refusal after an attempt that may have done the work", () => {
  const refusals: [string, Reply][] = [
    ["a 400", { status: 400, body: { error: "invalid_request" } }],
    ["a 404", { status: 404, body: { error: "not_found" } }],
    ["a 409", { status: 409, body: { error: "conflict" } }],
    ["a 429 that asks for too long a wait", { status: 429, headers: { "retry-after": `${year}` } }],
  ];

  it.each(refusals)("leaves open whether it was done: %s", async (_, reply) => {
    for (const lost of ["drop", { status: 503 }, { body: "<html>" }] satisfies Reply[]) {
      const server = await serve((_, nth) => (nth === 1 ? lost : reply));
      const error = await refusal(oneginiAt(server.url).send("PATCH"));
      expect(server.seen).toHaveLength(2);
      expect(error).toMatchObject({ effect: "unknown" });
      // What was said is the last answer's.
      expect((reply as { status: number }).status).toBe(error.status);
    }
  });

  it.each(refusals)("by a service that was late leaves open that it's still at work: %s", async (_, reply) => {
    const server = await serve((_, nth) => (nth === 1 ? { status: 504 } : nth === 2 ? { status: 503 } : reply));
    expect(await refusal(oneginiAt(server.url).send("PATCH"))).toMatchObject({ effect: "late" });
  });

  it.each(refusals)("is certain where every attempt was refused before it did anything: %s", async (_, reply) => {
    const server = await serve((_, nth) => (nth === 1 ? { status: 429 } : reply));
    expect(await refusal(oneginiAt(server.url).send("PATCH"))).toMatchObject({ effect: "none" });
  });

  it("is certain where a token had to be renewed before", async () => {
    let tokens = 0;
    const server = await serve(({ url }) => {
      if (url.startsWith("/auth")) return { body: { access_token: `token-number-${++tokens}` } };
      return tokens === 1 ? { status: 401 } : { status: 422 };
    });
    expect(await refusal(oneloginAt(server.url).send("POST", "/api/2/x"))).toMatchObject({
      status: 422,
      effect: "none",
    });
  });
});

describe("Retry-After: a year", () => {
  it.each([
    ["in seconds", { "retry-after": `${year}` }],
    ["as a date", { date: "Sun, 01 Mar 2026 12:00:00 GMT", "retry-after": "Mon, 01 Mar 2027 12:00:00 GMT" }],
    ["as the time of X-RateLimit-Reset", { "x-ratelimit-reset": `${year}` }],
  ])("%s fails the call at once, and all others without a request", async (_, headers) => {
    const server = await serve(() => ({ status: 429, headers }));
    const { send, clock, messages } = oneginiAt(server.url);
    const error = await refusal(send("GET", "/one"));
    expect(error.message).toContain(`it asks to wait ${year} s, more than is left of the 300 s`);
    for (const method of ["GET", "POST", "DELETE"] as const) {
      const other = await refusal(send(method, "/other"));
      expect(other).toMatchObject({ status: 429, effect: "none" });
      expect(other.message).toContain("it asks to wait");
    }
    expect(server.calls()).toEqual(["GET /one"]);
    expect([clock.elapsed, messages]).toEqual([0, []]);
  });

  it("is over after a year", async () => {
    const server = await serve(first({ status: 429, headers: { "retry-after": `${year}` } }));
    const { send, clock } = oneginiAt(server.url);
    await refusal(send("GET"));
    clock.pass(year - 301);
    await refusal(send("GET"));
    expect(server.seen).toHaveLength(1);
    clock.pass(301);
    expect(await send("GET")).toEqual({ fine: true });
  });

  it("of the token's endpoint fails all calls, too, and they surely did nothing", async () => {
    const server = await serve(() => ({ status: 429, headers: { "retry-after": `${year}` } }));
    const { send } = oneloginAt(server.url);
    for (const path of ["/api/2/a", "/api/2/b"])
      expect(await refusal(send("POST", path))).toMatchObject({ status: 429, effect: "none" });
    expect(server.calls()).toEqual(["POST /auth/oauth2/v2/token"]);
  });
});

describe("Retry-After as a date", () => {
  const later = "Sun, 01 Mar 2026 18:00:42 GMT";
  const limited = (date: string): Reply => ({ status: 429, headers: { date, "retry-after": later } });

  it("is read by the service's own clock, however wrong this machine's is", async () => {
    for (const wrong of [0, -6 * 3600, 30 * 24 * 3600]) {
      const server = await serve(first(limited("Sun, 01 Mar 2026 18:00:00 GMT")));
      const { send, clock } = oneginiAt(server.url);
      clock.setTimeOfDay(wrong);
      await send("GET");
      expect(clock.elapsed).toBe(42);
    }
  });

  it.each([
    ["doesn't tell its time", (response: { sendDate: boolean }) => (response.sendDate = false)],
    [
      "tells nonsense for its time",
      (response: { setHeader(name: string, value: string): unknown }) => response.setHeader("date", "now"),
    ],
  ])("is read by this machine's where the service %s", async (_, prepare) => {
    const server = await serve((_, nth) => {
      if (nth > 1) return fine;
      return (response) => {
        prepare(response);
        response.writeHead(429, { "retry-after": later }).end("{}");
      };
    });
    const { send, clock } = oneginiAt(server.url);
    clock.setTimeOfDay(6 * 3600);
    await send("GET");
    expect(clock.elapsed).toBe(42);
  });
});

describe("setting the time of day", () => {
  it.each([
    ["back", -24 * 3600],
    ["forward", 24 * 3600],
  ])("%s changes no pause that has begun", async (_, seconds) => {
    const server = await serve(first({ status: 429, headers: { "retry-after": "60" } }));
    const { send, clock } = oneginiAt(server.url);
    const waiting = send("GET", "/one");
    await until(() => clock.waits.length > 0);
    clock.setTimeOfDay(seconds);
    const other = send("GET", "/two").then(() => clock.elapsed);
    expect([await waiting.then(() => clock.elapsed), await other]).toEqual([60, 60]);
  });

  it("uses up no call's time, and gives it none", async () => {
    for (const seconds of [-24 * 3600, 24 * 3600]) {
      const server = await serve((_, nth) => {
        clock.setTimeOfDay(seconds);
        return nth <= 6 ? { status: 429, headers: { "retry-after": "50" } } : fine;
      });
      const { send, clock } = oneginiAt(server.url);
      expect(await send("GET")).toEqual({ fine: true });
      expect(clock.elapsed).toBe(300);
    }
  });

  it("reports long waits as often as otherwise", async () => {
    const server = await serve((_, nth) => (nth <= 3 ? { status: 429, headers: { "retry-after": "60" } } : fine));
    const { send, clock, messages } = oneginiAt(server.url);
    const all = Promise.all([send("GET"), send("GET"), send("GET")]);
    await until(() => clock.waits.length > 0);
    clock.setTimeOfDay(-24 * 3600);
    await all;
    expect(messages).toHaveLength(1);
  });
});

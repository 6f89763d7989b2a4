import { describe, expect, it } from "vitest";
import { refusal } from "../../support/refusal";
import { type Reply, serve } from "../../support/server";
import { until } from "../../support/until";
import { oneginiAt, oneloginAt } from "../support/connections";

const fine = { body: { fine: true } };
const limited = (headers: Record<string, string> = {}): Reply => ({
  status: 429,
  headers,
  body: { message: "slow down" },
});
const once = (reply: Reply) => (_: unknown, nth: number) => (nth === 1 ? reply : fine);

describe("after a 429 the wait", () => {
  it("is Retry-After's seconds", async () => {
    const server = await serve(once(limited({ "retry-after": "7" })));
    const { send, clock } = oneginiAt(server.url);
    await send("GET");
    expect(clock.elapsed).toBe(7);
  });

  it("lasts until Retry-After's date", async () => {
    const date = "Sun, 01 Mar 2026 12:00:00 GMT";
    const server = await serve(once(limited({ date, "retry-after": "Sun, 01 Mar 2026 12:00:42 GMT" })));
    const { send, clock } = oneginiAt(server.url);
    await send("GET");
    expect(clock.elapsed).toBe(42);
  });

  it("is X-RateLimit-Reset's seconds", async () => {
    const server = await serve(once(limited({ "x-ratelimit-reset": "11" })));
    const { send, clock } = oneginiAt(server.url);
    await send("GET");
    expect(clock.elapsed).toBe(11);
  });

  it("follows Retry-After rather than X-RateLimit-Reset", async () => {
    const server = await serve(once(limited({ "retry-after": "2", "x-ratelimit-reset": "90" })));
    const { send, clock } = oneginiAt(server.url);
    await send("GET");
    expect(clock.elapsed).toBe(2);
  });

  it.each([[{}], [{ "retry-after": "soon" }], [{ "retry-after": "" }]])(
    "is five seconds when %j doesn't say",
    async (headers) => {
      const server = await serve(once(limited(headers as Record<string, string>)));
      const { send, clock } = oneginiAt(server.url);
      await send("GET");
      expect(clock.elapsed).toBe(5);
    },
  );

  it.each([
    ["Retry-After: 0", { "retry-after": "0" }],
    ["a date that has passed", { "retry-after": "Sun, 01 Mar 2026 11:00:00 GMT" }],
    ["X-RateLimit-Reset: 0", { "x-ratelimit-reset": "0" }],
  ])("is never none: %s for ever doesn't make a loop without a pause", async (_, headers) => {
    const server = await serve((_seen, nth) => (nth <= 100 ? limited(headers) : fine));
    const { send, clock } = oneginiAt(server.url, { retryTimeoutSeconds: 60 });
    await send("GET").catch(() => undefined);
    expect(clock.elapsed).toBeGreaterThan(0);
    expect(server.seen.length).toBeLessThan(100);
  });

  it("holds back every other call to the service, too", async () => {
    const server = await serve(once(limited({ "retry-after": "30" })));
    const { send, clock } = oneginiAt(server.url);
    const waiting = send("GET", "/one");
    await until(() => clock.waits.length > 0);
    const starts = await Promise.all(
      [waiting, send("GET", "/two"), send("POST", "/three")].map((call) => call.then(() => clock.elapsed)),
    );
    expect(starts).toEqual([30, 30, 30]);
    expect(server.calls()[0]).toBe("GET /one");
  });
});

describe("retryTimeoutSeconds", () => {
  it("fails at once when the wait doesn't fit, and says how long it would have been", async () => {
    const server = await serve(() => limited({ "retry-after": "301" }));
    const { send, clock, messages } = oneginiAt(server.url);
    const error = await refusal(send("GET"));
    expect(error.message).toContain(
      "it asks to wait 301 s, more than is left of the 300 s that onegini:retryTimeoutSeconds allows",
    );
    expect(error).toMatchObject({ status: 429, effect: "none" });
    expect([server.seen.length, clock.elapsed, messages]).toEqual([1, 0, []]);
  });

  it("lets a wait pass that fits exactly", async () => {
    const server = await serve(once(limited({ "retry-after": "300" })));
    const { send, clock } = oneginiAt(server.url);
    expect(await send("GET")).toEqual(fine.body);
    expect(clock.elapsed).toBe(300);
  });

  it("adds the waits of one call up", async () => {
    const server = await serve(() => limited({ "retry-after": "25" }));
    const { send, clock } = oneginiAt(server.url, { retryTimeoutSeconds: 60 });
    const error = await refusal(send("POST"));
    expect(clock.elapsed).toBe(50);
    expect(server.seen).toHaveLength(3);
    expect(error.message).toContain("it asks to wait 25 s");
  });

  it("bounds backing off, too", async () => {
    const server = await serve(() => ({ status: 503, body: { message: "down" } }));
    const { send, clock } = oneginiAt(server.url, { retryTimeoutSeconds: 3 });
    const error = await refusal(send("GET"));
    expect(clock.waits).toEqual([500, 1000]);
    expect(error.message).toContain("down; the next attempt would come after 2 s, more than is left of the 3 s");
  });

  it("is each call's own", async () => {
    const server = await serve((_, nth) => (nth % 2 === 1 ? limited({ "retry-after": "200" }) : fine));
    const { send, clock } = oneginiAt(server.url);
    await send("GET");
    await send("GET");
    expect(clock.elapsed).toBe(400);
  });

  it("refuses a call that comes into a pause longer than it has, without sending it", async () => {
    const server = await serve(once(limited({ "retry-after": "100" })));
    const { connection, clock } = oneginiAt(server.url);
    const first = connection.http.call({ method: "GET", path: "/one" }, ({ body }) => body);
    await until(() => clock.waits.length > 0);
    (connection.http.settings as { retryTimeoutSeconds: number }).retryTimeoutSeconds = 50;
    const error = await refusal(connection.http.call({ method: "POST", path: "/two" }, ({ body }) => body));
    expect(error.message).toContain("it asks to wait 100 s");
    await first;
    expect(server.calls()).not.toContain("POST /two");
  });
});

describe("the user who waits", () => {
  it("gets one message about a wait of more than ten seconds, however many calls wait", async () => {
    const server = await serve((_, nth) => (nth <= 5 ? limited({ "retry-after": "60" }) : fine));
    const { send, messages } = oneginiAt(server.url);
    await Promise.all([1, 2, 3, 4, 5].map(() => send("GET")));
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(
      /^Onegini limits the rate of requests. Waiting 60 s .*onegini:retryTimeoutSeconds allows 300 s/,
    );
  });

  it("gets no message about short waits", async () => {
    const server = await serve(once(limited({ "retry-after": "9" })));
    const { send, messages } = oneginiAt(server.url);
    await send("GET");
    expect(messages).toEqual([]);
  });

  it("gets another message about the next long wait", async () => {
    const server = await serve((_, nth) => (nth <= 2 ? limited({ "retry-after": "20" }) : fine));
    const { send, messages } = oneginiAt(server.url);
    await send("GET");
    expect(messages).toHaveLength(2);
  });

  it("gets the reason where OneLogin is in trouble for long", async () => {
    const token = { body: { access_token: "a-token-of-onelogin" } };
    const server = await serve(({ url }, nth) =>
      url.startsWith("/auth") ? token : nth <= 7 ? { status: 503, body: { message: "maintenance" } } : fine,
    );
    const { connection, messages } = oneloginAt(server.url);
    await connection.http.call({ method: "GET", path: "/api/2/x" }, ({ body }) => body).catch(() => undefined);
    for (const message of messages) expect(message).toContain("OneLogin: maintenance");
  });
});

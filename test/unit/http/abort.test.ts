import { describe, expect, it } from "vitest";
import { array } from "../../../provider/http/decode";
import { gate } from "../../support/gate";
import { refusal } from "../../support/refusal";
import { type Reply, type Seen, serve } from "../../support/server";
import { until } from "../../support/until";
import { oneginiAt, oneloginAt } from "../support/connections";

// Once Pulumi is told to stop, what waits ends at once. A write under way has some seconds to tell its outcome.

const fine: Reply = { body: { fine: true } };
const isToken = ({ url }: Seen) => url.startsWith("/auth");

/** How a call ends that never reached the service. */
const unsent = {
  name: "ServiceError",
  effect: "none",
  status: undefined,
  reason: "Pulumi was told to stop before the request was sent",
};
const againStopped = expect.stringMatching(/; Pulumi was told to stop before the next attempt$/);
const stopped = { name: "ServiceError", status: undefined, reason: expect.stringMatching(/^Pulumi was told to stop/) };

describe("after the abort", () => {
  it("what queues for its turn ends at once, and is never sent", async () => {
    const server = await serve(() => "hang");
    const { send, abort } = oneginiAt(server.url, { maxConcurrency: 2 });
    // Two writes are under way, and keep their places for some seconds.
    for (const write of ["PUT", "POST"] as const) send(write).catch(() => undefined);
    await until(() => server.seen.length === 2);
    const calls = Array.from({ length: 30 }, (_, i) => refusal(send(i % 2 ? "POST" : "GET", `/${i}`)));
    await new Promise(setImmediate);
    abort();
    for (const error of await Promise.all(calls)) expect(error).toMatchObject(unsent);
    expect(server.seen).toHaveLength(2);
  });

  it("what waits since the service limits the rate of requests ends at once", async () => {
    const server = await serve(() => ({ status: 429, headers: { "retry-after": "60" } }));
    const { send, clock, abort } = oneginiAt(server.url);
    const limited = refusal(send("POST", "/one"));
    await until(() => clock.waits.includes(60_000));
    const other = refusal(send("GET", "/other"));
    abort();
    expect(await limited).toMatchObject({ status: 429, effect: "none", reason: againStopped });
    expect(await other).toMatchObject(unsent);
    expect([server.calls(), clock.elapsed]).toEqual([["POST /one"], 0]);
  });

  it("what keeps its distance to other calls ends at once", async () => {
    const headers = { "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "10", "x-ratelimit-reset": "3600" };
    const server = await serve(() => ({ headers, body: {} }));
    const { send, clock, abort } = oneginiAt(server.url);
    await send("GET");
    await send("GET");
    const third = refusal(send("POST"));
    await until(() => clock.waits.length > 0);
    abort();
    expect(await third).toMatchObject(unsent);
    expect([server.seen.length, clock.elapsed]).toEqual([2, 0]);
  });

  it("what waits before it is tried again ends at once, and says what was known", async () => {
    const server = await serve(() => ({ status: 503, body: { message: "down" } }));
    const { send, clock, abort } = oneginiAt(server.url);
    const get = refusal(send("GET"));
    await until(() => clock.waits.length > 0);
    abort();
    expect(await get).toMatchObject({ status: 503, reason: "down; Pulumi was told to stop before the next attempt" });
    expect([server.seen.length, clock.elapsed]).toEqual([1, 0]);
  });

  it("a change that may have been made in an earlier attempt leaves that open", async () => {
    const server = await serve(() => "drop");
    const { send, clock, abort } = oneginiAt(server.url);
    const patch = refusal(send("PATCH"));
    await until(() => clock.waits.length > 0);
    abort();
    expect(await patch).toMatchObject({ effect: "unknown", reason: againStopped });
  });

  it("a read under way ends at once, and isn't sent again", async () => {
    const server = await serve(() => "hang");
    const { send, clock, abort } = oneginiAt(server.url);
    const get = refusal(send("GET"));
    await until(() => server.seen.length === 1);
    abort();
    expect(await get).toMatchObject(stopped);
    expect([server.seen.length, clock.elapsed]).toEqual([1, 0]);
  });

  it("a token under way is given up, and what waits for it was surely not sent", async () => {
    const server = await serve((seen) => (isToken(seen) ? "hang" : fine));
    const { send, abort } = oneloginAt(server.url);
    const calls = [send("POST", "/api/2/x"), send("GET", "/api/2/x")].map(refusal);
    await until(() => server.seen.length === 1);
    abort();
    for (const error of await Promise.all(calls)) expect(error).toMatchObject({ ...stopped, effect: "none" });
    expect(server.calls()).toEqual(["POST /auth/oauth2/v2/token"]);
  });

  it("a call that comes is not sent", async () => {
    const server = await serve(() => fine);
    const { send, abort } = oneginiAt(server.url);
    abort();
    for (const method of ["GET", "POST", "DELETE"] as const) expect(await refusal(send(method))).toMatchObject(unsent);
    expect(server.seen).toEqual([]);
  });

  it("a look that a write would wait for isn't taken, and the write isn't sent", async () => {
    const server = await serve(() => fine);
    const { send, abort } = oneginiAt(server.url);
    const looks: string[] = [];
    const recheck = { isDue: () => true, run: async () => void looks.push("looked") };
    abort();
    expect(await refusal(send("POST", "/thing", { recheck }))).toMatchObject(unsent);
    expect([looks, server.seen]).toEqual([[], []]);
  });
});

describe("a write under way at the abort", () => {
  const methods = ["POST", "PUT", "PATCH", "DELETE"] as const;

  it.each(methods)("is done when its answer comes within some seconds: %s", async (method) => {
    const held = gate();
    const server = await serve(() => held.opened.then(() => fine));
    const { send, clock, abort } = oneginiAt(server.url);
    const writing = send(method);
    await until(() => server.seen.length === 1);
    abort();
    clock.pass(2.9);
    held.open();
    expect(await writing).toEqual({ fine: true });
  });

  it.each(methods)("ends after some seconds without an answer, and may still be at work: %s", async (method) => {
    const server = await serve(() => "hang");
    const { send, clock, abort } = oneginiAt(server.url);
    const writing = refusal(send(method));
    await until(() => server.seen.length === 1);
    abort();
    clock.pass(3);
    expect(await writing).toMatchObject({
      effect: "late",
      reason: "Pulumi was told to stop while waiting for the response; the service may still be processing the request",
    });
    expect(server.seen).toHaveLength(1);
  });

  it("that fails meanwhile isn't sent again", async () => {
    const held = gate();
    const server = await serve(() => held.opened.then((): Reply => ({ status: 503, body: { message: "down" } })));
    const { send, abort } = oneginiAt(server.url);
    const writing = refusal(send("PATCH"));
    await until(() => server.seen.length === 1);
    abort();
    held.open();
    expect(await writing).toMatchObject({ status: 503, reason: "down", effect: "unknown" });
    expect(server.seen).toHaveLength(1);
  });

  it("that was limited meanwhile isn't waited for", async () => {
    const held = gate();
    const server = await serve(() => held.opened.then((): Reply => ({ status: 429, headers: { "retry-after": "9" } })));
    const { send, clock, abort } = oneginiAt(server.url);
    const writing = refusal(send("POST"));
    await until(() => server.seen.length === 1);
    abort();
    held.open();
    expect(await writing).toMatchObject({ status: 429, effect: "none" });
    expect(clock.elapsed).toBe(0);
  });

  it("whose answer says something else than documented leaves open what was done", async () => {
    const held = gate();
    const server = await serve(() => held.opened.then((): Reply => ({ body: {} })));
    const { connection, abort } = oneginiAt(server.url);
    const request = { method: "POST", path: "/x" } as const;
    const writing = refusal(connection.http.call(request, ({ body }) => array(body, "it")));
    await until(() => server.seen.length === 1);
    abort();
    held.open();
    expect(await writing).toMatchObject({ effect: "unknown" });
  });
});

it("very many calls that wait for one signal are no leak", async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => void warnings.push(warning);
  process.on("warning", onWarning);
  const server = await serve(() => fine);
  const { send } = oneginiAt(server.url, { maxConcurrency: 2 });
  await Promise.all(Array.from({ length: 200 }, () => send("GET")));
  await new Promise(setImmediate);
  process.off("warning", onWarning);
  expect(warnings).toEqual([]);
});

import { describe, expect, it } from "vitest";
import { array } from "../../../provider/http/decode";
import { refusal } from "../../support/refusal";
import { type Reply, type Seen, serve } from "../../support/server";
import { oneginiAt, oneloginAt } from "../support/connections";

const token: Reply = { body: { access_token: "a-token-of-onelogin" } };
const isToken = ({ url }: Seen) => url.startsWith("/auth");

/** What becomes of a POST whose end comes after so many seconds. */
async function endAfter(seconds: number, reply: Reply) {
  const server = await serve((seen) => {
    if (isToken(seen)) return token;
    clock.pass(seconds);
    return reply;
  });
  const { connection, clock } = oneloginAt(server.url);
  // What it documents is a list.
  const posting = connection.http.call({ method: "POST", path: "/api/2/x" }, ({ body }) => array(body, "it"));
  const error = await refusal(posting);
  expect(server.seen.filter((seen) => !isToken(seen))).toHaveLength(1);
  return error.effect;
}

const troubles: [string, Reply][] = [
  ["a dropped connection", "drop"],
  ["a gateway's 502", { status: 502, body: "<html>Bad Gateway</html>" }],
  ["a gateway's 503 in JSON", { status: 503, body: { message: "no upstream" } }],
  ["a 500 in another form than documented", { status: 500, body: { error: "Internal Server Error", status: 500 } }],
  ["Cloudflare's 520", { status: 520 }],
  ["an answer that isn't JSON", { body: "<html>It works!</html>" }],
  ["an answer of a wrong shape", { body: {} }],
  ["a redirect", { status: 302, headers: { location: "/login" } }],
];

describe("a POST that ends in trouble", () => {
  it.each(troubles)("after more than five seconds may be at work still: %s", async (_, reply) => {
    expect(await endAfter(5.1, reply)).toBe("late");
  });

  it.each(troubles)("before that has ended, one way or the other: %s", async (_, reply) => {
    expect(await endAfter(5, reply)).toBe("unknown");
  });

  it.each([504, 524])("in a %i may be at work still, however soon", async (status) => {
    expect(await endAfter(0, { status, body: "<html>" })).toBe("late");
  });

  it("in the service's own documented error has ended, however late", async () => {
    const body = { message: "Internal error", statusCode: 500, name: "InternalServerError" };
    expect(await endAfter(60, { status: 500, body })).toBe("unknown");
  });

  it.each([400, 401, 403, 404, 409, 422])("in a refusal has surely done nothing, however late: %i", async (status) => {
    const server = await serve(() => {
      clock.pass(60);
      return { status, body: {} };
    });
    const { send, clock } = oneginiAt(server.url);
    expect(await refusal(send("POST"))).toMatchObject({ status, effect: "none" });
  });

  it("is timed by a clock that nobody sets", async () => {
    const server = await serve((seen) => {
      if (isToken(seen)) return token;
      clock.setTimeOfDay(3600);
      return "drop";
    });
    const { send, clock } = oneloginAt(server.url);
    expect(await refusal(send("POST", "/api/2/x"))).toMatchObject({ effect: "unknown" });
  });
});

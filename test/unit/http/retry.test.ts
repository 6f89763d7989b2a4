import { describe, expect, it } from "vitest";
import { ServiceError } from "../../../provider/http/errors";
import { retryPolicy } from "../../../provider/http/policy";
import { refusal } from "../../support/refusal";
import { deadPort, type Reply, serve } from "../../support/server";
import { oneginiAt } from "../support/connections";

const methods = ["GET", "PUT", "PATCH", "DELETE", "POST"] as const;
const repeatable = ["GET", "PUT", "PATCH", "DELETE"] as const;
const troubles = [408, 500, 502, 503, 504, 520, 521, 522, 523, 524];
/** Those of them that say that something in between has stopped waiting. */
const late = [504, 524];

/** The first answers, and a good one for every call after them. */
const first =
  (...replies: Reply[]) =>
  (_: unknown, nth: number): Reply =>
    replies[nth - 1] ?? { body: { fine: true } };

describe("a call that may be repeated", () => {
  it.each(repeatable.flatMap((method) => troubles.map((status) => [method, status] as const)))(
    "sends a %s again after %i",
    async (method, status) => {
      const server = await serve(first({ status, body: { message: "down" } }));
      expect(await oneginiAt(server.url).send(method)).toEqual({ fine: true });
      expect(server.calls()).toEqual([`${method} /thing`, `${method} /thing`]);
    },
  );

  it.each(repeatable)("sends a %s again after a dropped connection", async (method) => {
    const server = await serve(first("drop", "drop"));
    expect(await oneginiAt(server.url).send(method)).toEqual({ fine: true });
    expect(server.seen).toHaveLength(3);
  });

  it("sends the same body again", async () => {
    const server = await serve(first({ status: 503 }, "drop"));
    await oneginiAt(server.url).send("PUT", "/thing", { body: { scopes: ["a"] } });
    expect(server.seen.map(({ body }) => body)).toEqual(Array(3).fill('{"scopes":["a"]}'));
  });

  it("gives up after the policy's number of attempts, with the last answer's reason", async () => {
    const server = await serve((_, nth) => ({ status: 503, body: { message: `down ${nth}` } }));
    const error = await refusal(oneginiAt(server.url).send("GET"));
    expect(server.seen).toHaveLength(retryPolicy.attempts);
    expect(error.message).toContain(`Onegini answered 503 to GET /thing: down ${retryPolicy.attempts}`);
  });

  it("waits longer each time, with jitter, and at most twenty seconds", async () => {
    const server = await serve(() => ({ status: 503 }));
    const { send, clock } = oneginiAt(server.url, { retryTimeoutSeconds: 999 });
    await refusal(send("GET"));
    // random() is 1 here, so these are the ceilings.
    expect(clock.waits).toEqual([500, 1000, 2000, 4000, 8000]);
  });

  it.each([400, 403, 404, 405, 409, 410, 422, 501])("does not send a GET again after %i", async (status) => {
    const server = await serve(() => ({ status, body: { message: "no" } }));
    expect(await refusal(oneginiAt(server.url).send("GET"))).toMatchObject({ status, reason: "no" });
    expect(server.seen).toHaveLength(1);
  });
});

describe("a POST", () => {
  it.each(troubles.filter((status) => !late.includes(status)))(
    "is not sent again after %i, and its outcome is unknown",
    async (status) => {
      const server = await serve(() => ({ status }));
      expect(await refusal(oneginiAt(server.url).send("POST"))).toMatchObject({ status, effect: "unknown" });
      expect(server.calls()).toEqual(["POST /thing"]);
    },
  );

  it.each(late)("is not sent again after %i, and may still be at work", async (status) => {
    const server = await serve(() => ({ status }));
    expect(await refusal(oneginiAt(server.url).send("POST"))).toMatchObject({ status, effect: "late" });
    expect(server.calls()).toEqual(["POST /thing"]);
  });

  it("is not sent again after a dropped connection, and its outcome is unknown", async () => {
    const server = await serve(() => "drop");
    const error = await refusal(oneginiAt(server.url).send("POST"));
    expect(error).toMatchObject({ status: undefined, effect: "unknown" });
    expect(server.seen).toHaveLength(1);
  });

  it("is not sent again after a timeout, and may still be at work", async () => {
    const server = await serve(() => "hang");
    const error = await refusal(oneginiAt(server.url, { requestTimeoutSeconds: 0.05 }).send("POST"));
    expect(error).toMatchObject({ effect: "late", reason: "no response within 0.05 s" });
    expect(server.seen).toHaveLength(1);
  });

  it("is not sent again after an answer that can't be read", async () => {
    const server = await serve(() => ({ status: 201, body: "<html>" }));
    expect(await refusal(oneginiAt(server.url).send("POST"))).toMatchObject({ effect: "unknown", status: 201 });
    expect(server.seen).toHaveLength(1);
  });

  it("is sent again after a 429", async () => {
    const server = await serve(first({ status: 429, headers: { "retry-after": "3" } }));
    expect(await oneginiAt(server.url).send("POST")).toEqual({ fine: true });
    expect(server.seen).toHaveLength(2);
  });

  it("is sent again after a refused connection, which surely did nothing", async () => {
    const { send, clock } = oneginiAt(`http://127.0.0.1:${await deadPort()}`);
    const error = await refusal(send("POST"));
    expect(error).toMatchObject({ effect: "none", status: undefined });
    expect(clock.waits).toHaveLength(retryPolicy.attempts - 1);
    expect(error.message).toMatch(/^Onegini request failed \(POST \/thing\): .*ECONNREFUSED.*Check that onegini:url/);
  });
});

describe("every method", () => {
  it.each(methods)("fails with a branded error when a %s is refused", async (method) => {
    const server = await serve(() => ({ status: 400, body: { error: "invalid_request", details: ["name"] } }));
    const error = await refusal(oneginiAt(server.url).send(method));
    expect(ServiceError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ service: "Onegini", method, path: "/thing", status: 400, effect: "none" });
    for (const reserved of ["id", "code", "details", "metadata", "properties"])
      expect(error).not.toHaveProperty(reserved);
  });

  it.each(methods)("asks a %s that answers nonsense at most three times, a POST once", async (method) => {
    const server = await serve(() => ({ body: "<html>It works!</html>" }));
    const error = await refusal(oneginiAt(server.url).send(method));
    expect(server.seen).toHaveLength(method === "POST" ? 1 : retryPolicy.unreadableAttempts);
    expect(error.message).toContain("the response is not JSON");
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listOf, record, text } from "../../../provider/http/decode";
import { path } from "../../../provider/http/request";
import { refusal } from "../../support/refusal";
import { type Reply, serve } from "../../support/server";
import { until } from "../../support/until";
import { oneginiAt, oneloginAt } from "../support/connections";

describe("a redirect", () => {
  it.each([301, 302, 303, 307, 308])("with %i is refused, and nothing is sent to where it points", async (status) => {
    const target = await serve(() => ({ body: {} }));
    const server = await serve(() => ({ status, headers: { location: `${target.url}/stolen` } }));
    for (const method of ["GET", "POST", "PATCH", "DELETE"] as const) {
      const error = await refusal(oneginiAt(server.url).send(method));
      expect(error.message).toContain("it is a redirect, which isn't followed because the request carries credentials");
    }
    expect(target.seen).toEqual([]);
    expect(server.seen).toHaveLength(4);
  });

  it("of the token endpoint is refused, too", async () => {
    const target = await serve(() => ({ body: { access_token: "canary-token" } }));
    const server = await serve(() => ({ status: 307, headers: { location: target.url } }));
    await refusal(oneloginAt(server.url).send("GET"));
    expect(target.seen).toEqual([]);
  });
});

describe("a value in a path", () => {
  const at = (id: string) => path`/api/v1/configuration/api-clients/${id}`;

  it.each([
    ["a/../b", "a%2F..%2Fb"],
    ["../../admin", "..%2F..%2Fadmin"],
    ["50%", "50%25"],
    ["%2e%2e", "%252e%252e"],
    ["a?page=1", "a%3Fpage%3D1"],
    ["a#b", "a%23b"],
    ["a b+c", "a%20b%2Bc"],
    ["ünïcödé-東京-🙂", encodeURIComponent("ünïcödé-東京-🙂")],
    ["a\\..\\b", "a%5C..%5Cb"],
    ["//evil.example", "%2F%2Fevil.example"],
    ["a;b@c:d", "a%3Bb%40c%3Ad"],
    ["line\nbreak", "line%0Abreak"],
    ["...", "..."],
    ["constructor", "constructor"],
  ])("reaches exactly its own segment: %j", async (id, segment) => {
    const server = await serve(() => ({ body: {} }));
    await oneginiAt(`${server.url}/oauth`).send("GET", at(id));
    expect(server.calls()).toEqual([`GET /oauth/api/v1/configuration/api-clients/${segment}`]);
  });

  it("is decoded to the same value by a server, whatever it is", async () => {
    const server = await serve(() => ({ body: {} }));
    const { send } = oneginiAt(server.url);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", minLength: 1 }), async (id) => {
        fc.pre(id !== "." && id !== "..");
        await send("GET", at(id));
        const url = server.seen.at(-1)?.url ?? "";
        expect(url.split("/")).toHaveLength(6);
        expect(decodeURIComponent(url.split("/")[5] as string)).toBe(id);
      }),
      { numRuns: 100 },
    );
  }, 30_000);

  it.each(["", ".", ".."])("is refused when no path can name it: %j", (id) => {
    expect(() => at(id)).toThrow("can't be part of a URL path");
  });

  it("is refused with a sentence when it is no well-formed text", () => {
    expect(() => at("\ud800")).toThrow(/can't be part of a URL path/);
  });
});

describe("an answer that doesn't come", () => {
  it("ends after requestTimeoutSeconds, and the error names the setting", async () => {
    const server = await serve(() => "hang");
    const error = await refusal(oneginiAt(server.url, { requestTimeoutSeconds: 0.05 }).send("POST"));
    expect(error.message).toMatch(/no response within 0.05 s\. .*onegini:requestTimeoutSeconds/);
  });

  it("ends there even when its body trickles in", async () => {
    let timer: NodeJS.Timeout | undefined;
    const server = await serve(() => (response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write("[");
      timer = setInterval(() => response.write("1,"), 10);
      response.on("close", () => clearInterval(timer));
    });
    const error = await refusal(oneginiAt(server.url, { requestTimeoutSeconds: 0.1 }).send("POST"));
    expect(error).toMatchObject({ effect: "late", reason: "no response within 0.1 s" });
  });

  it("doesn't occupy the service any longer", async () => {
    let closed = 0;
    const server = await serve(() => (response) => {
      response.on("close", () => closed++);
    });
    await refusal(oneginiAt(server.url, { requestTimeoutSeconds: 0.05, maxConcurrency: 1 }).send("GET"));
    await until(() => closed === server.seen.length);
    expect(server.busiest()).toBe(1);
  });
});

describe("an answer's body", () => {
  const longest = 16 * 1024 * 1024;
  const big = (bytes: number): Reply => ({ body: `"${"x".repeat(bytes - 2)}"` });

  it("is refused when it's longer than 16 MiB, and isn't asked for again", async () => {
    const server = await serve(() => big(longest + 1));
    const error = await refusal(oneginiAt(server.url).send("GET"));
    expect(error.message).toContain("the response is longer than 16 MiB");
    expect(server.seen).toHaveLength(1);
  });

  it("is refused when it never ends, too", async () => {
    const chunk = Buffer.alloc(1024 * 1024, " ");
    const server = await serve(() => (response) => {
      const more = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on("drain", more);
      more();
    });
    expect((await refusal(oneginiAt(server.url).send("POST"))).message).toContain("longer than 16 MiB");
  });

  it("may be empty", async () => {
    const server = await serve(() => ({ status: 204 }));
    expect(await oneginiAt(server.url).send("DELETE")).toBeUndefined();
  });

  it("that is cut off is no answer", async () => {
    const server = await serve(() => (response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
      response.write('{"name":');
      setImmediate(() => response.destroy());
    });
    expect(await refusal(oneginiAt(server.url).send("POST"))).toMatchObject({ effect: "unknown" });
  });

  it.each(["<html>502 Bad Gateway</html>", '{"name":', "nonsense", "\u0000"])(
    "that isn't JSON is an error: %j",
    async (body) => {
      const server = await serve(() => ({ body }));
      const error = await refusal(oneginiAt(server.url).send("GET"));
      expect(error.message).toMatch(/the response is not JSON\. Check that onegini:url \(now http/);
    },
  );

  it("of an error that isn't JSON is never quoted", async () => {
    const server = await serve(() => ({ status: 502, body: "<html>nginx at 10.0.0.7</html>" }));
    const { message } = await refusal(oneginiAt(server.url).send("POST"));
    expect(message).toContain("Onegini answered 502 to POST /thing: the response is not JSON");
    expect(message).not.toContain("nginx");
  });

  it.each([null, 5, "text", [], [[]], { name: 5 }, { name: null }, {}])(
    "of a wrong shape is an error and no guess: %j",
    async (body) => {
      const server = await serve(() => ({ body: JSON.stringify(body) }));
      const { connection } = oneginiAt(server.url);
      const error = await refusal(
        connection.http.call({ method: "GET", path: "/x" }, (answer) => text(record(answer.body).name, "name")),
      );
      expect(error.message).toContain("the response doesn't match the service's documentation");
    },
  );

  it("of any JSON and any status ends in an answer or in an error of ours", async () => {
    let reply: Reply = {};
    const server = await serve(() => reply);
    const { connection } = oneginiAt(server.url);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 200, max: 599 }), fc.jsonValue(), async (status, body) => {
        reply = { status, body: [204, 205, 304].includes(status) ? "" : JSON.stringify(body) };
        const end = await connection.http
          .call({ method: "POST", path: "/x", attempts: 1 }, ({ body }) => listOf(body, "it", text))
          .catch((e) => e);
        expect(Array.isArray(end) || end.name === "ServiceError").toBe(true);
      }),
      { numRuns: 150 },
    );
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

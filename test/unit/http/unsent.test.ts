import type { Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { rawServer } from "../../support/rawServer";
import { refusal } from "../../support/refusal";
import { serve } from "../../support/server";
import { oneginiAt } from "../support/connections";
import { hostname, noProxies, proxyTo } from "../support/secure";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A POST of more than any machine's buffers hold. */
const huge = { body: { text: "x".repeat(40_000_000) }, attempts: 1 };

describe("a POST whose request can't have reached the service as a whole has surely done nothing:", () => {
  it("TLS to a port that speaks plain HTTP", async () => {
    noProxies();
    const server = await serve(() => ({ body: {} }));
    const error = await refusal(oneginiAt(server.url.replace("http:", "https:")).send("POST"));
    expect(error).toMatchObject({ effect: "none", status: undefined });
    expect(error.message).toMatch(/TLS failed: .*Check that onegini:url \(now https:/);
    // Paths and lines of OpenSSL's own source help nobody.
    expect(error.message).not.toMatch(/\.c:\d|[/\\]deps[/\\]/);
    expect(server.seen).toEqual([]);
  });

  it("TLS to something that speaks no protocol that is known here", async () => {
    noProxies();
    const { port } = await rawServer((socket) => socket.end("220 mail.example ESMTP\r\n"));
    const error = await refusal(oneginiAt(`https://127.0.0.1:${port}`).send("POST"));
    expect(error).toMatchObject({ effect: "none", status: undefined });
  });

  it("TLS that is never answered", async () => {
    noProxies();
    const { port } = await rawServer((socket) => socket.resume());
    const { send } = oneginiAt(`https://127.0.0.1:${port}`, { requestTimeoutSeconds: 0.05 });
    const error = await refusal(send("POST"));
    expect(error).toMatchObject({ effect: "none", reason: "no connection within 0.05 s" });
    expect(error.message).toContain("onegini:requestTimeoutSeconds");
  });

  it("a connection that is reset while TLS is agreed on", async () => {
    noProxies();
    const { port, accepted } = await rawServer((socket) => {
      socket.once("data", () => socket.resetAndDestroy());
      socket.resume();
    });
    expect(await refusal(oneginiAt(`https://127.0.0.1:${port}`).send("POST"))).toMatchObject({ effect: "none" });
    // It may be sent again, and was.
    expect(accepted()).toBe(6);
  });

  it("a connection that is reset before all of its body was sent", async () => {
    const { port } = await rawServer((socket) => socket.once("readable", () => socket.resetAndDestroy()));
    const error = await refusal(oneginiAt(`http://127.0.0.1:${port}`).send("POST", "/x", huge));
    expect(error).toMatchObject({ effect: "none", status: undefined });
  });

  it("a time that is over before all of its body was sent", async () => {
    const { port } = await rawServer(() => undefined);
    const { send } = oneginiAt(`http://127.0.0.1:${port}`, { requestTimeoutSeconds: 0.05 });
    const error = await refusal(send("POST", "/x", huge));
    expect(error).toMatchObject({ effect: "none", reason: "no connection within 0.05 s" });
  });
});

describe("a POST that has reached the service as a whole may have done its work:", () => {
  it.each([
    ["a connection that is closed without an answer", "closed"],
    ["a connection that is reset without an answer", "reset"],
    ["an answer that is cut off", "cut"],
    ["an answer that isn't HTTP", "nonsense"],
  ] as const)("%s", async (_, how) => {
    const answer = {
      closed: "",
      cut: "HTTP/1.1 201 Created\r\nContent-Length: 90\r\n\r\n{",
      nonsense: "\u0001\u0002\r\n",
    };
    const { port, accepted } = await rawServer((socket) => {
      let got = "";
      socket.on("data", (chunk) => {
        got += chunk;
        if (!got.endsWith('{"name":"n"}')) return;
        if (how === "reset") socket.resetAndDestroy();
        else socket.end(answer[how]);
      });
      socket.resume();
    });
    const error = await refusal(oneginiAt(`http://127.0.0.1:${port}`).send("POST", "/x", { body: { name: "n" } }));
    expect(error).toMatchObject({ effect: "unknown" });
    expect(accepted()).toBe(1);
  });
});

describe("a POST through a proxy that makes no tunnel has surely done nothing:", () => {
  const through = (port: number, requestTimeoutSeconds = 30) => {
    noProxies();
    vi.stubEnv("HTTPS_PROXY", `http://127.0.0.1:${port}`);
    return oneginiAt(`https://${hostname}`, { requestTimeoutSeconds });
  };

  it.each([
    "407 Proxy Authentication Required",
    "403 Forbidden",
    "500 Internal Server Error",
    "502 Bad Gateway",
    "503 Service Unavailable",
    "504 Gateway Timeout",
  ])("one that answers %s", async (refuseWith) => {
    const proxy = await proxyTo(1, refuseWith);
    expect(await refusal(through(proxy.port).send("POST"))).toMatchObject({ effect: "none" });
  });

  it("one that resets the connection", async () => {
    const { port } = await rawServer((socket) => {
      socket.once("data", () => socket.resetAndDestroy());
      socket.resume();
    });
    expect(await refusal(through(port).send("POST"))).toMatchObject({ effect: "none", status: undefined });
  });

  it.each([
    ["closes the connection", (socket: Socket) => socket.once("data", () => socket.end())],
    ["never answers", () => undefined],
  ])("one that %s", async (_, ends) => {
    const { port } = await rawServer((socket) => {
      ends(socket);
      socket.resume();
    });
    const error = await refusal(through(port, 0.05).send("POST"));
    expect(error).toMatchObject({ effect: "none", reason: "no connection within 0.05 s" });
  });
});

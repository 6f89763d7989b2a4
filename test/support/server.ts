import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** One request as the server got it. */
export interface Seen {
  method: string;
  /** Undecoded, with its query. */
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export type Reply =
  /** A body that isn't a string is sent as JSON. */
  | { status?: number; headers?: Record<string, string>; body?: unknown }
  /** The connection is destroyed without an answer. */
  | "drop"
  /** No answer, ever. */
  | "hang"
  | ((response: ServerResponse) => void);

export interface TestServer {
  url: string;
  seen: Seen[];
  /** The requests as `GET /path`, in their order. */
  calls(): string[];
  /** The most requests that it had to answer at one time. */
  busiest(): number;
  close(): Promise<void>;
}

/** A server on loopback that answers as it's told, until the test ends. `nth` counts from 1. */
export async function serve(answer: (seen: Seen, nth: number) => Reply | Promise<Reply>): Promise<TestServer> {
  const seen: Seen[] = [];
  let running = 0;
  let busiest = 0;
  const server = createServer((request, response) => {
    busiest = Math.max(busiest, ++running);
    response.on("close", () => running--);
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", async () => {
      const { method = "", url = "", headers } = request;
      const one: Seen = { method, url, headers, body: Buffer.concat(chunks).toString() };
      seen.push(one);
      send(response, await answer(one, seen.length));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const close = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  onTestFinished(close);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    calls: () => seen.map(({ method, url }) => `${method} ${url}`),
    busiest: () => busiest,
    close,
  };
}

/** A port on which nothing listens. */
export async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply === "hang") return;
  if (reply === "drop") {
    response.destroy();
    return;
  }
  if (typeof reply === "function") {
    reply(response);
    return;
  }
  const { status = 200, headers = {}, body } = reply;
  const text = typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(text);
}

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll } from "vitest";
import { documented } from "./documented";

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

/** A service that gives any answer a test wants, and remembers the requests. */
export class HostileService {
  requests: { method: string; path: string }[] = [];
  answer: (method: string, path: string) => Answer = documented;
  private readonly server = createServer((request, response) => void this.reply(request, response));

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "" } = request;
    this.requests.push({ method, path: url });
    for await (const _ of request);
    const { status, headers = {}, body = "" } = this.answer(method, url);
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(body);
  }
}

/** A service for all tests of a file. */
export function hostileServiceForAll(): HostileService {
  const service = new HostileService();
  beforeAll(() => service.start());
  afterAll(() => service.close());
  return service;
}

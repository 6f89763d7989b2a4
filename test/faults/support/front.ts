import { createServer, type IncomingMessage, type Server, type ServerResponse, request as send } from "node:http";
import type { AddressInfo } from "node:net";

/** Stands before a sandbox and does what no server can do to itself: not listen. */
export class Front {
  private server: Server;
  private constructor(
    private readonly target: URL,
    private port: number,
  ) {
    this.server = this.make();
  }

  static async before(target: string): Promise<Front> {
    const front = new Front(new URL(target), 0);
    await front.accept();
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Connections are refused from now on, and those there are end. */
  async refuse(): Promise<void> {
    const closed = new Promise((done) => this.server.close(done));
    this.server.closeAllConnections();
    await closed;
  }

  async accept(): Promise<void> {
    this.server = this.make();
    await new Promise<void>((done, failed) => {
      this.server.once("error", failed);
      this.server.listen(this.port, "127.0.0.1", done);
    });
    this.port = (this.server.address() as AddressInfo).port;
  }

  async reset(): Promise<void> {
    if (!this.server.listening) await this.accept();
  }

  private make(): Server {
    return createServer((request, response) => void this.pass(request, response));
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk);
    const { method = "", url = "", headers } = request;
    const onward = send(new URL(url, this.target), { method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    onward.end(Buffer.concat(body));
  }
}

/** A server that nobody should ever ask. */
export async function startEvil(): Promise<{ url: string; asked: string[]; close(): void }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? ""}`);
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked, close: () => server.close() };
}

import type { ControlCalls } from "../core/resource";

/** Sends calls to the control interface over HTTP. */
export class HttpControlCalls implements ControlCalls {
  /** Paths are relative to this URL. */
  constructor(private readonly url: string) {}

  async get<T>(path: string): Promise<T> {
    return (await (await this.fetch("GET", path)).json()) as T;
  }

  async find<T>(path: string): Promise<T | undefined> {
    const response = await this.fetch("GET", path, undefined, 404);
    return response.ok ? ((await response.json()) as T) : undefined;
  }

  async post<T>(path: string, body: object): Promise<T> {
    return (await (await this.fetch("POST", path, body)).json()) as T;
  }

  async create(path: string, attributes: object): Promise<number> {
    return (await this.post<{ id: number }>(path, attributes)).id;
  }

  async send(method: string, path: string, body?: unknown): Promise<void> {
    await (await this.fetch(method, path, body)).arrayBuffer();
  }

  private async fetch(method: string, path: string, body?: unknown, accepted?: number): Promise<Response> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    if (response.ok || response.status === accepted) return response;
    throw new Error(`the sandbox refused ${method} ${path} with ${response.status}: ${await response.text()}`);
  }
}

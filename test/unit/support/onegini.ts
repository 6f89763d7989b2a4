import { gate } from "../../support/gate";
import { type Reply, type Seen, serve, type TestServer } from "../../support/server";
import { oneginiAt } from "./connections";

const base = "/api/v1/configuration/api-clients";

/** Onegini's reads in memory: pages of 100 from 0, and clients one by one, in whatever order and time. */
export class Clients {
  ids: string[] = [];
  /** What a client is called by and by, so that an old answer can be told from a new one. */
  name = (_id: string): string => "a name";
  /** Strikes before an answer is made. */
  before: (seen: Seen) => Reply | undefined | Promise<Reply | undefined> = () => undefined;
  readonly calls: string[] = [];

  private constructor() {}

  static async start(): Promise<Clients & { url: string; server: TestServer }> {
    const clients = new Clients();
    const server = await serve((seen) => clients.answer(seen));
    return Object.assign(clients, { url: server.url, server });
  }

  get pageCalls(): string[] {
    return this.calls.filter((call) => call.includes("?page="));
  }

  /** This page's answer waits until somebody opens the gate. */
  hold(page: number) {
    const held = gate();
    this.before = async ({ url }) => {
      if (url.endsWith(`?page=${page}`)) await held.opened;
      return undefined;
    };
    return held;
  }

  private async answer(seen: Seen): Promise<Reply> {
    this.calls.push(`${seen.method} ${seen.url.replace(base, "")}`);
    const instead = await this.before(seen);
    if (instead) return instead;
    const page = /\?page=(\d+)$/.exec(seen.url)?.[1];
    if (page !== undefined) {
      const from = Number(page) * 100;
      return { body: { result: this.ids.slice(from, from + 100).map((id) => this.wire(id)) } };
    }
    const id = decodeURIComponent(seen.url.slice(base.length + 1));
    return this.ids.includes(id)
      ? { body: this.wire(id) }
      : { status: 404, body: { error: "not_found", message: "no such client" } };
  }

  private wire(id: string) {
    return { client_id: id, name: this.name(id), scopes: [], public_base_uri: "" };
  }
}

/** The directory of a process that knows nothing yet of this service. */
export function directoryAt({ url }: { url: string }) {
  const { connection, clock } = oneginiAt(url);
  return { directory: connection.apiClients, clock };
}

export const isPage = ({ url }: Seen): boolean => url.includes("?page=");

/** So many ids. */
export const numbered = (count: number, from = 0) => Array.from({ length: count }, (_, i) => `client-${from + i}`);

/** Asks for all of them, at most so many at one time, as the engine does in a refresh. */
export async function findAll(directory: { read(id: string): Promise<unknown> }, ids: string[], parallel: number) {
  const found = new Map<string, unknown>();
  const left = [...ids];
  const worker = async () => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) found.set(id, await directory.read(id));
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return found;
}

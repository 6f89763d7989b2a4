import http from "node:http";

/** What went to the services since it was last emptied: `GET /api/2/api_authorizations`. */
export const calls: string[] = [];

/**
 * A provider process has sockets of its own. Here all share them, so that thousands of them can be had, and on the way
 * every request is noted. Returns what ends that.
 */
export function shareSockets(): () => void {
  const { Agent } = http;
  class Shared extends Agent {
    /** Node's own way to give a request its socket. */
    addRequest(request: http.ClientRequest, ...more: unknown[]): void {
      calls.push(`${request.method} ${request.path}`);
      (Agent.prototype as unknown as Shared).addRequest.call(this, request, ...more);
    }
  }
  const shared = new Shared({ keepAlive: true });
  http.Agent = class {
    constructor() {
      // biome-ignore lint/correctness/noConstructorReturn: whoever asks for a new one gets this one
      return shared;
    }
  } as unknown as typeof Agent;
  return () => {
    http.Agent = Agent;
    shared.destroy();
  };
}

import { once } from "node:events";
import { connect } from "node:net";
import type { Sandbox, ServiceAccess } from "../../../../sandbox";

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body's JSON; undefined when it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  json: any;
}

export async function call(
  method: string,
  url: string,
  { body, ...headers }: { body?: unknown; authorization?: string; "content-type"?: string } = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    redirect: "manual",
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parsed(text) };
}

/** Sends a whole request, and hangs up without waiting for the answer. */
export async function sendAndHangUp(
  method: string,
  url: string,
  { body, authorization }: { body?: unknown; authorization: string },
): Promise<void> {
  const { hostname, port, pathname } = new URL(url);
  const payload = body === undefined ? "" : JSON.stringify(body);
  const head = [
    `${method} ${pathname} HTTP/1.1`,
    `host: ${hostname}`,
    `authorization: ${authorization}`,
    `content-length: ${Buffer.byteLength(payload)}`,
    ...(body === undefined ? [] : ["content-type: application/json"]),
  ];
  const socket = connect(Number(port), hostname);
  socket.write(`${head.join("\r\n")}\r\n\r\n${payload}`, () => socket.destroy());
  await once(socket, "close");
}

export function basic(clientId: string, clientSecret: string): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`;
}

/** Calls to Onegini's API clients with the admin's credentials; paths begin with "", "/id" or "?page=1". */
export function oneginiCaller(access: ServiceAccess) {
  return (method: string, path: string, body?: unknown): Promise<Answer> =>
    call(method, `${access.url}/api/v1/configuration/api-clients${path}`, {
      authorization: basic(access.clientId, access.clientSecret),
      ...(body !== undefined && { body }),
    });
}

export async function token(sandbox: Sandbox): Promise<string> {
  const { clientId, clientSecret, url } = sandbox.onelogin;
  const answer = await call("POST", `${url}/auth/oauth2/v2/token`, {
    authorization: basic(clientId, clientSecret),
    body: { grant_type: "client_credentials" },
  });
  return answer.json.access_token;
}

/** Calls to OneLogin with a token; paths are relative to `/api/2`. */
export function oneloginCaller(sandbox: Sandbox) {
  return async (method: string, path: string, body?: unknown): Promise<Answer> =>
    call(method, `${sandbox.onelogin.url}/api/2${path}`, {
      authorization: `bearer ${await token(sandbox)}`,
      ...(body !== undefined && { body }),
    });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

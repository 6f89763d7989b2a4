import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { afterAll, beforeAll, expect } from "vitest";
import { createRun, type Run } from "../../../provider/context";
import { dynamicProvider } from "../../../provider/hosts/dynamic/provider";
import type { Values } from "../../../provider/lifecycle";
import { resources } from "../../../provider/resources";
import type { Provider } from "../../property/providerProcess";
import { expectFit } from "../support/judge";

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

/** A service that answers whatever it is told to, and remembers what it was asked. */
export class Hostile {
  asked: { method: string; path: string }[] = [];
  answer: (method: string, path: string) => Answer = documented;
  private readonly server = createServer((request, response) => void this.reply(request, response));

  async start(): Promise<void> {
    await new Promise<void>((done) => this.server.listen(0, "127.0.0.1", done));
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
    this.asked.push({ method, path: url });
    for await (const _ of request);
    const { status, headers = {}, body = "" } = this.answer(method, url);
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(body);
  }
}

/** A hostile service for all tests of a file. */
export function hostileForAll(): Hostile {
  const hostile = new Hostile();
  beforeAll(() => hostile.start());
  afterAll(() => hostile.close());
  return hostile;
}

/** How many values a test tries: so many, or as many as the long form of the tests asks for. */
export function fuzzRuns(usually: number): number {
  return Number(process.env.PULUMI_IDP_FUZZ_RUNS ?? usually);
}

/** What the vendors' pages say that they answer: to everything, and always well. */
export function documented(method: string, path: string): Answer {
  const body = documentedBody(method, path);
  return { status: documentedStatus(method, path), ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
}

export function documentedStatus(method: string, path: string): number {
  if (method === "DELETE" || method === "PATCH") return 204;
  return method === "POST" && !path.startsWith("/auth/") ? 201 : 200;
}

export function documentedBody(method: string, path: string): unknown {
  if (path.startsWith("/auth/")) return { access_token: "canary-5kTqV9xW2b", token_type: "bearer" };
  if (method === "DELETE" || (path.startsWith("/api/v1") && method !== "GET")) return undefined;
  const [, number] = /\/api_authorizations\/\d+\/\w+\/(\d+)$/.exec(path) ?? [];
  if (method !== "GET") return { id: Number(number ?? 4711), app_id: 909021 };
  if (path.startsWith("/api/2/apps/"))
    return { id: 909021, sso: { client_id: "app", client_secret: "canary-3pLwN6yB1f" } };
  const client = { name: "Orders", client_id: "case-client", scopes: ["onegini_api_events"], public_base_uri: "" };
  if (path.includes("?page=")) return { result: [client] };
  if (path.startsWith("/api/v1")) return client;
  if (path.endsWith("/scopes")) return [{ id: 51, value: "orders:read", description: "" }];
  if (path.endsWith("/claims")) return [{ id: 77, name: "mail", user_attribute_mappings: "email" }];
  if (path.endsWith("/clients")) return [{ app_id: 909021, scopes: [{ id: 51, value: "orders:read" }] }];
  const configuration = { resource_identifier: "https://orders.example.com", audiences: ["https://a.example.com"] };
  const server = { id: 4711, name: "Orders API", description: "Orders", configuration };
  if (path.endsWith("/api_authorizations")) return [server];
  return {
    ...server,
    configuration: { ...configuration, access_token_expiration_minutes: 10, refresh_token_expiration_minutes: 30 },
  };
}

/** The paths of the vendors' pages. A value within one is exactly one segment: no slash, no dots alone, no query. */
const segment = "(?!\\.{1,2}(/|$)|%2e(/|%2e)|%2E(/|%2E))[^/?#\\\\]+";
const paths = [
  "/auth/oauth2/v2/token",
  "/api/2/api_authorizations",
  "/api/2/api_authorizations/[1-9]\\d*",
  "/api/2/api_authorizations/[1-9]\\d*/(scopes|claims|clients)",
  "/api/2/api_authorizations/[1-9]\\d*/(scopes|claims|clients)/[1-9]\\d*",
  "/api/2/apps/[1-9]\\d*",
  "/api/v1/configuration/api-clients",
  "/api/v1/configuration/api-clients\\?page=\\d+",
  `/api/v1/configuration/api-clients/${segment}`,
].map((path) => new RegExp(`^${path}$`));

export function expectDocumentedPaths(asked: { path: string }[], clientId?: string): void {
  for (const { path } of asked) {
    expect(
      paths.some((documented) => documented.test(path)),
      `a request went to ${path}`,
    ).toBe(true);
    const [, id] = /\/api-clients\/(.+)$/.exec(path) ?? [];
    if (id !== undefined && clientId !== undefined) expect(decodeURIComponent(id)).toBe(clientId);
  }
}

export type ResourceName = keyof typeof resources;
export const resourceNames = Object.keys(resources) as ResourceName[];

export const ids: Record<ResourceName, string> = {
  ApiClient: "case-client",
  AuthServer: "4711",
  AuthServerScope: "4711/51",
  AuthServerClaim: "4711/77",
  AuthServerClientApp: "4711/909021",
};

/** Inputs that are right. */
export const rightInputs: Record<ResourceName, Values> = {
  ApiClient: {
    name: "Orders",
    clientId: "case-client",
    scopes: ["onegini_api_events"],
    publicBaseUri: "https://a.example.com",
  },
  AuthServer: {
    name: "Orders API",
    description: "Orders",
    configuration: {
      resourceIdentifier: "https://orders.example.com",
      audiences: ["https://a.example.com"],
      accessTokenExpirationMinutes: 10,
    },
  },
  AuthServerScope: { authServerId: 4711, value: "orders:read", description: "" },
  AuthServerClaim: { authServerId: 4711, name: "mail", userAttributeMappings: "email" },
  AuthServerClientApp: { authServerId: 4711, appId: 909021, scopeIds: [51], exportCredentials: true },
};

export const rightStates: Record<ResourceName, Values> = {
  ApiClient: { ...rightInputs.ApiClient, clientSecret: "canary-8hJmR4cZ7d", clientSecretGenerated: true },
  AuthServer: { ...rightInputs.AuthServer, authServerId: 4711 },
  AuthServerScope: { ...rightInputs.AuthServerScope, scopeId: 51 },
  AuthServerClaim: { ...rightInputs.AuthServerClaim, claimId: 77 },
  AuthServerClientApp: {
    ...rightInputs.AuthServerClientApp,
    clientId: "app",
    clientSecret: "canary-3pLwN6yB1f",
  },
};

export const canaries = [
  "canary-5kTqV9xW2b",
  "canary-8hJmR4cZ7d",
  "canary-3pLwN6yB1f",
  "canary-9gXsD2vK5m",
  Buffer.from("admin:canary-9gXsD2vK5m").toString("base64"),
];

export const operationNames = ["create", "read", "look up", "update", "delete"] as const;
export type OperationName = (typeof operationNames)[number];

// Somebody who works with a tenant may have its credentials in the environment; no test may use them.
for (const name of Object.keys(process.env)) if (/^(ONELOGIN|ONEGINI)_/.test(name)) delete process.env[name];

/** What one resource's provider has in a process of its own, in which time passes when somebody sleeps. */
export function provided(name: ResourceName, get: (key: string) => string | undefined): Provider {
  const provider = dynamicProvider(resources[name], leapingRun()) as Provider;
  void provider.configure({ config: { get, require: (key) => get(key) ?? "" } });
  return provider;
}

export function configurationFor(url: string, more: Record<string, string> = {}): (key: string) => string | undefined {
  const keys = { url, clientId: "admin", clientSecret: "canary-9gXsD2vK5m", ...more };
  return (key) => {
    const [, name = ""] = key.split(":");
    return Object.hasOwn(keys, name) ? keys[name as keyof typeof keys] : undefined;
  };
}

function leapingRun(): Run {
  let skipped = 0;
  return createRun({
    log: () => undefined,
    clock: {
      now: () => performance.now() + skipped,
      date: () => Date.now() + skipped,
      sleep: async (milliseconds) => {
        skipped += milliseconds;
        await new Promise((done) => setImmediate(done));
      },
    },
  });
}

const watched = [Object, Array, Function, String, Number, Boolean, Promise, Map, Set].map(({ prototype }) => prototype);
const untouched = watched.map((prototype) => Reflect.ownKeys(prototype).map(String));

export function expectCleanPrototypes(): void {
  expect(watched.map((prototype) => Reflect.ownKeys(prototype).map(String))).toEqual(untouched);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
}

/** Runs something that may fail, and says how: with an error for people, whatever it met. */
export async function outcome<T>(work: () => T | Promise<T>): Promise<{ value: T } | { error: Error }> {
  try {
    return { value: await work() };
  } catch (error) {
    // What a test itself found wrong within `work`.
    if (error instanceof Error && error.name === "AssertionError") throw error;
    expectFit(plain(error));
    const { message } = error as Error;
    expect(message).not.toMatch(/Infinity|ERR_[A-Z_]+|URI malformed|Unexpected struct/);
    for (const canary of canaries) expect(`${message}${inspect(error)}`.includes(canary), message).toBe(false);
    return { error: error as Error };
  }
}

/** What the host makes of an error: its stack is its message. */
function plain(error: unknown): unknown {
  return error instanceof Error ? Object.assign(new Error(error.message), { stack: error.message }) : error;
}

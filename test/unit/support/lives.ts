import { afterEach, beforeEach, vi } from "vitest";
import { systemClock } from "../../../provider/clock";
import { type Context, createContext } from "../../../provider/context";
import type { Difference, Lifecycle, Values } from "../../../provider/lifecycle";
import { resources } from "../../../provider/resources";
import type { Sandbox } from "../../../sandbox";
import { FakeClock } from "./clock";

/** Gives whole resources a clock of their own in every test of a file: their tenants take the system's. */
export function withoutWaiting(): { clock: FakeClock } {
  const time = { clock: new FakeClock() };
  beforeEach(() => {
    time.clock = new FakeClock();
    vi.spyOn(systemClock, "now").mockImplementation(() => time.clock.now());
    vi.spyOn(systemClock, "date").mockImplementation(() => time.clock.date());
    vi.spyOn(systemClock, "sleep").mockImplementation((milliseconds) => time.clock.sleep(milliseconds));
    vi.spyOn(console, "error").mockImplementation(() => undefined);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  return time;
}

/** What a process of its own has, as it were: nothing that others have read, fetched or made is known in it. */
export function freshProcess({ onelogin, onegini }: Sandbox, more: { [key: string]: string } = {}): Context {
  const values: { [key: string]: string | undefined } = {
    "onelogin:url": onelogin.url,
    "onelogin:clientId": onelogin.clientId,
    "onelogin:clientSecret": onelogin.clientSecret,
    "onegini:url": onegini.url,
    "onegini:clientId": onegini.clientId,
    "onegini:clientSecret": onegini.clientSecret,
    ...more,
  };
  return createContext((key) => values[key]);
}

export type Name = keyof typeof resources;

/** One resource's life at a sandbox: arguments as a program gives them, and how many of it there are. */
export interface Subject {
  name: Name;
  lifecycle: Lifecycle;
  /** Its POST, as the sandbox's faults match it. */
  creating: { method: "POST"; path: string };
  args(number?: number): Values;
  count(): Promise<number>;
  /** Another argument, changed in place. */
  change: Values;
}

/** All five, on one sandbox that is as at its start but for a server that its scopes, claims and client apps belong to. */
export async function subjects(sandbox: Sandbox): Promise<Subject[]> {
  const { control } = sandbox;
  const authServerId = await control.createAuthServer({ name: "the children's own" });
  const scopeId = await control.createScope(authServerId, { value: "the client apps' own" });
  const server = async () => (await control.authServer(authServerId)) ?? { scopes: [], claims: [], clientApps: [] };
  const base = "/api/2/api_authorizations";
  const post = (path: string) => ({ method: "POST" as const, path: `${path}$` });
  const clients = async () => Object.values((await control.objects()).onegini.apiClients);
  const servers = async () => Object.values((await control.objects()).onelogin.authServers);
  const configuration = { resourceIdentifier: "https://api.example.com", audiences: ["https://api.example.com"] };
  return [
    {
      name: "ApiClient",
      lifecycle: resources.ApiClient,
      creating: post("/api/v1/configuration/api-clients"),
      args: (number = 1) => ({
        name: `client ${number}`,
        clientId: `client-${number}`,
        scopes: ["onegini_api_end_user"],
      }),
      count: async () => (await clients()).filter(({ client_id }) => client_id.startsWith("client-")).length,
      change: { scopes: ["onegini_api_events"] },
    },
    {
      name: "AuthServer",
      lifecycle: resources.AuthServer,
      creating: post(base),
      args: (number = 1) => ({ name: `server ${number}`, configuration }),
      count: async () => (await servers()).filter(({ name }) => name.startsWith("server ")).length,
      change: { description: "another" },
    },
    {
      name: "AuthServerScope",
      lifecycle: resources.AuthServerScope,
      creating: post(`${base}/${authServerId}/scopes`),
      args: (number = 1) => ({ authServerId, value: `orders:${number}` }),
      count: async () => (await server()).scopes.length - 1,
      change: { description: "another" },
    },
    {
      name: "AuthServerClaim",
      lifecycle: resources.AuthServerClaim,
      creating: post(`${base}/${authServerId}/claims`),
      args: (number = 1) => ({ authServerId, name: `claim_${number}`, userAttributeMappings: "email" }),
      count: async () => (await server()).claims.length,
      change: { userAttributeMappings: "username" },
    },
    {
      name: "AuthServerClientApp",
      lifecycle: resources.AuthServerClientApp,
      creating: post(`${base}/${authServerId}/clients`),
      args: (number = 1) => ({ authServerId, appId: 909020 + number, scopeIds: [scopeId] }),
      count: async () => (await server()).clientApps.length,
      change: { scopeIds: [] },
    },
  ];
}

export const names = Object.keys(resources) as Name[];

export async function subject(sandbox: Sandbox, name: Name): Promise<Subject> {
  const found = (await subjects(sandbox)).find((each) => each.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}

/** What check makes of arguments. Fails where they are refused. */
export function checked({ lifecycle }: Subject, args: Values, olds: Values = {}): Values {
  const { inputs, failures } = lifecycle.check(args, olds);
  if (failures.length > 0) throw new Error(JSON.stringify(failures));
  return inputs;
}

/** The names of the properties that a diff finds changed, each once. */
export function changedBy({ changes }: Difference): string[] {
  return [...new Set(changes.map(({ property }) => property))];
}

import type { Fault, FaultMatch, FaultState } from "./core/faults";
import type { LogEntry } from "./core/log";
import type { Objects, Settings } from "./services";

type ApiClientView = Objects["onegini"]["apiClients"][string];
type AuthServerView = Objects["onelogin"]["authServers"][string];
type ScopeView = AuthServerView["scopes"][number];
type ClaimView = AuthServerView["claims"][number];
type AppView = Objects["onelogin"]["apps"][number];
/** Some of the attributes; null, too, where the vendors have none, since others may leave anything behind. */
type Some<View> = { [Attribute in keyof View]?: View[Attribute] | null };
type AuthServerChange = Some<Pick<AuthServerView, "name" | "description">> & {
  configuration?: Some<AuthServerView["configuration"]> | null;
};

/**
 * Steers a sandbox, in this process or another, over HTTP. What it changes is changed behind everybody's back: without
 * the vendors' checks, and not in the log.
 */
export class Control {
  private readonly base: string;

  constructor(url: string) {
    this.base = `${url.replace(/\/+$/, "")}/_sandbox`;
  }

  /** The requests to the services so far, oldest first. */
  async log(filter: { service?: string; method?: string; path?: RegExp } = {}): Promise<LogEntry[]> {
    const entries = await this.ask<LogEntry[]>("GET", "/log");
    return entries.filter(
      ({ service, method, path }) =>
        service === (filter.service ?? service) &&
        method === (filter.method?.toUpperCase() ?? method) &&
        path.search(filter.path ?? /^/) !== -1,
    );
  }

  clearLog(): Promise<void> {
    return this.tell("DELETE", "/log");
  }

  /** Everything the services hold, secrets included. */
  objects(): Promise<Objects> {
    return this.ask("GET", "/objects");
  }

  /** One API client with its secret; undefined when there is none. */
  apiClient(id: string): Promise<ApiClientView | undefined> {
    return this.find(`/onegini/api-clients/${encodeURIComponent(id)}`);
  }

  /** Changes these attributes, or creates the client. */
  setApiClient(id: string, patch: Some<ApiClientView>): Promise<void> {
    return this.tell("PATCH", `/onegini/api-clients/${encodeURIComponent(id)}`, patch);
  }

  deleteApiClient(id: string): Promise<void> {
    return this.tell("DELETE", `/onegini/api-clients/${encodeURIComponent(id)}`);
  }

  /** All of them at once; none when one of them isn't there. */
  deleteApiClients(ids: string[]): Promise<void> {
    return this.tell("POST", "/onegini/delete-api-clients", { ids });
  }

  /** One authorization server with its scopes, claims and client apps; undefined when there is none. */
  authServer(id: number | string): Promise<AuthServerView | undefined> {
    return this.find(`/onelogin/auth-servers/${id}`);
  }

  /** Returns the new server's id. */
  createAuthServer(attributes: AuthServerChange = {}): Promise<number> {
    return this.create("/onelogin/auth-servers", attributes);
  }

  setAuthServer(id: number | string, patch: AuthServerChange): Promise<void> {
    return this.tell("PATCH", `/onelogin/auth-servers/${id}`, patch);
  }

  deleteAuthServer(id: number | string): Promise<void> {
    return this.tell("DELETE", `/onelogin/auth-servers/${id}`);
  }

  createScope(serverId: number | string, attributes: Some<ScopeView> = {}): Promise<number> {
    return this.create(`/onelogin/auth-servers/${serverId}/scopes`, attributes);
  }

  setScope(serverId: number | string, scopeId: number | string, patch: Some<ScopeView>): Promise<void> {
    return this.tell("PATCH", `/onelogin/auth-servers/${serverId}/scopes/${scopeId}`, patch);
  }

  /** Takes it from the client apps, too. */
  deleteScope(serverId: number | string, scopeId: number | string): Promise<void> {
    return this.tell("DELETE", `/onelogin/auth-servers/${serverId}/scopes/${scopeId}`);
  }

  createClaim(serverId: number | string, attributes: Some<ClaimView> = {}): Promise<number> {
    return this.create(`/onelogin/auth-servers/${serverId}/claims`, attributes);
  }

  setClaim(serverId: number | string, claimId: number | string, patch: Some<ClaimView>): Promise<void> {
    return this.tell("PATCH", `/onelogin/auth-servers/${serverId}/claims/${claimId}`, patch);
  }

  deleteClaim(serverId: number | string, claimId: number | string): Promise<void> {
    return this.tell("DELETE", `/onelogin/auth-servers/${serverId}/claims/${claimId}`);
  }

  /** Changes its scopes, or creates the pair. `shown` is what reads give, when that's not the app's id. */
  setClientApp(
    serverId: number | string,
    appId: number | string,
    scopeIds: number[],
    shown: { app_id?: number | null } = {},
  ): Promise<void> {
    const body = { ...shown, scope_ids: scopeIds };
    return this.tell("PUT", `/onelogin/auth-servers/${serverId}/client-apps/${appId}`, body);
  }

  deleteClientApp(serverId: number | string, appId: number | string): Promise<void> {
    return this.tell("DELETE", `/onelogin/auth-servers/${serverId}/client-apps/${appId}`);
  }

  /** Changes these attributes of an app, or creates it (OpenID Connect unless `auth_method` says otherwise). */
  setApp(id: number | string, patch: Partial<AppView>): Promise<void> {
    return this.tell("PATCH", `/onelogin/apps/${id}`, patch);
  }

  deleteApp(id: number | string): Promise<void> {
    return this.tell("DELETE", `/onelogin/apps/${id}`);
  }

  /** OneLogin's credential pair from now on; the one before and its token are worth nothing any more. */
  setOneloginCredentials(clientId: string, clientSecret: string): Promise<void> {
    return this.tell("PUT", "/onelogin/credentials", { clientId, clientSecret });
  }

  revokeTokens(): Promise<void> {
    return this.tell("POST", "/revoke-tokens");
  }

  /** Adds a fault behind those there are; the first that matches a request strikes. */
  fault(fault: Fault): Promise<void> {
    return this.tell("POST", "/faults", fault);
  }

  /** The faults with how often each struck. */
  faults(): Promise<FaultState[]> {
    return this.ask("GET", "/faults");
  }

  clearFaults(): Promise<void> {
    return this.tell("DELETE", "/faults");
  }

  /** Adds a gate: the next request that matches is held until it's released. */
  hold(match: FaultMatch = {}, when: Pick<Fault, "after" | "skip" | "times"> = {}): Promise<void> {
    return this.fault({ match, ...when, fault: { gate: true } });
  }

  /** The requests that gates hold, oldest first, as soon as there are so many; fails when there aren't in that time. */
  async held(count = 1, timeoutMs = 30_000): Promise<LogEntry[]> {
    const held = await this.ask<LogEntry[]>("GET", `/held?count=${count}&timeoutMs=${timeoutMs}`);
    if (held.length < count) throw new Error(`after ${timeoutMs} ms ${held.length} requests are held, not ${count}`);
    return held;
  }

  /**
   * Lets the requests that gates hold go: all, or so many, oldest first. Returns how many those were. Gates that are
   * to hold more requests go on doing so, until `clearFaults`.
   */
  async release(count?: number): Promise<number> {
    return (await this.ask<{ released: number }>("POST", "/release", { count })).released;
  }

  settings(settings: Partial<Settings>): Promise<void> {
    return this.tell("PATCH", "/settings", settings);
  }

  /** Adds so many of each: `seeded-000001`, … The prefix begins the servers' names; left out, it's "Seeded ". */
  seed(wanted: { apiClients?: number; authServers?: number; authServerPrefix?: string; apps?: number }): Promise<void> {
    return this.tell("POST", "/seed", wanted);
  }

  /** Objects, log, faults and settings as at the start. What waits at that time is cut off, and never worked on. */
  reset(): Promise<void> {
    return this.tell("POST", "/reset");
  }

  private async create(path: string, attributes: object): Promise<number> {
    return (await this.ask<{ id: number }>("POST", path, attributes)).id;
  }

  private async find<T>(path: string): Promise<T | undefined> {
    const response = await this.send("GET", path);
    if (response.status === 404) return undefined;
    return (await (await this.accept(response, "GET", path)).json()) as T;
  }

  private async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.send(method, path, body);
    return (await (await this.accept(response, method, path)).json()) as T;
  }

  private async tell(method: string, path: string, body?: unknown): Promise<void> {
    const response = await this.send(method, path, body);
    await (await this.accept(response, method, path)).arrayBuffer();
  }

  private send(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.base}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
  }

  private async accept(response: Response, method: string, path: string): Promise<Response> {
    if (response.ok) return response;
    throw new Error(`the sandbox refused ${method} ${path} with ${response.status}: ${await response.text()}`);
  }
}

import type { Fault, FaultState } from "./core/faults";
import type { LogEntry } from "./core/log";
import type { Objects, Settings } from "./services";

type ApiClientView = Objects["onegini"]["apiClients"][string];
type AuthServerView = Objects["onelogin"]["authServers"][string];
type ScopeView = AuthServerView["scopes"][number];
type ClaimView = AuthServerView["claims"][number];
type AppView = Objects["onelogin"]["apps"][number];
type AuthServerChange = Partial<Pick<AuthServerView, "name" | "description">> & {
  configuration?: Partial<AuthServerView["configuration"]>;
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
  setApiClient(id: string, patch: Partial<ApiClientView>): Promise<void> {
    return this.tell("PATCH", `/onegini/api-clients/${encodeURIComponent(id)}`, patch);
  }

  deleteApiClient(id: string): Promise<void> {
    return this.tell("DELETE", `/onegini/api-clients/${encodeURIComponent(id)}`);
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

  createScope(serverId: number | string, attributes: Partial<ScopeView> = {}): Promise<number> {
    return this.create(`/onelogin/auth-servers/${serverId}/scopes`, attributes);
  }

  setScope(serverId: number | string, scopeId: number | string, patch: Partial<ScopeView>): Promise<void> {
    return this.tell("PATCH", `/onelogin/auth-servers/${serverId}/scopes/${scopeId}`, patch);
  }

  /** Takes it from the client apps, too. */
  deleteScope(serverId: number | string, scopeId: number | string): Promise<void> {
    return this.tell("DELETE", `/onelogin/auth-servers/${serverId}/scopes/${scopeId}`);
  }

  createClaim(serverId: number | string, attributes: Partial<ClaimView> = {}): Promise<number> {
    return this.create(`/onelogin/auth-servers/${serverId}/claims`, attributes);
  }

  setClaim(serverId: number | string, claimId: number | string, patch: Partial<ClaimView>): Promise<void> {
    return this.tell("PATCH", `/onelogin/auth-servers/${serverId}/claims/${claimId}`, patch);
  }

  deleteClaim(serverId: number | string, claimId: number | string): Promise<void> {
    return this.tell("DELETE", `/onelogin/auth-servers/${serverId}/claims/${claimId}`);
  }

  /** Changes its scopes, or creates the pair. */
  setClientApp(serverId: number | string, appId: number | string, scopeIds: number[]): Promise<void> {
    return this.tell("PUT", `/onelogin/auth-servers/${serverId}/client-apps/${appId}`, { scope_ids: scopeIds });
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

  settings(settings: Partial<Settings>): Promise<void> {
    return this.tell("PATCH", "/settings", settings);
  }

  /** Adds so many of each: `seeded-000001`, … */
  seed(counts: { apiClients?: number; authServers?: number; apps?: number }): Promise<void> {
    return this.tell("POST", "/seed", counts);
  }

  /** Objects, log, faults and settings as at the start. */
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

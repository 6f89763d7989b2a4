import { type App, firstApps } from "./appData";
import { notFound } from "./errors";

// The types say what the vendor's own calls leave behind. The control interface can put null in place of anything, so
// whatever reads these to answer with bears that.

export interface Scope {
  id: number;
  value: string;
  description: string;
}

export interface Claim {
  id: number;
  label: string | null;
  name: string;
  user_attribute_mappings: string | null;
  user_attribute_macros: string | null;
  attributes_transformations: string | null;
  skip_if_blank: boolean | null;
  values: string | null;
  default_values: string | null;
  provisioned_entitlements: boolean | null;
  safe_entitlements_enabled: boolean | null;
}

export interface ClientApp {
  app_id: number;
  scope_ids: number[];
}

export interface Configuration {
  resource_identifier: string;
  audiences: string[];
  /** null: none, where the settings say that servers may have none. */
  access_token_expiration_minutes: number | null;
  refresh_token_expiration_minutes: number | null;
}

export interface AuthServer {
  id: number;
  name: string;
  description: string;
  configuration: Configuration;
  scopes: Map<number, Scope>;
  claims: Map<number, Claim>;
  clientApps: Map<number, ClientApp>;
}

/** What an account holds. Ids count up, each kind's over all servers, so that a scope of another server is told apart. */
export class Account {
  readonly servers = new Map<number, AuthServer>();
  readonly apps = new Map<number, App>();
  private lastServerId = 0;
  private lastScopeId = 0;
  private lastClaimId = 0;

  constructor() {
    this.reset();
  }

  server(id: number | undefined): AuthServer {
    const server = id === undefined ? undefined : this.servers.get(id);
    if (!server) throw notFound();
    return server;
  }

  addServer(attributes: Pick<AuthServer, "name" | "description" | "configuration">): AuthServer {
    this.lastServerId += 1;
    const id = this.lastServerId;
    const server = { id, ...attributes, scopes: new Map(), claims: new Map(), clientApps: new Map() };
    this.servers.set(id, server);
    return server;
  }

  addScope(server: AuthServer, attributes: Omit<Scope, "id">): Scope {
    this.lastScopeId += 1;
    const scope = { id: this.lastScopeId, ...attributes };
    server.scopes.set(scope.id, scope);
    return scope;
  }

  /** Takes the scope from the client apps that may request it, too. */
  deleteScope(server: AuthServer, id: number): boolean {
    for (const clientApp of server.clientApps.values()) {
      clientApp.scope_ids = clientApp.scope_ids.filter((scopeId) => scopeId !== id);
    }
    return server.scopes.delete(id);
  }

  addClaim(server: AuthServer, attributes: Partial<Claim> & { name: string }): Claim {
    this.lastClaimId += 1;
    const claim = { ...emptyClaim, ...attributes, id: this.lastClaimId };
    server.claims.set(claim.id, claim);
    return claim;
  }

  /** Takes it from every authorization server, too. */
  deleteApp(id: number): boolean {
    for (const server of this.servers.values()) server.clientApps.delete(id);
    return this.apps.delete(id);
  }

  reset(): void {
    this.servers.clear();
    this.apps.clear();
    for (const app of firstApps()) this.apps.set(app.id, app);
    this.lastServerId = 1022742;
    this.lastScopeId = 50;
    this.lastClaimId = 76;
  }
}

const emptyClaim = {
  label: null,
  user_attribute_mappings: null,
  user_attribute_macros: null,
  attributes_transformations: null,
  skip_if_blank: null,
  values: null,
  default_values: null,
  provisioned_entitlements: null,
  safe_entitlements_enabled: null,
};

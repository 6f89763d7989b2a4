import { type Objects, type Sandbox, startSandbox } from "../../sandbox";
import { type Config, configFor } from "../e2e/support/project";

type AuthServer = Objects["onelogin"]["authServers"][string];

/** What a tenant has beyond what every sandbox begins with, as the services spell it, but with sets in one order. */
export interface Contents {
  apiClients: Record<string, Objects["onegini"]["apiClients"][string]>;
  authServers: Record<string, AuthServer>;
  /** The credentials of each OpenID Connect app. */
  apps: Record<string, { client_id: string; client_secret?: string }>;
}

export const tenantNames = ["first", "second"] as const;
type Tenant = (typeof tenantNames)[number];
export type Services = Record<Tenant, Contents>;

/** The two tenants of every recording: the stack's own, and that of the profile "second". */
export class Tenants {
  private constructor(readonly sandboxes: Record<Tenant, Sandbox>) {}

  static async start(): Promise<Tenants> {
    const [first, second] = await Promise.all([startTenant(), startTenant()]);
    return new Tenants({ first, second });
  }

  get first(): Sandbox {
    return this.sandboxes.first;
  }

  get second(): Sandbox {
    return this.sandboxes.second;
  }

  config(): Config {
    return { ...configFor(this.first), ...configFor(this.second, "second") };
  }

  async close(): Promise<void> {
    await Promise.all(tenantNames.map((name) => this.sandboxes[name].close()));
  }

  /** A recording holds no address: every run has others. */
  withoutAddresses(text: string): string {
    return tenantNames.reduce(
      (rest, name) => rest.replace(new RegExp(`${this.sandboxes[name].url}(?!\\d)`, "g"), placeholder(name)),
      text,
    );
  }

  withAddresses(text: string): string {
    return tenantNames.reduce((rest, name) => rest.replaceAll(placeholder(name), this.sandboxes[name].url), text);
  }

  async contents(): Promise<Services> {
    return { first: await contentsOf(this.first), second: await contentsOf(this.second) };
  }

  /** Brings fresh sandboxes to what they had when the state was recorded. */
  async restore(services: Services): Promise<void> {
    for (const name of tenantNames) await restore(this.sandboxes[name], services[name]);
  }

  /** Changes what is there by hand, to this. */
  async change(services: Services): Promise<void> {
    for (const name of tenantNames) {
      const { control } = this.sandboxes[name];
      const { apiClients, authServers } = services[name];
      for (const [id, client] of Object.entries(apiClients)) await control.setApiClient(id, client);
      for (const [id, { scopes, claims, clientApps, ...server }] of Object.entries(authServers)) {
        await control.setAuthServer(id, server);
        for (const scope of scopes) await control.setScope(id, scope.id, scope);
        for (const claim of claims) await control.setClaim(id, claim.id, claim);
        for (const { app_id, scope_ids } of clientApps) await control.setClientApp(id, app_id, scope_ids);
      }
    }
  }

  /** The calls to both, but for those that get a token. */
  async calls(): Promise<string[]> {
    const logs = await Promise.all(tenantNames.map((name) => this.sandboxes[name].control.log()));
    return logs.flat().flatMap(({ method, path }) => (path.startsWith("/auth/") ? [] : [`${method} ${path}`]));
  }

  /** A call as somebody makes it in the vendor's console, with all that the service itself makes of it. */
  async patchApiClient(id: string, patch: object, tenant: Tenant = "first"): Promise<void> {
    await callOnegini(this.sandboxes[tenant], "PATCH", `/${encodeURIComponent(id)}`, patch);
  }
}

/** Exported credentials are read. */
function startTenant(): Promise<Sandbox> {
  return startSandbox({ settings: { appSecretInReads: "shown" } });
}

function placeholder(tenant: Tenant): string {
  return `${tenant.toUpperCase()}_TENANT_URL`;
}

async function contentsOf({ control, onegini }: Sandbox): Promise<Contents> {
  const objects = await control.objects();
  const { [onegini.clientId]: _admin, ...apiClients } = objects.onegini.apiClients;
  for (const client of Object.values(apiClients)) client.scopes.sort();
  const { authServers } = objects.onelogin;
  for (const { configuration, clientApps } of Object.values(authServers)) {
    configuration.audiences.sort();
    for (const app of clientApps) app.scope_ids.sort((one, other) => one - other);
  }
  return {
    apiClients,
    authServers,
    apps: Object.fromEntries(objects.onelogin.apps.flatMap(({ id, sso }) => (sso ? [[id, sso]] : []))),
  };
}

async function restore(sandbox: Sandbox, { apiClients, authServers, apps }: Contents): Promise<void> {
  const { control } = sandbox;
  for (const client of Object.values(apiClients)) await callOnegini(sandbox, "POST", "", client);
  for (const [id, sso] of Object.entries(apps)) await control.setApp(id, { sso });

  const servers = Object.values(authServers).sort(byId);
  for (const { id, name, description, configuration } of servers)
    await numbered(
      id,
      () => control.createAuthServer({ name, description, configuration }),
      (filler) => control.deleteAuthServer(filler),
    );
  for (const [server, { id, ...scope }] of partsOf(servers, "scopes"))
    await numbered(
      id,
      () => control.createScope(server, scope),
      (filler) => control.deleteScope(server, filler),
    );
  for (const [server, { id, ...claim }] of partsOf(servers, "claims"))
    await numbered(
      id,
      () => control.createClaim(server, claim),
      (filler) => control.deleteClaim(server, filler),
    );
  for (const { id, clientApps } of servers)
    for (const { app_id, scope_ids } of clientApps) await control.setClientApp(id, app_id, scope_ids);
  await control.clearLog();
}

/** A sandbox counts scopes and claims over all servers. */
function partsOf<Kind extends "scopes" | "claims">(
  servers: AuthServer[],
  kind: Kind,
): [number, AuthServer[Kind][number]][] {
  const parts = servers.flatMap(({ id, [kind]: all }) => all.map((one) => [id, one] as [number, typeof one]));
  return parts.sort(([, one], [, other]) => byId(one, other));
}

/** A sandbox numbers what it makes as it comes: whatever had a number in between when it was recorded was deleted. */
async function numbered(id: number, make: () => Promise<number>, remove: (id: number) => Promise<void>): Promise<void> {
  for (;;) {
    const made = await make();
    if (made === id) return;
    if (made > id) throw new Error(`the sandbox numbers in another way than when ${id} was recorded: it is at ${made}`);
    await remove(made);
  }
}

function byId(one: { id: number }, other: { id: number }): number {
  return one.id - other.id;
}

async function callOnegini({ onegini }: Sandbox, method: string, path: string, body: object): Promise<void> {
  const { url, clientId, clientSecret } = onegini;
  const response = await fetch(`${url}/api/v1/configuration/api-clients${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`,
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} of an API client by hand: ${response.status} ${await response.text()}`);
}

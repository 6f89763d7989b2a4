import { type Objects, type Sandbox, type Settings, startSandbox } from "../../sandbox";
import { type Config, configFor } from "../e2e/support/project";

type AuthServer = Objects["onelogin"]["authServers"][string];
type WebClient = Objects["onegini"]["webClients"][string];
type App = Objects["onelogin"]["apps"][number];

/** What a tenant has beyond what every sandbox begins with, as the services spell it, but with sets in one order. */
export interface Contents {
  apiClients: Record<string, Objects["onegini"]["apiClients"][string]>;
  webClients: Record<string, WebClient>;
  authServers: Record<string, AuthServer>;
  /** The credentials of the OpenID Connect apps that every sandbox has. */
  apps: Record<string, { client_id: string; client_secret?: string }>;
  /** The others as a whole, but for what is another in each run. */
  newApps: Record<string, App>;
}

export const tenantNames = ["first", "second"] as const;
type Tenant = (typeof tenantNames)[number];
export type Services = Record<Tenant, Contents>;
/** What the tenants' services do otherwise than a sandbox by itself. */
export type TenantSettings = Partial<Record<Tenant, Partial<Settings>>>;

/** Recordings of versions that have fewer resources have no more than these. */
export function completed(services: Record<Tenant, Partial<Contents>>): Services {
  const none: Contents = { apiClients: {}, webClients: {}, authServers: {}, apps: {}, newApps: {} };
  return { first: { ...none, ...services.first }, second: { ...none, ...services.second } };
}

/** The two tenants of every recording: the stack's own, and that of the profile "second". */
export class Tenants {
  private constructor(readonly sandboxes: Record<Tenant, Sandbox>) {}

  /** Exported credentials are read, unless the settings say otherwise. */
  static async start(settings: TenantSettings = {}): Promise<Tenants> {
    const [first, second] = (await Promise.all(
      tenantNames.map((name) => startSandbox({ settings: { appSecretInReads: "shown", ...settings[name] } })),
    )) as [Sandbox, Sandbox];
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
      const { apiClients, webClients, authServers, newApps } = services[name];
      for (const [id, client] of Object.entries(apiClients)) await control.setApiClient(id, client);
      for (const [id, client] of Object.entries(webClients)) await control.setWebClient(id, client);
      for (const [id, app] of Object.entries(newApps)) await control.setApp(id, app);
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
    await callOnegini(this.sandboxes[tenant], "PATCH", `api-clients/${encodeURIComponent(id)}`, patch);
  }

  /** The same of a web client of the first tenant. */
  async patchWebClient(id: string, patch: object): Promise<void> {
    await callOnegini(this.first, "PATCH", `web-clients/${encodeURIComponent(id)}`, patch);
  }
}

function placeholder(tenant: Tenant): string {
  return `${tenant.toUpperCase()}_TENANT_URL`;
}

async function contentsOf({ control, onegini }: Sandbox): Promise<Contents> {
  const objects = await control.objects();
  const { [onegini.clientId]: _admin, ...apiClients } = objects.onegini.apiClients;
  for (const client of Object.values(apiClients)) client.scopes.sort();
  const { webClients } = objects.onegini;
  for (const client of Object.values(webClients)) sortArrays(client);
  const { authServers } = objects.onelogin;
  for (const { configuration, clientApps } of Object.values(authServers)) {
    configuration.audiences.sort();
    for (const app of clientApps) app.scope_ids.sort((one, other) => one - other);
  }
  const isNew = ({ id }: App) => id > 1_200_000;
  const [newApps, others] = [objects.onelogin.apps.filter(isNew), objects.onelogin.apps.filter((app) => !isNew(app))];
  return {
    apiClients,
    webClients,
    authServers,
    apps: Object.fromEntries(others.flatMap(({ id, sso }) => (sso ? [[id, sso]] : []))),
    newApps: Object.fromEntries(newApps.map((app) => [app.id, withoutRun(app)])),
  };
}

function sortArrays(values: object): void {
  for (const value of Object.values(values)) {
    if (Array.isArray(value)) value.sort();
    else if (typeof value === "object" && value !== null) sortArrays(value);
  }
}

/** Without times, and without the numbers of its parameters. */
function withoutRun({ created_at: _created, updated_at: _updated, parameters, ...app }: App): App {
  const unnumbered = Object.entries(parameters).map(([name, { id: _id, ...others }]) => [name, others]);
  app.role_ids?.sort((one, other) => one - other);
  const uris = ["redirect_uri", "post_logout_redirect_uri"].map((name) => [name, sortedLines(app.configuration[name])]);
  const configuration = { ...app.configuration, ...Object.fromEntries(uris) };
  return { ...app, configuration, parameters: Object.fromEntries(unnumbered) } as App;
}

function sortedLines(uris: unknown): unknown {
  return typeof uris === "string" ? uris.split("\n").sort().join("\n") : uris;
}

async function restore(
  sandbox: Sandbox,
  { apiClients, webClients, authServers, apps, newApps }: Contents,
): Promise<void> {
  const { control } = sandbox;
  for (const client of Object.values(apiClients)) await callOnegini(sandbox, "POST", "api-clients", client);
  for (const client of Object.values(webClients)) await callOnegini(sandbox, "POST", "web-clients", client);
  for (const [id, sso] of Object.entries(apps)) await control.setApp(id, { sso });
  for (const { id, ...app } of Object.values(newApps).sort(byId)) {
    await numbered(
      id,
      () => control.createApp(),
      (filler) => control.deleteApp(filler),
    );
    await control.setApp(id, app);
  }

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
  const response = await fetch(`${url}/api/v1/configuration/${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`,
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path} by hand: ${response.status} ${await response.text()}`);
}

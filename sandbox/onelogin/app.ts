import type { FastifyInstance } from "fastify";
import { attributesOf, type JsonObject, parseInteger } from "../core/json";
import type { ControlCalls, NumericId, Resource } from "../core/resource";
import type { OneloginContext } from "./context";
import { badRequest, forbidden, notFound } from "./errors";

export const OIDC = 8;
const SAML = 2;
const methodNames: Record<number, string> = { [OIDC]: "OpenID Connect", [SAML]: "SAML2.0" };

export interface App {
  id: number;
  connector_id: number;
  auth_method: number;
  auth_method_description: string;
  name: string;
  description: string | null;
  updated_at: string;
  created_at: string;
  visible: boolean;
  configuration: JsonObject;
  /** Only of OpenID Connect apps. */
  sso?: { client_id: string; client_secret?: string };
}

const APPS = "/api/2/apps";
const MAX_LIMIT = 1000;
/** The pages name no default; a small one exposes a client that doesn't ask for all pages. */
const DEFAULT_LIMIT = 100;

type Query = Record<string, string | string[] | undefined>;

interface Listing {
  name?: string;
  connector_id?: string;
  auth_method?: string;
  limit: number;
  page: number;
}

/** The apps of the account, OpenID Connect and others. Another API of the vendor's manages them: here they can be read. */
export class Apps implements Resource {
  static readonly type = undefined;
  static readonly settings = {
    /** The account's policy omits client_secret from an app's `sso`. */
    hideAppSecrets: false,
    /** The credentials' scope doesn't cover apps: 403. */
    appsForbidden: false,
  };
  static readonly seeds = { apps: 0 };

  private readonly apps = new Map<number, App>();
  private readonly deleteListeners: ((id: number) => void)[] = [];

  constructor(private readonly context: OneloginContext) {}

  find(id: number): App | undefined {
    return this.apps.get(id);
  }

  onDelete(listener: (id: number) => void): void {
    this.deleteListeners.push(listener);
  }

  routes(app: FastifyInstance): void {
    app.get<{ Querystring: Query }>(APPS, async (request, reply) => {
      if (this.context.settings().appsForbidden) throw forbidden();
      const listing = parseListing(request.query);
      const { limit, page } = listing;
      const found = [...this.apps.values()].filter((candidate) => matches(candidate, listing));
      const items = found.slice((page - 1) * limit, page * limit);
      const pages = Math.ceil(found.length / limit);
      reply.headers({
        "Total-Count": found.length,
        "Total-Pages": pages,
        "Current-Page": page,
        "Page-Items": items.length,
        ...(page < pages && { "After-Cursor": toCursor({ ...listing, page: page + 1 }) }),
        ...(page > 1 && { "Before-Cursor": toCursor({ ...listing, page: page - 1 }) }),
      });
      return items.map(({ configuration: _, sso: __, ...summary }) => summary);
    });

    app.get<{ Params: { id: string } }>(`${APPS}/:id`, async (request) => {
      const { appsForbidden, hideAppSecrets } = this.context.settings();
      if (appsForbidden) throw forbidden();
      const found = this.find(parseInteger(request.params.id) ?? -1);
      if (!found) throw notFound();
      return found.sso && hideAppSecrets ? { ...found, sso: { client_id: found.sso.client_id } } : found;
    });
  }

  controlRoutes(app: FastifyInstance): void {
    app.patch<{ Params: { id: string } }>("/apps/:id", async (request, reply) => {
      const id = parseInteger(request.params.id);
      if (id === undefined) return reply.callNotFound();
      const { auth_method = OIDC, ...rest } = attributesOf(request.body);
      const before = this.find(id) ?? newApp(id, `App ${id}`, Number(auth_method));
      this.apps.set(id, { ...before, ...rest, id });
      return reply.code(204).send();
    });
    app.delete<{ Params: { id: string } }>("/apps/:id", async (request, reply) => {
      const id = parseInteger(request.params.id) ?? -1;
      if (!this.apps.delete(id)) return reply.callNotFound();
      for (const listener of this.deleteListeners) listener(id);
      return reply.code(204).send();
    });
  }

  static controlClient(calls: ControlCalls) {
    return {
      /** Changes these attributes of an app, or creates it (OpenID Connect unless `auth_method` says otherwise). */
      setApp: (id: NumericId, patch: Partial<App>): Promise<void> => calls.send("PATCH", `/apps/${id}`, patch),
      deleteApp: (id: NumericId): Promise<void> => calls.send("DELETE", `/apps/${id}`),
    };
  }

  objects(): { apps: App[] } {
    return { apps: [...this.apps.values()] };
  }

  seed({ apps }: typeof Apps.seeds): void {
    for (let id = 2_000_001; id <= 2_000_000 + apps; id += 1) this.apps.set(id, newApp(id, `Seeded ${id}`, OIDC));
  }

  reset(): void {
    this.apps.clear();
    for (const app of initialApps()) this.apps.set(app.id, app);
  }
}

/** The apps of every new sandbox; 909021 and 1026152 are in the vendor's own examples. */
function initialApps(): App[] {
  return [
    newApp(909021, "Contacts web app", OIDC),
    newApp(909022, "Contacts mobile app", OIDC),
    newApp(909023, "Reporting service", OIDC),
    newApp(1026152, "Billing web app", OIDC),
    newApp(909030, "Payroll (SAML)", SAML),
  ];
}

export function describeInitialApps(): string {
  const lines = initialApps().map(
    ({ id, name, auth_method_description: method }) => `  ${String(id).padEnd(9)}${name.padEnd(22)}${method}`,
  );
  return `OneLogin holds these apps; a client app needs one that is OpenID Connect:\n\n${lines.join("\n")}`;
}

function newApp(id: number, name: string, authMethod: number): App {
  const common = {
    id,
    connector_id: authMethod === OIDC ? 108419 : 110016,
    auth_method: authMethod,
    auth_method_description: methodNames[authMethod] ?? "Password",
    name,
    description: null,
    updated_at: "2024-03-05T10:00:00.000Z",
    created_at: "2024-03-05T10:00:00.000Z",
    visible: true,
  };
  if (authMethod !== OIDC) return { ...common, configuration: { provider_arn: null } };
  return {
    ...common,
    configuration: {
      redirect_uri: `https://app-${id}.example.com/callback`,
      login_url: `https://app-${id}.example.com/login`,
      oidc_application_type: 0,
      token_endpoint_auth_method: 1,
      access_token_expiration_minutes: 10,
      refresh_token_expiration_minutes: 30,
    },
    sso: { client_id: `sandbox-oidc-client-${id}`, client_secret: `sandbox-oidc-secret-${id}` },
  };
}

function parseListing(query: Query): Listing {
  const single = (key: string): string | undefined => {
    const value = query[key];
    if (Array.isArray(value)) throw badRequest(`${key} must be given once`);
    return value;
  };
  const cursor = single("cursor");
  // A cursor includes filter, limit and page.
  if (cursor !== undefined) return fromCursor(cursor);
  const integer = (key: string, defaultValue: number, max: number): number => {
    const text = single(key);
    if (text === undefined) return defaultValue;
    const value = parseInteger(text);
    if (value === undefined || value < 1 || value > max) throw badRequest(`${key} must be an integer from 1 to ${max}`);
    return value;
  };
  const listing: Listing = {
    limit: integer("limit", DEFAULT_LIMIT, MAX_LIMIT),
    page: integer("page", 1, Number.MAX_SAFE_INTEGER),
  };
  for (const key of ["name", "connector_id", "auth_method"] as const) {
    const value = single(key);
    if (value !== undefined) listing[key] = value;
  }
  return listing;
}

function matches(app: App, { name, connector_id, auth_method }: Listing): boolean {
  if (connector_id !== undefined && String(app.connector_id) !== connector_id) return false;
  if (auth_method !== undefined && String(app.auth_method) !== auth_method) return false;
  return name === undefined || namePattern(name).test(app.name);
}

/** The exact name, except that `*` stands for anything. */
function namePattern(name: string): RegExp {
  const parts = name.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s");
}

function toCursor(listing: Listing): string {
  return Buffer.from(JSON.stringify(listing)).toString("base64url");
}

function fromCursor(cursor: string): Listing {
  try {
    const listing = JSON.parse(Buffer.from(cursor, "base64url").toString()) as Listing;
    if (Number.isInteger(listing.limit) && Number.isInteger(listing.page)) return listing;
  } catch {
    // Not one of ours: refused below.
  }
  throw badRequest("cursor is not valid");
}

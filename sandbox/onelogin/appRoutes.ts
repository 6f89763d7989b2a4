import type { FastifyInstance } from "fastify";
import { parseInteger } from "../core/json";
import type { App } from "./appData";
import type { Context } from "./context";
import { badRequest, forbidden, notFound } from "./errors";

const BASE = "/api/2/apps";
const MAX_LIMIT = 1000;
/** The pages name no default; a small one makes whoever forgets the pages notice. */
const DEFAULT_LIMIT = 100;

interface Listing {
  name?: string;
  connector_id?: string;
  auth_method?: string;
  limit: number;
  page: number;
}

/** The apps of the account, which another API of the vendor's manages: only to look one up. */
export function appRoutes(app: FastifyInstance, { account, settings }: Context): void {
  app.get<{ Querystring: Record<string, string | string[] | undefined> }>(BASE, async (request, reply) => {
    if (settings().appsForbidden) throw forbidden();
    const listing = listingOf(request.query);
    const found = [...account.apps.values()].filter((candidate) => matches(candidate, listing));
    const { limit, page } = listing;
    const items = found.slice((page - 1) * limit, page * limit);
    const pages = Math.ceil(found.length / limit);
    reply.headers({
      "Total-Count": found.length,
      "Total-Pages": pages,
      "Current-Page": page,
      "Page-Items": items.length,
      ...(page < pages && { "After-Cursor": cursorOf({ ...listing, page: page + 1 }) }),
      ...(page > 1 && { "Before-Cursor": cursorOf({ ...listing, page: page - 1 }) }),
    });
    return items.map(({ configuration: _, sso: __, ...listed }) => listed);
  });

  app.get<{ Params: { id: string } }>(`${BASE}/:id`, async (request) => {
    if (settings().appsForbidden) throw forbidden();
    const found = account.apps.get(parseInteger(request.params.id) ?? -1);
    if (!found) throw notFound();
    return found.sso && settings().hideAppSecrets ? { ...found, sso: { client_id: found.sso.client_id } } : found;
  });
}

function listingOf(query: Record<string, string | string[] | undefined>): Listing {
  const single = (key: string): string | undefined => {
    const value = query[key];
    if (Array.isArray(value)) throw badRequest(`${key} must be given once`);
    return value;
  };
  const cursor = single("cursor");
  // It says everything by itself: filter, limit and page.
  if (cursor !== undefined) return listingAt(cursor);
  const integer = (key: string, fallback: number, max: number): number => {
    const text = single(key);
    if (text === undefined) return fallback;
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
  return name === undefined || pattern(name).test(app.name);
}

/** Exactly this name, but for `*`, which stands for anything. */
function pattern(name: string): RegExp {
  const parts = name.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s");
}

function cursorOf(listing: Listing): string {
  return Buffer.from(JSON.stringify(listing)).toString("base64url");
}

function listingAt(cursor: string): Listing {
  try {
    const listing = JSON.parse(Buffer.from(cursor, "base64url").toString()) as Listing;
    if (Number.isInteger(listing.limit) && Number.isInteger(listing.page)) return listing;
  } catch {
    // Not one of ours: refused below.
  }
  throw badRequest("cursor is not valid");
}

import type { FastifyReply } from "fastify";
import { parseInteger } from "../core/json";
import { badRequest } from "./errors";

const MAX_LIMIT = 1000;
/** The pages name no default; a small one exposes a client that doesn't ask for all pages. */
const DEFAULT_LIMIT = 100;

export type Query = Record<string, string | string[] | undefined>;

interface Listing {
  name?: string;
  connector_id?: string;
  auth_method?: string;
  limit: number;
  page: number;
}

interface Listed {
  name: string;
  auth_method: number;
  connector_id?: number;
}

/** The page that a request asks for, with the headers that say which one it is. Apps and connectors are listed alike. */
export function pageOf<Item extends Listed>(items: Iterable<Item>, query: Query, reply: FastifyReply): Item[] {
  const listing = parseListing(query);
  const { limit, page } = listing;
  const found = [...items].filter((item) => matches(item, listing));
  const onPage = found.slice((page - 1) * limit, page * limit);
  const pages = Math.ceil(found.length / limit);
  reply.headers({
    "Total-Count": found.length,
    "Total-Pages": pages,
    "Current-Page": page,
    "Page-Items": onPage.length,
    ...(page < pages && { "After-Cursor": toCursor({ ...listing, page: page + 1 }) }),
    ...(page > 1 && { "Before-Cursor": toCursor({ ...listing, page: page - 1 }) }),
  });
  return onPage;
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

function matches(item: Listed, { name, connector_id, auth_method }: Listing): boolean {
  if (connector_id !== undefined && String(item.connector_id) !== connector_id) return false;
  if (auth_method !== undefined && String(item.auth_method) !== auth_method) return false;
  return name === undefined || namePattern(name).test(item.name);
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
    // Not a cursor of this sandbox: refused below.
  }
  throw badRequest("cursor is not valid");
}

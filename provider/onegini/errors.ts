import type { Advice } from "../advice";
import type { Settings } from "../config/settings";
import type { ErrorKind } from "../http/errors";
import type { ErrorFormat } from "../http/request";
import { apiClientsPath } from "./api";

/** What Onegini's errors look like: docs.onegini.com, access/api-reference, admin-api/api-client and config-api/web-client */
export function errorFormat({ namespace, privateKey }: Settings, advice: Advice, exampleUrl: string): ErrorFormat {
  return {
    kindOf,
    codeOf: (status, body) => (kindOf(status, body) ? codes[status]?.[0] : undefined),
    messageOf,
    parametersIn,
    hint: (status, { method, path }) => {
      // An assertion is made for one address.
      if (status === 401) return advice.credentialsRejected(namespace, privateKey && ["clientId", "privateKey", "url"]);
      if (status === 403)
        return `The API client that ${advice.nameOf(namespace, "clientId")} names needs the scope ${scopeFor(path)}`;
      if (status === 400)
        return "Change the value in the program; which scopes and properties a server accepts depends on its version";
      if (status === 404 && method === "GET" && path.includes("?page="))
        return `Check ${advice.nameOf(namespace, "url")}: it must include the server's context path, as in ${exampleUrl}`;
      return undefined;
    },
  };
}

/** Each of the two APIs needs its own scope. */
function scopeFor(path: string): string {
  return path.startsWith(apiClientsPath) ? "onegini_api_admin" : "onegini_api_config";
}

/** The documented codes, by status. */
const codes: { [status: number]: [code: string, kind: ErrorKind] } = {
  400: ["invalid_request", "invalid"],
  401: ["unauthorized", "unauthorized"],
  403: ["forbidden", "forbidden"],
  404: ["not_found", "notFound"],
  409: ["conflict", "conflict"],
};

/**
 * The documentation gives the codes, but not the name of their member, so any member will do, and upper case or
 * hyphens too. HTTP's own phrases, "Not Found" and "Forbidden", are what frameworks and gateways say.
 */
function kindOf(status: number, body: unknown): ErrorKind | undefined {
  const [code, kind] = codes[status] ?? [];
  if (code === undefined) return undefined;
  const { error } = members(body);
  const texts = [body, error]
    .flatMap((each) => Object.values(members(each)))
    .filter((each) => typeof each === "string");
  const spellings = [code, code.toUpperCase()].flatMap((each) => [each, each.replaceAll("_", "-")]);
  return texts.some((each) => spellings.includes(each)) ? kind : undefined;
}

/** The documentation doesn't name the members with an error's code, message and details, so several names are tried. */
function messageOf(body: unknown): string | undefined {
  const outer = members(body);
  const inner = typeof outer.error === "object" ? members(outer.error) : outer;
  const one = (...keys: string[]) =>
    keys.map((key) => inner[key]).find((value) => typeof value === "string" && value !== "") as string | undefined;
  const message = one("message", "error_description", "error_message", "description");
  const code = one("error", "error_code", "code");
  const detail = textsIn(inner.details ?? inner.error_details).join(", ");
  const said = [message, detail].filter(Boolean).join(" ");
  return said && code ? `${said} (${code})` : said || code;
}

function parametersIn(body: unknown, names: string[]): string[] {
  const outer = members(body);
  const words = textsIn([outer, outer.error]).flatMap((each) => each.slice(0, 1000).split(/\W+/));
  return names.filter((name) => words.includes(name));
}

/** No error's details are nested more deeply or have more entries. */
const deepest = 4;
const most = 20;

function textsIn(value: unknown, depth = 0): string[] {
  if (typeof value === "string") return value ? [value] : [];
  if (typeof value === "number" || typeof value === "boolean") return [String(value)];
  if (typeof value !== "object" || value === null || depth > deepest) return [];
  return Object.entries(value)
    .slice(0, most)
    .flatMap(([key, member]) => {
      const inside = textsIn(member, depth + 1);
      return Array.isArray(value) ? inside : [`${key}: ${inside.join(", ")}`];
    })
    .slice(0, most);
}

function members(value: unknown): { [key: string]: unknown } {
  return typeof value === "object" && value !== null ? (value as { [key: string]: unknown }) : {};
}

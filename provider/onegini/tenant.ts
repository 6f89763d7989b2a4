import type { Runtime } from "../context";
import { HttpClient } from "../http/client";
import { connector, rejected } from "../http/connector";
import { type ErrorKind, isKind } from "../http/errors";
import { basic, type ErrorFormat } from "../http/request";
import type { SettingNames, Settings } from "../http/settings";
import { OneginiApi } from "./api";
import { Directory } from "./directory";

const names: SettingNames = {
  service: "Onegini",
  namespace: "onegini",
  addresses: [{ key: "url", variable: "ONEGINI_URL" }],
  clientId: { key: "clientId", variable: "ONEGINI_CLIENT_ID" },
  clientSecret: { key: "clientSecret", variable: "ONEGINI_CLIENT_SECRET" },
  switches: ["verifySecrets"],
  exampleUrl: "https://idp.example.com/oauth",
};

function errorFormat(namespace: string): ErrorFormat {
  return {
    kindOf,
    codeOf: (status, body) => (kindOf(status, body) ? codes[status]?.[0] : undefined),
    messageOf,
    parametersIn,
    hint: (status, { method, path }) => {
      if (status === 401) return rejected(namespace);
      if (status === 403) return `The API client ${namespace}:clientId names needs the scope onegini_api_admin`;
      if (status === 400)
        return "Change the value in the program; servers differ by version in the scopes and properties that they know";
      if (status === 404 && method === "GET" && path.includes("?page="))
        return `Check ${namespace}:url: it must hold the server's context path, as in ${names.exampleUrl}`;
      return undefined;
    },
  };
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
 * The documentation gives the codes, but not the name of the member that holds them, so any will do, and upper case or
 * hyphens too. "Not Found" or "Forbidden", the phrases of HTTP itself, are what frameworks and gateways say.
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

/** The documentation doesn't spell the keys of an error's code, message and details, so several spellings are read. */
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

/** No error's details are nested deeper, or longer. */
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

/** One Onegini server as this process knows it. */
export class Tenant {
  readonly http: HttpClient;
  readonly api: OneginiApi;
  readonly directory: Directory;

  constructor(settings: Settings, runtime?: Partial<Runtime>) {
    this.http = new HttpClient(
      settings,
      errorFormat(settings.namespace),
      basic(settings.clientId, settings.clientSecret),
      runtime,
    );
    this.api = new OneginiApi(this.http);
    this.directory = new Directory(this.api);
  }

  /** Should a refresh find out whether the secrets are still right? */
  get verifiesSecrets(): boolean {
    return this.http.settings.on.includes("verifySecrets");
  }

  /**
   * Does the service take this secret for this client? Without the scope for it, it answers 403 to right ones. Only its
   * documented answers tell: a gateway's 401 or 403 says nothing about the secret, and is an error.
   */
  async verify(clientId: string, secret: string): Promise<boolean> {
    this.http.keepSecret(secret, clientId);
    try {
      await this.api.getAs(clientId, secret);
      return true;
    } catch (error) {
      if (isKind(error, "forbidden")) return true;
      if (isKind(error, "unauthorized")) return false;
      throw error;
    }
  }
}

export const tenant = connector(names, (settings, context) => new Tenant(settings, context));

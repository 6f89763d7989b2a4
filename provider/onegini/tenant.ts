import { HttpClient, type Surroundings } from "../http/client";
import { connector, rejected } from "../http/connector";
import { hasStatus } from "../http/errors";
import { basic, type Dialect } from "../http/request";
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

function dialect(namespace: string): Dialect {
  return {
    messageOf,
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

/** The documentation doesn't spell the keys of an error's code, message and details, so several spellings are read. */
function messageOf(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const members = body as { [key: string]: unknown };
  const one = (...keys: string[]) =>
    keys.map((key) => members[key]).find((value) => typeof value === "string" && value !== "") as string | undefined;
  const message = one("message", "error_description", "error_message", "description");
  const code = one("error", "error_code", "code");
  const { details } = members;
  const detail =
    details === undefined || details === null
      ? undefined
      : typeof details === "string"
        ? details
        : JSON.stringify(details);
  const said = [message, detail].filter((part) => part && part !== "[]" && part !== "{}").join(" ");
  return said && code ? `${said} (${code})` : said || code;
}

/** One Onegini server as this process knows it. */
export class Tenant {
  readonly http: HttpClient;
  readonly api: OneginiApi;
  readonly directory: Directory;

  constructor(settings: Settings, around?: Partial<Surroundings>) {
    this.http = new HttpClient(
      settings,
      dialect(settings.namespace),
      basic(settings.clientId, settings.clientSecret),
      around,
    );
    this.api = new OneginiApi(this.http);
    this.directory = new Directory(this.api);
  }

  /** Should a refresh find out whether the secrets are still right? */
  get verifiesSecrets(): boolean {
    return this.http.settings.on.includes("verifySecrets");
  }

  /** Does the service take this secret for this client? Without the scope for it, it answers 403 to right ones. */
  async verify(clientId: string, secret: string): Promise<boolean> {
    this.http.keepSecret(secret, clientId);
    try {
      await this.api.get(clientId, basic(clientId, secret));
      return true;
    } catch (error) {
      if (hasStatus(error, 403)) return true;
      if (hasStatus(error, 401)) return false;
      throw error;
    }
  }
}

export const tenant = connector(names, (settings) => new Tenant(settings));

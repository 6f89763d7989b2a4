import type { Runtime } from "../context";
import { HttpClient } from "../http/client";
import { connector, rejected } from "../http/connector";
import type { Listing, Wire } from "../http/decode";
import type { ErrorKind } from "../http/errors";
import type { ErrorFormat } from "../http/request";
import type { SettingNames, Settings } from "../http/settings";
import { type Absence, undefinedIfNotFound } from "../notFound";
import { isSameText } from "../properties";
import { FreshReads, SharedReads } from "../sharedReads";
import {
  type AuthServerWire,
  type Children,
  type ClaimWire,
  type ClientAppWire,
  mostServersListed,
  type OidcAppWire,
  OneLoginApi,
  type ScopeWire,
} from "./api";
import { BearerToken } from "./token";

const names: SettingNames = {
  service: "OneLogin",
  namespace: "onelogin",
  addresses: [
    { key: "url", variable: "ONELOGIN_API_URL" },
    {
      key: "subdomain",
      variable: "ONELOGIN_SUBDOMAIN",
      toUrl: (subdomain) => (/^[a-z\d-]+$/i.test(subdomain) ? `https://${subdomain}.onelogin.com` : undefined),
    },
  ],
  clientId: { key: "clientId", variable: "ONELOGIN_CLIENT_ID" },
  clientSecret: { key: "clientSecret", variable: "ONELOGIN_CLIENT_SECRET" },
  exampleUrl: "https://acme.onelogin.com",
};

function errorFormat(namespace: string): ErrorFormat {
  return {
    kindOf,
    codeOf: (status, body) => (kindOf(status, body) ? errorNames[status]?.[0] : undefined),
    // Errors of the token endpoint come in an envelope of their own.
    messageOf: (body) => {
      const { message, field, status } = (body ?? {}) as {
        message?: unknown;
        field?: unknown;
        status?: { message?: unknown };
      };
      const said = typeof message === "string" ? message : status?.message;
      if (typeof said !== "string") return undefined;
      return typeof field === "string" ? `${said} (${field})` : said;
    },
    parametersIn: (body, names) => {
      const { field } = (body ?? {}) as { field?: unknown };
      return names.filter((name) => name === field);
    },
    hint: (status, { path }) => {
      const isToken = path.startsWith("/auth/");
      if (isToken && status === 500)
        return `OneLogin answers so when the owner of the API credentials was deleted: make new ones and set ${namespace}:clientId and ${namespace}:clientSecret`;
      if (status === 401) return rejected(namespace);
      if (status === 403) return `The API credentials need the scope Manage All`;
      if (status === 422) return "Change the value in the program, or what it conflicts with at the service";
      return undefined;
    },
  };
}

/** The documented names, by status; a 500 has none of its own, but the same form. */
const errorNames: { [status: number]: [name: string, kind: ErrorKind] } = {
  400: ["BadRequestError", "invalid"],
  401: ["UnauthorizedError", "unauthorized"],
  403: ["ForbiddenError", "forbidden"],
  404: ["NotFoundError", "notFound"],
  422: ["UnprocessableEntityError", "invalid"],
};

/** The documented form has a `name` and repeats the status as `statusCode`: what frameworks and gateways send has one of them at most. */
function kindOf(status: number, body: unknown): ErrorKind | undefined {
  const { name, statusCode } = (body ?? {}) as { name?: unknown; statusCode?: unknown };
  if (typeof name !== "string" || String(statusCode) !== String(status)) return undefined;
  if (status >= 500) return "failed";
  const [wanted, kind] = errorNames[status] ?? [];
  const spelled = (text: string) => text.toLowerCase().replace(/[\s_-]|error$/g, "");
  return wanted !== undefined && spelled(name) === spelled(wanted) ? kind : undefined;
}

/** What belongs to an authorization server, with what its resources share. */
export interface SharedChildren<Item> extends Children<Item> {
  /** One call for all who read it within a minute and between writes. */
  list(serverId: number): Promise<Listing<Item>>;
  /** What is there now: asked for after this call, and shared by those who ask together. */
  listNow(serverId: number, urgent?: boolean): Promise<Listing<Item>>;
  /** How it's made sure that one of them is gone. */
  absenceOf(serverId: number, id: number): Absence;
}

function cutOff(name?: string): Error {
  const which = name === undefined ? "" : ` with ${JSON.stringify(name)} in their names`;
  return new Error(
    `OneLogin lists ${mostServersListed} authorization servers at the most, and the account has at least as many${which}, so nobody can tell which there are.`,
  );
}

/** One OneLogin account as this process knows it: its calls, and what they share. */
export class Tenant {
  readonly http: HttpClient;
  readonly api: OneLoginApi;
  readonly scopes: SharedChildren<ScopeWire>;
  readonly claims: SharedChildren<ClaimWire>;
  readonly clientApps: SharedChildren<ClientAppWire>;
  private readonly serverLists = new FreshReads<Listing<AuthServerWire>>();
  private readonly apps: SharedReads<OidcAppWire | undefined>;
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(settings: Settings, runtime?: Partial<Runtime>) {
    const token = new BearerToken(settings, () => this.http);
    this.http = new HttpClient(settings, errorFormat(settings.namespace), token, runtime);
    this.api = new OneLoginApi(this.http);
    this.scopes = this.shared(this.api.scopes);
    this.claims = this.shared(this.api.claims);
    this.clientApps = this.shared(this.api.clientApps);
    this.apps = new SharedReads(this.http.clock);
  }

  /**
   * The authorization servers with this name and resource identifier, as they are now, without lifetimes. The list of all
   * serves everybody who asks together; where it is cut off, those with the name are asked for.
   */
  async authServersNamed(name: string, resourceIdentifier: string, urgent = false): Promise<AuthServerWire[]> {
    const all = await this.listServersNow(undefined, urgent);
    const listing = all.length < mostServersListed ? all : await this.listServersNow(name, urgent);
    if (listing.length >= mostServersListed) throw cutOff(name);
    return listing.where((item) => {
      const { resource_identifier } = (item.configuration ?? {}) as { resource_identifier?: unknown };
      return isSameText(item.name, name) && isSameText(resource_identifier, resourceIdentifier);
    });
  }

  /** How it's made sure that an authorization server is gone. */
  absenceOfServer(id: number): Absence {
    return {
      isListed: async (isDocumented) => {
        const all = await this.listServersNow();
        if (all.byId(id) !== undefined) return true;
        if (isDocumented || all.length < mostServersListed) return false;
        throw cutOff();
      },
    };
  }

  oidcApp(appId: number): Promise<OidcAppWire | undefined> {
    return this.apps.get(appId, () => this.api.oidcApp(appId));
  }

  /** Those who ask for the same key work one after the other. */
  inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.turns.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.turns.set(key, mine);
    return mine;
  }

  private listServersNow(part?: string, urgent = false): Promise<Listing<AuthServerWire>> {
    // What is read in a call's own place can't wait for others.
    if (urgent) return this.api.authServers.list(part, { urgent });
    return this.serverLists.get(part === undefined ? "all" : `name ${part}`, (onSend) =>
      this.api.authServers.list(part, { onSend }),
    );
  }

  private shared<Item>(children: Children<Item>): SharedChildren<Item> {
    const lists = new SharedReads<Listing<Item>>(this.http.clock);
    const fresh = new FreshReads<Listing<Item>>();
    const writing = async <T>(serverId: number, write: Promise<T>): Promise<T> => {
      try {
        return await write;
      } finally {
        lists.forget(serverId);
      }
    };
    const listNow = (serverId: number, urgent = false) =>
      urgent
        ? children.list(serverId, { urgent })
        : fresh.get(serverId, (onSend) => children.list(serverId, { onSend }));
    return {
      list: (serverId) => lists.get(serverId, () => children.list(serverId)),
      listNow,
      create: (serverId: number, body: Wire, recheck) => writing(serverId, children.create(serverId, body, recheck)),
      replace: (serverId, id, body) => writing(serverId, children.replace(serverId, id, body)),
      remove: (serverId, id) => writing(serverId, children.remove(serverId, id)),
      absenceOf: (serverId, id) => ({ isListed: () => this.isChildListed(serverId, id, listNow) }),
    };
  }

  /** A child is gone with its server, too. */
  private async isChildListed<Item>(
    serverId: number,
    id: number,
    list: (serverId: number) => Promise<Listing<Item>>,
  ): Promise<boolean> {
    const listing = await undefinedIfNotFound(list(serverId), this.absenceOfServer(serverId));
    return listing?.byId(id) !== undefined;
  }
}

export const tenant = connector(names, (settings, context) => new Tenant(settings, context));

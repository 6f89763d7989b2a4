import { HttpClient, type Surroundings } from "../http/client";
import { connector, rejected } from "../http/connector";
import type { Dialect } from "../http/request";
import type { SettingNames, Settings } from "../http/settings";
import type { Wire } from "../http/shape";
import { SharedReads } from "../sharedReads";
import {
  type AuthServerWire,
  type ClaimWire,
  type ClientAppWire,
  type OidcAppWire,
  OneLoginApi,
  type Parts,
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

function dialect(namespace: string): Dialect {
  return {
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

/** `list` is one call for all who read it within a minute and between writes. */
export interface SharedParts<Item> extends Parts<Item> {
  /** What is there now, whatever was known. */
  listAfresh(serverId: number): Promise<Item[]>;
}

/** One OneLogin account as this process knows it: its calls, and what they share. */
export class Tenant {
  readonly http: HttpClient;
  readonly api: OneLoginApi;
  readonly scopes: SharedParts<ScopeWire>;
  readonly claims: SharedParts<ClaimWire>;
  readonly clientApps: SharedParts<ClientAppWire>;
  private readonly servers: SharedReads<AuthServerWire[]>;
  private readonly apps: SharedReads<OidcAppWire | undefined>;
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(settings: Settings, around?: Partial<Surroundings>) {
    const token = new BearerToken(settings, () => this.http);
    this.http = new HttpClient(settings, dialect(settings.namespace), token, around);
    this.api = new OneLoginApi(this.http);
    this.scopes = this.shared(this.api.scopes);
    this.claims = this.shared(this.api.claims);
    this.clientApps = this.shared(this.api.clientApps);
    this.servers = new SharedReads(this.http.clock);
    this.apps = new SharedReads(this.http.clock);
  }

  /** Every authorization server, without lifetimes. Own writes are entered, so that a thousand creates list once. */
  readonly authServers = {
    all: () => this.servers.get("", () => this.api.authServers.list()),
    /** What is there now, whatever was known. */
    allAfresh: () => {
      this.servers.forget("");
      return this.authServers.all();
    },
    enter: (server: AuthServerWire) =>
      this.servers.amend("", (all) => [...all.filter(({ id }) => id !== server.id), server]),
    drop: (serverId: number) => this.servers.amend("", (all) => all.filter(({ id }) => id !== serverId)),
  };

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

  private shared<Item>(parts: Parts<Item>): SharedParts<Item> {
    const lists = new SharedReads<Item[]>(this.http.clock);
    const writing = async <T>(serverId: number, write: Promise<T>): Promise<T> => {
      try {
        return await write;
      } finally {
        lists.forget(serverId);
      }
    };
    const list = (serverId: number) => lists.get(serverId, () => parts.list(serverId));
    return {
      list,
      listAfresh: (serverId) => {
        lists.forget(serverId);
        return list(serverId);
      },
      create: (serverId: number, body: Wire) => writing(serverId, parts.create(serverId, body)),
      replace: (serverId, id, body) => writing(serverId, parts.replace(serverId, id, body)),
      remove: (serverId, id) => writing(serverId, parts.remove(serverId, id)),
    };
  }
}

export const tenant = connector(names, (settings) => new Tenant(settings));

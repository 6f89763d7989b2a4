import { sharedConnections } from "../config/connections";
import type { SettingNames, Settings } from "../config/settings";
import type { Runtime } from "../context";
import { HttpClient } from "../http/client";
import { DecodeError, type Listing, type Wire } from "../http/decode";
import type { Recheck } from "../http/request";
import { type Absence, undefinedIfNotFound } from "../notFound";
import { isSameText } from "../properties";
import { FreshReads, SharedReads } from "../readCache";
import {
  type AuthServerWire,
  type Children,
  type ClaimWire,
  type ClientAppWire,
  mostServersListed,
  OneLoginApi,
  type ScopeWire,
} from "./api";
import type { AppPage, AppWire } from "./appsApi";
import { errorFormat } from "./errors";
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

/** The children of an authorization server, with the reads that resources share. */
export interface SharedChildren<Item> extends Children<Item> {
  /** One call for all who read it within a minute and between writes. */
  list(serverId: number): Promise<Listing<Item>>;
  /** The current list: read after this call, and shared by those who ask at the same time. */
  listNow(serverId: number, urgent?: boolean): Promise<Listing<Item>>;
  /** How to confirm that a child doesn't exist. */
  absenceOf(serverId: number, id: number): Absence;
}

/** The authorization servers, with the reads that resources share. Every write ends what is known of the list. */
export interface SharedServers {
  get(id: number): Promise<AuthServerWire>;
  /** From the list of all servers if possible, which is read once for all who need it within a minute and between writes. */
  getWithoutLifetimes(id: number): Promise<AuthServerWire>;
  create(body: Wire, recheck: Recheck): Promise<number>;
  replace(id: number, body: Wire): Promise<void>;
  remove(id: number): Promise<void>;
}

/** More pages than any tenant's apps fill: a list that doesn't end is not what the service documents. */
const mostAppPages = 100;

function cutOff(name?: string): Error {
  const which = name === undefined ? "" : ` with ${JSON.stringify(name)} in their names`;
  return new Error(
    `OneLogin lists at most ${mostServersListed} authorization servers, and the tenant has at least that many${which}, so the list may be incomplete.`,
  );
}

/** The connection to a OneLogin tenant: its requests, and what they share. */
export class OneLoginConnection {
  readonly http: HttpClient;
  readonly api: OneLoginApi;
  readonly scopes: SharedChildren<ScopeWire>;
  readonly claims: SharedChildren<ClaimWire>;
  readonly clientApps: SharedChildren<ClientAppWire>;
  /** The requests for authorization servers, with the reads that resources share. */
  readonly authServers: SharedServers;
  private readonly serverLists: FreshReads<Listing<AuthServerWire>>;
  private readonly apps: SharedReads<AppWire>;
  private readonly appPages: FreshReads<AppPage>;
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(settings: Settings, runtime: Runtime) {
    const token = new BearerToken(settings, () => this.http);
    this.http = new HttpClient(settings, errorFormat(settings.namespace, runtime.advice), token, runtime);
    this.api = new OneLoginApi(this.http);
    this.scopes = this.shared(this.api.scopes);
    this.claims = this.shared(this.api.claims);
    this.clientApps = this.shared(this.api.clientApps);
    this.apps = new SharedReads(runtime.clock);
    this.appPages = new FreshReads(runtime);
    this.serverLists = new FreshReads(runtime);
    this.authServers = this.sharedServers();
  }

  /**
   * The current authorization servers with this name and resource identifier, without lifetimes. All who ask at the same
   * time share the list of all servers; if that is cut off, a list filtered by name is read.
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

  /** How to confirm that an authorization server doesn't exist. */
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

  /** One call for all who read it within a minute and between writes. */
  app(appId: number): Promise<AppWire> {
    return this.apps.get(appId, () => this.api.apps.get(appId));
  }

  /**
   * The current OpenID Connect apps that match, of which the service knows this name. All who ask at the same time share
   * the list of all apps; if that doesn't fit on a page, a list filtered by name is read.
   */
  async appsNamed(name: string, isWanted: (item: Wire) => boolean, urgent = false): Promise<AppWire[]> {
    const first = await this.appPageNow(1, undefined, urgent);
    if (first.isLast) return first.items.where(isWanted);
    // Elsewhere a filter may find more, with `*` as a wildcard, or less, where the service escapes characters.
    const filter = /^[\p{L}\p{N} ._-]+$/u.test(name) ? name : undefined;
    const found: AppWire[] = [];
    for await (const { items } of this.appListNow(filter, urgent)) found.push(...items.where(isWanted));
    return found;
  }

  /** The current OpenID Connect apps that OneLogin finds by this name. */
  async appsFiltered(name: string): Promise<Listing<AppWire>> {
    return (await this.appPageNow(1, name)).items;
  }

  /** How to confirm that an app doesn't exist. */
  absenceOfApp(id: number): Absence {
    return {
      isListed: async (isDocumented) => {
        for await (const { items } of this.appListNow()) {
          if (items.byId(id) !== undefined) return true;
          if (isDocumented) return false;
        }
        return false;
      },
    };
  }

  /** Makes a change of an app. What was read of the app before isn't used any more. */
  async changingApp<T>(appId: number, write: Promise<T>): Promise<T> {
    try {
      return await write;
    } finally {
      this.apps.forget(appId);
    }
  }

  /** Runs work with the same key one after the other. */
  inSequence<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.turns.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.turns.set(key, mine);
    return mine;
  }

  private async *appListNow(name?: string, urgent = false): AsyncGenerator<AppPage> {
    for (let number = 1; number <= mostAppPages; number++) {
      const page = await this.appPageNow(number, name, urgent);
      yield page;
      if (page.isLast) return;
    }
    throw new Error(`OneLogin's list of apps doesn't end after ${mostAppPages} pages.`);
  }

  private appPageNow(number: number, name: string | undefined, urgent = false): Promise<AppPage> {
    if (urgent) return this.api.apps.page(number, name, { urgent });
    return this.appPages.get(JSON.stringify([number, name]), (onSend) => this.api.apps.page(number, name, { onSend }));
  }

  private listServersNow(part?: string, urgent = false): Promise<Listing<AuthServerWire>> {
    // An urgent read can't wait for others.
    if (urgent) return this.api.authServers.list(part, { urgent });
    return this.serverLists.get(part === undefined ? "all" : `name ${part}`, (onSend) =>
      this.api.authServers.list(part, { onSend }),
    );
  }

  private sharedServers(): SharedServers {
    const { authServers } = this.api;
    const lists = new SharedReads<Listing<AuthServerWire> | undefined>(this.http.runtime.clock);
    const writing = async <T>(write: Promise<T>): Promise<T> => {
      try {
        return await write;
      } finally {
        lists.forget("all");
      }
    };
    return {
      get: (id) => authServers.get(id),
      // The list saves requests, but no failure of the list matters: the server can be read by itself.
      getWithoutLifetimes: async (id) => {
        const listing = await lists.get("all", () => authServers.list().catch(() => undefined));
        return wholeItem(listing, id) ?? authServers.get(id);
      },
      create: (body, recheck) => writing(authServers.create(body, recheck)),
      replace: (id, body) => writing(authServers.replace(id, body)),
      remove: (id) => writing(authServers.remove(id)),
    };
  }

  private shared<Item>(children: Children<Item>): SharedChildren<Item> {
    const lists = new SharedReads<Listing<Item>>(this.http.runtime.clock);
    const fresh = new FreshReads<Listing<Item>>(this.http.runtime);
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

  /** A child doesn't exist if its server doesn't. */
  private async isChildListed<Item>(
    serverId: number,
    id: number,
    list: (serverId: number) => Promise<Listing<Item>>,
  ): Promise<boolean> {
    const listing = await undefinedIfNotFound(list(serverId), this.absenceOfServer(serverId));
    return listing?.byId(id) !== undefined;
  }
}

/** The server as the list has it; undefined if the list lacks it or something of it, or if it can't be read. */
function wholeItem(listing: Listing<AuthServerWire> | undefined, id: number): AuthServerWire | undefined {
  const isWhole = ({ description, configuration }: Wire) => {
    const { resource_identifier, audiences } = (configuration ?? {}) as Wire;
    return [description, resource_identifier, audiences].every((member) => member !== undefined);
  };
  try {
    return listing?.where((item) => item.id === id && isWhole(item))[0];
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

export const openConnection = sharedConnections(
  names,
  (settings, context) => new OneLoginConnection(settings, context),
);

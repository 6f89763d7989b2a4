import type { HttpClient } from "../http/client";
import { path, type Request } from "../http/request";
import { idNumber, listOf, optionalInteger, optionalText, record, text, type Wire } from "../http/shape";

/** OneLogin's API Authorization and Apps APIs, call by call: developers.onelogin.com/api-docs/2/api-authorization/overview */

export interface AuthServerWire {
  id: number;
  name: string;
  description: string;
  configuration: {
    resource_identifier: string;
    audiences: string[];
    /** Not in lists. */
    access_token_expiration_minutes?: number | undefined;
    refresh_token_expiration_minutes?: number | undefined;
  };
}
export interface ScopeWire {
  id: number;
  value: string;
  description: string;
}
export interface ClaimWire {
  id: number;
  name: string;
  user_attribute_mappings: string | null;
  user_attribute_macros: string | null;
  attributes_transformations: string | null;
}
export interface ClientAppWire {
  app_id: number;
  /** Reads give objects where writes take their ids. */
  scopes: number[];
}
/** An OpenID Connect app's credentials. */
export interface OidcAppWire {
  clientId: string;
  /** Absent where the account's policy hides it. */
  clientSecret: string | undefined;
}

/** What belongs to an authorization server and is read in a list alone. */
export interface Parts<Item> {
  list(serverId: number): Promise<Item[]>;
  create(serverId: number, body: Wire): Promise<number>;
  replace(serverId: number, id: number, body: Wire): Promise<void>;
  remove(serverId: number, id: number): Promise<void>;
}

const nothing = () => undefined;
const madeId = (body: unknown) => idNumber(record(body).id, "id");

export class OneLoginApi {
  constructor(readonly http: HttpClient) {}

  readonly authServers = {
    list: () =>
      this.http.call({ method: "GET", path: "/api/2/api_authorizations" }, (body) =>
        listOf(body, "the list", authServer),
      ),
    get: (id: number) => this.http.call({ method: "GET", path: path`/api/2/api_authorizations/${id}` }, authServer),
    create: (body: Wire) => this.http.call({ method: "POST", path: "/api/2/api_authorizations", body }, madeId),
    replace: (id: number, body: Wire) =>
      this.http.call({ method: "PUT", path: path`/api/2/api_authorizations/${id}`, body }, nothing),
    remove: (id: number) => this.http.call({ method: "DELETE", path: path`/api/2/api_authorizations/${id}` }, nothing),
  };

  readonly scopes = this.parts("scopes", scope, madeId);
  readonly claims = this.parts("claims", claim, madeId);
  readonly clientApps = this.parts("clients", clientApp, (body) => idNumber(record(body).app_id, "app_id"));

  oidcApp(appId: number): Promise<OidcAppWire | undefined> {
    return this.http.call({ method: "GET", path: path`/api/2/apps/${appId}` }, oidcApp);
  }

  private parts<Item>(
    collection: string,
    item: (value: unknown, what: string) => Item,
    made: (body: unknown) => number,
  ): Parts<Item> {
    const call = <T>(request: Omit<Request, "path">, read: (body: unknown) => T, serverId: number, id?: number) => {
      const all = path`/api/2/api_authorizations/${serverId}/${collection}`;
      return this.http.call({ ...request, path: id === undefined ? all : all + path`/${id}` }, read);
    };
    return {
      list: (serverId) => call({ method: "GET" }, (body) => listOf(body, `the list of ${collection}`, item), serverId),
      create: (serverId, body) => call({ method: "POST", body }, made, serverId),
      replace: (serverId, id, body) => call({ method: "PUT", body }, nothing, serverId, id),
      remove: (serverId, id) => call({ method: "DELETE" }, nothing, serverId, id),
    };
  }
}

function authServer(value: unknown, what = "the answer"): AuthServerWire {
  const server = record(value, what);
  const configuration = record(server.configuration, `${what}.configuration`);
  return {
    id: idNumber(server.id, `${what}.id`),
    name: text(server.name, `${what}.name`),
    description: optionalText(server.description, `${what}.description`) ?? "",
    configuration: {
      resource_identifier:
        optionalText(configuration.resource_identifier, `${what}.configuration.resource_identifier`) ?? "",
      audiences: listOf(configuration.audiences ?? [], `${what}.configuration.audiences`, text),
      access_token_expiration_minutes: optionalInteger(
        configuration.access_token_expiration_minutes,
        `${what}.configuration.access_token_expiration_minutes`,
      ),
      refresh_token_expiration_minutes: optionalInteger(
        configuration.refresh_token_expiration_minutes,
        `${what}.configuration.refresh_token_expiration_minutes`,
      ),
    },
  };
}

function scope(value: unknown, what: string): ScopeWire {
  const item = record(value, what);
  return {
    id: idNumber(item.id, `${what}.id`),
    value: text(item.value, `${what}.value`),
    description: optionalText(item.description, `${what}.description`) ?? "",
  };
}

function claim(value: unknown, what: string): ClaimWire {
  const item = record(value, what);
  // Null is an answer: the attribute is empty, whatever a program says.
  const attribute = (name: string) => optionalText(item[name], `${what}.${name}`) ?? null;
  return {
    id: idNumber(item.id, `${what}.id`),
    name: text(item.name, `${what}.name`),
    user_attribute_mappings: attribute("user_attribute_mappings"),
    user_attribute_macros: attribute("user_attribute_macros"),
    attributes_transformations: attribute("attributes_transformations"),
  };
}

function clientApp(value: unknown, what: string): ClientAppWire {
  const item = record(value, what);
  return {
    app_id: idNumber(item.app_id, `${what}.app_id`),
    scopes: listOf(item.scopes ?? [], `${what}.scopes`, (each, at) => idNumber(record(each, at).id, `${at}.id`)),
  };
}

function oidcApp(value: unknown): OidcAppWire | undefined {
  const app = record(value);
  idNumber(app.id, "id");
  if (app.sso === undefined || app.sso === null) return undefined;
  const sso = record(app.sso, "sso");
  // SAML apps have an sso of another kind.
  if (sso.client_id === undefined) return undefined;
  return {
    clientId: text(sso.client_id, "sso.client_id"),
    clientSecret: optionalText(sso.client_secret, "sso.client_secret") || undefined,
  };
}

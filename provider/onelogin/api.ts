import type { HttpClient } from "../http/client";
import {
  answered,
  answeredEmpty,
  idNumber,
  Listing,
  listOf,
  optionalInteger,
  optionalText,
  record,
  same,
  text,
  type Wire,
} from "../http/decode";
import { path, type ReadOptions, type Recheck } from "../http/request";
import { created, idIn } from "./answers";
import { AppsApi } from "./appsApi";

/** The requests of OneLogin's API Authorization API: developers.onelogin.com/api-docs/2/api-authorization/overview */

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
  /** Reads return objects, and writes take their ids. */
  scopes: number[];
}
/** The children of an authorization server, which are only read in a list. */
export interface Children<Item> {
  list(serverId: number, look?: ReadOptions): Promise<Listing<Item>>;
  /** `recheck` is called before the request is sent after a wait. */
  create(serverId: number, body: Wire, recheck: Recheck): Promise<number>;
  replace(serverId: number, id: number, body: Wire): Promise<void>;
  remove(serverId: number, id: number): Promise<void>;
}

/** The list of authorization servers is cut off here; there are no pages. */
export const mostServersListed = 1000;

const servers = "/api/2/api_authorizations";

export class OneLoginApi {
  constructor(readonly http: HttpClient) {
    this.apps = new AppsApi(http);
  }

  readonly authServers = {
    /** Those whose name contains `part`; `configuration` without lifetimes. */
    list: (part?: string, look: ReadOptions = {}) =>
      this.http.call(
        { method: "GET", path: part === undefined ? servers : `${servers}?name=${encodeURIComponent(part)}`, ...look },
        answered(200, (body, { source }) => new Listing(body, source, "id", authServer)),
      ),
    get: (id: number) =>
      this.http.call(
        { method: "GET", path: path`/api/2/api_authorizations/${id}` },
        answered(200, (body) => {
          const server = authServer(body);
          same(server.id, id, "id");
          return server;
        }),
      ),
    create: (body: Wire, recheck: Recheck) =>
      this.http.call({ method: "POST", path: servers, body, recheck }, answered(created, idIn)),
    replace: (id: number, body: Wire) =>
      this.http.call(
        { method: "PUT", path: path`/api/2/api_authorizations/${id}`, body },
        answered(200, (answer) => void same(idIn(answer), id, "id")),
      ),
    remove: (id: number): Promise<void> =>
      this.http.call({ method: "DELETE", path: path`/api/2/api_authorizations/${id}` }, answeredEmpty(204)),
  };

  readonly scopes = this.children("scopes", "id", scope);
  readonly claims = this.children("claims", "id", claim);
  readonly clientApps = this.children("clients", "app_id", clientApp);
  readonly apps: AppsApi;

  private children<Item>(
    collection: string,
    idMember: string,
    item: (value: unknown, what: string) => Item,
  ): Children<Item> {
    const all = (serverId: number) => path`/api/2/api_authorizations/${serverId}/${collection}`;
    const one = (serverId: number, id: number) => all(serverId) + path`/${id}`;
    const madeId = (body: unknown) => idNumber(record(body)[idMember], idMember);
    return {
      list: (serverId, look) =>
        this.http.call(
          { method: "GET", path: all(serverId), ...look },
          answered(200, (body, { source }) => new Listing(body, source, idMember, item)),
        ),
      create: (serverId, body, recheck) =>
        this.http.call(
          { method: "POST", path: all(serverId), body, recheck },
          answered(created, (answer) => {
            const id = madeId(answer);
            // The number of a client app is the app's own, so the answer must contain the number that was sent.
            const sent = body[idMember];
            return typeof sent === "number" ? same(id, sent, idMember) : id;
          }),
        ),
      replace: (serverId, id, body) =>
        this.http.call(
          { method: "PUT", path: one(serverId, id), body },
          answered(200, (answer) => void same(madeId(answer), id, idMember)),
        ),
      remove: (serverId, id) => this.http.call({ method: "DELETE", path: one(serverId, id) }, answeredEmpty(204)),
    };
  }
}

function authServer(value: unknown, what = "the response"): AuthServerWire {
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
  // Null is a value: the attribute is empty.
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

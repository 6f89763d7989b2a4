import type { HttpClient } from "../http/client";
import {
  answered,
  answeredEmpty,
  boolean,
  idNumber,
  integer,
  Listing,
  listOf,
  optionalText,
  record,
  same,
  text,
  type Wire,
} from "../http/decode";
import { path, type ReadOptions, type Recheck } from "../http/request";
import { created, idIn } from "./answers";

/** The requests of OneLogin's Apps API: developers.onelogin.com/api-docs/2/apps/overview */

/** An OpenID Connect app's `sso`. By the documentation, only the answer to the create contains the secret. */
export interface AppCredentials {
  client_id: string;
  client_secret: string | undefined;
}
/** An app of any kind. Lists lack `notes`, `configuration`, `parameters`, `sso` and others. Null: it has none. */
export interface AppWire {
  id: number;
  name?: string | undefined;
  connector_id?: number | undefined;
  auth_method?: number | undefined;
  description?: string | null | undefined;
  notes?: string | null | undefined;
  visible?: boolean | undefined;
  allow_assumed_signin?: boolean | undefined;
  policy_id?: number | null | undefined;
  brand_id?: number | null | undefined;
  tab_id?: number | null | undefined;
  role_ids?: number[] | undefined;
  configuration?: Wire | undefined;
  parameters?: Wire | undefined;
  sso?: AppCredentials | undefined;
}
/** What the answer to a create is read for. */
export interface CreatedApp {
  id: number;
  sso: AppCredentials | undefined;
}
export interface ConnectorWire {
  id: number;
  name: string;
}

export interface AppPage {
  items: Listing<AppWire>;
  isLast: boolean;
}

/** The authentication method of OpenID Connect apps, whatever their connector. */
export const openIdConnect = 8;

const apps = "/api/2/apps";
const mostOnPage = 1000;

export class AppsApi {
  constructor(private readonly http: HttpClient) {}

  /** The OpenID Connect apps with this name, or all of them. The name is matched exactly, except for `*`. Pages count from 1. */
  page(number: number, name?: string, look: ReadOptions = {}): Promise<AppPage> {
    const filter = name === undefined ? "" : `&name=${encodeURIComponent(name)}`;
    const path = `${apps}?auth_method=${openIdConnect}&limit=${mostOnPage}&page=${number}${filter}`;
    return this.http.call(
      { method: "GET", path, ...look },
      answered(200, (body, { source, headers }) => {
        const items = new Listing(body, source, "id", app);
        const pages = Number(headers["total-pages"]);
        return { items, isLast: pages > 0 ? number >= pages : items.length < mostOnPage };
      }),
    );
  }

  get(id: number): Promise<AppWire> {
    return this.http.call(
      { method: "GET", path: path`/api/2/apps/${id}` },
      answered(200, (body) => {
        const found = app(body);
        same(found.id, id, "id");
        return found;
      }),
    );
  }

  create(body: Wire, recheck: Recheck): Promise<CreatedApp> {
    return this.http.call(
      { method: "POST", path: apps, body, recheck },
      answered(created, (answer) => ({ id: idIn(answer), sso: credentials(answer) })),
    );
  }

  /** Changes what the body contains, and leaves the rest. Some accounts may return the credentials. */
  change(id: number, body: Wire): Promise<AppCredentials | undefined> {
    return this.http.call(
      { method: "PUT", path: path`/api/2/apps/${id}`, body },
      answered(200, (answer) => {
        same(idIn(answer), id, "id");
        return credentials(answer);
      }),
    );
  }

  remove(id: number): Promise<void> {
    return this.http.call({ method: "DELETE", path: path`/api/2/apps/${id}` }, answeredEmpty(204));
  }

  removeParameter(id: number, parameterId: number): Promise<void> {
    return this.http.call(
      { method: "DELETE", path: path`/api/2/apps/${id}/parameters/${parameterId}` },
      answeredEmpty(204),
    );
  }

  /** The connectors from which OpenID Connect apps can be created. */
  connectors(): Promise<ConnectorWire[]> {
    return this.http.call(
      { method: "GET", path: `/api/2/connectors?auth_method=${openIdConnect}&limit=${mostOnPage}` },
      answered(200, (body, { source }) => new Listing(body, source, "id", connector).where(() => true)),
    );
  }
}

function app(value: unknown, what = "the response"): AppWire {
  const item = record(value, what);
  const at = (name: string) => `${what}.${name}`;
  const optional = <T>(name: string, read: (value: unknown, what: string) => T): T | undefined =>
    item[name] === undefined || item[name] === null ? undefined : read(item[name], at(name));
  const orNull = <T>(name: string, read: (value: unknown, what: string) => T): T | null | undefined =>
    item[name] === null ? null : optional(name, read);
  return {
    id: idNumber(item.id, at("id")),
    name: optional("name", text),
    connector_id: optional("connector_id", idNumber),
    auth_method: optional("auth_method", integer),
    description: orNull("description", text),
    notes: orNull("notes", text),
    visible: optional("visible", boolean),
    allow_assumed_signin: optional("allow_assumed_signin", boolean),
    policy_id: orNull("policy_id", integer),
    brand_id: orNull("brand_id", integer),
    tab_id: orNull("tab_id", integer),
    role_ids: optional("role_ids", (each, at) => listOf(each, at, idNumber)),
    configuration: optional("configuration", configuration),
    parameters: optional("parameters", record),
    sso: credentials(item, what),
  };
}

const configurationMembers: { [name: string]: (value: unknown, what: string) => unknown } = {
  redirect_uri: textOrTexts,
  post_logout_redirect_uri: textOrTexts,
  login_url: text,
  oidc_application_type: numberOrNumeral,
  token_endpoint_auth_method: numberOrNumeral,
  access_token_expiration_minutes: numberOrNumeral,
  refresh_token_expiration_minutes: numberOrNumeral,
  include_amr_claims: boolean,
};

/** Null: never set. Other kinds of apps have other members, and OneLogin adds some. */
function configuration(value: unknown, what: string): Wire {
  const members = Object.entries(record(value, what)).map(([name, member]) => {
    const read = Object.hasOwn(configurationMembers, name) ? configurationMembers[name] : undefined;
    return [name, read && member !== null ? read(member, `${what}.${name}`) : member];
  });
  return Object.fromEntries(members);
}

function textOrTexts(value: unknown, what: string): string | string[] {
  return Array.isArray(value) ? listOf(value, what, text) : text(value, what);
}

/** A number that was sent as a string comes back as one. */
function numberOrNumeral(value: unknown, what: string): number {
  return integer(typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value, what);
}

/** Undefined if the answer has none, or another kind, such as SAML apps'. An empty secret is none. */
function credentials(value: unknown, what = "the response"): AppCredentials | undefined {
  const { sso } = record(value, what);
  if (sso === undefined || sso === null) return undefined;
  const { client_id, client_secret } = record(sso, `${what}.sso`);
  if (client_id === undefined) return undefined;
  return {
    client_id: text(client_id, `${what}.sso.client_id`),
    client_secret: optionalText(client_secret, `${what}.sso.client_secret`) || undefined,
  };
}

function connector(value: unknown, what: string): ConnectorWire {
  const item = record(value, what);
  return { id: idNumber(item.id, `${what}.id`), name: text(item.name, `${what}.name`) };
}

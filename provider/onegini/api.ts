import type { HttpClient } from "../http/client";
import {
  answered,
  answeredEmpty,
  array,
  boolean,
  DecodeError,
  type Decoder,
  listOf,
  optionalInteger,
  optionalText,
  record,
  same,
  text,
  type Wire,
} from "../http/decode";
import { basic, path, type ReadOptions, type Recheck } from "../http/request";

/**
 * An API client of Onegini (OneWelcome Access): docs.onegini.com, access/api-reference/admin-api/api-client.
 * An older server neither accepts nor returns the last three members; a newer one may return null if nothing is set.
 */
export interface ApiClientWire {
  name: string;
  client_id: string;
  scopes: string[];
  public_base_uri: string;
  authentication_method?: string | undefined;
  public_jwk?: Wire | null | undefined;
  jwks_uri?: string | null | undefined;
}

/** A web client, which lists return completely: docs.onegini.com, access/api-reference/config-api/web-client */
export type WebClientWire = Wire & { client_id: string; jwks_uri?: unknown };

export const apiClientsPath = "/api/v1/configuration/api-clients";
const webClientsPath = "/api/v1/configuration/web-clients";

/** The requests for one kind of client. */
export class ClientCalls<Client extends { client_id: string }> {
  /** The number of clients on each page of the list except the last. */
  readonly pageSize = 100;

  constructor(
    private readonly http: HttpClient,
    private readonly all: string,
    /** Reads a client, or throws if it isn't as documented. */
    readonly decode: (value: unknown, what?: string) => Client,
  ) {}

  /** Pages count from 0. Their clients may be anybody's, so they aren't decoded. */
  page(number: number, { onSend, urgent }: ReadOptions = {}): Promise<unknown[]> {
    return this.http.call(
      { method: "GET", path: `${this.all}?page=${number}`, onSend, urgent },
      answered(200, (body) => array(record(body).result, "result")),
    );
  }

  get(clientId: string, { urgent }: ReadOptions = {}): Promise<Client> {
    return this.http.call({ method: "GET", path: this.one(clientId), urgent }, this.theClient(clientId));
  }

  /** Reads a client with its own secret, to find out whether the secret is valid. */
  getAs(clientId: string, secret: string): Promise<Client> {
    return this.http.call(
      { method: "GET", path: this.one(clientId), authorization: basic(clientId, secret), secrets: [secret] },
      this.theClient(clientId),
    );
  }

  create(body: Wire & { client_id: string }, recheck: Recheck): Promise<undefined> {
    return this.http.call(
      { method: "POST", path: this.all, body, secrets: secretsIn(body), recheck },
      createdAs(body.client_id),
    );
  }

  /** Changes what the body contains, and leaves the rest. */
  change(clientId: string, body: Wire): Promise<undefined> {
    return this.http.call(
      { method: "PATCH", path: this.one(clientId), body, secrets: secretsIn(body) },
      answeredEmpty(204),
    );
  }

  remove(clientId: string): Promise<undefined> {
    return this.http.call({ method: "DELETE", path: this.one(clientId) }, answeredEmpty(204));
  }

  private one(clientId: string): string {
    return `${this.all}${path`/${clientId}`}`;
  }

  private theClient(clientId: string): Decoder<Client> {
    return answered(200, (body) => {
      const client = this.decode(body);
      same(client.client_id, clientId, "client_id");
      return client;
    });
  }
}

export class OneginiApi {
  readonly apiClients: ClientCalls<ApiClientWire>;
  readonly webClients: ClientCalls<WebClientWire>;

  constructor(http: HttpClient) {
    this.apiClients = new ClientCalls(http, apiClientsPath, apiClient);
    this.webClients = new ClientCalls(http, webClientsPath, webClient);
  }
}

function secretsIn({ client_secret, hashed_client_secret }: Wire): string[] {
  return [client_secret, hashed_client_secret].filter((each) => typeof each === "string");
}

/** Expects 201 without a body, and the client's address in `Location`. */
function createdAs(clientId: string): Decoder<undefined> {
  return (answer) => {
    answeredEmpty(201)(answer);
    const { location } = answer.headers;
    // Some servers escape the id there, others don't.
    if (typeof location === "string" && ![location, decoded(location)].some((url) => url.endsWith(`/${clientId}`)))
      throw new DecodeError(`Location doesn't name the client ${JSON.stringify(clientId)}`);
    return undefined;
  };
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

function apiClient(value: unknown, what = "the response"): ApiClientWire {
  const client = record(value, what);
  const { public_jwk, jwks_uri } = client;
  return {
    name: text(client.name, `${what}.name`),
    client_id: text(client.client_id, `${what}.client_id`),
    scopes: listOf(client.scopes, `${what}.scopes`, text),
    public_base_uri: optionalText(client.public_base_uri, `${what}.public_base_uri`) ?? "",
    authentication_method: optionalText(client.authentication_method, `${what}.authentication_method`),
    public_jwk: public_jwk ? record(public_jwk, `${what}.public_jwk`) : public_jwk === undefined ? undefined : null,
    jwks_uri: jwks_uri === null ? null : optionalText(jwks_uri, `${what}.jwks_uri`),
  };
}

const textLists = [
  "grant_types",
  "additional_redirect_urls",
  "resource_gateway_ids",
  "additional_audiences",
  "default_scopes",
  "additional_scopes",
  "additional_identity_provider_ids",
  "web_hook_ids",
];
const integers = [
  "access_grant_expires_in",
  "access_token_expires_in",
  "refresh_token_expires_in",
  "max_refresh_token_validity",
  "max_simultaneous_sessions",
];
const booleans = [
  "refresh_token_enabled",
  "simultaneous_sessions_allowed",
  "session_based_silent_auth",
  "consent_disabled",
  "legacy_group_permissions_enabled",
];

/** Most members may be missing. A list that is null is empty. */
function webClient(value: unknown, what = "the response"): WebClientWire {
  const client = record(value, what);
  const read: Wire = { ...client };
  for (const name of textLists)
    if (name in client) read[name] = client[name] === null ? [] : listOf(client[name], `${what}.${name}`, text);
  for (const name of integers)
    if (name in client) read[name] = optionalInteger(client[name], `${what}.${name}`) ?? null;
  for (const name of booleans)
    if (name in client) read[name] = client[name] === null ? null : boolean(client[name], `${what}.${name}`);
  text(client.name, `${what}.name`);
  listOf(client.grant_types, `${what}.grant_types`, text);
  return { ...read, client_id: text(client.client_id, `${what}.client_id`) };
}

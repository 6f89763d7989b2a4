import type { HttpClient } from "../http/client";
import {
  answered,
  answeredEmpty,
  array,
  type Decoder,
  listOf,
  optionalText,
  record,
  ShapeError,
  same,
  text,
  type Wire,
} from "../http/decode";
import { basic, type Look, path, type Recheck } from "../http/request";

/**
 * Onegini's (OneWelcome Access's) API Clients API, call by call: docs.onegini.com, access/api-reference/admin-api/api-client.
 * An older server neither knows nor returns the last three; a newer one may answer null where nothing is set.
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

/** A page holds so many, unless it's the last. */
export const pageSize = 100;

const all = "/api/v1/configuration/api-clients";

export class OneginiApi {
  constructor(readonly http: HttpClient) {}

  /** Pages are counted from 0. Their clients may be anybody's: `apiClient` reads one. */
  page(number: number, { onSend, urgent }: Look = {}): Promise<unknown[]> {
    return this.http.call(
      { method: "GET", path: `${all}?page=${number}`, onSend, urgent },
      answered(200, (body) => array(record(body).result, "result")),
    );
  }

  get(clientId: string, { urgent }: Look = {}): Promise<ApiClientWire> {
    return this.http.call({ method: "GET", path: one(clientId), urgent }, theClient(clientId));
  }

  /** Reads a client with its own secret, which tells whether that is right. */
  getAs(clientId: string, secret: string): Promise<ApiClientWire> {
    return this.http.call(
      { method: "GET", path: one(clientId), authorization: basic(clientId, secret), secrets: [secret] },
      theClient(clientId),
    );
  }

  create(body: Wire & { client_id: string }, recheck: Recheck): Promise<undefined> {
    return this.http.call(
      { method: "POST", path: all, body, secrets: secretsIn(body), recheck },
      createdAs(body.client_id),
    );
  }

  /** Changes the members of the body and leaves the others. */
  change(clientId: string, body: Wire): Promise<undefined> {
    return this.http.call({ method: "PATCH", path: one(clientId), body, secrets: secretsIn(body) }, answeredEmpty(204));
  }

  remove(clientId: string): Promise<undefined> {
    return this.http.call({ method: "DELETE", path: one(clientId) }, answeredEmpty(204));
  }
}

function one(clientId: string): string {
  return `${all}${path`/${clientId}`}`;
}

function theClient(clientId: string): Decoder<ApiClientWire> {
  return answered(200, (body) => {
    const client = apiClient(body);
    same(client.client_id, clientId, "client_id");
    return client;
  });
}

function secretsIn({ client_secret }: Wire): string[] {
  return typeof client_secret === "string" ? [client_secret] : [];
}

/** 201 without a body, and the client's own address in `Location`. */
function createdAs(clientId: string): Decoder<undefined> {
  return (answer) => {
    answeredEmpty(201)(answer);
    const { location } = answer.headers;
    // Some servers escape the id there, and some don't.
    if (typeof location === "string" && ![location, decoded(location)].some((url) => url.endsWith(`/${clientId}`)))
      throw new ShapeError(`Location doesn't name the API client ${JSON.stringify(clientId)}`);
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

export function apiClient(value: unknown, what = "the answer"): ApiClientWire {
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

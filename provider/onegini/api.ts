import type { HttpClient } from "../http/client";
import { type Authorization, path } from "../http/request";
import { listOf, optionalText, record, text, type Wire } from "../http/shape";

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

const nothing = () => undefined;

export class OneginiApi {
  constructor(readonly http: HttpClient) {}

  /** Pages are counted from 0. */
  page(number: number): Promise<ApiClientWire[]> {
    return this.http.call({ method: "GET", path: `/api/v1/configuration/api-clients?page=${number}` }, (body) =>
      listOf(record(body).result, "result", apiClient),
    );
  }

  /** With an authorization of its own, this tells whether a client's credentials are right. */
  get(clientId: string, authorization?: Authorization): Promise<ApiClientWire> {
    return this.http.call(
      { method: "GET", path: one(clientId), ...(authorization ? { authorization } : {}) },
      apiClient,
    );
  }

  create(body: Wire): Promise<void> {
    return this.http.call(
      { method: "POST", path: "/api/v1/configuration/api-clients", body, secrets: secretsIn(body) },
      nothing,
    );
  }

  /** Changes the members of the body and leaves the others. */
  change(clientId: string, body: Wire): Promise<void> {
    return this.http.call({ method: "PATCH", path: one(clientId), body, secrets: secretsIn(body) }, nothing);
  }

  remove(clientId: string): Promise<void> {
    return this.http.call({ method: "DELETE", path: one(clientId) }, nothing);
  }
}

function one(clientId: string): string {
  return path`/api/v1/configuration/api-clients/${clientId}`;
}

function secretsIn({ client_secret }: Wire): string[] {
  return typeof client_secret === "string" ? [client_secret] : [];
}

function apiClient(value: unknown, what = "the answer"): ApiClientWire {
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

import type { HttpClient } from "../http/client";
import {
  answered,
  answeredEmpty,
  array,
  DecodeError,
  type Decoder,
  listOf,
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

  constructor(http: HttpClient) {
    this.apiClients = new ClientCalls(http, "/api/v1/configuration/api-clients", apiClient);
  }
}

function secretsIn({ client_secret }: Wire): string[] {
  return typeof client_secret === "string" ? [client_secret] : [];
}

/** Expects 201 without a body, and the client's address in `Location`. */
function createdAs(clientId: string): Decoder<undefined> {
  return (answer) => {
    answeredEmpty(201)(answer);
    const { location } = answer.headers;
    // Some servers escape the id there, others don't.
    if (typeof location === "string" && ![location, decoded(location)].some((url) => url.endsWith(`/${clientId}`)))
      throw new DecodeError(`Location doesn't name the API client ${JSON.stringify(clientId)}`);
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

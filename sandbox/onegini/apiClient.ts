import { createPublicKey } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { attributesOf, has, isObject, isStringArray, type JsonObject, parseInteger } from "../core/json";
import type { ControlCalls, Patch, Resource } from "../core/resource";
import { oneOf } from "../core/settings";
import { ClientIds } from "./clientIds";
import { ClientStore } from "./clientStore";
import type { OneginiContext } from "./context";
import { conflict, invalid, notFound } from "./errors";

/** An API client with its secret, under the names of the wire. */
export interface ApiClient {
  name: string;
  client_id: string;
  client_secret?: string;
  scopes: string[];
  public_base_uri: string;
  authentication_method: "client_secret_basic" | "private_key_jwt";
  public_jwk?: JsonObject;
  jwks_uri?: string;
}

type Settings = ReturnType<OneginiContext["settings"]>;
type Version = Settings["version"];

const API_CLIENTS = "/api/v1/configuration/api-clients";

const scopesOfBoth = [
  "onegini_api_admin",
  "onegini_api_config",
  "onegini_api_end_user",
  "onegini_api_events",
  "onegini_api_insights",
  "onegini_api_mobile_authentication",
  "onegini_api_payload_encryption_policy",
  "onegini_api_token_introspection",
  // The older page has it, and people paste its examples; a newer server goes on accepting it.
  "onegini_api_two_way_otp",
];
const scopesOf: Record<Version, ReadonlySet<string>> = {
  older: new Set(scopesOfBoth),
  newer: new Set([...scopesOfBoth, "onegini_api_user_registration"]),
};

const olderFields = ["name", "client_id", "client_secret", "scopes", "public_base_uri"];
const fieldsOf: Record<Version, readonly string[]> = {
  older: olderFields,
  newer: [...olderFields, "authentication_method", "public_jwk", "jwks_uri"],
};

const isValid: Record<string, (value: unknown, version: Version) => boolean> = {
  name: isFilled,
  client_id: isFilled,
  client_secret: isFilled,
  scopes: (value, version) =>
    isStringArray(value) && value.length > 0 && value.every((scope) => scopesOf[version].has(scope)),
  public_base_uri: (value) => value === "" || isUrl(value),
  authentication_method: (value) => value === "client_secret_basic" || value === "private_key_jwt",
  public_jwk: isPublicEcKey,
  jwks_uri: isUrl,
};

export class ApiClients implements Resource {
  static readonly type = "onegini:ApiClient";
  static readonly path = API_CLIENTS;
  static readonly scope = "onegini_api_admin";
  static readonly settings = {
    /**
     * Which value of jwks_uri unsets it, of web clients too, and so whether null unsets public_jwk. The page doesn't mention unsetting;
     * public_base_uri reads as "" when unset. Values that don't unset are refused with 400. `ignored`: both are
     * accepted and change nothing.
     */
    unsetBy: oneOf("emptyString", "null", "either", "ignored"),
    /** What a PATCH does to the set of scopes. The page: "Only the fields that are sent in the request will be changed." */
    patchedScopes: oneOf("replaced", "extended"),
  };
  static readonly seeds = { apiClients: 0 };

  private readonly clients = new ClientStore<ApiClient>();
  private readonly clientIds: ClientIds;

  constructor(private readonly context: OneginiContext) {
    this.clientIds = context.get(ClientIds);
    this.clientIds.add({ has: (id) => this.clients.get(id) !== undefined });
  }

  find(id: string): ApiClient | undefined {
    return this.clients.get(id);
  }

  routes(app: FastifyInstance): void {
    const { settings } = this.context;

    app.get<{ Querystring: { page?: string | string[] } }>(API_CLIENTS, async (request) => {
      const { page = "0" } = request.query;
      const number = typeof page === "string" ? parseInteger(page) : undefined;
      if (number === undefined) throw invalid(["page"]);
      return { result: this.clients.page(number, settings().pageOrder).map((client) => this.wireForm(client)) };
    });

    app.post(API_CLIENTS, async (request, reply) => {
      const client = newClient(request.body, settings());
      if (this.clientIds.isTaken(client.client_id)) throw conflict();
      this.clients.set(client);
      const location = `${app.prefix}${API_CLIENTS}/${encodeURIComponent(client.client_id)}`;
      return reply.code(201).header("location", location).send();
    });

    app.get<{ Params: { id: string } }>(`${API_CLIENTS}/:id`, async (request) => {
      return this.wireForm(this.require(request.params.id));
    });

    app.patch<{ Params: { id: string } }>(`${API_CLIENTS}/:id`, async (request, reply) => {
      this.clients.set(patchedClient(this.require(request.params.id), request.body, settings()));
      return reply.code(204).send();
    });

    app.delete<{ Params: { id: string } }>(`${API_CLIENTS}/:id`, async (request, reply) => {
      this.clients.delete(this.require(request.params.id).client_id);
      return reply.code(204).send();
    });
  }

  controlRoutes(app: FastifyInstance): void {
    app.get<{ Params: { id: string } }>("/api-clients/:id", async (request, reply) => {
      return this.find(request.params.id) ?? reply.callNotFound();
    });
    app.patch<{ Params: { id: string } }>("/api-clients/:id", async (request, reply) => {
      const patch = attributesOf(request.body);
      const { id } = request.params;
      const before = this.find(id) ?? clientWith(id, `${id}-secret`, "onegini_api_end_user");
      this.clients.set({ ...before, ...patch, client_id: id });
      return reply.code(204).send();
    });
    app.delete<{ Params: { id: string } }>("/api-clients/:id", async (request, reply) => {
      if (!this.clients.delete(request.params.id)) return reply.callNotFound();
      return reply.code(204).send();
    });
    app.post("/delete-api-clients", async (request, reply) => {
      const { ids } = attributesOf(request.body);
      if (!isStringArray(ids)) throw new Error("the body must be {ids: [client ids]}");
      const missing = ids.filter((id) => !this.find(id));
      if (missing.length > 0) throw new Error(`no API clients ${missing.join(", ")}`);
      for (const id of ids) this.clients.delete(id);
      return reply.code(204).send();
    });
  }

  static controlClient(calls: ControlCalls) {
    const path = (id: string): string => `/api-clients/${encodeURIComponent(id)}`;
    return {
      /** One API client with its secret; undefined when there is none. */
      apiClient: (id: string): Promise<ApiClient | undefined> => calls.find(path(id)),
      /** Changes these attributes, or creates the client. */
      setApiClient: (id: string, patch: Patch<ApiClient>): Promise<void> => calls.send("PATCH", path(id), patch),
      deleteApiClient: (id: string): Promise<void> => calls.send("DELETE", path(id)),
      /** All of them at once; none when one of them doesn't exist. */
      deleteApiClients: (ids: string[]): Promise<void> => calls.send("POST", "/delete-api-clients", { ids }),
    };
  }

  objects(): { apiClients: Record<string, ApiClient> } {
    return { apiClients: this.clients.all() };
  }

  seed({ apiClients }: typeof ApiClients.seeds): void {
    for (let number = 1; number <= apiClients; number += 1) {
      const id = `seeded-${String(number).padStart(6, "0")}`;
      this.clients.set(clientWith(id, `${id}-secret`, "onegini_api_end_user"));
    }
  }

  /** To the client whose credentials the sandbox was started with. */
  reset(): void {
    const { clientId, clientSecret } = this.context.credentials;
    this.clients.clear();
    this.clients.set(clientWith(clientId, clientSecret, "onegini_api_admin", "onegini_api_config"));
  }

  private require(id: string): ApiClient {
    const client = this.find(id);
    if (!client) throw notFound();
    return client;
  }

  /** As the service returns it: without the secret, and without the newer fields where it's older. */
  private wireForm(client: ApiClient): JsonObject {
    const { name, client_id, public_base_uri, authentication_method, public_jwk, jwks_uri } = client;
    // The control interface may have set anything.
    const scopes = Array.isArray(client.scopes) ? this.context.inReadOrder(client.scopes) : client.scopes;
    const older = { name, client_id, scopes, public_base_uri };
    if (this.context.settings().version === "older") return older;
    return {
      ...older,
      authentication_method,
      ...(public_jwk !== undefined && { public_jwk }),
      ...(jwks_uri !== undefined && { jwks_uri }),
    };
  }
}

function clientWith(id: string, secret: string, ...scopes: string[]): ApiClient {
  return {
    name: id,
    client_id: id,
    client_secret: secret,
    scopes,
    public_base_uri: "",
    authentication_method: "client_secret_basic",
  };
}

/** The client of a POST, or a 400 that names every parameter that is missing or invalid. */
function newClient(body: unknown, settings: Settings): ApiClient {
  const { fields, invalidNames } = readFields(body, settings);
  for (const name of ["name", "client_id", "scopes"]) if (!has(fields, name)) invalidNames.add(name);
  const client = merge({ public_base_uri: "", authentication_method: "client_secret_basic" }, fields);
  validate(invalidNames, client);
  return client;
}

/** The client after a PATCH: only what was sent changes. */
function patchedClient(before: ApiClient, body: unknown, settings: Settings): ApiClient {
  const { fields, invalidNames } = readFields(body, settings);
  if (has(fields, "client_id")) invalidNames.add("client_id");
  if (settings.patchedScopes === "extended" && isStringArray(fields.scopes))
    fields.scopes = [...before.scopes, ...fields.scopes];
  const client = merge(before, fields);
  validate(invalidNames, client);
  return client;
}

function readFields(
  body: unknown,
  { version, unsetBy, refuseUnknownFields }: Settings,
): { fields: JsonObject; invalidNames: Set<string> } {
  if (!isObject(body)) throw invalid(["body"]);
  const fields: JsonObject = {};
  const invalidNames = new Set<string>();
  for (const [name, value] of Object.entries(body)) {
    // An older server doesn't know the newer fields and, like any unknown field, ignores them.
    if (!fieldsOf[version].includes(name)) {
      if (refuseUnknownFields) invalidNames.add(name);
      continue;
    }
    if (isUnset(name, value, unsetBy)) {
      if (unsetBy !== "ignored") fields[name] = undefined;
      continue;
    }
    fields[name] = value;
    if (!isValid[name]?.(value, version)) invalidNames.add(name);
  }
  return { fields, invalidNames };
}

/** Whether this value unsets the field, or is accepted as if it did. */
function isUnset(name: string, value: unknown, unsetBy: Settings["unsetBy"]): boolean {
  if (name === "jwks_uri" && value === "") return unsetBy !== "null";
  return (name === "jwks_uri" || name === "public_jwk") && value === null && unsetBy !== "emptyString";
}

function merge(before: Partial<ApiClient>, fields: JsonObject): ApiClient {
  const client = { ...before, ...fields } as ApiClient;
  if (isStringArray(client.scopes)) client.scopes = [...new Set(client.scopes)];
  // A client that authenticates with a key loses its secret: going back needs a new one.
  if (client.authentication_method === "private_key_jwt") delete client.client_secret;
  for (const key of ["jwks_uri", "public_jwk"] as const) if (client[key] === undefined) delete client[key];
  return client;
}

function validate(invalidNames: Set<string>, client: ApiClient): void {
  const usesKey = client.authentication_method === "private_key_jwt";
  if (usesKey && client.public_jwk === undefined && client.jwks_uri === undefined)
    invalidNames.add("jwks_uri").add("public_jwk");
  if (!usesKey && client.client_secret === undefined) invalidNames.add("client_secret");
  if (invalidNames.size > 0) throw invalid([...invalidNames]);
}

function isFilled(value: unknown): boolean {
  return typeof value === "string" && value.trim() !== "";
}

function isUrl(value: unknown): boolean {
  return typeof value === "string" && /^https?:\/\//i.test(value) && URL.canParse(value);
}

function isPublicEcKey(value: unknown): boolean {
  if (!isObject(value) || value.kty !== "EC" || value.crv !== "P-256" || has(value, "d")) return false;
  try {
    // Also refuses a point that isn't on the curve.
    createPublicKey({ key: value, format: "jwk" });
    return true;
  } catch {
    return false;
  }
}

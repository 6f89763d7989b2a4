import { createPublicKey } from "node:crypto";
import { has, isObject, isStringArray, type JsonObject } from "../core/json";
import { invalid } from "./errors";
import type { OneginiSettings, UnsetBy, Version } from "./settings";

export type AuthenticationMethod = "client_secret_basic" | "private_key_jwt";

/** The settings that say how a body is read. */
export type Rules = Pick<OneginiSettings, "version" | "unsetBy" | "patchedScopes"> & { refuseUnknownFields: boolean };

/** An API client with its secret, under the names of the wire. */
export interface ApiClient {
  name: string;
  client_id: string;
  client_secret?: string;
  scopes: string[];
  public_base_uri: string;
  authentication_method: AuthenticationMethod;
  public_jwk?: JsonObject;
  jwks_uri?: string;
}

const scopesOfBoth = [
  "onegini_api_admin",
  "onegini_api_config",
  "onegini_api_end_user",
  "onegini_api_events",
  "onegini_api_insights",
  "onegini_api_mobile_authentication",
  "onegini_api_payload_encryption_policy",
  "onegini_api_token_introspection",
  // The older page has it, and its examples are what people paste; a newer server goes on taking it.
  "onegini_api_two_way_otp",
];
const scopesOf: Record<Version, ReadonlySet<string>> = {
  older: new Set(scopesOfBoth),
  newer: new Set([...scopesOfBoth, "onegini_api_user_registration"]),
};

const fieldsOf: Record<Version, readonly string[]> = {
  older: ["name", "client_id", "client_secret", "scopes", "public_base_uri"],
  newer: [
    "name",
    "client_id",
    "client_secret",
    "scopes",
    "public_base_uri",
    "authentication_method",
    "public_jwk",
    "jwks_uri",
  ],
};

const checks: Record<string, (value: unknown, version: Version) => boolean> = {
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

/** A new client from a POST's body, or a refusal that names every parameter that is missing or incorrect. */
export function newClient(body: unknown, rules: Rules): ApiClient {
  const { fields, wrong } = readFields(body, rules);
  for (const name of ["name", "client_id", "scopes"]) if (!has(fields, name)) wrong.add(name);
  const client = merge({ public_base_uri: "", authentication_method: "client_secret_basic" }, fields);
  refuse(wrong, client);
  return client;
}

/** The client after a PATCH: only what was sent changes. */
export function patchedClient(before: ApiClient, body: unknown, rules: Rules): ApiClient {
  const { fields, wrong } = readFields(body, rules);
  if (has(fields, "client_id")) wrong.add("client_id");
  if (rules.patchedScopes === "extended" && isStringArray(fields.scopes))
    fields.scopes = [...before.scopes, ...fields.scopes];
  const client = merge(before, fields);
  refuse(wrong, client);
  return client;
}

/** As the service returns it: without the secret, and without the newer fields where it's older. */
export function wireForm(client: ApiClient, version: Version): JsonObject {
  const { name, client_id, scopes, public_base_uri, authentication_method, public_jwk, jwks_uri } = client;
  const common = { name, client_id, scopes, public_base_uri };
  if (version === "older") return common;
  return {
    ...common,
    authentication_method,
    ...(public_jwk !== undefined && { public_jwk }),
    ...(jwks_uri !== undefined && { jwks_uri }),
  };
}

function readFields(
  body: unknown,
  { version, unsetBy, refuseUnknownFields }: Rules,
): { fields: JsonObject; wrong: Set<string> } {
  if (!isObject(body)) throw invalid(["body"]);
  const fields: JsonObject = {};
  const wrong = new Set<string>();
  for (const [name, value] of Object.entries(body)) {
    // An older server doesn't know the newer fields and, like any field it doesn't know, ignores them.
    if (!fieldsOf[version].includes(name)) {
      if (refuseUnknownFields) wrong.add(name);
      continue;
    }
    if (unsets(name, value, unsetBy)) {
      if (unsetBy !== "ignored") fields[name] = undefined;
      continue;
    }
    fields[name] = value;
    if (!checks[name]?.(value, version)) wrong.add(name);
  }
  return { fields, wrong };
}

/** Whether this value isn't a key's own but takes the key away, or is taken for doing so. */
function unsets(name: string, value: unknown, unsetBy: UnsetBy): boolean {
  if (name === "jwks_uri" && value === "") return unsetBy !== "null";
  return (name === "jwks_uri" || name === "public_jwk") && value === null && unsetBy !== "emptyString";
}

function merge(before: Partial<ApiClient>, fields: JsonObject): ApiClient {
  const client = { ...before, ...fields } as ApiClient;
  if (isStringArray(client.scopes)) client.scopes = [...new Set(client.scopes)];
  // A client that authenticates with a key has no secret, not even for a later way back.
  if (client.authentication_method === "private_key_jwt") delete client.client_secret;
  for (const key of ["jwks_uri", "public_jwk"] as const) if (client[key] === undefined) delete client[key];
  return client;
}

function refuse(wrong: Set<string>, client: ApiClient): void {
  const byKey = client.authentication_method === "private_key_jwt";
  if (byKey && client.public_jwk === undefined && client.jwks_uri === undefined)
    wrong.add("jwks_uri").add("public_jwk");
  if (!byKey && client.client_secret === undefined) wrong.add("client_secret");
  if (wrong.size > 0) throw invalid([...wrong]);
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
    // Also tells a point that isn't on the curve.
    createPublicKey({ key: value, format: "jwk" });
    return true;
  } catch {
    return false;
  }
}

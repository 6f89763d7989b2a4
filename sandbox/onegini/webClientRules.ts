import { has, isObject, type JsonObject } from "../core/json";
import type { OneginiContext } from "./context";
import { invalid } from "./errors";
import { fields, olderFields, type References, secretFields, type WebClient } from "./webClientFields";

type Settings = ReturnType<OneginiContext["settings"]>;

/** The client of a POST, or a 400 that names every parameter that is missing or invalid. */
export function newClient(body: unknown, settings: Settings, references: References): WebClient {
  const { given, invalidNames } = readFields(body, settings, references);
  for (const name of ["name", "client_id", "grant_types"]) if (!has(given, name)) invalidNames.add(name);
  const client = completed({ ...given, client_authentication_method: methodOf(given) });
  requireConsistent(client, given, invalidNames);
  return client;
}

/** The client after a PATCH: only what was sent changes. */
export function patchedClient(before: WebClient, body: unknown, settings: Settings, references: References): WebClient {
  const { given, invalidNames } = readFields(body, settings, references);
  if (has(given, "client_id") && given.client_id !== before.client_id) invalidNames.add("client_id");
  const sent: JsonObject = { ...given };
  if (settings.patchedSilentAuth === "cleared" && !has(given, "session_based_silent_auth"))
    sent.session_based_silent_auth = false;
  if (settings.patchedMethod === "defaulted" && !has(given, "client_authentication_method"))
    sent.client_authentication_method = methodOf({ grant_types: given.grant_types ?? before.grant_types });
  if (settings.patchedOpenIdConnect === "merged" && isObject(given.open_id_connect))
    sent.open_id_connect = { ...before.open_id_connect, ...given.open_id_connect };
  // Either of the secrets takes the place of the other.
  const replaced = secretFields.some((name) => has(given, name)) ? secretFields : [];
  const kept = Object.entries(before).filter(([name]) => !replaced.includes(name));
  const client = completed({ ...Object.fromEntries(kept), ...sent });
  requireConsistent(client, given, invalidNames);
  return client;
}

function readFields(
  body: unknown,
  { version, unsetBy, refuseUnknownFields }: Settings,
  references: References,
): { given: JsonObject; invalidNames: Set<string> } {
  if (!isObject(body)) throw invalid(["body"]);
  const given: JsonObject = {};
  const invalidNames = new Set<string>();
  for (const [name, value] of Object.entries(body)) {
    const check = Object.hasOwn(fields, name) ? fields[name as keyof WebClient] : undefined;
    // Like any unknown field, an older server ignores the newer ones.
    if (!check || (version === "older" && !olderFields.includes(name))) {
      if (refuseUnknownFields) invalidNames.add(name);
    } else if (name === "jwks_uri" && unsets(value, unsetBy)) {
      if (unsetBy !== "ignored") given[name] = undefined;
    } else {
      given[name] = Array.isArray(value) ? [...new Set(value)] : value;
      if (!check(value, references)) invalidNames.add(name);
    }
  }
  return { given, invalidNames };
}

function unsets(value: unknown, unsetBy: Settings["unsetBy"]): boolean {
  return (value === "" && unsetBy !== "null") || (value === null && unsetBy !== "emptyString");
}

/** The method of a client for which none is given. */
function methodOf({ client_authentication_method: given, grant_types }: JsonObject): unknown {
  if (given !== undefined) return given;
  return Array.isArray(grant_types) && grant_types.includes("DEVICE_CODE") ? "PUBLIC" : "CLIENT_SECRET_BASIC";
}

/** With the defaults that the page names, and without what is unset. */
function completed(given: JsonObject): WebClient {
  const client: JsonObject = {
    access_token_format: "OPAQUE",
    additional_audiences: [],
    legacy_group_permissions_enabled: false,
    ...(given.simultaneous_sessions_allowed === true && { max_simultaneous_sessions: 25 }),
    ...given,
  };
  // A client with another method has no secret: a change back needs a new one.
  if (client.client_authentication_method !== "CLIENT_SECRET_BASIC")
    for (const name of secretFields) delete client[name];
  return Object.fromEntries(Object.entries(client).filter(([, value]) => value !== undefined)) as unknown as WebClient;
}

/** The page's conditions on the resulting client and on the two secrets that were sent. */
function requireConsistent(client: WebClient, given: JsonObject, invalidNames: Set<string>): void {
  const ensure = (isMet: boolean, ...names: string[]) => {
    if (!isMet) for (const name of names) invalidNames.add(name);
  };
  const isSet = (name: keyof WebClient) => client[name] !== undefined;
  // Wrong grant_types are refused elsewhere.
  const grants = Array.isArray(client.grant_types) ? client.grant_types : [];
  const has = (grant: string) => grants.includes(grant);

  if (client.client_authentication_method === "CLIENT_SECRET_BASIC") {
    ensure(isSet("client_secret") || isSet("hashed_client_secret"), "client_secret");
    ensure(given.client_secret === undefined || given.hashed_client_secret === undefined, ...secretFields);
  } else for (const name of secretFields) ensure(given[name] === undefined, name);
  if (client.client_authentication_method === "PRIVATE_KEY_JWT")
    ensure(isSet("public_jwk") || isSet("jwks_uri"), "jwks_uri", "public_jwk");
  if (client.client_authentication_method === "PKCE")
    ensure(
      grants.every((grant) => grant === "AUTHORIZATION_CODE"),
      "grant_types",
    );

  if (has("AUTHORIZATION_CODE"))
    for (const name of ["redirect_url", "access_grant_expires_in"] as const) ensure(isSet(name), name);
  if (has("AUTHORIZATION_CODE") || has("CLIENT_CREDENTIALS"))
    ensure(isSet("access_token_expires_in"), "access_token_expires_in");
  if (has("PASSWORD")) {
    ensure(!has("AUTHORIZATION_CODE") && !has("DEVICE_CODE"), "grant_types");
    ensure(client.consent_disabled === true, "consent_disabled");
  }
  for (const name of ["refresh_token_expires_in", "max_refresh_token_validity"] as const)
    ensure(given[name] === undefined || client.refresh_token_enabled === true, name);
  if (client.additional_identity_provider_ids?.length)
    ensure(isSet("identity_provider_id"), "additional_identity_provider_ids");
  requireOpenId(client, ensure);
  if (invalidNames.size > 0) throw invalid([...invalidNames]);
}

function requireOpenId(client: WebClient, ensure: (isMet: boolean, ...names: string[]) => void): void {
  const { default_scopes = [], additional_scopes = [], open_id_connect } = client;
  if ([default_scopes, additional_scopes].some((scopes) => Array.isArray(scopes) && scopes.includes("openid")))
    ensure(open_id_connect?.expiration_time_seconds !== undefined, "open_id_connect");
  if (open_id_connect?.id_token_encryption_enabled === true) {
    const { id_token_encryption_method: method, id_token_jwks_uri: uri } = open_id_connect;
    ensure(method !== undefined && uri !== undefined, "open_id_connect");
  }
}

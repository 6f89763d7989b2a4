import { createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import { isObject, isStringArray, type JsonObject } from "../core/json";

/** A web client with its secret, under the names of the wire. What is undefined is unset. */
export interface WebClient {
  name: string;
  client_id: string;
  client_authentication_method: "CLIENT_SECRET_BASIC" | "PKCE" | "PRIVATE_KEY_JWT" | "PUBLIC";
  client_secret?: string;
  hashed_client_secret?: string;
  public_jwk?: string;
  jwks_uri?: string;
  grant_types: string[];
  access_token_format: "OPAQUE" | "JWT";
  redirect_url?: string;
  additional_redirect_urls?: string[];
  device_verification_uri?: string;
  device_verification_uri_complete?: string;
  access_grant_expires_in?: number;
  access_token_expires_in?: number;
  resource_gateway_ids?: string[];
  additional_audiences: string[];
  refresh_token_enabled?: boolean;
  refresh_token_expires_in?: number;
  max_refresh_token_validity?: number;
  simultaneous_sessions_allowed?: boolean;
  max_simultaneous_sessions?: number;
  default_scopes?: string[];
  additional_scopes?: string[];
  identity_provider_id?: string;
  additional_identity_provider_ids?: string[];
  template_set?: string;
  session_based_silent_auth?: boolean;
  consent_disabled?: boolean;
  legacy_group_permissions_enabled: boolean;
  web_hook_ids?: string[];
  open_id_connect?: OpenIdConnect;
}

export interface OpenIdConnect {
  expiration_time_seconds?: number;
  additional_audiences?: string[];
  delete_tokens_on_logout?: boolean;
  post_logout_redirect_url?: string;
  additional_post_logout_redirect_urls?: string[];
  front_channel_logout_url?: string;
  id_token_encryption_enabled?: boolean;
  id_token_encryption_method?: string;
  id_token_jwks_uri?: string;
}

/** What a field may refer to. */
export interface References {
  scopes: string[];
  identityProviders: string[];
  templateSets: string[];
  /** Undefined: any id is accepted. */
  webHooks: string[] | undefined;
  isResourceGateway(clientId: string): boolean;
}

type Check = (value: unknown, references: References) => boolean;

const grantTypes = ["AUTHORIZATION_CODE", "CLIENT_CREDENTIALS", "DEVICE_CODE", "PASSWORD", "IMPLICIT"];
const encryptionMethods = ["A128GCM", "A192GCM", "A256GCM", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"] as const;

/** Every field of the page, and which values it takes. */
export const fields: { readonly [Name in keyof WebClient]-?: Check } = {
  name: isFilled,
  client_id: isFilled,
  client_authentication_method: oneOf("CLIENT_SECRET_BASIC", "PKCE", "PRIVATE_KEY_JWT", "PUBLIC"),
  client_secret: isFilled,
  hashed_client_secret: isHash,
  public_jwk: isPublicKey,
  jwks_uri: isUrl,
  grant_types: (value) => isStringArray(value) && value.length > 0 && value.every((each) => grantTypes.includes(each)),
  access_token_format: oneOf("OPAQUE", "JWT"),
  redirect_url: isUri,
  additional_redirect_urls: listOf(isUri),
  device_verification_uri: isUri,
  device_verification_uri_complete: isFilled,
  access_grant_expires_in: isPositiveInteger,
  access_token_expires_in: isPositiveInteger,
  resource_gateway_ids: (value, { isResourceGateway }) => isStringArray(value) && value.every(isResourceGateway),
  additional_audiences: listOf(isFilled),
  refresh_token_enabled: isBoolean,
  refresh_token_expires_in: isPositiveInteger,
  max_refresh_token_validity: isPositiveInteger,
  simultaneous_sessions_allowed: isBoolean,
  max_simultaneous_sessions: (value) => isPositiveInteger(value) && Number(value) >= 2 && Number(value) <= 25,
  default_scopes: (value, { scopes }) => listOf(isIn(scopes))(value),
  additional_scopes: (value, { scopes }) => listOf(isIn(scopes))(value),
  identity_provider_id: (value, { identityProviders }) => isIn(identityProviders)(value),
  additional_identity_provider_ids: (value, { identityProviders }) => listOf(isIn(identityProviders))(value),
  template_set: (value, { templateSets }) => isIn(templateSets)(value),
  session_based_silent_auth: isBoolean,
  consent_disabled: isBoolean,
  legacy_group_permissions_enabled: isBoolean,
  web_hook_ids: (value, { webHooks }) => listOf(webHooks ? isIn(webHooks) : isFilled)(value),
  open_id_connect: (value) => isObject(value) && invalidOpenIdFields(value).length === 0,
};

const openIdFields: { readonly [Name in keyof OpenIdConnect]-?: (value: unknown) => boolean } = {
  expiration_time_seconds: isPositiveInteger,
  additional_audiences: listOf(isFilled),
  delete_tokens_on_logout: isBoolean,
  post_logout_redirect_url: isUri,
  additional_post_logout_redirect_urls: listOf(isUri),
  front_channel_logout_url: isUrl,
  id_token_encryption_enabled: isBoolean,
  id_token_encryption_method: oneOf(...encryptionMethods),
  id_token_jwks_uri: isUrl,
};

/** What answers never have. */
export const secretFields: readonly string[] = ["client_secret", "hashed_client_secret"];

/** The fields that no sample of the page shows. */
export const unsampledFields: readonly string[] = [
  "open_id_connect",
  "public_jwk",
  "jwks_uri",
  "resource_gateway_ids",
  "refresh_token_expires_in",
  "max_refresh_token_validity",
  "session_based_silent_auth",
  "web_hook_ids",
  "device_verification_uri",
  "device_verification_uri_complete",
];

/** The fields of the oldest page, of token server 9.0.3. */
export const olderFields: readonly string[] = [
  "name",
  "client_id",
  "client_secret",
  "grant_types",
  "redirect_url",
  "additional_redirect_urls",
  "access_grant_expires_in",
  "access_token_expires_in",
  "refresh_token_enabled",
  "refresh_token_expires_in",
  "simultaneous_sessions_allowed",
  "max_simultaneous_sessions",
  "default_scopes",
  "additional_scopes",
  "identity_provider_id",
  "additional_identity_provider_ids",
  "template_set",
  "consent_disabled",
  "open_id_connect",
];

/** The names within `open_id_connect` that are wrong, or that the page doesn't have. */
export function invalidOpenIdFields(value: JsonObject): string[] {
  return Object.entries(value).flatMap(([name, member]) => {
    const check = openIdFields[name as keyof OpenIdConnect] as ((value: unknown) => boolean) | undefined;
    return check?.(member) ? [] : [name];
  });
}

/** The hash's parts; undefined for what isn't in the page's form, `$identifier$params$salt$hash` in standard base64. */
export function hashParts(
  value: string,
): { identifier: string; parameters: Record<string, number>; salt: Buffer; hash: Buffer } | undefined {
  const parts = /^\$(bcrypt|argon2id|pbkdf2-sha1)\$([a-z]=\d+(?:,[a-z]=\d+)*)\$([\w+/]+=*)\$([\w+/]+=*)$/.exec(value);
  const [, identifier, parameters = "", salt = "", hash = ""] = parts ?? [];
  if (identifier === undefined) return undefined;
  return {
    identifier,
    parameters: Object.fromEntries(
      parameters.split(",").map((each) => [each.slice(0, 1), Number(each.slice(2))] as const),
    ),
    salt: Buffer.from(salt, "base64"),
    hash: Buffer.from(hash, "base64"),
  };
}

function isHash(value: unknown): boolean {
  return typeof value === "string" && hashParts(value) !== undefined;
}

/** Despite its name a PEM: a public key or a certificate, with EC from P-256 or RSA from 2048 to 4096 bits. */
function isPublicKey(value: unknown): boolean {
  const key = typeof value === "string" ? publicKeyIn(value) : undefined;
  const { namedCurve = "", modulusLength = 0 } = key?.asymmetricKeyDetails ?? {};
  if (key?.asymmetricKeyType === "rsa") return modulusLength >= 2048 && modulusLength <= 4096;
  return key?.asymmetricKeyType === "ec" && ["prime256v1", "secp384r1", "secp521r1"].includes(namedCurve);
}

/** Undefined for a private key too, although Node could derive the public key from it. */
function publicKeyIn(pem: string): KeyObject | undefined {
  try {
    if (pem.trim().startsWith("-----BEGIN CERTIFICATE-----")) return new X509Certificate(pem).publicKey;
    return pem.trim().startsWith("-----BEGIN PUBLIC KEY-----") ? createPublicKey(pem) : undefined;
  } catch {
    return undefined;
  }
}

function isFilled(value: unknown): boolean {
  return typeof value === "string" && value.trim() !== "";
}

function isBoolean(value: unknown): boolean {
  return typeof value === "boolean";
}

function isPositiveInteger(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function isUrl(value: unknown): boolean {
  return typeof value === "string" && /^https?:\/\//i.test(value) && URL.canParse(value);
}

/** An app's redirect URI may have a scheme of its own. */
function isUri(value: unknown): boolean {
  return typeof value === "string" && URL.canParse(value);
}

function isIn(values: readonly string[]): (value: unknown) => boolean {
  return (value) => values.includes(value as string);
}

function oneOf(...values: string[]): (value: unknown) => boolean {
  return isIn(values);
}

function listOf(isItem: (item: unknown) => boolean): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.every(isItem);
}

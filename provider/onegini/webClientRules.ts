import { type CheckFailure, UNKNOWN, type Values } from "../lifecycle";
import { isRecord } from "../properties";
import { defaultMethod, methods } from "./webClientDeclaration";

type Fail = (property: string, reason: string) => void;

/** The page's conditions on several properties together. The server's own 400 comes late and says little. */
export function webClientRules(inputs: Values): CheckFailure[] {
  const failures: CheckFailure[] = [];
  const fail: Fail = (property, reason) => failures.push({ property, reason });
  const { grantTypes, clientAuthenticationMethod } = inputs;
  secretRules(inputs, fail);
  if (grantTypes !== UNKNOWN && !(Array.isArray(grantTypes) && grantTypes.includes(UNKNOWN))) {
    const grants = Array.isArray(grantTypes) ? grantTypes : [];
    const given = clientAuthenticationMethod ?? defaultMethod(grants);
    const method = methods.find((each) => each === given);
    if (method) methodRules(inputs, method, grants, fail);
    grantRules(inputs, grants, fail);
  }
  tokenRules(inputs, fail);
  openIdRules(inputs, fail);
  return failures;
}

function secretRules({ clientSecret, clientSecretVersion, hashedClientSecret }: Values, fail: Fail): void {
  if (clientSecret !== undefined && clientSecretVersion !== undefined)
    fail(
      "clientSecretVersion",
      "it generates a new secret whenever it changes, so it can't be combined with clientSecret",
    );
  if (hashedClientSecret === undefined) return;
  for (const [name, value] of Object.entries({ clientSecret, clientSecretVersion }))
    if (value !== undefined) fail(name, "it can't be combined with hashedClientSecret");
}

function methodRules(inputs: Values, method: string, grants: unknown[], fail: Fail): void {
  if (method !== "CLIENT_SECRET_BASIC")
    for (const name of ["clientSecret", "clientSecretVersion", "hashedClientSecret"])
      if (inputs[name] !== undefined)
        fail(name, `a client that authenticates with ${method} has no secret; leave it out`);
  if (method !== "PRIVATE_KEY_JWT") {
    for (const name of ["publicJwk", "jwksUri"])
      if (inputs[name] !== undefined) fail(name, 'it requires clientAuthenticationMethod: "PRIVATE_KEY_JWT"');
  } else if (inputs.publicJwk === undefined && inputs.jwksUri === undefined)
    fail("publicJwk", "PRIVATE_KEY_JWT requires publicJwk or jwksUri");
  if (method === "PKCE" && grants.some((grant) => grant !== "AUTHORIZATION_CODE"))
    fail("grantTypes", "PKCE allows only AUTHORIZATION_CODE");
}

function grantRules(inputs: Values, grants: unknown[], fail: Fail): void {
  const has = (grant: string) => grants.includes(grant);
  if (has("PASSWORD")) {
    if (has("AUTHORIZATION_CODE") || has("DEVICE_CODE"))
      fail("grantTypes", "PASSWORD can't be combined with AUTHORIZATION_CODE or DEVICE_CODE");
    if (isOff(inputs.consentDisabled)) fail("consentDisabled", "it must be true with PASSWORD");
  }
  const demand = (name: string, grant: string) => {
    if (inputs[name] === undefined) fail(name, `required with ${grant}, but missing`);
  };
  if (has("AUTHORIZATION_CODE"))
    for (const name of ["redirectUrl", "accessGrantExpiresIn"]) demand(name, "AUTHORIZATION_CODE");
  const withTokens = ["AUTHORIZATION_CODE", "CLIENT_CREDENTIALS"].find(has);
  if (withTokens) demand("accessTokenExpiresIn", withTokens);
}

function tokenRules(inputs: Values, fail: Fail): void {
  for (const name of ["refreshTokenExpiresIn", "maxRefreshTokenValidity"])
    if (inputs[name] !== undefined && isOff(inputs.refreshTokenEnabled))
      fail(name, "it requires refreshTokenEnabled: true");
  const { maxSimultaneousSessions: most, additionalIdentityProviderIds: more, identityProviderId } = inputs;
  if (typeof most === "number" && (most < 2 || most > 25))
    fail("maxSimultaneousSessions", "expected a number from 2 to 25");
  if (Array.isArray(more) && more.length > 0 && identityProviderId === undefined)
    fail("additionalIdentityProviderIds", "it requires identityProviderId");
}

function openIdRules({ defaultScopes, additionalScopes, openIdConnect }: Values, fail: Fail): void {
  const isOpenId = [defaultScopes, additionalScopes].some(
    (scopes) => Array.isArray(scopes) && scopes.includes("openid"),
  );
  if (isOpenId && openIdConnect === undefined) fail("openIdConnect", "required with the scope openid, but missing");
  if (!isRecord(openIdConnect) || openIdConnect.idTokenEncryptionEnabled !== true) return;
  for (const name of ["idTokenEncryptionMethod", "idTokenJwksUri"])
    if (openIdConnect[name] === undefined)
      fail(`openIdConnect.${name}`, "required with idTokenEncryptionEnabled, but missing");
}

/** A value that isn't known yet may turn out to be true. */
function isOff(value: unknown): boolean {
  return value !== true && value !== UNKNOWN;
}

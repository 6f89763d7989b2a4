import { generateKeyPairSync } from "node:crypto";
import type { Values } from "../../../provider/lifecycle";
import { type Fixture, positiveIntegerExpected, present, refusedCanary } from "./fixture";

const collection = "/oauth/api/v1/configuration/web-clients";
const [firstKey, secondKey] = [publicKey(), publicKey()];
const [firstHash, secondHash] = ["Y2FuYXJ5LWZpcnN0", "Y2FuYXJ5LXNlY29uZA"].map(
  (hash) => `$pbkdf2-sha1$i=10000$c2FsdHNhbHQ$${hash}`,
);
const byKey = { clientAuthenticationMethod: "PRIVATE_KEY_JWT" };
const noRedirect = "it must be a complete URI, such as https://app.example.com/callback";
const controls = "it must not contain control characters, such as line breaks or tabs";
const scopeControls = "it must not contain white space, which separates scopes (RFC 6749 3.3), or control characters";

const grants = '"AUTHORIZATION_CODE", "CLIENT_CREDENTIALS", "DEVICE_CODE", "PASSWORD", "IMPLICIT"';
const createdFields =
  "name,client_id,grant_types,redirect_url,additional_redirect_urls,access_grant_expires_in,access_token_expires_in,default_scopes,consent_disabled,open_id_connect";
const propertyNames =
  "name, clientId, grantTypes, clientAuthenticationMethod, clientSecret, clientSecretVersion, hashedClientSecret, publicJwk, jwksUri, accessTokenFormat, redirectUrl, additionalRedirectUrls, deviceVerificationUri, deviceVerificationUriComplete, accessGrantExpiresIn, accessTokenExpiresIn, resourceGatewayIds, additionalAudiences, refreshTokenEnabled, refreshTokenExpiresIn, maxRefreshTokenValidity, simultaneousSessionsAllowed, maxSimultaneousSessions, defaultScopes, additionalScopes, identityProviderId, additionalIdentityProviderIds, templateSet, sessionBasedSilentAuth, consentDisabled, legacyGroupPermissionsEnabled, webHookIds, openIdConnect, adoptExisting, profile";

export const fixture: Fixture = {
  name: "WebClient",
  service: "onegini",

  args: (environment, number = 1) => ({
    ...fixture.inputs(environment, number),
    grantTypes: ["AUTHORIZATION_CODE", "CLIENT_CREDENTIALS", "AUTHORIZATION_CODE"],
    accessTokenExpiresIn: "900",
  }),
  inputs: (_environment, number = 1) => ({
    name: `shop ${number}`,
    clientId: `web-${number}`,
    grantTypes: ["AUTHORIZATION_CODE", "CLIENT_CREDENTIALS"],
    redirectUrl: "https://shop.example.com/callback",
    additionalRedirectUrls: ["https://shop.example.com/other", "com.example.shop:/callback"],
    accessGrantExpiresIn: 30,
    accessTokenExpiresIn: 900,
    defaultScopes: ["openid", "profile"],
    consentDisabled: true,
    openIdConnect: { expirationTimeSeconds: 600, additionalAudiences: ["https://api.example.com"] },
  }),
  exampleId: () => "web-1",
  outputs: () => ({ clientSecret: "canary-8hJmR4cZ7d", clientSecretGenerated: true }),
  idOf: ({ client_id }) => String(client_id),
  getOutputs: (environment) => ({
    ...fixture.inputs(environment),
    clientAuthenticationMethod: "CLIENT_SECRET_BASIC",
    accessTokenFormat: "OPAQUE",
    additionalAudiences: [],
    legacyGroupPermissionsEnabled: false,
  }),
  unfinishedId: () => "web-1",

  change: () => ({
    name: "shop 1, changed",
    additionalRedirectUrls: undefined,
    accessTokenExpiresIn: 600,
    defaultScopes: ["openid", "email"],
    openIdConnect: { expirationTimeSeconds: 300, deleteTokensOnLogout: true },
  }),
  replacement: () => ({ clientId: "web/../1" }),
  variants: [
    { title: "with a generated secret", change: { clientSecretVersion: 2 } },
    {
      title: "with a given secret",
      args: { clientSecret: "canary-given-secret-one" },
      change: { clientSecret: "canary-given-secret-two" },
      outputs: { clientSecret: "canary-given-secret-one", clientSecretGenerated: undefined },
      operations: ["create", "update"],
    },
    {
      title: "with a hashed secret",
      args: { hashedClientSecret: firstHash },
      change: { hashedClientSecret: secondHash },
      outputs: { clientSecret: undefined, clientSecretGenerated: undefined },
      operations: ["create", "update"],
    },
    {
      title: "with a key",
      args: { ...byKey, publicJwk: firstKey },
      change: { publicJwk: secondKey },
      outputs: { clientSecret: undefined, clientSecretGenerated: undefined },
      operations: ["create", "update"],
    },
    {
      title: "with PKCE",
      args: { clientAuthenticationMethod: "PKCE", grantTypes: ["AUTHORIZATION_CODE"] },
      outputs: { clientSecret: undefined, clientSecretGenerated: undefined },
      operations: ["create"],
    },
  ],

  holds: (inputs, { clientSecret } = {}) =>
    present({
      client_authentication_method: "CLIENT_SECRET_BASIC",
      ...attributes(inputs),
      client_secret: clientSecret,
    }),
  serverDefaults: { additional_redirect_urls: [] },
  find: ({ onegini }, { clientId }) =>
    Object.values(onegini.webClients).filter(({ client_id }) => client_id === clientId) as unknown as Values[],
  held: ({ onegini }, id) => onegini.webClients[id] as unknown as Values | undefined,

  byHand: {
    make: ({ clientSecret = "somebody else's secret", ...inputs }) => {
      const hasSecret = [undefined, "CLIENT_SECRET_BASIC"].includes(inputs.clientAuthenticationMethod as undefined);
      const client_secret = hasSecret && inputs.hashedClientSecret === undefined ? clientSecret : undefined;
      const method = inputs.clientAuthenticationMethod ?? "CLIENT_SECRET_BASIC";
      const body = { ...attributes(inputs), client_id: undefined, client_secret, client_authentication_method: method };
      return { method: "PATCH", path: controlPath(inputs.clientId), body: present(body) };
    },
    set: (id, inputs) => ({ method: "PATCH", path: controlPath(id), body: present(attributes(inputs)) }),
    remove: (id) => ({ method: "DELETE", path: controlPath(id) }),
  },
  somebodyElses: {
    name: "Somebody's",
    grantTypes: ["CLIENT_CREDENTIALS"],
    redirectUrl: "https://somebody.example.com",
    additionalRedirectUrls: [],
    accessGrantExpiresIn: 60,
    accessTokenExpiresIn: 3600,
    defaultScopes: ["phone"],
    consentDisabled: false,
    openIdConnect: { expirationTimeSeconds: 60, additionalAudiences: [] },
  },
  similar: { clientId: "web-1-old" },
  drift: {
    inputs: () => ({ redirectUrl: "https://by-hand.example.com", grantTypes: ["CLIENT_CREDENTIALS"] }),
    shows: ["grantTypes", "redirectUrl"],
  },
  unmanaged: { templateSet: "shop", accessTokenFormat: "JWT", webHookIds: ["audit"] },

  paths: {
    collection: () => collection,
    object: (id) => `${collection}/${encodeURIComponent(id)}`,
    readsFrom: "object",
    looksUpIn: "object",
    listQuery: "\\?page=\\d+",
    update: "PATCH",
  },
  calls: {
    // Nothing can prove whose client it is: first it's made sure that there is none.
    create: ["GET {one}", "GET {all}?page=0", `POST {all} ${createdFields},client_secret`],
    read: ["GET {one}"],
    // A page, read after the 404, proves that the address is right and that the credentials may look.
    readGone: ["GET {one}", "GET {all}?page=0"],
    // An update of open_id_connect sends what is there with it.
    update: [
      "GET {one}",
      "PATCH {one} name,additional_redirect_urls,access_token_expires_in,default_scopes,open_id_connect",
    ],
    // The server checks the grants together with the secret.
    repair: ["PATCH {one} grant_types,redirect_url,client_secret"],
    replace: [
      "DELETE {one}",
      "GET {all}/web%2F..%2F1",
      "GET {all}?page=0",
      `POST {all} ${createdFields},client_secret`,
    ],
  },
  looksFirst: true,
  hasUnprovenSecret: true,
  refusesDuplicates: true,

  refused: () => [
    {
      title: "an unknown property, a missing one and values of other types",
      args: {
        scopes: [refusedCanary],
        name: undefined,
        clientId: "..",
        grantTypes: ["CLIENT_CREDENTIALS", refusedCanary],
        accessTokenExpiresIn: 0,
        redirectUrl: "/callback",
        consentDisabled: "yes",
        accessTokenFormat: "opaque",
        openIdConnect: { additionalAudiences: [7], logout: refusedCanary },
      },
      messages: [
        `scopes: unknown property; valid properties are ${propertyNames}`,
        "name: required, but missing",
        "clientId: it can't be . or .., which a URL path can't contain",
        `grantTypes: value 2: expected one of ${grants}, got a string`,
        'accessTokenFormat: expected one of "OPAQUE", "JWT", got a string',
        `redirectUrl: ${noRedirect}`,
        `accessTokenExpiresIn: ${positiveIntegerExpected} a number that isn't above 0`,
        "consentDisabled: expected true or false, got a string",
        "openIdConnect.logout: unknown property; valid properties are expirationTimeSeconds, additionalAudiences, deleteTokensOnLogout, postLogoutRedirectUrl, additionalPostLogoutRedirectUrls, frontChannelLogoutUrl, idTokenEncryptionEnabled, idTokenEncryptionMethod, idTokenJwksUri",
        "openIdConnect.expirationTimeSeconds: required, but missing",
        "openIdConnect.additionalAudiences: value 1: expected a non-empty string, got a number",
      ],
    },
    { title: "no grant", args: { grantTypes: [] }, messages: ["grantTypes: expected at least one value"] },
    {
      title: "a secret, a version of it and a hash",
      args: { clientSecret: refusedCanary, clientSecretVersion: 1, hashedClientSecret: firstHash },
      messages: [
        "clientSecretVersion: it generates a new secret whenever it changes, so it can't be combined with clientSecret",
        "clientSecret: it can't be combined with hashedClientSecret",
        "clientSecretVersion: it can't be combined with hashedClientSecret",
      ],
    },
    {
      title: "bcrypt's own hash",
      args: { hashedClientSecret: "$2b$12$canaryXq7donotshow0123456789012345678901234567890123456789" },
      messages: [
        "hashedClientSecret: it must be a hash such as $argon2id$i=2,m=65536,p=1$<salt>$<hash>, with bcrypt, argon2id or pbkdf2-sha1, and with salt and hash in standard base64",
      ],
    },
    {
      title: "secrets of a client without one",
      args: { clientAuthenticationMethod: "PKCE", grantTypes: ["AUTHORIZATION_CODE"], clientSecret: refusedCanary },
      messages: ["clientSecret: a client that authenticates with PKCE has no secret; leave it out"],
    },
    {
      title: "another grant with PKCE",
      args: { clientAuthenticationMethod: "PKCE" },
      messages: ["grantTypes: PKCE allows only AUTHORIZATION_CODE"],
    },
    {
      title: "a version of the secret of a device, by default",
      args: { grantTypes: ["DEVICE_CODE"], clientSecretVersion: 1 },
      messages: ["clientSecretVersion: a client that authenticates with PUBLIC has no secret; leave it out"],
    },
    {
      title: "PRIVATE_KEY_JWT without a key",
      args: byKey,
      messages: ["publicJwk: PRIVATE_KEY_JWT requires publicJwk or jwksUri"],
    },
    {
      title: "keys without PRIVATE_KEY_JWT",
      args: { publicJwk: firstKey, jwksUri: "ftp://example.com" },
      messages: [
        "jwksUri: it must be a URL that begins with https:// or http://",
        'publicJwk: it requires clientAuthenticationMethod: "PRIVATE_KEY_JWT"',
        'jwksUri: it requires clientAuthenticationMethod: "PRIVATE_KEY_JWT"',
      ],
    },
    {
      title: "a private key",
      args: { ...byKey, publicJwk: `-----BEGIN PRIVATE KEY-----\n${refusedCanary}\n-----END PRIVATE KEY-----` },
      messages: ["publicJwk: it's a private key; give only the public key"],
    },
    {
      title: "a JSON Web Key for a PEM",
      args: { ...byKey, publicJwk: '{"kty":"EC"}' },
      messages: [
        "publicJwk: it must be a public key as a PEM, which begins with -----BEGIN PUBLIC KEY-----, or a certificate",
      ],
    },
    {
      title: "PASSWORD beside others, with the user's consent",
      args: { grantTypes: ["PASSWORD", "DEVICE_CODE"], consentDisabled: false },
      messages: [
        "grantTypes: PASSWORD can't be combined with AUTHORIZATION_CODE or DEVICE_CODE",
        "consentDisabled: it must be true with PASSWORD",
      ],
    },
    {
      title: "AUTHORIZATION_CODE without what it needs",
      args: { redirectUrl: undefined, accessGrantExpiresIn: undefined, accessTokenExpiresIn: undefined },
      messages: [
        "redirectUrl: required with AUTHORIZATION_CODE, but missing",
        "accessGrantExpiresIn: required with AUTHORIZATION_CODE, but missing",
        "accessTokenExpiresIn: required with AUTHORIZATION_CODE, but missing",
      ],
    },
    {
      title: "CLIENT_CREDENTIALS without what it needs",
      args: { grantTypes: ["CLIENT_CREDENTIALS"], accessTokenExpiresIn: undefined },
      messages: ["accessTokenExpiresIn: required with CLIENT_CREDENTIALS, but missing"],
    },
    {
      title: "what needs something else",
      args: {
        refreshTokenExpiresIn: 60,
        refreshTokenEnabled: false,
        maxRefreshTokenValidity: 60,
        maxSimultaneousSessions: 26,
        additionalIdentityProviderIds: ["staff"],
        openIdConnect: { expirationTimeSeconds: 60, idTokenEncryptionEnabled: true },
      },
      messages: [
        "refreshTokenExpiresIn: it requires refreshTokenEnabled: true",
        "maxRefreshTokenValidity: it requires refreshTokenEnabled: true",
        "maxSimultaneousSessions: expected a number from 2 to 25",
        "additionalIdentityProviderIds: it requires identityProviderId",
        "openIdConnect.idTokenEncryptionMethod: required with idTokenEncryptionEnabled, but missing",
        "openIdConnect.idTokenJwksUri: required with idTokenEncryptionEnabled, but missing",
      ],
    },
    {
      title: "openid without openIdConnect",
      args: { openIdConnect: undefined },
      messages: ["openIdConnect: required with the scope openid, but missing"],
    },
    {
      title: "control characters",
      args: { name: "two\nlines", defaultScopes: ["pro\u0007file"], resourceGatewayIds: ["a\tb"] },
      messages: [
        `name: ${controls}`,
        `resourceGatewayIds: value 1: ${controls}`,
        `defaultScopes: value 1: ${scopeControls}`,
      ],
    },
  ],
  oneLineTexts: [
    { property: "name", args: (name) => ({ name }) },
    { property: "clientId", args: (clientId) => ({ clientId }) },
    { property: "defaultScopes", args: (scope) => ({ defaultScopes: ["profile", scope] }) },
    { property: "webHookIds", args: (id) => ({ webHookIds: [id] }) },
    { property: "identityProviderId", args: (identityProviderId) => ({ identityProviderId }) },
  ],
  accepted: () => [
    // Clients encode it before base64 (RFC 6749 2.3.1).
    { clientId: "shop:1" },
    { name: "Ördérs 注文 📦" },
    { grantTypes: ["DEVICE_CODE"], deviceVerificationUriComplete: "https://shop.example.com/?code={user_code}" },
    { additionalIdentityProviderIds: [] },
    { maxSimultaneousSessions: 2 },
    { ...byKey, publicJwk: `\n${firstKey.replaceAll("\n", "\r\n")}\r\n` },
    { ...byKey, jwksUri: "https://shop.example.com/jwks", publicJwk: secondKey },
    { hashedClientSecret: "$bcrypt$c=12$T/jBeKRN8eS5SsWvTzYUFA$V1pYOzHTpuLOWqSDqHcAWFfFGTQ5c2E" },
  ],

  answers: (environment) => {
    const object = present({
      client_authentication_method: "CLIENT_SECRET_BASIC",
      ...attributes(fixture.inputs(environment)),
      additional_audiences: [],
      refresh_token_enabled: false,
      simultaneous_sessions_allowed: true,
      legacy_group_permissions_enabled: false,
    });
    return {
      create: undefined,
      update: undefined,
      object,
      list: { result: [{ ...object, max_simultaneous_sessions: 25 }] },
    };
  },
};

/** As the page spells the properties that tests give. */
const spelled: { [property: string]: string } = {
  name: "name",
  clientId: "client_id",
  grantTypes: "grant_types",
  clientAuthenticationMethod: "client_authentication_method",
  hashedClientSecret: "hashed_client_secret",
  publicJwk: "public_jwk",
  jwksUri: "jwks_uri",
  accessTokenFormat: "access_token_format",
  redirectUrl: "redirect_url",
  additionalRedirectUrls: "additional_redirect_urls",
  accessGrantExpiresIn: "access_grant_expires_in",
  accessTokenExpiresIn: "access_token_expires_in",
  defaultScopes: "default_scopes",
  templateSet: "template_set",
  consentDisabled: "consent_disabled",
  webHookIds: "web_hook_ids",
};

function attributes({ openIdConnect, ...inputs }: Values): Values {
  const same = Object.entries(spelled).map(([property, name]) => [name, inputs[property]]);
  const { expirationTimeSeconds, additionalAudiences, deleteTokensOnLogout } = (openIdConnect ?? {}) as Values;
  return {
    ...Object.fromEntries(same),
    open_id_connect: openIdConnect && {
      expiration_time_seconds: expirationTimeSeconds,
      additional_audiences: additionalAudiences,
      delete_tokens_on_logout: deleteTokensOnLogout,
    },
  };
}

function controlPath(id: unknown): string {
  return `/onegini/web-clients/${encodeURIComponent(String(id))}`;
}

function publicKey(): string {
  return generateKeyPairSync("ec", { namedCurve: "P-256" })
    .publicKey.export({ format: "pem", type: "spki" })
    .toString();
}

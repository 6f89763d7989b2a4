import { common } from "../commonProperties";
import { httpUrl, oneLine, scopeValue } from "../formats";
import type { Values } from "../lifecycle";
import {
  boolean,
  choice,
  type Declaration,
  item,
  object,
  type Properties,
  positiveInteger,
  set,
  text,
  version,
} from "../properties";
import { clientProperties } from "./clientProperties";
import { openIdConnect, uri } from "./openIdConnect";
import { noKeySetBesideKey, publicKeyPem } from "./publicKey";

export const methods = ["CLIENT_SECRET_BASIC", "PKCE", "PRIVATE_KEY_JWT", "PUBLIC"] as const;

const stays = "Left out, or taken out again, it stays what it is at the service. A change updates in place.";
const emptied =
  "A set. Left out, it stays what it is at the service; taken out after it was given, it's emptied. A change updates in place.";

/** A web client: docs.onegini.com, access/api-reference/config-api/web-client */
export const properties = {
  ...clientProperties(),
  grantTypes: {
    kind: set(choice(["AUTHORIZATION_CODE", "CLIENT_CREDENTIALS", "DEVICE_CODE", "PASSWORD", "IMPLICIT"]), {
      notEmpty: true,
    }),
    required: true,
    wire: "grant_types",
    description:
      "How the client gets tokens (RFC 6749 1.3, RFC 8628), one at least: `AUTHORIZATION_CODE`, `CLIENT_CREDENTIALS`, `DEVICE_CODE`, and the deprecated `PASSWORD` and `IMPLICIT`. A set. `PASSWORD` excludes `AUTHORIZATION_CODE` and `DEVICE_CODE`. A change updates in place.",
  },
  clientAuthenticationMethod: {
    kind: choice(methods),
    serverDefault: ({ grantTypes }: Values) => defaultMethod(grantTypes),
    wire: "client_authentication_method",
    description:
      "How the client authenticates: `CLIENT_SECRET_BASIC`, with a secret; `PKCE` (RFC 7636), with `AUTHORIZATION_CODE` only; `PRIVATE_KEY_JWT`, which needs `publicJwk` or `jwksUri`; or `PUBLIC`. Default: `PUBLIC` if `grantTypes` has `DEVICE_CODE`, otherwise `CLIENT_SECRET_BASIC`. A change updates in place.",
  },
  clientSecret: {
    kind: text(),
    secret: true,
    writeOnly: true,
    description:
      "The client's secret, with `CLIENT_SECRET_BASIC` only. Always encrypted in the state, whether it's given as a secret or not. Onegini never returns it. Default: 32 random bytes in base64url, generated once and kept, unless `hashedClientSecret` is given. A change updates in place; taking it out keeps the secret that was given.",
    computed: {
      description:
        "The secret, given or generated: always secret. Undefined with `hashedClientSecret`, with another method than `CLIENT_SECRET_BASIC`, and after `get`.",
    },
  },
  clientSecretVersion: {
    kind: version,
    description:
      "Any change of it, setting and removing included, generates a new secret in place: a way to rotate it, such as a date or a counter. Refused beside a given `clientSecret` or `hashedClientSecret`.",
  },
  hashedClientSecret: {
    kind: text({ format: hash }),
    secret: true,
    wire: "hashed_client_secret",
    description:
      "The hash of the client's secret in place of `clientSecret`, so that neither the program nor the state holds the secret: `$identifier$parameters$salt$hash` with bcrypt, argon2id or pbkdf2-sha1, as the page on web clients defines them. Always encrypted in the state. Onegini never returns it. A change updates in place; taken out without a `clientSecret`, a new secret is generated.",
  },
  publicJwk: {
    kind: publicKeyPem,
    wire: "public_jwk",
    description:
      "The client's public key for `PRIVATE_KEY_JWT`, despite its name as a PEM (`-----BEGIN PUBLIC KEY-----`) or a certificate: EC from P-256, or RSA from 2048 to 4096 bits. `jwksUri` takes precedence when both are set. A change updates in place.",
  },
  jwksUri: {
    kind: text({ format: httpUrl }),
    serverDefault: ({ clientAuthenticationMethod }: Values, state: Values) =>
      noKeySetBesideKey(clientAuthenticationMethod === "PRIVATE_KEY_JWT", state),
    wire: "jwks_uri",
    description:
      "Where the server fetches the client's public keys for `PRIVATE_KEY_JWT`: a complete URL (RFC 7517 5). While only `publicJwk` is given, a `jwksUri` at the service is drift, and is cleared. A change updates in place.",
  },
  accessTokenFormat: {
    kind: choice(["OPAQUE", "JWT"]),
    wire: "access_token_format",
    clearedBy: "OPAQUE",
    description:
      "`OPAQUE` or `JWT` (RFC 9068). Left out, it stays what it is at the service: `OPAQUE` for a new client, and again when it's taken out after it was given. A change updates in place.",
  },
  redirectUrl: {
    kind: text({ format: uri }),
    wire: "redirect_url",
    description: `Where the user is sent back to after the login (RFC 6749 3.1.2): a complete URI. Needed with \`AUTHORIZATION_CODE\`. ${stays}`,
  },
  additionalRedirectUrls: {
    kind: set(item(uri)),
    wire: "additional_redirect_urls",
    clearedBy: [],
    description: `Further redirect URIs. ${emptied}`,
  },
  deviceVerificationUri: {
    kind: text({ format: uri }),
    wire: "device_verification_uri",
    description: `Where the user enters the code, for \`DEVICE_CODE\` in an app of your own (RFC 8628 3.2). ${stays}`,
  },
  deviceVerificationUriComplete: {
    kind: text({ format: oneLine }),
    wire: "device_verification_uri_complete",
    description: `The same with the code in it, as \`{user_code}\`. ${stays}`,
  },
  accessGrantExpiresIn: {
    kind: positiveInteger,
    wire: "access_grant_expires_in",
    description: `Seconds until an authorization code expires, such as 30. Needed with \`AUTHORIZATION_CODE\`. ${stays}`,
  },
  accessTokenExpiresIn: {
    kind: positiveInteger,
    wire: "access_token_expires_in",
    description: `Seconds until an access token expires, such as 900. Needed with \`AUTHORIZATION_CODE\` and \`CLIENT_CREDENTIALS\`. ${stays}`,
  },
  resourceGatewayIds: {
    kind: set(item(oneLine)),
    wire: "resource_gateway_ids",
    clearedBy: [],
    description: `The client ids of the resource gateways that accept the tokens: API clients with \`onegini_api_token_introspection\`. Unknown ones are answered by 400. ${emptied}`,
  },
  additionalAudiences: {
    kind: set(item(oneLine)),
    wire: "additional_audiences",
    clearedBy: [],
    description: `Further values of the \`aud\` claim of JWT access tokens. ${emptied}`,
  },
  refreshTokenEnabled: {
    kind: boolean,
    wire: "refresh_token_enabled",
    description: `Issue refresh tokens, with \`AUTHORIZATION_CODE\`. ${stays}`,
  },
  refreshTokenExpiresIn: {
    kind: positiveInteger,
    wire: "refresh_token_expires_in",
    description: `Seconds until a refresh token expires, from its own issue. Needs \`refreshTokenEnabled\`. ${stays}`,
  },
  maxRefreshTokenValidity: {
    kind: positiveInteger,
    wire: "max_refresh_token_validity",
    description: `Seconds for which refresh tokens are issued anew, from the first one. Needs \`refreshTokenEnabled\`. ${stays}`,
  },
  simultaneousSessionsAllowed: {
    kind: boolean,
    wire: "simultaneous_sessions_allowed",
    description: `Let a user have several sessions with the client. ${stays}`,
  },
  maxSimultaneousSessions: {
    kind: positiveInteger,
    wire: "max_simultaneous_sessions",
    clearedBy: 25,
    description:
      "How many sessions a user may have, from 2 to 25, with `simultaneousSessionsAllowed`. Left out, it stays what it is at the service: 25 for a new client, and again when it's taken out after it was given. A change updates in place.",
  },
  defaultScopes: {
    kind: set(item(scopeValue)),
    wire: "default_scopes",
    clearedBy: [],
    description: `The scopes that a token has when the client asks for none. Unknown ones are answered by 400; \`openid\` needs \`openIdConnect\`. ${emptied}`,
  },
  additionalScopes: {
    kind: set(item(scopeValue)),
    wire: "additional_scopes",
    clearedBy: [],
    description: `Further scopes that the client may ask for. Unknown ones are answered by 400; \`openid\` needs \`openIdConnect\`. ${emptied}`,
  },
  identityProviderId: {
    kind: text({ format: oneLine }),
    wire: "identity_provider_id",
    description: `The identity provider that users log in with. An unknown one is answered by 400. ${stays}`,
  },
  additionalIdentityProviderIds: {
    kind: set(item(oneLine)),
    wire: "additional_identity_provider_ids",
    clearedBy: [],
    description: `Further identity providers. They need \`identityProviderId\`; unknown ones are answered by 400. ${emptied}`,
  },
  templateSet: {
    kind: text({ format: oneLine }),
    wire: "template_set",
    description: `The templates of the pages that users see. An unknown one is answered by 400. ${stays}`,
  },
  sessionBasedSilentAuth: {
    kind: boolean,
    wire: "session_based_silent_auth",
    description: `Log users in without a page while they have a session. ${stays}`,
  },
  consentDisabled: {
    kind: boolean,
    wire: "consent_disabled",
    description: `Ask users for no consent. It must be true with \`PASSWORD\`. ${stays}`,
  },
  legacyGroupPermissionsEnabled: {
    kind: boolean,
    wire: "legacy_group_permissions_enabled",
    clearedBy: false,
    description:
      "Give group permissions in the tokens as older versions did. Left out, it stays what it is at the service: false for a new client, and again when it's taken out after it was given. A change updates in place.",
  },
  webHookIds: {
    kind: set(item(oneLine)),
    wire: "web_hook_ids",
    clearedBy: [],
    description: `The web hooks that the client's events call. ${emptied}`,
  },
  openIdConnect: {
    kind: object(openIdConnect),
    wire: "open_id_connect",
    description: `How the client logs users in by OpenID Connect. Needed with the scope \`openid\`. ${stays}`,
  },
  ...common,
} as const satisfies Properties;

const bySecret = { clientAuthenticationMethod: "CLIENT_SECRET_BASIC" } as const;
const secrets = ["clientSecret", "clientSecretVersion", "hashedClientSecret"] as const;
const keys = ["publicJwk", "jwksUri"] as const;

export const declaration = {
  type: "onegini:WebClient",
  description:
    "A web client of an Onegini (OneWelcome Access) server: an application that users log in to, or a machine that calls your own APIs. https://docs.onegini.com/ (Access, Config API, web client)",
  credentials:
    "Calls need the configuration `onegini:url`, `onegini:clientId` and `onegini:clientSecret` (or `onegini:privateKey`), or `ONEGINI_URL`, `ONEGINI_CLIENT_ID` and `ONEGINI_CLIENT_SECRET` (or `ONEGINI_PRIVATE_KEY`) in the environment; that client needs the scope `onegini_api_config` (otherwise 403).",
  example: `const shop = new onegini.WebClient("shop", {
  grantTypes: ["AUTHORIZATION_CODE"],
  redirectUrl: "https://shop.example.com/callback",
  accessGrantExpiresIn: 30,
  accessTokenExpiresIn: 900,
});
export const secret = shop.clientSecret;`,
  id: "Its client id.",
  get: "Looks an existing client up without managing it. Its secret can't be read.",
  properties,
  outputs: {},
  variants: [
    { name: "GivenSecret", values: bySecret, excludes: ["clientSecretVersion", "hashedClientSecret", ...keys] },
    { name: "GeneratedSecret", values: bySecret, excludes: ["clientSecret", "hashedClientSecret", ...keys] },
    {
      name: "HashedSecret",
      values: bySecret,
      requires: ["hashedClientSecret"],
      excludes: ["clientSecret", "clientSecretVersion", ...keys],
    },
    {
      name: "PublicKey",
      values: { clientAuthenticationMethod: "PRIVATE_KEY_JWT" },
      requires: ["clientAuthenticationMethod", "publicJwk"],
      excludes: secrets,
    },
    {
      name: "JwksUri",
      values: { clientAuthenticationMethod: "PRIVATE_KEY_JWT" },
      requires: ["clientAuthenticationMethod", "jwksUri"],
      excludes: secrets,
    },
    {
      name: "Pkce",
      values: { clientAuthenticationMethod: "PKCE" },
      requires: ["clientAuthenticationMethod"],
      excludes: [...secrets, ...keys],
    },
    { name: "Public", values: { clientAuthenticationMethod: "PUBLIC" }, excludes: [...secrets, ...keys] },
  ],
} as const satisfies Declaration;

/** The method that the server uses if none is given. */
export function defaultMethod(grantTypes: unknown): "PUBLIC" | "CLIENT_SECRET_BASIC" {
  return Array.isArray(grantTypes) && grantTypes.includes("DEVICE_CODE") ? "PUBLIC" : "CLIENT_SECRET_BASIC";
}

/** The form that the vendor's page defines; it isn't bcrypt's own. */
function hash(value: string): string | undefined {
  return /^\$(bcrypt|argon2id|pbkdf2-sha1)\$[a-z]=\d+(,[a-z]=\d+)*\$[A-Za-z\d+/]+=*\$[A-Za-z\d+/]+=*$/.test(value)
    ? undefined
    : "it must be a hash such as $argon2id$i=2,m=65536,p=1$<salt>$<hash>, with bcrypt, argon2id or pbkdf2-sha1, and with salt and hash in standard base64";
}

// Generated from provider/onegini/webClientDeclaration.ts by `npm run generate`.
import type * as pulumi from "@pulumi/pulumi";
import { declaration } from "../../provider/onegini/webClientDeclaration";
import { IdpResource, type InputsOf } from "../resource";

export interface WebClientOpenIdConnect {
  /** Seconds until an id token expires, a whole number above 0. */
  expirationTimeSeconds: pulumi.Input<number>;
  /** Further values of the id tokens' `aud` claim. A set. */
  additionalAudiences?: pulumi.Input<pulumi.Input<string>[]>;
  /** Delete the user's tokens for this client at the logout. */
  deleteTokensOnLogout?: pulumi.Input<boolean>;
  /** Where a user is sent after the logout: a complete URI. */
  postLogoutRedirectUrl?: pulumi.Input<string>;
  /** Further URIs that a logout may name. A set. */
  additionalPostLogoutRedirectUrls?: pulumi.Input<pulumi.Input<string>[]>;
  /** What the browser calls at a logout (OpenID Connect Front-Channel Logout 1.0): a complete URL. */
  frontChannelLogoutUrl?: pulumi.Input<string>;
  /** Encrypt id tokens. With true, `idTokenEncryptionMethod` and `idTokenJwksUri` are needed. */
  idTokenEncryptionEnabled?: pulumi.Input<boolean>;
  /** How id tokens are encrypted (the `enc` of RFC 7518 5). */
  idTokenEncryptionMethod?: pulumi.Input<
    "A128GCM" | "A192GCM" | "A256GCM" | "A128CBC-HS256" | "A192CBC-HS384" | "A256CBC-HS512"
  >;
  /** Where the server fetches the keys to encrypt id tokens with: a complete URL. */
  idTokenJwksUri?: pulumi.Input<string>;
}

interface CommonWebClientArgs {
  /**
   * The client's name, as Onegini's console shows it. 1 to 255 characters, without white space around it. Default: the
   * resource's name. A change updates in place.
   */
  name?: pulumi.Input<string>;
  /**
   * The OAuth 2.0 client identifier (RFC 6749 2.2). 1 to 255 characters, unique among the server's API clients, web
   * clients and devices; otherwise 409. Default: `<project>-<stack>-<resource name>`, made when the resource is
   * registered, so renaming the resource replaces its client, alias or not, unless this is given. A change replaces the
   * client.
   */
  clientId?: pulumi.Input<string>;
  /**
   * How the client gets tokens (RFC 6749 1.3, RFC 8628), one at least: `AUTHORIZATION_CODE`, `CLIENT_CREDENTIALS`,
   * `DEVICE_CODE`, and the deprecated `PASSWORD` and `IMPLICIT`. A set. `PASSWORD` excludes `AUTHORIZATION_CODE` and
   * `DEVICE_CODE`. A change updates in place.
   */
  grantTypes: pulumi.Input<
    pulumi.Input<"AUTHORIZATION_CODE" | "CLIENT_CREDENTIALS" | "DEVICE_CODE" | "PASSWORD" | "IMPLICIT">[]
  >;
  /**
   * `OPAQUE` or `JWT` (RFC 9068). Left out, it stays what it is at the service: `OPAQUE` for a new client, and again
   * when it's taken out after it was given. A change updates in place.
   */
  accessTokenFormat?: pulumi.Input<"OPAQUE" | "JWT">;
  /**
   * Where the user is sent back to after the login (RFC 6749 3.1.2): a complete URI. Needed with `AUTHORIZATION_CODE`.
   * Left out, or taken out again, it stays what it is at the service. A change updates in place.
   */
  redirectUrl?: pulumi.Input<string>;
  /**
   * Further redirect URIs. A set. Left out, it stays what it is at the service; taken out after it was given, it's
   * emptied. A change updates in place.
   */
  additionalRedirectUrls?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Where the user enters the code, for `DEVICE_CODE` in an app of your own (RFC 8628 3.2). Left out, or taken out
   * again, it stays what it is at the service. A change updates in place.
   */
  deviceVerificationUri?: pulumi.Input<string>;
  /**
   * The same with the code in it, as `{user_code}`. Left out, or taken out again, it stays what it is at the service. A
   * change updates in place.
   */
  deviceVerificationUriComplete?: pulumi.Input<string>;
  /**
   * Seconds until an authorization code expires, such as 30. Needed with `AUTHORIZATION_CODE`. Left out, or taken out
   * again, it stays what it is at the service. A change updates in place.
   */
  accessGrantExpiresIn?: pulumi.Input<number>;
  /**
   * Seconds until an access token expires, such as 900. Needed with `AUTHORIZATION_CODE` and `CLIENT_CREDENTIALS`. Left
   * out, or taken out again, it stays what it is at the service. A change updates in place.
   */
  accessTokenExpiresIn?: pulumi.Input<number>;
  /**
   * The client ids of the resource gateways that accept the tokens: API clients with `onegini_api_token_introspection`.
   * Unknown ones are answered by 400. A set. Left out, it stays what it is at the service; taken out after it was
   * given, it's emptied. A change updates in place.
   */
  resourceGatewayIds?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Further values of the `aud` claim of JWT access tokens. A set. Left out, it stays what it is at the service; taken
   * out after it was given, it's emptied. A change updates in place.
   */
  additionalAudiences?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Issue refresh tokens, with `AUTHORIZATION_CODE`. Left out, or taken out again, it stays what it is at the service.
   * A change updates in place.
   */
  refreshTokenEnabled?: pulumi.Input<boolean>;
  /**
   * Seconds until a refresh token expires, from its own issue. Needs `refreshTokenEnabled`. Left out, or taken out
   * again, it stays what it is at the service. A change updates in place.
   */
  refreshTokenExpiresIn?: pulumi.Input<number>;
  /**
   * Seconds for which refresh tokens are issued anew, from the first one. Needs `refreshTokenEnabled`. Left out, or
   * taken out again, it stays what it is at the service. A change updates in place.
   */
  maxRefreshTokenValidity?: pulumi.Input<number>;
  /**
   * Let a user have several sessions with the client. Left out, or taken out again, it stays what it is at the service.
   * A change updates in place.
   */
  simultaneousSessionsAllowed?: pulumi.Input<boolean>;
  /**
   * How many sessions a user may have, from 2 to 25, with `simultaneousSessionsAllowed`. Left out, it stays what it is
   * at the service: 25 for a new client, and again when it's taken out after it was given. A change updates in place.
   */
  maxSimultaneousSessions?: pulumi.Input<number>;
  /**
   * The scopes that a token has when the client asks for none. Unknown ones are answered by 400; `openid` needs
   * `openIdConnect`. A set. Left out, it stays what it is at the service; taken out after it was given, it's emptied. A
   * change updates in place.
   */
  defaultScopes?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Further scopes that the client may ask for. Unknown ones are answered by 400; `openid` needs `openIdConnect`. A
   * set. Left out, it stays what it is at the service; taken out after it was given, it's emptied. A change updates in
   * place.
   */
  additionalScopes?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The identity provider that users log in with. An unknown one is answered by 400. Left out, or taken out again, it
   * stays what it is at the service. A change updates in place.
   */
  identityProviderId?: pulumi.Input<string>;
  /**
   * Further identity providers. They need `identityProviderId`; unknown ones are answered by 400. A set. Left out, it
   * stays what it is at the service; taken out after it was given, it's emptied. A change updates in place.
   */
  additionalIdentityProviderIds?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The templates of the pages that users see. An unknown one is answered by 400. Left out, or taken out again, it
   * stays what it is at the service. A change updates in place.
   */
  templateSet?: pulumi.Input<string>;
  /**
   * Log users in without a page while they have a session. Left out, or taken out again, it stays what it is at the
   * service. A change updates in place.
   */
  sessionBasedSilentAuth?: pulumi.Input<boolean>;
  /**
   * Ask users for no consent. It must be true with `PASSWORD`. Left out, or taken out again, it stays what it is at the
   * service. A change updates in place.
   */
  consentDisabled?: pulumi.Input<boolean>;
  /**
   * Give group permissions in the tokens as older versions did. Left out, it stays what it is at the service: false for
   * a new client, and again when it's taken out after it was given. A change updates in place.
   */
  legacyGroupPermissionsEnabled?: pulumi.Input<boolean>;
  /**
   * The web hooks that the client's events call. A set. Left out, it stays what it is at the service; taken out after
   * it was given, it's emptied. A change updates in place.
   */
  webHookIds?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * How the client logs users in by OpenID Connect. Needed with the scope `openid`. Left out, or taken out again, it
   * stays what it is at the service. A change updates in place.
   */
  openIdConnect?: pulumi.Input<WebClientOpenIdConnect>;
  /**
   * Take over what exists already instead of failing: it's brought to what the program says, and from then on it's
   * managed, deleted with its resource too. It matters at a create alone; turning it on or off later changes nothing.
   * Default: false.
   */
  adoptExisting?: pulumi.Input<boolean>;
  /**
   * Another tenant: with `acme`, the configuration is read from `onelogin-acme:…` or `onegini-acme:…`, and from nowhere
   * else. Letters, digits, `-` and `_`. Default: none. A change replaces the resource.
   */
  profile?: pulumi.Input<string>;
}

interface GivenSecretArgs extends CommonWebClientArgs {
  /**
   * How the client authenticates: `CLIENT_SECRET_BASIC`, with a secret; `PKCE` (RFC 7636), with `AUTHORIZATION_CODE`
   * only; `PRIVATE_KEY_JWT`, which needs `publicJwk` or `jwksUri`; or `PUBLIC`. Default: `PUBLIC` if `grantTypes` has
   * `DEVICE_CODE`, otherwise `CLIENT_SECRET_BASIC`. A change updates in place.
   */
  clientAuthenticationMethod?: pulumi.Input<"CLIENT_SECRET_BASIC">;
  /**
   * The client's secret, with `CLIENT_SECRET_BASIC` only. Always encrypted in the state, whether it's given as a secret
   * or not. Onegini never returns it. Default: 32 random bytes in base64url, generated once and kept, unless
   * `hashedClientSecret` is given. A change updates in place; taking it out keeps the secret that was given.
   */
  clientSecret?: pulumi.Input<string>;
  clientSecretVersion?: undefined;
  hashedClientSecret?: undefined;
  publicJwk?: undefined;
  jwksUri?: undefined;
}

interface GeneratedSecretArgs extends CommonWebClientArgs {
  /**
   * How the client authenticates: `CLIENT_SECRET_BASIC`, with a secret; `PKCE` (RFC 7636), with `AUTHORIZATION_CODE`
   * only; `PRIVATE_KEY_JWT`, which needs `publicJwk` or `jwksUri`; or `PUBLIC`. Default: `PUBLIC` if `grantTypes` has
   * `DEVICE_CODE`, otherwise `CLIENT_SECRET_BASIC`. A change updates in place.
   */
  clientAuthenticationMethod?: pulumi.Input<"CLIENT_SECRET_BASIC">;
  clientSecret?: undefined;
  /**
   * Any change of it, setting and removing included, generates a new secret in place: a way to rotate it, such as a
   * date or a counter. Refused beside a given `clientSecret` or `hashedClientSecret`.
   */
  clientSecretVersion?: pulumi.Input<string | number>;
  hashedClientSecret?: undefined;
  publicJwk?: undefined;
  jwksUri?: undefined;
}

interface HashedSecretArgs extends CommonWebClientArgs {
  /**
   * How the client authenticates: `CLIENT_SECRET_BASIC`, with a secret; `PKCE` (RFC 7636), with `AUTHORIZATION_CODE`
   * only; `PRIVATE_KEY_JWT`, which needs `publicJwk` or `jwksUri`; or `PUBLIC`. Default: `PUBLIC` if `grantTypes` has
   * `DEVICE_CODE`, otherwise `CLIENT_SECRET_BASIC`. A change updates in place.
   */
  clientAuthenticationMethod?: pulumi.Input<"CLIENT_SECRET_BASIC">;
  clientSecret?: undefined;
  clientSecretVersion?: undefined;
  /**
   * The hash of the client's secret in place of `clientSecret`, so that neither the program nor the state holds the
   * secret: `$identifier$parameters$salt$hash` with bcrypt, argon2id or pbkdf2-sha1, as the page on web clients defines
   * them. Always encrypted in the state. Onegini never returns it. A change updates in place; taken out without a
   * `clientSecret`, a new secret is generated.
   */
  hashedClientSecret: pulumi.Input<string>;
  publicJwk?: undefined;
  jwksUri?: undefined;
}

interface PublicKeyArgs extends CommonWebClientArgs {
  /**
   * How the client authenticates: `CLIENT_SECRET_BASIC`, with a secret; `PKCE` (RFC 7636), with `AUTHORIZATION_CODE`
   * only; `PRIVATE_KEY_JWT`, which needs `publicJwk` or `jwksUri`; or `PUBLIC`. Default: `PUBLIC` if `grantTypes` has
   * `DEVICE_CODE`, otherwise `CLIENT_SECRET_BASIC`. A change updates in place.
   */
  clientAuthenticationMethod: pulumi.Input<"PRIVATE_KEY_JWT">;
  clientSecret?: undefined;
  clientSecretVersion?: undefined;
  hashedClientSecret?: undefined;
  /**
   * The client's public key for `PRIVATE_KEY_JWT`, despite its name as a PEM (`-----BEGIN PUBLIC KEY-----`) or a
   * certificate: EC from P-256, or RSA from 2048 to 4096 bits. `jwksUri` takes precedence when both are set. A change
   * updates in place.
   */
  publicJwk: pulumi.Input<string>;
  /**
   * Where the server fetches the client's public keys for `PRIVATE_KEY_JWT`: a complete URL (RFC 7517 5). While only
   * `publicJwk` is given, a `jwksUri` at the service is drift, and is cleared. A change updates in place.
   */
  jwksUri?: pulumi.Input<string>;
}

interface JwksUriArgs extends CommonWebClientArgs {
  /**
   * How the client authenticates: `CLIENT_SECRET_BASIC`, with a secret; `PKCE` (RFC 7636), with `AUTHORIZATION_CODE`
   * only; `PRIVATE_KEY_JWT`, which needs `publicJwk` or `jwksUri`; or `PUBLIC`. Default: `PUBLIC` if `grantTypes` has
   * `DEVICE_CODE`, otherwise `CLIENT_SECRET_BASIC`. A change updates in place.
   */
  clientAuthenticationMethod: pulumi.Input<"PRIVATE_KEY_JWT">;
  clientSecret?: undefined;
  clientSecretVersion?: undefined;
  hashedClientSecret?: undefined;
  /**
   * The client's public key for `PRIVATE_KEY_JWT`, despite its name as a PEM (`-----BEGIN PUBLIC KEY-----`) or a
   * certificate: EC from P-256, or RSA from 2048 to 4096 bits. `jwksUri` takes precedence when both are set. A change
   * updates in place.
   */
  publicJwk?: pulumi.Input<string>;
  /**
   * Where the server fetches the client's public keys for `PRIVATE_KEY_JWT`: a complete URL (RFC 7517 5). While only
   * `publicJwk` is given, a `jwksUri` at the service is drift, and is cleared. A change updates in place.
   */
  jwksUri: pulumi.Input<string>;
}

interface PkceArgs extends CommonWebClientArgs {
  /**
   * How the client authenticates: `CLIENT_SECRET_BASIC`, with a secret; `PKCE` (RFC 7636), with `AUTHORIZATION_CODE`
   * only; `PRIVATE_KEY_JWT`, which needs `publicJwk` or `jwksUri`; or `PUBLIC`. Default: `PUBLIC` if `grantTypes` has
   * `DEVICE_CODE`, otherwise `CLIENT_SECRET_BASIC`. A change updates in place.
   */
  clientAuthenticationMethod: pulumi.Input<"PKCE">;
  clientSecret?: undefined;
  clientSecretVersion?: undefined;
  hashedClientSecret?: undefined;
  publicJwk?: undefined;
  jwksUri?: undefined;
}

interface PublicArgs extends CommonWebClientArgs {
  /**
   * How the client authenticates: `CLIENT_SECRET_BASIC`, with a secret; `PKCE` (RFC 7636), with `AUTHORIZATION_CODE`
   * only; `PRIVATE_KEY_JWT`, which needs `publicJwk` or `jwksUri`; or `PUBLIC`. Default: `PUBLIC` if `grantTypes` has
   * `DEVICE_CODE`, otherwise `CLIENT_SECRET_BASIC`. A change updates in place.
   */
  clientAuthenticationMethod?: pulumi.Input<"PUBLIC">;
  clientSecret?: undefined;
  clientSecretVersion?: undefined;
  hashedClientSecret?: undefined;
  publicJwk?: undefined;
  jwksUri?: undefined;
}

export type WebClientArgs =
  | GivenSecretArgs
  | GeneratedSecretArgs
  | HashedSecretArgs
  | PublicKeyArgs
  | JwksUriArgs
  | PkceArgs
  | PublicArgs;

/**
 * A web client of an Onegini (OneWelcome Access) server: an application that users log in to, or a machine that calls
 * your own APIs. https://docs.onegini.com/ (Access, Config API, web client)
 *
 * Calls need the configuration `onegini:url`, `onegini:clientId` and `onegini:clientSecret` (or `onegini:privateKey`),
 * or `ONEGINI_URL`, `ONEGINI_CLIENT_ID` and `ONEGINI_CLIENT_SECRET` (or `ONEGINI_PRIVATE_KEY`) in the environment; that
 * client needs the scope `onegini_api_config` (otherwise 403).
 *
 * ```typescript
 * const shop = new onegini.WebClient("shop", {
 *   grantTypes: ["AUTHORIZATION_CODE"],
 *   redirectUrl: "https://shop.example.com/callback",
 *   accessGrantExpiresIn: 30,
 *   accessTokenExpiresIn: 900,
 * });
 * export const secret = shop.clientSecret;
 * ```
 */
export class WebClient extends IdpResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly clientId: pulumi.Output<string>;
  declare readonly grantTypes: pulumi.Output<string[]>;
  declare readonly clientAuthenticationMethod: pulumi.Output<string | undefined>;
  /**
   * The secret, given or generated: always secret. Undefined with `hashedClientSecret`, with another method than
   * `CLIENT_SECRET_BASIC`, and after `get`.
   */
  declare readonly clientSecret: pulumi.Output<string>;
  declare readonly clientSecretVersion: pulumi.Output<string | number | undefined>;
  declare readonly hashedClientSecret: pulumi.Output<string | undefined>;
  declare readonly publicJwk: pulumi.Output<string | undefined>;
  declare readonly jwksUri: pulumi.Output<string | undefined>;
  declare readonly accessTokenFormat: pulumi.Output<string | undefined>;
  declare readonly redirectUrl: pulumi.Output<string | undefined>;
  declare readonly additionalRedirectUrls: pulumi.Output<string[] | undefined>;
  declare readonly deviceVerificationUri: pulumi.Output<string | undefined>;
  declare readonly deviceVerificationUriComplete: pulumi.Output<string | undefined>;
  declare readonly accessGrantExpiresIn: pulumi.Output<number | undefined>;
  declare readonly accessTokenExpiresIn: pulumi.Output<number | undefined>;
  declare readonly resourceGatewayIds: pulumi.Output<string[] | undefined>;
  declare readonly additionalAudiences: pulumi.Output<string[] | undefined>;
  declare readonly refreshTokenEnabled: pulumi.Output<boolean | undefined>;
  declare readonly refreshTokenExpiresIn: pulumi.Output<number | undefined>;
  declare readonly maxRefreshTokenValidity: pulumi.Output<number | undefined>;
  declare readonly simultaneousSessionsAllowed: pulumi.Output<boolean | undefined>;
  declare readonly maxSimultaneousSessions: pulumi.Output<number | undefined>;
  declare readonly defaultScopes: pulumi.Output<string[] | undefined>;
  declare readonly additionalScopes: pulumi.Output<string[] | undefined>;
  declare readonly identityProviderId: pulumi.Output<string | undefined>;
  declare readonly additionalIdentityProviderIds: pulumi.Output<string[] | undefined>;
  declare readonly templateSet: pulumi.Output<string | undefined>;
  declare readonly sessionBasedSilentAuth: pulumi.Output<boolean | undefined>;
  declare readonly consentDisabled: pulumi.Output<boolean | undefined>;
  declare readonly legacyGroupPermissionsEnabled: pulumi.Output<boolean | undefined>;
  declare readonly webHookIds: pulumi.Output<string[] | undefined>;
  declare readonly openIdConnect: pulumi.Output<pulumi.Unwrap<WebClientOpenIdConnect> | undefined>;
  declare readonly adoptExisting: pulumi.Output<boolean | undefined>;
  declare readonly profile: pulumi.Output<string | undefined>;

  /** @param name - The resource's name, from which `name` and `clientId` are made where they aren't given. */
  constructor(name: string, args: WebClientArgs, opts?: pulumi.CustomResourceOptions) {
    super(declaration, name, args satisfies InputsOf<typeof declaration.properties>, opts);
  }

  /**
   * Looks an existing client up without managing it. Its secret can't be read.
   * @param id - Its client id. One that doesn't exist is an error.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state: Pick<WebClientArgs, "profile"> = {},
    opts: pulumi.CustomResourceOptions = {},
  ): WebClient {
    return new WebClient(name, state as WebClientArgs, { ...opts, id });
  }
}

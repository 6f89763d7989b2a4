// Generated from provider/onelogin/oidcAppDeclaration.ts by `npm run generate`.
import type * as pulumi from "@pulumi/pulumi";
import { declaration } from "../../provider/onelogin/oidcAppDeclaration";
import { IdpResource, type InputsOf } from "../resource";

export interface OidcAppParameter {
  /**
   * Its name in the console; by default, the parameter's name. OneLogin sets it only when it creates the parameter, so
   * a change deletes and recreates the parameter; that of a parameter of the connector can't be changed (403). Left
   * out, or taken out again, it stays what it is at the service.
   */
  label?: pulumi.Input<string>;
  /**
   * The user attribute that fills it, such as `email`; `_macro_` uses `userAttributeMacros`. Left out, it stays what it
   * is at the service; taken out after it was given, it's emptied.
   */
  userAttributeMappings?: pulumi.Input<string>;
  /**
   * The macro that fills it if `userAttributeMappings` is `_macro_`. Left out, it stays what it is at the service;
   * taken out after it was given, it's emptied.
   */
  userAttributeMacros?: pulumi.Input<string>;
  /**
   * How several values become one, such as `semicolon_separated_list`. Left out, it stays what it is at the service;
   * taken out after it was given, it's emptied.
   */
  attributesTransformations?: pulumi.Input<string>;
  /**
   * Its value, or several. The order counts. Left out, it stays what it is at the service; taken out after it was
   * given, it's emptied.
   */
  values?: pulumi.Input<string | pulumi.Input<string>[]>;
  /**
   * Its value, or several, for users who have none. The order counts. Left out, it stays what it is at the service;
   * taken out after it was given, it's emptied.
   */
  defaultValues?: pulumi.Input<string | pulumi.Input<string>[]>;
  /**
   * Don't tell the app about it if the user has no value. Left out, or taken out again, it stays what it is at the
   * service.
   */
  skipIfBlank?: pulumi.Input<boolean>;
  /** Sent as `provisioned_entitlements`. Left out, or taken out again, it stays what it is at the service. */
  provisionedEntitlements?: pulumi.Input<boolean>;
  /** Sent as `safe_entitlements_enabled`. Left out, or taken out again, it stays what it is at the service. */
  safeEntitlementsEnabled?: pulumi.Input<boolean>;
  /** Sent as `include_in_saml_assertion`. Left out, or taken out again, it stays what it is at the service. */
  includeInSamlAssertion?: pulumi.Input<boolean>;
}

export interface OidcAppConfiguration {
  /**
   * Where OneLogin sends a user after the login (RFC 6749 3.1.2), at least one: complete URIs without commas, for web
   * apps `https` or `http://localhost`; native apps may have a scheme of their own (`com.example.app:/callback`). A
   * set: order and repetitions mean nothing. A change updates in place; OneLogin can take ten minutes to apply it to
   * logins.
   */
  redirectUris: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Where a user may be sent to after the logout (OpenID Connect RP-Initiated Logout 1.0): complete URIs without
   * commas. A set: order and repetitions mean nothing. Left out, it stays what it is at the service; taken out after it
   * was given, it's emptied. A change updates in place.
   */
  postLogoutRedirectUris?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Where the app's tile in the portal leads to: a complete http or https URL, or `""` for none. Left out, it stays
   * what it is at the service; taken out after it was given, it's emptied. A change updates in place.
   */
  loginUrl?: pulumi.Input<string>;
  /**
   * `web` or `native`. Left out, it stays what it is at the service: `web` for a new app. A change updates in place.
   */
  oidcApplicationType?: pulumi.Input<"web" | "native">;
  /**
   * How the app authenticates at the token endpoint: `basic` (`client_secret_basic`), `post` (`client_secret_post`), or
   * `none`, with PKCE and no secret. Left out, it stays what it is at the service: `basic` for a new app. A change
   * updates in place.
   */
  tokenEndpointAuthMethod?: pulumi.Input<"basic" | "post" | "none">;
  /**
   * Minutes until an access token expires, a whole number above 0. Left out, or taken out again, it stays what it is at
   * the service: 60 for a new app. A change updates in place.
   */
  accessTokenExpirationMinutes?: pulumi.Input<number>;
  /**
   * Minutes until a refresh token expires, a whole number above 0. Left out, or taken out again, it stays what it is at
   * the service: 43200, which is 30 days, for a new app. A change updates in place.
   */
  refreshTokenExpirationMinutes?: pulumi.Input<number>;
  /**
   * Put the claim `amr` (RFC 8176) into id tokens. Left out, it stays what it is at the service: false for a new app. A
   * change updates in place.
   */
  includeAmrClaims?: pulumi.Input<boolean>;
}

export interface OidcAppArgs {
  /**
   * The app's name. 1 to 255 characters, without white space around it. OneLogin accepts several apps with the same
   * name; this package doesn't create the second. Default: the resource's name. A change updates in place.
   */
  name?: pulumi.Input<string>;
  /**
   * The number of the OpenID Connect connector from which the app is created. Default: 108419. Some accounts have
   * another number instead and answer 422; the error names theirs. A change replaces the app.
   */
  connectorId?: pulumi.Input<number | string>;
  /**
   * What the app is for. Left out, it stays what it is at the service; taken out after it was given, it's emptied. A
   * change updates in place.
   */
  description?: pulumi.Input<string>;
  /**
   * Notes for administrators. Left out, they stay what they are at the service; taken out after they were given, they
   * are emptied. A change updates in place.
   */
  notes?: pulumi.Input<string>;
  /**
   * Show the app in the portal. Left out, it stays what it is at the service: true for a new app. A change updates in
   * place.
   */
  visible?: pulumi.Input<boolean>;
  /**
   * Let administrators sign in as a user. Left out, it stays what it is at the service: false for a new app. A change
   * updates in place.
   */
  allowAssumedSignin?: pulumi.Input<boolean>;
  /**
   * The number of the app policy. An unknown one, or a policy for users, is answered by 422. Left out, it stays what it
   * is at the service; taken out after it was given, the app has none. A change updates in place.
   */
  policyId?: pulumi.Input<number | string>;
  /**
   * The number of the account's brand for the app's pages; an unknown one is answered by 422. Left out, it stays what
   * it is at the service; taken out after it was given, the app has none. A change updates in place.
   */
  brandId?: pulumi.Input<number | string>;
  /**
   * The number of the portal's tab. Left out, it stays what it is at the service; taken out after it was given, the app
   * has none. A change updates in place.
   */
  tabId?: pulumi.Input<number | string>;
  /**
   * The numbers of all roles whose users have the app. A set, and the whole of it: let one resource own it. Left out,
   * it stays what it is at the service; taken out after it was given, it's emptied. A change updates in place.
   */
  roleIds?: pulumi.Input<pulumi.Input<number | string>[]>;
  /**
   * What the app is told about a user, by name. Parameters that the program doesn't name are left alone, and so are
   * members that a parameter leaves out. One that is removed after it was set is deleted; the connector's own can't be
   * deleted and are emptied. A connector that allows no new parameters answers 422. A change updates in place.
   * https://developers.onelogin.com/api-docs/2/apps/app-resource
   */
  parameters?: pulumi.Input<{ [name: string]: pulumi.Input<OidcAppParameter> }>;
  /** How the app logs users in. A change updates in place. */
  configuration: pulumi.Input<OidcAppConfiguration>;
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

/**
 * An OpenID Connect app: what users log in to, and what may ask an authorization server for tokens.
 * https://developers.onelogin.com/api-docs/2/apps/overview
 *
 * Calls need the configuration `onelogin:url` (or `onelogin:subdomain`), `onelogin:clientId` and
 * `onelogin:clientSecret`, or `ONELOGIN_API_URL` (or `ONELOGIN_SUBDOMAIN`), `ONELOGIN_CLIENT_ID` and
 * `ONELOGIN_CLIENT_SECRET` in the environment: an API credential pair with the scope Manage All (otherwise 401 or 403).
 *
 * ```typescript
 * const web = new onelogin.OidcApp("web", {
 *   configuration: { redirectUris: ["https://orders.example.com/callback"] },
 * });
 * export const clientSecret = web.clientSecret;
 * ```
 */
export class OidcApp extends IdpResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly connectorId: pulumi.Output<number>;
  declare readonly description: pulumi.Output<string | undefined>;
  declare readonly notes: pulumi.Output<string | undefined>;
  declare readonly visible: pulumi.Output<boolean | undefined>;
  declare readonly allowAssumedSignin: pulumi.Output<boolean | undefined>;
  declare readonly policyId: pulumi.Output<number | undefined>;
  declare readonly brandId: pulumi.Output<number | undefined>;
  declare readonly tabId: pulumi.Output<number | undefined>;
  declare readonly roleIds: pulumi.Output<number[] | undefined>;
  declare readonly parameters: pulumi.Output<{ [name: string]: pulumi.Unwrap<OidcAppParameter> } | undefined>;
  declare readonly configuration: pulumi.Output<pulumi.Unwrap<OidcAppConfiguration>>;
  declare readonly adoptExisting: pulumi.Output<boolean | undefined>;
  declare readonly profile: pulumi.Output<string | undefined>;
  /** The number that OneLogin gave it, for `appId` of client apps. */
  declare readonly appId: pulumi.Output<number>;
  /** The app's OAuth 2.0 client identifier (RFC 6749 2.2). */
  declare readonly clientId: pulumi.Output<string>;
  /**
   * The app's client secret, always secret. By OneLogin's documentation, only the response to the create contains it:
   * it's undefined for an app that was adopted or looked up, and stale after somebody regenerates it in OneLogin's
   * console. If an account returns it in other responses too, it is read from them.
   */
  declare readonly clientSecret: pulumi.Output<string>;

  /** @param name - The resource's name, from which `name` is made where it isn't given. */
  constructor(name: string, args: OidcAppArgs, opts?: pulumi.CustomResourceOptions) {
    super(declaration, name, args satisfies InputsOf<typeof declaration.properties>, opts);
  }

  /**
   * Looks an existing app up without managing it. By OneLogin's documentation, its secret can't be read.
   * @param id - Its number, such as `909021`. One that doesn't exist is an error.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state: Pick<OidcAppArgs, "profile"> = {},
    opts: pulumi.CustomResourceOptions = {},
  ): OidcApp {
    return new OidcApp(name, state as OidcAppArgs, { ...opts, id });
  }
}

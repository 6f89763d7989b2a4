// Generated from provider/onelogin/authServerClientApp.ts by `npm run generate`.
import type * as pulumi from "@pulumi/pulumi";
import { declaration } from "../../provider/onelogin/authServerClientApp";
import { IdpResource, type InputsOf } from "../resource";

export interface AuthServerClientAppArgs {
  /** The authorization server: its `authServerId` or its `id`. A change replaces the client app. */
  authServerId: pulumi.Input<number | string>;
  /**
   * The OpenID Connect app that may ask for tokens: its number, such as an `OidcApp`'s `appId`. A change replaces the
   * client app.
   */
  appId: pulumi.Input<number | string>;
  /**
   * The scopes that the app may ask for: `scopeId`s or `id`s of scopes of the same server (otherwise 422). A set: order
   * and repetitions mean nothing. A change updates in place.
   */
  scopeIds: pulumi.Input<pulumi.Input<number | string>[]>;
  /**
   * Read the OpenID Connect app's credentials into the outputs `clientId` and `clientSecret`, with the Apps API, which
   * the API credentials have to reach (otherwise 401 or 403). An account that doesn't return the secret to a read is an
   * error; the output `clientSecret` of an `OidcApp` needs no read. A secret that somebody regenerates shows as a
   * change of `clientSecret`, and the next `pulumi up` takes it over. Default: false, and no call. A change updates in
   * place. https://developers.onelogin.com/api-docs/2/apps/get-app
   */
  exportCredentials?: pulumi.Input<boolean>;
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
 * The access of an OpenID Connect app to an authorization server: which scopes it may ask for.
 * https://developers.onelogin.com/api-docs/2/api-authorization/add-client-app
 *
 * ```typescript
 * new onelogin.AuthServerClientApp("web", { authServerId: contacts.authServerId, appId: app.appId, scopeIds: [read.scopeId] });
 * ```
 */
export class AuthServerClientApp extends IdpResource {
  declare readonly authServerId: pulumi.Output<number>;
  declare readonly appId: pulumi.Output<number>;
  declare readonly scopeIds: pulumi.Output<number[]>;
  declare readonly exportCredentials: pulumi.Output<boolean | undefined>;
  declare readonly adoptExisting: pulumi.Output<boolean | undefined>;
  declare readonly profile: pulumi.Output<string | undefined>;
  /** With `exportCredentials` the OpenID Connect app's client id, otherwise undefined. */
  declare readonly clientId: pulumi.Output<string>;
  /** With `exportCredentials` the OpenID Connect app's client secret, always secret, otherwise undefined. */
  declare readonly clientSecret: pulumi.Output<string>;

  constructor(name: string, args: AuthServerClientAppArgs, opts?: pulumi.CustomResourceOptions) {
    super(declaration, name, args satisfies InputsOf<typeof declaration.properties>, opts);
  }

  /**
   * Looks an existing client app up without managing it.
   * @param id - Its server's number and its app's, such as `1022743/909021`. One that doesn't exist is an error.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state: Pick<AuthServerClientAppArgs, "profile"> = {},
    opts: pulumi.CustomResourceOptions = {},
  ): AuthServerClientApp {
    return new AuthServerClientApp(name, state as AuthServerClientAppArgs, { ...opts, id });
  }
}

// Generated from provider/onelogin/authServer.ts by `npm run generate`.
import type * as pulumi from "@pulumi/pulumi";
import { declaration } from "../../provider/onelogin/authServer";
import { IdpResource, type InputsOf } from "../resource";

export interface AuthServerConfiguration {
  /** Names the API that the server protects, mostly by its URL. Not empty, otherwise 422. A change updates in place. */
  resourceIdentifier: pulumi.Input<string>;
  /**
   * The values of the tokens' `aud` claim (RFC 7519 4.1.3), one at least. A set: order and repetitions mean nothing. A
   * change updates in place.
   */
  audiences: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Minutes until an access token expires, a whole number above 0. Left out, or taken out again, it stays what it is at
   * the service. A change updates in place.
   */
  accessTokenExpirationMinutes?: pulumi.Input<number>;
  /**
   * Minutes until a refresh token expires, a whole number above 0. Left out, or taken out again, it stays what it is at
   * the service. A change updates in place.
   */
  refreshTokenExpirationMinutes?: pulumi.Input<number>;
}

export interface AuthServerArgs {
  /**
   * The server's name. 1 to 255 characters, without white space around it. Default: the resource's name. A change
   * updates in place.
   */
  name?: pulumi.Input<string>;
  /** What the server is for. Default: `Managed by Pulumi`. A change updates in place. */
  description?: pulumi.Input<string>;
  /** What the server's tokens say. A change updates in place. */
  configuration: pulumi.Input<AuthServerConfiguration>;
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
 * An authorization server of OneLogin's API Authorization: it issues the access tokens for one API of yours. Deleting
 * it deletes its scopes, claims and client apps. https://developers.onelogin.com/api-docs/2/api-authorization/overview
 *
 * Calls need the configuration `onelogin:url` (or `onelogin:subdomain`), `onelogin:clientId` and
 * `onelogin:clientSecret`, or `ONELOGIN_API_URL` (or `ONELOGIN_SUBDOMAIN`), `ONELOGIN_CLIENT_ID` and
 * `ONELOGIN_CLIENT_SECRET` in the environment: an API credential pair with the scope Manage All (otherwise 401 or 403).
 *
 * ```typescript
 * const contacts = new onelogin.AuthServer("contacts", {
 *   configuration: { resourceIdentifier: "https://api.example.com/contacts", audiences: ["https://api.example.com/contacts"] },
 * });
 * ```
 */
export class AuthServer extends IdpResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly description: pulumi.Output<string>;
  declare readonly configuration: pulumi.Output<pulumi.Unwrap<AuthServerConfiguration>>;
  declare readonly adoptExisting: pulumi.Output<boolean | undefined>;
  declare readonly profile: pulumi.Output<string | undefined>;
  /** The number that OneLogin gave it, for `authServerId` of its scopes, claims and client apps. */
  declare readonly authServerId: pulumi.Output<number>;

  /** @param name - The resource's name, from which `name` is made where it isn't given. */
  constructor(name: string, args: AuthServerArgs, opts?: pulumi.CustomResourceOptions) {
    super(declaration, name, args satisfies InputsOf<typeof declaration.properties>, opts);
  }

  /**
   * Looks an existing server up without managing it.
   * @param id - Its number, such as `1022743`. One that doesn't exist is an error.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state: Pick<AuthServerArgs, "profile"> = {},
    opts: pulumi.CustomResourceOptions = {},
  ): AuthServer {
    return new AuthServer(name, state as AuthServerArgs, { ...opts, id });
  }
}

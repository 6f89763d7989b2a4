// Generated from provider/onelogin/authServerScope.ts by `npm run generate`.
import type * as pulumi from "@pulumi/pulumi";
import { declaration } from "../../provider/onelogin/authServerScope";
import { IdpResource, type InputsOf } from "../resource";

export interface AuthServerScopeArgs {
  /** The authorization server: its `authServerId` or its `id`. A change replaces the scope. */
  authServerId: pulumi.Input<number | string>;
  /**
   * What clients ask for and tokens carry, such as `contacts:read` (RFC 6749 3.3): 1 to 255 characters without white
   * space, unique in its server (otherwise 422). A change updates in place.
   */
  value: pulumi.Input<string>;
  /** What the scope allows. Default: `""`. A change updates in place. */
  description?: pulumi.Input<string>;
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
 * A scope of an authorization server. https://developers.onelogin.com/api-docs/2/api-authorization/add-scope
 *
 * ```typescript
 * const read = new onelogin.AuthServerScope("read", { authServerId: contacts.authServerId, value: "contacts:read" });
 * ```
 */
export class AuthServerScope extends IdpResource {
  declare readonly authServerId: pulumi.Output<number>;
  declare readonly value: pulumi.Output<string>;
  declare readonly description: pulumi.Output<string>;
  declare readonly adoptExisting: pulumi.Output<boolean | undefined>;
  declare readonly profile: pulumi.Output<string | undefined>;
  /** The number that OneLogin gave it, for `scopeIds` of client apps. */
  declare readonly scopeId: pulumi.Output<number>;

  constructor(name: string, args: AuthServerScopeArgs, opts?: pulumi.CustomResourceOptions) {
    super(declaration, name, args satisfies InputsOf<typeof declaration.properties>, opts);
  }

  /**
   * Looks an existing scope up without managing it.
   * @param id - Its server's number and its own, such as `1022743/51`. One that doesn't exist is an error.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state: Pick<AuthServerScopeArgs, "profile"> = {},
    opts: pulumi.CustomResourceOptions = {},
  ): AuthServerScope {
    return new AuthServerScope(name, state as AuthServerScopeArgs, { ...opts, id });
  }
}

// Generated from provider/onelogin/authServerClaim.ts by `npm run generate`.
import type * as pulumi from "@pulumi/pulumi";
import { declaration } from "../../provider/onelogin/authServerClaim";
import { IdpResource, type InputsOf } from "../resource";

export interface AuthServerClaimArgs {
  /** The authorization server: its `authServerId` or its `id`. A change replaces the claim. */
  authServerId: pulumi.Input<number | string>;
  /**
   * The claim's name in the access token (RFC 7519 4). 1 to 255 characters, unique in its server (otherwise 422). A
   * change updates in place.
   */
  name: pulumi.Input<string>;
  /**
   * The user attribute that fills the claim, such as `email`; `custom_attribute_<name>` for a custom one, `roles` for
   * the roles (with `attributesTransformations: "semicolon_separated_list"`), `_macro_` for a macro. Left out, it stays
   * what it is at the service; taken out after it was given, it is emptied. A change updates in place.
   */
  userAttributeMappings?: pulumi.Input<string>;
  /**
   * The macro that fills the claim, used where `userAttributeMappings` is `_macro_`. Left out and taken out: as above.
   * A change updates in place.
   */
  userAttributeMacros?: pulumi.Input<string>;
  /**
   * How several values become one, such as `semicolon_separated_list`. Left out and taken out: as above. A change
   * updates in place.
   */
  attributesTransformations?: pulumi.Input<string>;
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
 * A claim that an authorization server puts into its access tokens.
 * https://developers.onelogin.com/api-docs/2/api-authorization/add-claim
 *
 * ```typescript
 * new onelogin.AuthServerClaim("email", { authServerId: contacts.authServerId, name: "email", userAttributeMappings: "email" });
 * ```
 */
export class AuthServerClaim extends IdpResource {
  declare readonly authServerId: pulumi.Output<number>;
  declare readonly name: pulumi.Output<string>;
  declare readonly userAttributeMappings: pulumi.Output<string | undefined>;
  declare readonly userAttributeMacros: pulumi.Output<string | undefined>;
  declare readonly attributesTransformations: pulumi.Output<string | undefined>;
  declare readonly adoptExisting: pulumi.Output<boolean | undefined>;
  declare readonly profile: pulumi.Output<string | undefined>;
  /** The number that OneLogin gave it. */
  declare readonly claimId: pulumi.Output<number>;

  constructor(name: string, args: AuthServerClaimArgs, opts?: pulumi.CustomResourceOptions) {
    super(declaration, name, args satisfies InputsOf<typeof declaration.properties>, opts);
  }

  /**
   * Looks an existing claim up without managing it.
   * @param id - Its server's number and its own, such as `1022743/77`. One that doesn't exist is an error.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state: Pick<AuthServerClaimArgs, "profile"> = {},
    opts: pulumi.CustomResourceOptions = {},
  ): AuthServerClaim {
    return new AuthServerClaim(name, state as AuthServerClaimArgs, { ...opts, id });
  }
}

import type * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "../../provider/onelogin/authServerClientApp";
import { type CommonArgs, type GetState, IdpResource, type SameKeys } from "../resource";

export interface AuthServerClientAppArgs extends CommonArgs {
  /** The authorization server: its `authServerId` or its `id`. A change replaces the client app. */
  authServerId: pulumi.Input<number | string>;
  /** The number of the OpenID Connect app that may ask for tokens. A change replaces the client app. */
  appId: pulumi.Input<number | string>;
  /** The scopes that the app may ask for: `scopeId`s or `id`s of scopes of the same server (otherwise 422). A set: order and repetitions mean nothing. A change updates in place. */
  scopeIds: pulumi.Input<pulumi.Input<number | string>[]>;
}

/**
 * The access of an OpenID Connect app to an authorization server: which scopes it may ask for.
 * https://developers.onelogin.com/api-docs/2/api-authorization/add-client-app
 *
 * ```typescript
 * new onelogin.AuthServerClientApp("web", { authServerId: contacts.authServerId, appId: 909021, scopeIds: [read.scopeId] });
 * ```
 */
export class AuthServerClientApp extends IdpResource {
  declare readonly authServerId: pulumi.Output<number>;
  declare readonly appId: pulumi.Output<number>;
  declare readonly scopeIds: pulumi.Output<number[]>;
  declare readonly adoptExisting: pulumi.Output<boolean | undefined>;
  declare readonly profile: pulumi.Output<string | undefined>;

  constructor(name: string, args: AuthServerClientAppArgs, opts?: pulumi.CustomResourceOptions) {
    super("onelogin:AuthServerClientApp", name, { ...args }, { outputs: Object.keys(argumentNames) }, opts);
  }

  /**
   * Looks an existing client app up without managing it.
   * @param id - Its server's number and its app's, such as `1022743/909021`. One that doesn't exist is an error.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state: GetState = {},
    opts: pulumi.CustomResourceOptions = {},
  ): AuthServerClientApp {
    return new AuthServerClientApp(name, state as AuthServerClientAppArgs, { ...opts, id });
  }
}

const argumentNames: Record<keyof Inputs, SameKeys<AuthServerClientAppArgs, keyof Inputs>> = {
  authServerId: true,
  appId: true,
  scopeIds: true,
  adoptExisting: true,
  profile: true,
};

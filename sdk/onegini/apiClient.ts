// Generated from provider/onegini/apiClientDeclaration.ts by `npm run generate`.
import type * as pulumi from "@pulumi/pulumi";
import { declaration } from "../../provider/onegini/apiClientDeclaration";
import { IdpResource, type InputsOf } from "../resource";

/**
 * An EC P-256 public key as a JSON Web Key (RFC 7517; its members in RFC 7518 6.2). Never the private key: no member
 * `d`.
 */
export interface EcPublicJwk {
  /** The key's type. */
  kty: pulumi.Input<"EC">;
  /** The curve. */
  crv: pulumi.Input<"P-256">;
  /** The x coordinate, base64url. */
  x: pulumi.Input<string>;
  /** The y coordinate, base64url. */
  y: pulumi.Input<string>;
  /** The key's id. */
  kid?: pulumi.Input<string>;
  /** What the key is for: `sig`. */
  use?: pulumi.Input<string>;
  /** The algorithm that the key is for: `ES256`. */
  alg?: pulumi.Input<string>;
}

interface CommonApiClientArgs {
  /**
   * The client's name, as Onegini's console shows it. 1 to 255 characters, without white space around it. Default: the
   * resource's name. A change updates in place.
   */
  name?: pulumi.Input<string>;
  /**
   * The OAuth 2.0 client identifier (RFC 6749 2.2): the user name of the client's HTTP Basic authentication, so without
   * a colon. 1 to 255 characters, unique among the server's API clients, web clients and devices; otherwise 409.
   * Default: `<project>-<stack>-<resource name>`, made when the resource is registered, so renaming the resource
   * replaces its client, alias or not, unless this is given. A change replaces the client.
   */
  clientId?: pulumi.Input<string>;
  /**
   * The APIs that the client may call, such as `onegini_api_admin`: one at least. A set: order and repetitions mean
   * nothing. Servers differ by version in the scopes that they know, and answer 400 to others. A change updates in
   * place. https://docs.onegini.com/ (Access, Admin API, API client)
   */
  scopes: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The base URI from which all calls of this client come, needed where the client may call the token introspection
   * API. A complete http or https URL, or `""` for none. Left out, it stays what it is at the service; taken out after
   * it was given, it goes back to `""`. A change updates in place.
   */
  publicBaseUri?: pulumi.Input<string>;
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

interface GivenSecretArgs extends CommonApiClientArgs {
  /**
   * The client's secret. Always encrypted in the state, whether it's given as a secret or not. Onegini never returns
   * it. Default: 32 random bytes in base64url, generated once and kept. A change updates in place; taking it out keeps
   * the secret that was given.
   */
  clientSecret?: pulumi.Input<string>;
  clientSecretVersion?: undefined;
  /**
   * How the client authenticates: `client_secret_basic`, or `private_key_jwt`: with a key of its own (OpenID Connect
   * Core 9) and no secret, which needs `publicJwk` or `jwksUri`, and a server that knows it. Default:
   * `client_secret_basic`. A change updates in place.
   */
  authenticationMethod?: pulumi.Input<"client_secret_basic">;
  publicJwk?: undefined;
  jwksUri?: undefined;
}

interface GeneratedSecretArgs extends CommonApiClientArgs {
  clientSecret?: undefined;
  /**
   * Any change of it, setting and removing included, generates a new secret in place: a way to rotate it, such as a
   * date or a counter. Refused beside a given `clientSecret`.
   */
  clientSecretVersion?: pulumi.Input<string | number>;
  /**
   * How the client authenticates: `client_secret_basic`, or `private_key_jwt`: with a key of its own (OpenID Connect
   * Core 9) and no secret, which needs `publicJwk` or `jwksUri`, and a server that knows it. Default:
   * `client_secret_basic`. A change updates in place.
   */
  authenticationMethod?: pulumi.Input<"client_secret_basic">;
  publicJwk?: undefined;
  jwksUri?: undefined;
}

interface PublicJwkArgs extends CommonApiClientArgs {
  clientSecret?: undefined;
  clientSecretVersion?: undefined;
  /**
   * How the client authenticates: `client_secret_basic`, or `private_key_jwt`: with a key of its own (OpenID Connect
   * Core 9) and no secret, which needs `publicJwk` or `jwksUri`, and a server that knows it. Default:
   * `client_secret_basic`. A change updates in place.
   */
  authenticationMethod: pulumi.Input<"private_key_jwt">;
  /** The client's public key: EC P-256 alone. `jwksUri` wins when both are set. A change updates in place. */
  publicJwk: pulumi.Input<EcPublicJwk>;
  /**
   * Where the server fetches the client's public keys: a complete URL (RFC 7517 5). While only `publicJwk` is given, a
   * `jwksUri` at the service is drift, and is cleared. A change updates in place.
   */
  jwksUri?: pulumi.Input<string>;
}

interface JwksUriArgs extends CommonApiClientArgs {
  clientSecret?: undefined;
  clientSecretVersion?: undefined;
  /**
   * How the client authenticates: `client_secret_basic`, or `private_key_jwt`: with a key of its own (OpenID Connect
   * Core 9) and no secret, which needs `publicJwk` or `jwksUri`, and a server that knows it. Default:
   * `client_secret_basic`. A change updates in place.
   */
  authenticationMethod: pulumi.Input<"private_key_jwt">;
  /** The client's public key: EC P-256 alone. `jwksUri` wins when both are set. A change updates in place. */
  publicJwk?: pulumi.Input<EcPublicJwk>;
  /**
   * Where the server fetches the client's public keys: a complete URL (RFC 7517 5). While only `publicJwk` is given, a
   * `jwksUri` at the service is drift, and is cleared. A change updates in place.
   */
  jwksUri: pulumi.Input<string>;
}

export type ApiClientArgs = GivenSecretArgs | GeneratedSecretArgs | PublicJwkArgs | JwksUriArgs;

/**
 * An API client of an Onegini (OneWelcome Access) server: a machine that may call the server's own APIs.
 *
 * Calls need the configuration `onegini:url`, `onegini:clientId` and `onegini:clientSecret` (or `onegini:privateKey`),
 * or `ONEGINI_URL`, `ONEGINI_CLIENT_ID` and `ONEGINI_CLIENT_SECRET` (or `ONEGINI_PRIVATE_KEY`) in the environment; that
 * client needs the scope `onegini_api_admin` (otherwise 403).
 *
 * ```typescript
 * const events = new onegini.ApiClient("events", { scopes: ["onegini_api_events"] });
 * export const secret = events.clientSecret;
 * ```
 */
export class ApiClient extends IdpResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly clientId: pulumi.Output<string>;
  declare readonly scopes: pulumi.Output<string[]>;
  /** The secret, given or generated: always secret. Undefined with `private_key_jwt`, and after `get`. */
  declare readonly clientSecret: pulumi.Output<string>;
  declare readonly clientSecretVersion: pulumi.Output<string | number | undefined>;
  declare readonly publicBaseUri: pulumi.Output<string | undefined>;
  declare readonly authenticationMethod: pulumi.Output<string | undefined>;
  declare readonly publicJwk: pulumi.Output<pulumi.Unwrap<EcPublicJwk> | undefined>;
  declare readonly jwksUri: pulumi.Output<string | undefined>;
  declare readonly adoptExisting: pulumi.Output<boolean | undefined>;
  declare readonly profile: pulumi.Output<string | undefined>;

  /** @param name - The resource's name, from which `name` and `clientId` are made where they aren't given. */
  constructor(name: string, args: ApiClientArgs, opts?: pulumi.CustomResourceOptions) {
    super(declaration, name, args satisfies InputsOf<typeof declaration.properties>, opts);
  }

  /**
   * Looks an existing client up without managing it. Its secret can't be read.
   * @param id - Its client id. One that doesn't exist is an error.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state: Pick<ApiClientArgs, "profile"> = {},
    opts: pulumi.CustomResourceOptions = {},
  ): ApiClient {
    return new ApiClient(name, state as ApiClientArgs, { ...opts, id });
  }
}

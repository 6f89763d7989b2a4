import { common } from "../commonProperties";
import { httpUrl, scopeValue } from "../formats";
import type { Values } from "../lifecycle";
import { choice, type Declaration, item, type Properties, set, text, version } from "../properties";
import { clientProperties } from "./clientProperties";
import { noKeySetBesideKey, publicKey } from "./publicKey";

/** An API client: docs.onegini.com, access/api-reference/admin-api/api-client */
export const properties = {
  ...clientProperties(": the user name of the client's HTTP Basic authentication, so without a colon"),
  scopes: {
    kind: set(item(scopeValue), { notEmpty: true }),
    required: true,
    wire: "scopes",
    description:
      "The APIs that the client may call, such as `onegini_api_admin`: one at least. A set: order and repetitions mean nothing. Servers differ by version in the scopes that they know, and answer 400 to others. A change updates in place. https://docs.onegini.com/ (Access, Admin API, API client)",
  },
  clientSecret: {
    kind: text(),
    secret: true,
    writeOnly: true,
    description:
      "The client's secret. Always encrypted in the state, whether it's given as a secret or not. Onegini never returns it. Default: 32 random bytes in base64url, generated once and kept. A change updates in place; taking it out keeps the secret that was given.",
    computed: {
      description: "The secret, given or generated: always secret. Undefined with `private_key_jwt`, and after `get`.",
    },
  },
  clientSecretVersion: {
    kind: version,
    description:
      "Any change of it, setting and removing included, generates a new secret in place: a way to rotate it, such as a date or a counter. Refused beside a given `clientSecret`.",
  },
  publicBaseUri: {
    kind: text({ allowEmpty: true, format: httpUrl }),
    wire: "public_base_uri",
    clearedBy: "",
    description:
      'The base URI from which all calls of this client come, needed where the client may call the token introspection API. A complete http or https URL, or `""` for none. Left out, it stays what it is at the service; taken out after it was given, it goes back to `""`. A change updates in place.',
  },
  authenticationMethod: {
    kind: choice(["client_secret_basic", "private_key_jwt"]),
    serverDefault: "client_secret_basic",
    wire: "authentication_method",
    description:
      "How the client authenticates: `client_secret_basic`, or `private_key_jwt`: with a key of its own (OpenID Connect Core 9) and no secret, which needs `publicJwk` or `jwksUri`, and a server that knows it. Default: `client_secret_basic`. A change updates in place.",
  },
  publicJwk: {
    kind: publicKey,
    wire: "public_jwk",
    description:
      "The client's public key: EC P-256 alone. `jwksUri` wins when both are set. A change updates in place.",
  },
  jwksUri: {
    kind: text({ format: httpUrl }),
    serverDefault: ({ authenticationMethod }: Values, state: Values) =>
      noKeySetBesideKey(authenticationMethod === "private_key_jwt", state),
    wire: "jwks_uri",
    description:
      "Where the server fetches the client's public keys: a complete URL (RFC 7517 5). While only `publicJwk` is given, a `jwksUri` at the service is drift, and is cleared. A change updates in place.",
  },
  ...common,
} as const satisfies Properties;

export const declaration = {
  type: "onegini:ApiClient",
  description: "An API client of an Onegini (OneWelcome Access) server: a machine that may call the server's own APIs.",
  credentials:
    "Calls need the configuration `onegini:url`, `onegini:clientId` and `onegini:clientSecret` (or `onegini:privateKey`), or `ONEGINI_URL`, `ONEGINI_CLIENT_ID` and `ONEGINI_CLIENT_SECRET` (or `ONEGINI_PRIVATE_KEY`) in the environment; that client needs the scope `onegini_api_admin` (otherwise 403).",
  example: `const events = new onegini.ApiClient("events", { scopes: ["onegini_api_events"] });
export const secret = events.clientSecret;`,
  id: "Its client id.",
  get: "Looks an existing client up without managing it. Its secret can't be read.",
  properties,
  outputs: {},
  variants: [
    {
      name: "GivenSecret",
      values: { authenticationMethod: "client_secret_basic" },
      excludes: ["clientSecretVersion", "publicJwk", "jwksUri"],
    },
    {
      name: "GeneratedSecret",
      values: { authenticationMethod: "client_secret_basic" },
      excludes: ["clientSecret", "publicJwk", "jwksUri"],
    },
    {
      name: "PublicJwk",
      values: { authenticationMethod: "private_key_jwt" },
      requires: ["authenticationMethod", "publicJwk"],
      excludes: ["clientSecret", "clientSecretVersion"],
    },
    {
      name: "JwksUri",
      values: { authenticationMethod: "private_key_jwt" },
      requires: ["authenticationMethod", "jwksUri"],
      excludes: ["clientSecret", "clientSecretVersion"],
    },
  ],
} as const satisfies Declaration;

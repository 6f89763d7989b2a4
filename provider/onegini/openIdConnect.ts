import { httpUrl, oneLine } from "../formats";
import { boolean, choice, item, type Properties, positiveInteger, set, text } from "../properties";

/** The members of a web client's `openIdConnect`. */
export const openIdConnect = {
  expirationTimeSeconds: {
    kind: positiveInteger,
    required: true,
    wire: "expiration_time_seconds",
    description: "Seconds until an id token expires, a whole number above 0.",
  },
  additionalAudiences: {
    kind: set(item(oneLine)),
    wire: "additional_audiences",
    clearedBy: [],
    description: "Further values of the id tokens' `aud` claim. A set.",
  },
  deleteTokensOnLogout: {
    kind: boolean,
    wire: "delete_tokens_on_logout",
    description: "Delete the user's tokens for this client at the logout.",
  },
  postLogoutRedirectUrl: {
    kind: text({ format: uri }),
    wire: "post_logout_redirect_url",
    description: "Where a user is sent after the logout: a complete URI.",
  },
  additionalPostLogoutRedirectUrls: {
    kind: set(item(uri)),
    wire: "additional_post_logout_redirect_urls",
    clearedBy: [],
    description: "Further URIs that a logout may name. A set.",
  },
  frontChannelLogoutUrl: {
    kind: text({ format: httpUrl }),
    wire: "front_channel_logout_url",
    description: "What the browser calls at a logout (OpenID Connect Front-Channel Logout 1.0): a complete URL.",
  },
  idTokenEncryptionEnabled: {
    kind: boolean,
    wire: "id_token_encryption_enabled",
    description: "Encrypt id tokens. With true, `idTokenEncryptionMethod` and `idTokenJwksUri` are needed.",
  },
  idTokenEncryptionMethod: {
    kind: choice(["A128GCM", "A192GCM", "A256GCM", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"]),
    wire: "id_token_encryption_method",
    description: "How id tokens are encrypted (the `enc` of RFC 7518 5).",
  },
  idTokenJwksUri: {
    kind: text({ format: httpUrl }),
    wire: "id_token_jwks_uri",
    description: "Where the server fetches the keys to encrypt id tokens with: a complete URL.",
  },
} as const satisfies Properties;

/** Native apps have schemes of their own. */
export function uri(value: string): string | undefined {
  return URL.canParse(value) ? oneLine(value) : "it must be a complete URI, such as https://app.example.com/callback";
}

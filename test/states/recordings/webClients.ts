import type { Tenants } from "../tenants";
import { client, type Developing, otherPem, pem, webClient, withOptions } from "./recording";

const secret = "a-given-secret-of-the-recording";
const hash = "$pbkdf2-sha1$i=10000$c2FsdHNhbHQ$YS1oYXNoLW9mLXRoZS1yZWNvcmRpbmc";
const otherHash = "$argon2id$i=2,m=65536,p=1$c2FsdHNhbHQ$YW5vdGhlci1oYXNo";
const keySet = "https://keys.example.com/jwks.json";
const byMethod = (clientAuthenticationMethod: string) => ({ clientAuthenticationMethod });
const byKey = { ...byMethod("PRIVATE_KEY_JWT"), publicJwk: pem };
const byKeySet = { ...byMethod("PRIVATE_KEY_JWT"), jwksUri: keySet };
const secondProfile = { profile: "second" };

/** With a login. */
const site = (name: string) => ({
  grantTypes: ["AUTHORIZATION_CODE"],
  redirectUrl: `https://${name}.example.com/callback`,
  accessGrantExpiresIn: 30,
});
const openId = { expirationTimeSeconds: 600 };

/** Every way in which a client can have a secret or a key, at once or by a change. */
const byAuthentication = [
  webClient("web-generated", {}),
  webClient("web-named", {
    name: "Named by hand",
    clientId: "web-named-by-hand",
    grantTypes: ["CLIENT_CREDENTIALS", "AUTHORIZATION_CODE", "CLIENT_CREDENTIALS"],
    redirectUrl: "https://named.example.com/callback",
    accessGrantExpiresIn: "30",
    accessTokenExpiresIn: "900",
    clientAuthenticationMethod: "CLIENT_SECRET_BASIC",
  }),
  webClient("web-odd-id", { clientId: "web:shop/eu/Größe 1?#&%41" }),
  webClient("web-renamed", { name: "Before" }, { name: "After" }),
  webClient("web-method-spelled-out-later", {}, byMethod("CLIENT_SECRET_BASIC")),
  webClient("web-method-left-out-later", byMethod("CLIENT_SECRET_BASIC"), {}),

  webClient("web-version-text", { clientSecretVersion: "2026-11" }),
  webClient("web-version-quoted-later", { clientSecretVersion: 3 }, { clientSecretVersion: "3" }),
  webClient("web-rotated", { clientSecretVersion: 1 }, { clientSecretVersion: 2 }),
  webClient("web-version-taken-out", { clientSecretVersion: 1 }, {}),
  webClient("web-secret-given", { clientSecret: secret }),
  webClient("web-secret-given-as-secret", { clientSecret: { $secret: `${secret}-2` } }),
  webClient("web-secret-changed", { clientSecret: "an-earlier-secret" }, { clientSecret: `${secret}-3` }),
  webClient("web-secret-given-later", {}, { clientSecret: `${secret}-4` }),
  webClient("web-secret-taken-out", { clientSecret: `${secret}-5` }, {}),
  webClient("web-secret-taken-out-and-rotated", { clientSecret: "an-earlier-secret" }, {}, { clientSecretVersion: 1 }),

  webClient("hash", { hashedClientSecret: hash }),
  webClient("hash-as-secret", { hashedClientSecret: { $secret: otherHash } }),
  webClient("hash-changed", { hashedClientSecret: hash }, { hashedClientSecret: otherHash }),
  webClient("hash-to-generated", { hashedClientSecret: hash }, {}),
  webClient("hash-to-given", { hashedClientSecret: hash }, { clientSecret: `${secret}-6` }),
  webClient("generated-to-hash", {}, { hashedClientSecret: hash }),
  webClient("given-to-hash", { clientSecret: "an-earlier-secret" }, { hashedClientSecret: hash }),

  webClient("pem", byKey),
  webClient("pem-in-windows-lines", { ...byKey, publicJwk: pem.replaceAll("\n", "\r\n") }),
  webClient("key-set-of-web", byKeySet),
  webClient("pem-and-key-set", { ...byKey, jwksUri: keySet }),
  webClient("pem-changed", byKey, { ...byKey, publicJwk: otherPem }),
  webClient("key-set-to-pem", byKeySet, byKey),
  webClient("pem-to-key-set", byKey, byKeySet),
  webClient("web-secret-to-key", {}, byKey),
  webClient("hash-to-key", { hashedClientSecret: hash }, byKeySet),
  webClient("web-secret-to-key-and-back", {}, byKey, {}),
  webClient("key-to-hash", byKey, { hashedClientSecret: hash }),

  webClient("pkce", { ...site("pkce"), ...byMethod("PKCE") }),
  webClient("secret-to-pkce", site("secret-to-pkce"), { ...site("secret-to-pkce"), ...byMethod("PKCE") }),
  webClient("pkce-to-secret", { ...site("pkce-to-secret"), ...byMethod("PKCE") }, site("pkce-to-secret")),
  webClient("public", byMethod("PUBLIC")),
  webClient("device", { grantTypes: ["DEVICE_CODE"] }),
  webClient("device-with-secret", { grantTypes: ["DEVICE_CODE"], ...byMethod("CLIENT_SECRET_BASIC") }),
  webClient("secret-to-device", {}, { grantTypes: ["DEVICE_CODE"] }),
];

const tokens = {
  refreshTokenEnabled: true,
  refreshTokenExpiresIn: "3600",
  maxRefreshTokenValidity: 86_400,
  simultaneousSessionsAllowed: true,
  maxSimultaneousSessions: 3,
};
const login = {
  identityProviderId: "staff",
  additionalIdentityProviderIds: ["partners", "customers"],
  templateSet: "shop",
  sessionBasedSilentAuth: true,
  consentDisabled: false,
  legacyGroupPermissionsEnabled: true,
  webHookIds: ["crm", "audit"],
};
const sets = {
  additionalRedirectUrls: ["https://z.example.com", "com.example.shop:/callback", "https://z.example.com"],
  additionalAudiences: ["z", "a"],
  defaultScopes: ["profile", "email"],
  additionalScopes: ["orders:write", "orders:read"],
};
const logout = {
  ...openId,
  additionalAudiences: ["z", "a"],
  deleteTokensOnLogout: true,
  postLogoutRedirectUrl: "https://shop.example.com/bye",
  additionalPostLogoutRedirectUrls: ["https://z.example.com/bye", "https://a.example.com/bye"],
  frontChannelLogoutUrl: "https://shop.example.com/logout",
};
const encrypted = {
  expirationTimeSeconds: "600",
  idTokenEncryptionEnabled: true,
  idTokenEncryptionMethod: "A256GCM",
  idTokenJwksUri: keySet,
};
const gateways = { resourceGatewayIds: [{ $ref: "gateway.clientId" }] };

/** Every property, given, taken out, emptied or in another order. */
const byProperty = [
  client("gateway", { scopes: ["onegini_api_token_introspection", "onegini_api_insights"] }),
  webClient("gateways", gateways),
  webClient("gateways-taken-out", gateways, {}),
  webClient("jwt", { accessTokenFormat: "JWT" }),
  webClient("jwt-taken-out", { accessTokenFormat: "JWT" }, {}),
  webClient("tokens", { ...site("tokens"), ...tokens }),
  webClient("tokens-taken-out", { ...site("tokens-taken-out"), ...tokens }, site("tokens-taken-out")),
  webClient("login", { ...site("login"), ...login }),
  webClient("login-taken-out", { ...site("login-taken-out"), ...login }, site("login-taken-out")),
  webClient("web-sets", { ...site("web-sets"), ...sets }),
  webClient("web-sets-taken-out", { ...site("web-sets-taken-out"), ...sets }, site("web-sets-taken-out")),
  webClient("web-sets-empty", { additionalRedirectUrls: [], additionalAudiences: [], defaultScopes: [] }),
  webClient(
    "web-sets-reordered",
    { defaultScopes: ["profile", "email"] },
    { defaultScopes: ["email", "profile", "email"] },
  ),
  webClient("open-id", { ...site("open-id"), defaultScopes: ["openid"], openIdConnect: openId }),
  webClient("logout", { openIdConnect: logout }),
  webClient("logout-taken-out", { openIdConnect: logout }, { openIdConnect: openId }),
  webClient("open-id-taken-out", { openIdConnect: logout }, {}),
  webClient("encrypted", { openIdConnect: encrypted }),
  webClient("redirect-taken-out", site("redirect-taken-out"), {}),
  webClient("own-device-page", {
    grantTypes: ["DEVICE_CODE", "CLIENT_CREDENTIALS"],
    deviceVerificationUri: "https://shop.example.com/device",
    deviceVerificationUriComplete: "https://shop.example.com/device?code={user_code}",
  }),
  webClient("password", { grantTypes: ["PASSWORD"], consentDisabled: true }),
];

const byOption: Developing[] = [
  webClient("web-adopted", { clientId: "web-adopted", adoptExisting: true }),
  webClient("web-adopted-with-secret", {
    clientId: "web-adopted-2",
    adoptExisting: true,
    clientSecret: `${secret}-7`,
    openIdConnect: openId,
  }),
  webClient(
    "web-adopted-by-key",
    { clientId: "web-adopted-3", adoptExisting: true, ...byKey },
    {
      clientId: "web-adopted-3",
      ...byKey,
    },
  ),
  webClient("web-adopting-nothing", { adoptExisting: true }),
  webClient("web-not-adopting", { adoptExisting: false }),
  webClient("web-second", { ...secondProfile, clientSecretVersion: 1, templateSet: "shop" }),
  webClient("web-second-by-key", { ...secondProfile, ...byKey }),
  withOptions({ deleteBeforeReplace: false, protect: true }, webClient("web-protected", {})),
  withOptions({ retainOnDelete: true }, webClient("web-retained", { hashedClientSecret: hash })),
  withOptions(
    { ignoreChanges: ["name", "clientSecretVersion"] },
    webClient("web-ignoring", { name: "Before", clientSecretVersion: 1 }, { name: "After", clientSecretVersion: 2 }),
  ),
  withOptions(
    { additionalSecretOutputs: ["redirectUrl"] },
    webClient("web-more-secret", { redirectUrl: { $secret: "https://hidden.example.com" } }),
  ),
];

export const webClients = [...byAuthentication, ...byProperty, ...byOption];

/** What was there before, and the program takes over with `adoptExisting`. */
export async function makeAdoptedWebClients({ first: { control } }: Tenants): Promise<void> {
  for (const id of ["web-adopted", "web-adopted-2", "web-adopted-3"])
    await control.setWebClient(id, {
      name: "By hand",
      template_set: "shop",
      open_id_connect: { expiration_time_seconds: 60, delete_tokens_on_logout: true },
    });
}

/** The next `up` puts back what somebody has changed by hand. */
export const driftedWebClients = [
  webClient("web-name", { name: "Ours" }),
  webClient("web-method", {}),
  webClient("web-method-given-secret", { clientSecret: secret }),
  webClient("web-method-hash", { hashedClientSecret: hash }),
  webClient("web-pem", byKey),
  webClient("web-key-set", byKeySet),
  webClient("web-key-to-secret", byKey),
  webClient("web-grants", { ...site("web-grants"), grantTypes: ["CLIENT_CREDENTIALS", "AUTHORIZATION_CODE"] }),
  webClient("web-redirects", { ...site("web-redirects"), ...sets }),
  webClient("web-lifetimes", { ...site("web-lifetimes"), ...tokens }),
  webClient("web-login", { ...site("web-login"), ...login }),
  webClient("web-scopes-emptied", { defaultScopes: ["profile", "email"] }),
  webClient("web-open-id", { openIdConnect: logout }),
  webClient("web-open-id-gone", { openIdConnect: openId }),
  webClient("web-format", { accessTokenFormat: "JWT" }),
  webClient("web-unmanaged", {}),
  webClient("web-deleted", {}),
  webClient("web-second-name", { ...secondProfile, name: "Ours" }),
];

export async function changeWebClients(tenants: Tenants, id: (name: string) => string): Promise<void> {
  const { control } = tenants.first;
  await control.setWebClient(id("web-name"), { name: "By hand" });
  for (const name of ["web-method", "web-method-given-secret", "web-method-hash"])
    await tenants.patchWebClient(id(name), {
      client_authentication_method: "PRIVATE_KEY_JWT",
      public_jwk: otherPem,
    });
  await control.setWebClient(id("web-pem"), { public_jwk: otherPem });
  await control.setWebClient(id("web-key-set"), { jwks_uri: "https://by-hand.example.com/jwks.json" });
  await tenants.patchWebClient(id("web-key-to-secret"), {
    client_authentication_method: "CLIENT_SECRET_BASIC",
    client_secret: "by-hand",
  });
  await control.setWebClient(id("web-grants"), { grant_types: ["CLIENT_CREDENTIALS"] });
  await control.setWebClient(id("web-redirects"), {
    redirect_url: "https://by-hand.example.com",
    additional_redirect_urls: ["https://by-hand.example.com/2"],
    additional_audiences: [],
    additional_scopes: ["orders:read"],
  });
  await control.setWebClient(id("web-lifetimes"), {
    access_token_expires_in: 60,
    refresh_token_expires_in: 61,
    max_refresh_token_validity: 62,
    max_simultaneous_sessions: 5,
  });
  await control.setWebClient(id("web-login"), {
    identity_provider_id: "customers",
    additional_identity_provider_ids: [],
    template_set: "default",
    session_based_silent_auth: false,
    consent_disabled: true,
    legacy_group_permissions_enabled: false,
    web_hook_ids: ["audit"],
  });
  await control.setWebClient(id("web-scopes-emptied"), { default_scopes: [] });
  await control.setWebClient(id("web-open-id"), {
    open_id_connect: { expiration_time_seconds: 60, additional_audiences: ["by-hand"] },
  });
  await control.setWebClient(id("web-open-id-gone"), { open_id_connect: { expiration_time_seconds: 61 } });
  await control.setWebClient(id("web-format"), { access_token_format: "OPAQUE" });
  await control.setWebClient(id("web-unmanaged"), { template_set: "shop", access_token_format: "JWT" });
  await control.deleteWebClient(id("web-deleted"));
  await tenants.second.control.setWebClient(id("web-second-name"), { name: "By hand" });
}

/** Creates whose end nobody knows. */
export const unfinishedWebClients = [
  webClient("web-made", {}),
  webClient("web-made-with-secret", { clientSecret: `${secret}-8`, defaultScopes: ["profile"] }),
  webClient("web-made-with-hash", { hashedClientSecret: hash }),
  webClient("web-made-with-key", byKey),
  webClient("web-made-with-pkce", { ...site("web-made-with-pkce"), ...byMethod("PKCE") }),
  webClient("web-made-in-second", secondProfile),
  webClient("web-never-made", {}),
  webClient("web-somebody-elses", { adoptExisting: true }),
];

export async function endUnfinishedWebClients({ first: { control } }: Tenants, id: (name: string) => string) {
  for (const name of ["web-never-made", "web-somebody-elses"]) await control.deleteWebClient(id(name));
  await control.setWebClient(id("web-somebody-elses"), { name: "Theirs" });
}

import { describe, expect, test } from "vitest";
import type { Variant } from "../../../provider/properties";
import { resources } from "../../../provider/services";
import type { onegini, onelogin } from "../../../sdk";

/** Arguments that programs may give, or mustn't: the compiler and the provider's check agree on each of them. */

const key = { kty: "EC", crv: "P-256", x: "x", y: "y" } as const;
const client = { name: "events", clientId: "events", scopes: ["a"] };
const jwksUri = "https://example.com/jwks";
const configuration = { resourceIdentifier: "https://example.com", audiences: ["a"] };
const server = { name: "contacts", configuration };
const app = { authServerId: 1, appId: "2", scopeIds: [3, "1/4"] };

const web = { name: "shop", clientId: "shop", grantTypes: ["IMPLICIT"] } satisfies onegini.WebClientArgs;
const hashedClientSecret = "$bcrypt$c=12$c2FsdA$aGFzaA";
const publicJwk = "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n";

const allowed: {
  ApiClient: onegini.ApiClientArgs[];
  WebClient: onegini.WebClientArgs[];
  AuthServer: onelogin.AuthServerArgs[];
} = {
  WebClient: [
    web,
    { ...web, clientSecret: "s3cr3t", clientAuthenticationMethod: "CLIENT_SECRET_BASIC" },
    { ...web, clientSecretVersion: 1 },
    { ...web, hashedClientSecret },
    { ...web, clientAuthenticationMethod: "PRIVATE_KEY_JWT", publicJwk, jwksUri },
    { ...web, clientAuthenticationMethod: "PRIVATE_KEY_JWT", jwksUri },
    { ...web, clientAuthenticationMethod: "PUBLIC" },
    { ...web, openIdConnect: { expirationTimeSeconds: 60 }, adoptExisting: true, profile: "acme" },
  ],
  ApiClient: [
    client,
    { ...client, clientSecret: "s3cr3t", authenticationMethod: "client_secret_basic" },
    { ...client, clientSecretVersion: 1 },
    { ...client, clientSecretVersion: "2026-01" },
    { ...client, authenticationMethod: "private_key_jwt", publicJwk: { ...key, kid: "1" } },
    { ...client, authenticationMethod: "private_key_jwt", jwksUri, publicJwk: key },
    { ...client, publicBaseUri: "", adoptExisting: true, profile: "acme" },
  ],
  AuthServer: [server, { ...server, configuration: { ...configuration, accessTokenExpirationMinutes: 5 } }],
};
const allowedApps: onelogin.AuthServerClientAppArgs[] = [app, { ...app, authServerId: "1", exportCredentials: true }];

const refused: typeof allowed = {
  WebClient: [
    // @ts-expect-error: how does it get tokens?
    { name: "shop", clientId: "shop" },
    // @ts-expect-error: no such grant
    { ...web, grantTypes: ["implicit"] },
    // @ts-expect-error: a given secret, a generated one or a hash
    { ...web, clientSecret: "s3cr3t", hashedClientSecret },
    // @ts-expect-error: a hash has no versions
    { ...web, clientSecretVersion: 1, hashedClientSecret },
    // @ts-expect-error: no key
    { ...web, clientAuthenticationMethod: "PRIVATE_KEY_JWT" },
    // @ts-expect-error: a key without the method
    { ...web, publicJwk },
    // @ts-expect-error: a client with PKCE has no secret
    { ...web, clientAuthenticationMethod: "PKCE", clientSecret: "s3cr3t" },
    // @ts-expect-error: what OpenID Connect needs
    { ...web, openIdConnect: { deleteTokensOnLogout: true } },
  ],
  ApiClient: [
    // @ts-expect-error: what is it allowed to do?
    { name: "events", clientId: "events" },
    // @ts-expect-error: either a given secret or a generated one
    { ...client, clientSecret: "s3cr3t", clientSecretVersion: 1 },
    // @ts-expect-error: no such method
    { ...client, authenticationMethod: "none" },
    // @ts-expect-error: no key
    { ...client, authenticationMethod: "private_key_jwt" },
    // @ts-expect-error: a client with a key has no secret
    { ...client, authenticationMethod: "private_key_jwt", jwksUri, clientSecret: "s3cr3t" },
    // @ts-expect-error: a key without the method
    { ...client, publicJwk: key },
    // @ts-expect-error: another curve
    { ...client, authenticationMethod: "private_key_jwt", publicJwk: { ...key, crv: "P-384" } },
    // @ts-expect-error: the private key
    { ...client, authenticationMethod: "private_key_jwt", publicJwk: { ...key, d: "private" } },
    // @ts-expect-error: no such argument
    { ...client, clientName: "events" },
  ],
  AuthServer: [
    // @ts-expect-error: a member is missing
    { ...server, configuration: { resourceIdentifier: "https://example.com" } },
    // @ts-expect-error: no such member
    { ...server, configuration: { ...configuration, lifetime: 5 } },
    // @ts-expect-error: not a list
    { ...server, configuration: { ...configuration, audiences: "a" } },
  ],
};
const refusedApps: onelogin.AuthServerClientAppArgs[] = [
  // @ts-expect-error: not a list
  { ...app, scopeIds: 3 },
  // @ts-expect-error: of which server?
  { appId: 2, scopeIds: [] },
];

// Texts of configuration values pass, but a program has numbers.
// @ts-expect-error
[{ configuration: { ...configuration, accessTokenExpirationMinutes: "5" } }] satisfies onelogin.AuthServerArgs[];

const failures = (name: keyof typeof resources, args: object) => resources[name].check({ ...args }, {}).failures;
const cases = (groups: Record<string, object[]>) =>
  Object.entries(groups).flatMap(([name, all]) =>
    all.map((args) => [name as keyof typeof resources, args] satisfies [string, object]),
  );

test.each(cases({ ...allowed, AuthServerClientApp: allowedApps }))("%s: %j passes", (name, args) => {
  expect(failures(name, args)).toEqual([]);
});

test.each(cases({ ...refused, AuthServerClientApp: refusedApps }))("%s: %j is refused", (name, args) => {
  expect(failures(name, args)).not.toEqual([]);
});

describe("variants", () => {
  const fits = (args: Record<string, unknown>, { values = {}, requires = [], excludes = [] }: Variant) =>
    requires.every((name) => name in args) &&
    !excludes.some((name) => name in args) &&
    Object.entries(values).every(([name, value]) => !(name in args) || args[name] === value);

  const choices: Record<string, unknown[]> = {
    authenticationMethod: ["client_secret_basic", "private_key_jwt"],
    clientSecret: ["s3cr3t"],
    clientSecretVersion: [1],
    publicJwk: [key],
    jwksUri: [jwksUri],
  };
  const combinations = Object.entries(choices).reduce<Record<string, unknown>[]>(
    (all, [name, values]) => all.flatMap((args) => [args, ...values.map((value) => ({ ...args, [name]: value }))]),
    [{}],
  );

  test.each(combinations)("of an API client: %j passes if one of them has it", (args) => {
    const { variants = [] } = resources.ApiClient.declaration;
    const isRefused = failures("ApiClient", { ...client, ...args }).length > 0;
    expect(isRefused).toBe(!variants.some((variant) => fits(args, variant)));
  });
});

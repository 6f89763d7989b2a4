import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { fixtureOf, present } from "../../../../support/resources";
import { adopting, maybe, otherNumber, profile, respelled, urls, words } from "../values";
import type { RandomResource, Spec } from "./resource";

const pem = fc.constantFrom(
  ...[1, 2].map(() =>
    generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "pem", type: "spki" }).toString(),
  ),
);
const hash = fc.constantFrom("$pbkdf2-sha1$i=1$c2FsdA$Zmlyc3Q", "$argon2id$i=2,m=65536,p=1$c2FsdA$c2Vjb25k");
const seconds = fc.constantFrom<unknown>(1, 600, "600");

/** How a client authenticates, with what belongs to it: one property, since its parts exclude each other. */
const authentication = fc.oneof(
  fc.record({
    method: fc.constantFrom(undefined, "CLIENT_SECRET_BASIC"),
    version: maybe(fc.constantFrom<unknown>(1, "1", 2, "2026-01")),
  }),
  fc.record({
    method: fc.constantFrom(undefined, "CLIENT_SECRET_BASIC"),
    secret: fc.constantFrom("s3cret-a", "s3cret-b ", "s\u00e9cret"),
  }),
  fc.record({ method: fc.constantFrom(undefined, "CLIENT_SECRET_BASIC"), hash }),
  fc.record({ method: fc.constant("PRIVATE_KEY_JWT"), pem }),
  fc.record({ method: fc.constant("PRIVATE_KEY_JWT"), jwks: urls }),
);

const fixture = fixtureOf("WebClient");

export const random: RandomResource = {
  fixture,
  slot: "webClient",
  slots: 2,
  refersTo: [],
  replaces: ["clientId"],
  sets: ["grantTypes", "defaultScopes"],
  emptied: { defaultScopes: [], accessTokenFormat: "OPAQUE" },
  specs: fc.record({
    name: maybe(words),
    clientId: maybe(fc.constantFrom("one", "Two", "a/../b", "\u00e9 ?")),
    grants: fc.constantFrom(
      ["CLIENT_CREDENTIALS"],
      ["AUTHORIZATION_CODE"],
      ["AUTHORIZATION_CODE", "CLIENT_CREDENTIALS"],
    ),
    redirectUrl: urls,
    code: seconds,
    token: seconds,
    scopes: maybe(fc.subarray(["profile", "email", "phone"])),
    format: maybe(fc.constantFrom("OPAQUE", "JWT")),
    consentDisabled: maybe(fc.boolean()),
    authentication,
    adoptExisting: adopting,
    profile,
  }),
  args: (spec, { slot, older }) => {
    const { method, version, secret, hash, pem, jwks } = authenticationOf(spec, older);
    const { name, clientId, grants, redirectUrl, code, token, scopes, format, consentDisabled } = spec;
    return {
      name,
      clientId: clientId === undefined ? undefined : `${slot}-${clientId}`,
      grantTypes: grants,
      redirectUrl,
      accessGrantExpiresIn: code,
      accessTokenExpiresIn: token,
      defaultScopes: scopes,
      accessTokenFormat: older ? undefined : format,
      consentDisabled,
      clientAuthenticationMethod: method,
      clientSecretVersion: version,
      clientSecret: secret === undefined ? undefined : { $secret: secret },
      hashedClientSecret: hash === undefined ? undefined : { $secret: hash },
      publicJwk: pem,
      jwksUri: jwks,
    };
  },
  rewritten: ({ authentication, code, token, ...others }) => {
    const { version, ...same } = authentication as Spec;
    return {
      ...others,
      code: otherNumber(code),
      token: otherNumber(token),
      authentication: { ...same, version: otherNumber(version) },
    };
  },

  byHand: (what, spec, { id, object, older }) => {
    const set = (inputs: Spec) => fixture.byHand.set(id, inputs);
    switch (what) {
      case "respell":
        return set({ name: respelled(object.name), redirectUrl: respelled(object.redirect_url) });
      case "name":
        return spec.name === undefined ? undefined : set({ name: spec.name });
      case "grants":
        return set({ grantTypes: spec.grants });
      case "redirectUrl":
        return set({ redirectUrl: spec.redirectUrl });
      case "code":
        return set({ accessGrantExpiresIn: Number(spec.code) });
      case "token":
        return set({ accessTokenExpiresIn: Number(spec.token) });
      case "scopes":
        return set({ defaultScopes: spec.scopes ?? [] });
      case "format":
        return set({ accessTokenFormat: spec.format ?? "OPAQUE" });
      case "consentDisabled":
        return set({ consentDisabled: spec.consentDisabled ?? true });
      case "authentication": {
        const { method = "CLIENT_SECRET_BASIC", pem, jwks } = authenticationOf(spec, older);
        return set({ clientAuthenticationMethod: method, publicJwk: pem, jwksUri: jwks });
      }
      default:
        return undefined;
    }
  },

  completeArgs: ({ clientSecret: _, hashedClientSecret, ...args }, { name, older }) => ({
    ...args,
    name: args.name ?? name,
    clientId: args.clientId ?? `e2e-test-${name}`,
    accessGrantExpiresIn: Number(args.accessGrantExpiresIn),
    accessTokenExpiresIn: Number(args.accessTokenExpiresIn),
    // A key set at the service would take precedence over the key.
    ...(args.publicJwk !== undefined && args.jwksUri === undefined ? { jwksUri: "" } : {}),
    methodIs: args.clientAuthenticationMethod === undefined ? "assumed" : "given",
    ...(older ? {} : { clientAuthenticationMethod: args.clientAuthenticationMethod ?? "CLIENT_SECRET_BASIC" }),
    ...(_ ? { secret: (_ as Spec).$secret } : {}),
    ...(hashedClientSecret ? { hash: (hashedClientSecret as Spec).$secret } : {}),
  }),
  // What isn't set is in no answer, so that a read can't see it.
  comparable: (client, _resource, { visible }) =>
    present({
      name: client.name,
      grantTypes: client.grant_types,
      redirectUrl: client.redirect_url,
      accessGrantExpiresIn: client.access_grant_expires_in,
      accessTokenExpiresIn: client.access_token_expires_in,
      defaultScopes: client.default_scopes,
      consentDisabled: client.consent_disabled,
      ...(visible.older
        ? {}
        : {
            accessTokenFormat: client.access_token_format,
            clientAuthenticationMethod: client.client_authentication_method,
            publicJwk: client.public_jwk,
            jwksUri: client.jwks_uri,
          }),
    }),
};

/** An older server knows neither methods nor hashes. */
function authenticationOf(spec: Spec, older: boolean): Spec {
  const { pem, jwks, hash, ...others } = spec.authentication as Spec;
  if (!older) return spec.authentication as Spec;
  return pem || jwks || hash ? {} : { ...others, method: undefined };
}

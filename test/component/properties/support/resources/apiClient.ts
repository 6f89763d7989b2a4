import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import type { Resource } from "../../../../support/engine/state";
import { fixtureOf } from "../../../../support/resources";
import { adopting, maybe, otherNumber, profile, respelled, urls, words } from "../values";
import { type RandomResource, type Spec, secretAsKnown, type Visible } from "./resource";

export const keys = [1, 2].map(() => {
  const { kty, crv, x, y } = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });
  return { kty, crv, x, y };
});
const jwk = fc.oneof(
  fc.constantFrom(...keys),
  fc.constantFrom(...keys).map((key) => ({ ...key, kid: "one" })),
);
const apiScopes = fc.array(
  fc.constantFrom("onegini_api_admin", "onegini_api_events", "onegini_api_config", "onegini_api_end_user"),
  { minLength: 1, maxLength: 4 },
);

/** How a client authenticates, with what belongs to it: one property, since its parts exclude each other. */
const authentication = fc.oneof(
  fc.record({
    method: fc.constantFrom(undefined, "client_secret_basic"),
    version: maybe(fc.constantFrom<unknown>(1, "1", 2, "2026-01")),
  }),
  fc.record({
    method: fc.constantFrom(undefined, "client_secret_basic"),
    secret: fc.constantFrom("s3cret-a", "s3cret-b ", "s\u00e9cret"),
  }),
  fc.record({ method: fc.constant("private_key_jwt"), jwk }),
  fc.record({ method: fc.constant("private_key_jwt"), jwks: urls }),
);

const fixture = fixtureOf("ApiClient");

export const random: RandomResource = {
  fixture,
  slot: "client",
  slots: 2,
  refersTo: [],
  replaces: ["clientId"],
  sets: ["scopes"],
  emptied: { publicBaseUri: "" },
  specs: fc.record({
    name: maybe(words),
    clientId: maybe(fc.constantFrom("one", "Two", "a/../b", "\u00e9 ?")),
    scopes: apiScopes,
    publicBaseUri: maybe(fc.oneof(urls, fc.constant(""))),
    authentication,
    adoptExisting: adopting,
    profile,
  }),
  args: (spec, { slot, older }) => {
    const { method, version, secret, jwk, jwks } = authenticationOf(spec, older);
    const { name, clientId, scopes, publicBaseUri } = spec;
    return {
      name,
      clientId: clientId === undefined ? undefined : `${slot}-${clientId}`,
      scopes,
      publicBaseUri,
      authenticationMethod: method,
      clientSecretVersion: version,
      clientSecret: secret === undefined ? undefined : { $secret: secret },
      publicJwk: jwk,
      jwksUri: jwks,
    };
  },
  rewritten: ({ authentication, ...others }) => {
    const { version, ...same } = authentication as Spec;
    return { ...others, authentication: { ...same, version: otherNumber(version) } };
  },

  byHand: (what, spec, { id, object, older }) => {
    const set = (inputs: Spec) => fixture.byHand.set(id, inputs);
    if (what === "respell")
      return set({ name: respelled(object.name), publicBaseUri: respelled(object.public_base_uri) });
    if (what === "name") return spec.name === undefined ? undefined : set({ name: spec.name });
    if (what === "scopes") return set({ scopes: [...new Set(spec.scopes as string[])] });
    if (what === "publicBaseUri") return set({ publicBaseUri: spec.publicBaseUri ?? "" });
    if (what !== "authentication") return undefined;
    const { method, secret, jwk, jwks } = authenticationOf(spec, older);
    const isByKey = method === "private_key_jwt";
    const { body, ...call } = set({
      authenticationMethod: isByKey ? method : "client_secret_basic",
      ...(isByKey ? { publicJwk: jwk, jwksUri: jwks } : {}),
    });
    return { ...call, body: { ...(body as Spec), client_secret: isByKey ? null : (secret ?? "set-by-hand") } };
  },

  completeArgs: ({ clientSecret, ...args }, { name, older }) => ({
    ...args,
    name: args.name ?? name,
    clientId: args.clientId ?? `e2e-test-${name}`,
    // A key set at the service would take precedence over the key.
    ...(args.publicJwk !== undefined && args.jwksUri === undefined ? { jwksUri: "" } : {}),
    methodIs: args.authenticationMethod === undefined ? "assumed" : "given",
    ...(older ? {} : { authenticationMethod: args.authenticationMethod ?? "client_secret_basic" }),
    ...(clientSecret ? { secret: (clientSecret as Spec).$secret } : {}),
  }),
  comparable: (client, resource, { visible }) => ({
    name: client.name,
    scopes: client.scopes,
    publicBaseUri: client.public_base_uri,
    ...(visible.older
      ? {}
      : {
          authenticationMethod: client.authentication_method,
          publicJwk: client.public_jwk,
          jwksUri: client.jwks_uri,
        }),
    ...(visible.verifySecrets && !isUntold(resource, client, visible)
      ? secretAsKnown(resource, client.client_secret)
      : {}),
  }),
};

/** An older server knows no method. */
function authenticationOf(spec: Spec, older: boolean): Spec {
  const authentication = spec.authentication as Spec;
  if (!older) return authentication;
  return authentication.jwk || authentication.jwks ? {} : { ...authentication, method: undefined };
}

/** A wrong secret is refused, but the answer to a right one says nothing. */
function isUntold({ outputs }: Resource, client: Spec, { hidesClients }: Visible): boolean {
  const isRight = outputs.clientSecret === client.client_secret;
  return hidesClients && isRight && !(client.scopes as string[]).includes("onegini_api_admin");
}

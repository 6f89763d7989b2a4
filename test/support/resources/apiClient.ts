import { generateKeyPairSync } from "node:crypto";
import type { Values } from "../../../provider/lifecycle";
import { type Fixture, present, refusedCanary } from "./fixture";

const collection = "/oauth/api/v1/configuration/api-clients";
const byKey = { authenticationMethod: "private_key_jwt", jwksUri: "https://example.com/jwks" };
const [firstKey, secondKey] = [publicJwk(), publicJwk()];

const jwk = { kty: "EC", crv: "P-256", x: "x", y: "y" };
const colon =
  "clientId: it must not contain a colon: HTTP Basic authentication can't transmit it (RFC 7617 2), so the client couldn't authenticate";
const whiteSpace = "it must not contain white space, which separates scopes (RFC 6749 3.3), or control characters";

export const fixture: Fixture = {
  name: "ApiClient",
  service: "onegini",

  args: (environment, number = 1) => ({
    ...fixture.inputs(environment, number),
    scopes: ["onegini_api_insights", "onegini_api_events", "onegini_api_insights"],
  }),
  inputs: (_environment, number = 1) => ({
    name: `client ${number}`,
    clientId: `client-${number}`,
    scopes: ["onegini_api_insights", "onegini_api_events"],
    publicBaseUri: "https://a.example.com",
  }),
  exampleId: () => "client-1",
  outputs: () => ({ clientSecret: "canary-8hJmR4cZ7d", clientSecretGenerated: true }),
  unfinishedId: () => "client-1",

  change: () => ({ name: "client 1, changed", scopes: ["onegini_api_config", "onegini_api_events"] }),
  replacement: () => ({ clientId: "a/../b", publicBaseUri: undefined }),
  variants: [
    { title: "with a generated secret", change: { clientSecretVersion: 2 } },
    {
      title: "with a given secret",
      args: { clientSecret: "canary-given-secret-one" },
      change: { clientSecret: "canary-given-secret-two" },
      outputs: { clientSecret: "canary-given-secret-one", clientSecretGenerated: undefined },
      looksFirst: true,
      operations: ["create", "update"],
    },
    {
      title: "with a key",
      args: { authenticationMethod: "private_key_jwt", publicJwk: firstKey },
      change: { publicJwk: secondKey },
      outputs: { clientSecret: undefined, clientSecretGenerated: undefined },
      looksFirst: true,
      operations: ["create"],
    },
    {
      title: "with a key set",
      args: byKey,
      change: { jwksUri: "https://example.com/other-jwks" },
      outputs: { clientSecret: undefined, clientSecretGenerated: undefined },
      operations: ["update"],
    },
  ],

  holds: (inputs, { clientSecret } = {}) =>
    present({
      authentication_method: "client_secret_basic",
      ...attributes(inputs),
      client_secret: clientSecret,
    }),
  serverDefaults: { public_base_uri: "" },
  find: ({ onegini }, { clientId }) =>
    Object.values(onegini.apiClients).filter(({ client_id }) => client_id === clientId) as unknown as Values[],
  held: ({ onegini }, id) => onegini.apiClients[id] as unknown as Values | undefined,
  idOf: ({ client_id }) => String(client_id),
  getOutputs: (environment) => ({ ...fixture.inputs(environment), authenticationMethod: "client_secret_basic" }),

  byHand: {
    make: ({ clientSecret = "somebody else's secret", ...inputs }) => {
      const client_secret = inputs.authenticationMethod === "private_key_jwt" ? undefined : clientSecret;
      const body = { ...attributes(inputs), client_id: undefined, client_secret };
      return { method: "PATCH", path: controlPath(inputs.clientId), body: present(body) };
    },
    set: (id, inputs) => ({ method: "PATCH", path: controlPath(id), body: present(attributes(inputs)) }),
    remove: (id) => ({ method: "DELETE", path: controlPath(id) }),
  },
  somebodyElses: {
    name: "Somebody's",
    scopes: ["onegini_api_end_user"],
    publicBaseUri: "https://somebody.example.com",
  },
  similar: { clientId: "client-1-old" },
  drift: { inputs: () => ({ publicBaseUri: "https://by-hand.example.com" }), shows: ["publicBaseUri"] },

  paths: {
    collection: () => collection,
    object: (id) => `${collection}/${encodeURIComponent(id)}`,
    readsFrom: "object",
    looksUpIn: "object",
    listQuery: "\\?page=\\d+",
    update: "PATCH",
  },
  calls: {
    create: ["POST {all} name,client_id,scopes,public_base_uri,client_secret"],
    read: ["GET {one}"],
    // A page, read after the 404, proves that the address is right and that the credentials may look.
    readGone: ["GET {one}", "GET {all}?page=0"],
    // A scope is taken out: the answer to the GET shows whether this server replaces the set.
    update: ["PATCH {one} name,scopes", "GET {one}"],
    repair: ["PATCH {one} public_base_uri"],
    replace: ["DELETE {one}", "POST {all} name,client_id,scopes,client_secret"],
  },
  // A secret that was generated just now proves whose it is.
  looksFirst: false,
  refusesDuplicates: true,

  refused: () => [
    { title: "a colon in the client id", args: { clientId: "orders:1" }, messages: [colon], mayStay: true },
    {
      title: "a colon in the client id, the method given",
      args: { clientId: "orders:1", authenticationMethod: "client_secret_basic" },
      messages: [colon],
      mayStay: true,
    },
    { title: "no scope", args: { scopes: [] }, messages: ["scopes: expected at least one value"], mayStay: true },
    {
      title: "two scopes in one text",
      args: { scopes: ["onegini_api_events onegini_api_admin"] },
      messages: [`scopes: value 1: ${whiteSpace}`],
      mayStay: true,
    },
    {
      title: "an empty scope",
      args: { scopes: ["onegini_api_events", ""] },
      messages: ["scopes: value 2: expected a non-empty string, got an empty string"],
      mayStay: true,
    },
    {
      title: "wrong names, scopes and URL, and a private key",
      args: {
        name: "",
        clientId: "..",
        scopes: ["onegini_api_events", 7, ""],
        publicBaseUri: "example.com",
        authenticationMethod: "private_key_jwt",
        publicJwk: { ...jwk, d: refusedCanary },
      },
      messages: [
        "name: expected a non-empty string",
        "clientId: it can't be . or .., which a URL path can't contain",
        "scopes: value 2: expected a non-empty string, got a number; value 3: expected a non-empty string, got an empty string",
        "publicBaseUri: it must be a complete URL, such as https://example.com/path",
        "publicJwk: it has the member d, so it's a private key; give only the public key",
      ],
    },
    {
      title: "an unknown property, a missing one and a long text",
      args: { scops: [refusedCanary], scopes: undefined, name: "n".repeat(256), clientSecret: "" },
      messages: [
        "scops: unknown property; valid properties are name, clientId, scopes, clientSecret, clientSecretVersion, publicBaseUri, authenticationMethod, publicJwk, jwksUri, adoptExisting, profile",
        "name: expected at most 255 characters, got 256",
        "scopes: required, but missing",
        "clientSecret: expected a non-empty string",
      ],
    },
    {
      title: "a secret beside private_key_jwt, and no key",
      args: { scopes: [], authenticationMethod: "private_key_jwt", clientSecret: refusedCanary },
      messages: [
        "scopes: expected at least one value",
        "clientSecret: a client that authenticates with private_key_jwt has no secret; leave it out",
        "publicJwk: private_key_jwt needs publicJwk or jwksUri",
      ],
    },
    {
      title: "a secret and a version of it, and keys without private_key_jwt",
      args: {
        scopes: [],
        authenticationMethod: refusedCanary,
        clientSecret: { hidden: refusedCanary },
        clientSecretVersion: 1,
        publicJwk: { ...jwk, crv: "P-384" },
        jwksUri: "ftp://example.com",
      },
      messages: [
        "scopes: expected at least one value",
        "clientSecret: expected a string, got an object",
        'authenticationMethod: expected one of "client_secret_basic", "private_key_jwt", got a string',
        "publicJwk: expected P-256 as its member crv: the service accepts only EC P-256 keys",
        "jwksUri: it must be a URL that begins with https:// or http://",
        "clientSecretVersion: it generates a new secret whenever it changes, so it can't be combined with clientSecret",
        'publicJwk: it requires authenticationMethod: "private_key_jwt"',
        'jwksUri: it requires authenticationMethod: "private_key_jwt"',
      ],
    },
    {
      title: "a colon in the client id, and control characters",
      args: { name: "two\nlines", clientId: "orders:web", scopes: ["onegini_api_events\u0007"] },
      messages: [
        "name: it must not contain control characters, such as line breaks or tabs",
        `scopes: value 1: ${whiteSpace}`,
        colon,
      ],
    },
  ],
  oneLineTexts: [
    { property: "name", args: (name) => ({ name }) },
    { property: "clientId", args: (clientId) => ({ clientId }) },
    { property: "clientId", args: (clientId) => ({ clientId, ...byKey }) },
    { property: "scopes", args: (scope) => ({ scopes: ["onegini_api_events", scope] }) },
  ],
  accepted: () => [{ clientId: "orders:1", ...byKey }, { name: "Ördérs 注文 📦" }],

  answers: (environment) => {
    const { name, clientId, scopes, publicBaseUri } = fixture.inputs(environment);
    const object = { name, client_id: clientId, scopes, public_base_uri: publicBaseUri };
    return { create: undefined, update: undefined, object, list: { result: [object] } };
  },
};

function attributes({ clientId, publicBaseUri, authenticationMethod, publicJwk, jwksUri, ...same }: Values): Values {
  const { name, scopes } = same;
  return {
    name,
    client_id: clientId,
    scopes,
    public_base_uri: publicBaseUri,
    ...(authenticationMethod === undefined ? {} : { authentication_method: authenticationMethod }),
    public_jwk: publicJwk,
    jwks_uri: jwksUri,
  };
}

function controlPath(id: unknown): string {
  return `/onegini/api-clients/${encodeURIComponent(String(id))}`;
}

function publicJwk(): Values {
  return { ...generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" }) };
}

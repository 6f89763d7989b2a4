import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../sandbox";
import { Project } from "./support/project";
import { diagnostics, stackTrace } from "./support/reading";

/** Stands in secrets, and in what could be one. */
const canary = "canary-Xq7-do-not-show";
const jwk = { kty: "EC", crv: "P-256", x: "x", y: "y" };
const positive = "expected a whole number above 0, got";

let sandbox: Sandbox;
let project: Project;
beforeAll(async () => {
  sandbox = await startSandbox();
  project = await Project.create(sandbox);
});
afterAll(async () => {
  await sandbox?.close();
  project?.remove();
});

interface Case {
  title: string;
  type: string;
  args: Record<string, unknown>;
  /** What is wrong, problem by problem; each begins with its property. */
  says: string[];
}

// The engine stops at the first resource that is refused, so each has as many mistakes as it can.
const cases: Case[] = [
  {
    title: "names, scopes, a private key",
    type: "onegini.ApiClient",
    args: {
      name: "",
      clientId: "..",
      scopes: ["onegini_api_events", 7, ""],
      publicBaseUri: "example.com",
      authenticationMethod: "private_key_jwt",
      publicJwk: { ...jwk, d: canary },
    },
    says: [
      "name: expected a string that isn't empty",
      "clientId: it can't be . or .., which no path can name",
      "scopes: value 2: expected a string that isn't empty, got a number; value 3: expected a string that isn't empty, got an empty string",
      "publicBaseUri: it must be a complete URL, such as https://example.com/path",
      "publicJwk: it has the member d, so it's a private key; give the public key alone",
    ],
  },
  {
    title: "unknown, missing and too long",
    type: "onegini.ApiClient",
    args: { scops: [canary], name: "n".repeat(256), clientSecret: "" },
    says: [
      "scops: unknown property; valid properties are name, clientId, scopes, clientSecret, clientSecretVersion, publicBaseUri, authenticationMethod, publicJwk, jwksUri, adoptExisting, profile",
      "name: expected at most 255 characters, got 256",
      "scopes: required, but missing",
      "clientSecret: expected a string that isn't empty",
    ],
  },
  {
    title: "a secret beside private_key_jwt, and no key",
    type: "onegini.ApiClient",
    args: { scopes: [], authenticationMethod: "private_key_jwt", clientSecret: canary },
    says: [
      "scopes: expected at least one value",
      "clientSecret: a client that authenticates with private_key_jwt has no secret; leave it out",
      "publicJwk: private_key_jwt needs publicJwk or jwksUri",
    ],
  },
  {
    title: "a secret and a version of it, a key without private_key_jwt",
    type: "onegini.ApiClient",
    args: {
      scopes: [],
      authenticationMethod: canary,
      clientSecret: { $secret: { hidden: canary } },
      clientSecretVersion: 1,
      publicJwk: { ...jwk, crv: "P-384" },
      jwksUri: "ftp://example.com",
    },
    says: [
      "scopes: expected at least one value",
      "clientSecret: expected a string, got an object",
      'authenticationMethod: it must be "client_secret_basic" or "private_key_jwt"',
      "publicJwk: expected P-256 as its member crv: the service takes EC P-256 keys alone",
      "jwksUri: it must be a URL that begins with https:// or http://",
      "clientSecretVersion: it generates a new secret whenever it changes, so it can't be given beside clientSecret",
      'publicJwk: it belongs to authenticationMethod: "private_key_jwt", which is not set',
      'jwksUri: it belongs to authenticationMethod: "private_key_jwt", which is not set',
    ],
  },
  {
    title: "a colon in the id of a client with a secret, control characters",
    type: "onegini.ApiClient",
    args: { name: "two\nlines", clientId: "orders:web", scopes: ["onegini_api_events\u0007"] },
    says: [
      "name: it must not hold control characters, such as a line's end or a tab",
      "scopes: value 1: it must hold no white space, which separates scopes (RFC 6749 3.3), and no control characters",
      "clientId: it must not hold a colon: HTTP Basic authentication can't carry it (RFC 7617 2), so nobody could use the client",
    ],
  },
  {
    title: "nested properties",
    type: "onelogin.AuthServer",
    args: {
      name: " contacts ",
      configuration: {
        audience: "a",
        audiences: [],
        accessTokenExpirationMinutes: 0,
        refreshTokenExpirationMinutes: 1.5,
      },
    },
    says: [
      "name: it must not begin or end with white space",
      "configuration.audience: unknown property; valid properties are resourceIdentifier, audiences, accessTokenExpirationMinutes, refreshTokenExpirationMinutes",
      "configuration.resourceIdentifier: required, but missing",
      "configuration.audiences: expected at least one value",
      `configuration.accessTokenExpirationMinutes: ${positive} a number that isn't above 0`,
      `configuration.refreshTokenExpirationMinutes: ${positive} a number that isn't whole`,
    ],
  },
  {
    title: "an id that is no number, a value with white space",
    type: "onelogin.AuthServerScope",
    args: { authServerId: "contacts", value: "contacts read", description: 7, adoptExisting: "yes" },
    says: [
      `authServerId: ${positive} a string`,
      "value: it must hold no white space, which separates scopes (RFC 6749 3.3), and no control characters",
      "description: expected a string, got a number",
      "adoptExisting: expected true or false, got a string",
    ],
  },
  {
    title: "a negative id, an empty name",
    type: "onelogin.AuthServerClaim",
    args: { authServerId: -1, name: "", userAttributeMappings: 7 },
    says: [
      `authServerId: ${positive} a number that isn't above 0`,
      "name: expected a string that isn't empty",
      "userAttributeMappings: expected a string, got a number",
    ],
  },
  {
    title: "a scope of another server",
    type: "onelogin.AuthServerClientApp",
    args: { authServerId: 1022743, appId: 909021, scopeIds: [51, "1022744/52"] },
    says: ["scopeIds: value 2 is a scope of another authorization server"],
  },
  {
    title: "ids among ids",
    type: "onelogin.AuthServerClientApp",
    args: { authServerId: "1022743/51/3", appId: "web", scopeIds: [51, "read"] },
    says: [
      `authServerId: ${positive} a string`,
      `appId: ${positive} a string`,
      `scopeIds: value 2: ${positive} a string`,
    ],
  },
];

describe("is refused, naming resource and property, without a request, a stack trace or a value", () => {
  test.each(cases)("$type: $title", async ({ type, args, says }) => {
    project.declare([{ type, name: "wrong", args }]);
    const output = await project.fails("preview");
    const [service, className] = type.split(".");
    const heading = `error: pulumi-nodejs:dynamic/${service}:${className} resource 'wrong' has a problem: `;
    expect((diagnostics(output).wrong ?? "").split("\n")).toEqual(says.map((each) => heading + each));
    expect(output).not.toContain(canary);
    expect(output).not.toMatch(stackTrace);
    expect(await sandbox.control.log()).toEqual([]);
  });
});

test("an up refuses as well, before it changes anything", async () => {
  project.declare([
    { type: "onegini.ApiClient", name: "right", args: { scopes: ["onegini_api_events"] } },
    { type: "onegini.ApiClient", name: "wrong", args: { scopes: [], clientSecret: { $secret: 7 } } },
  ]);
  const output = await project.upFails();
  expect(diagnostics(output).wrong).toContain("clientSecret: expected a string, got a number");
  expect(await sandbox.control.apiClient("e2e-test-wrong")).toBeUndefined();
});

import type { Declared, Project } from "../../e2e/support/project";
import type { Tenants } from "../tenants";
import { makeWhatIsAdopted, makeWhatIsLookedUp } from "./before";
import {
  client,
  type Developing,
  jwk,
  otherJwk,
  part,
  programAt,
  type Recording,
  server,
  withOptions,
} from "./recording";

/** Every resource in each shape that a program can give it, at once or by a change; the services hold what it says. */
export const settled: Recording = {
  name: "settled",
  settled: true,
  async make(project, tenants) {
    await makeWithEmptyDescription(project, tenants);
    await makeWhatIsAdopted(tenants);
    const theirs = await makeWhatIsLookedUp(tenants);
    const all = [...apiClients, ...authServers, ...scopes, ...claims, ...clientApps, ...secondTenant, ...withAnOption];
    const lastPhase = Math.max(...all.map(({ phases }) => phases.length)) - 1;
    for (let phase = 0; phase <= lastPhase; phase++) await up(project, [...programAt(phase, all), ...theirs]);
  },
};

async function up(project: Project, program: Declared[]): Promise<void> {
  project.declare(program);
  await project.up();
}

const secret = "a-given-secret-of-the-recording";
const byKey = { authenticationMethod: "private_key_jwt", publicJwk: jwk };
const keySet = "https://keys.example.com/jwks.json";
const secondProfile = { profile: "second" };

const apiClients = [
  client("generated", {}),
  client("named", {
    name: "Named by hand",
    clientId: "named-by-hand",
    scopes: ["onegini_api_insights", "onegini_api_config", "onegini_api_events", "onegini_api_config"],
    authenticationMethod: "client_secret_basic",
  }),
  // 0.1.0 allowed a colon beside a secret, too: its recording has it.
  client("odd-id-without-colon", { clientId: "shop/eu/Größe 1?#&%41" }),
  client("odd-id-by-key", { ...byKey, clientId: "shop:eu/Größe 2?#&%41" }),
  client("renamed", { name: "Before" }, { name: "After" }),
  client(
    "scopes-reordered",
    { scopes: ["onegini_api_events", "onegini_api_config"] },
    { scopes: ["onegini_api_config", "onegini_api_events"] },
  ),

  client("version-number", { clientSecretVersion: 3 }),
  client("version-text", { clientSecretVersion: "2026-11" }),
  client("version-quoted-later", { clientSecretVersion: 3 }, { clientSecretVersion: "3" }),
  client("rotated", { clientSecretVersion: 1 }, { clientSecretVersion: 2 }),
  client("rotated-to-text", { clientSecretVersion: 1 }, { clientSecretVersion: "2026-11" }),
  client("version-added", {}, { clientSecretVersion: 1 }),
  client("version-taken-out", { clientSecretVersion: 1 }, {}),

  client("secret-given", { clientSecret: secret }),
  client("secret-given-as-secret", { clientSecret: { $secret: `${secret}-2` } }),
  client("secret-changed", { clientSecret: "an-earlier-secret" }, { clientSecret: `${secret}-3` }),
  client("secret-given-later", {}, { clientSecret: `${secret}-4` }),
  client("secret-taken-out", { clientSecret: `${secret}-5` }, {}),
  client("secret-taken-out-and-rotated", { clientSecret: "an-earlier-secret" }, {}, { clientSecretVersion: 1 }),

  client("base-uri", { publicBaseUri: "https://shop.example.com" }),
  client("base-uri-empty", { publicBaseUri: "" }),
  client("base-uri-emptied", { publicBaseUri: "https://shop.example.com" }, { publicBaseUri: "" }),
  client("base-uri-taken-out", { publicBaseUri: "https://shop.example.com" }, {}),

  client("method-spelled-out-later", {}, { authenticationMethod: "client_secret_basic" }),
  client("method-left-out-later", { authenticationMethod: "client_secret_basic" }, {}),
  client("key", byKey),
  client("key-set", { authenticationMethod: "private_key_jwt", jwksUri: keySet }),
  client("key-and-key-set", { ...byKey, jwksUri: keySet }),
  client("key-changed", byKey, { ...byKey, publicJwk: otherJwk }),
  client("key-set-to-key", { authenticationMethod: "private_key_jwt", jwksUri: keySet }, byKey),
  client("key-to-key-set", byKey, { authenticationMethod: "private_key_jwt", jwksUri: keySet }),
  client("secret-to-key", {}, byKey),
  client("given-secret-to-key", { clientSecret: "an-earlier-secret" }, byKey),
  client("secret-to-key-and-back", {}, byKey, {}),
  client("secret-to-key-and-back-given", {}, byKey, { clientSecret: `${secret}-6` }),
  client("secret-to-key-and-back-spelled-out", {}, byKey, { authenticationMethod: "client_secret_basic" }),

  client("adopted", { clientId: "adopted", adoptExisting: true }),
  client("adopted-with-secret", { clientId: "adopted-2", adoptExisting: true, clientSecret: `${secret}-7` }),
  client("adopted-and-left-out", { clientId: "adopted-3", adoptExisting: true }, { clientId: "adopted-3" }),
  client("adopting-nothing", { adoptExisting: true }),
  client("not-adopting", { adoptExisting: false }),
];

const withEmptyDescription = server("description-empty", { description: "" });

const authServers = [
  server("shop", {}),
  server("described", { description: "What it is for" }),
  withEmptyDescription,
  server("description-left-out-later", { description: "What it is for" }, {}),
  server("audiences-in-odd-order", {
    audiences: ["https://z.example.com", "https://a.example.com", "https://m", "https://a.example.com"],
  }),
  server("audiences-reordered", { audiences: ["one", "two"] }, { audiences: ["two", "one"] }),
  server("access-lifetime", { accessTokenExpirationMinutes: 15 }),
  server("refresh-lifetime", { refreshTokenExpirationMinutes: 45 }),
  server("both-lifetimes", { accessTokenExpirationMinutes: 15, refreshTokenExpirationMinutes: 45 }),
  server("lifetimes-added", {}, { accessTokenExpirationMinutes: 15, refreshTokenExpirationMinutes: 45 }),
  server("lifetimes-taken-out", { accessTokenExpirationMinutes: 15, refreshTokenExpirationMinutes: 45 }, {}),
  server("adopted-server", { adoptExisting: true }),
  server("adopting-no-server", { adoptExisting: true }, {}),
  server("not-adopting-server", { adoptExisting: false }),
];

const scopes = [
  part("Scope", "read", "shop", { value: "orders:read", description: "Read orders" }),
  part("Scope", "write", "shop", { value: "orders:write" }),
  part(
    "Scope",
    "emptied",
    "shop",
    { value: "orders:emptied", description: "Before" },
    { value: "orders:emptied", description: "" },
  ),
  part("Scope", "left-out", "shop", { value: "orders:left-out", description: "Before" }, { value: "orders:left-out" }),
  part("Scope", "changed", "shop", { value: "orders:before" }, { value: "orders:after" }),
  part("Scope", "secretly-described", "shop", {
    value: "orders:secret",
    description: { $secret: "a-description-that-is-secret" },
  }),
  part("Scope", "by-id", "shop", { authServerId: { $ref: "shop.id" }, value: "orders/by-id?é" }),
  part("Scope", "of-described", "described", { value: "described:read" }),
  part("Scope", "adopted-scope", "adopted-server", { value: "adopted:read", adoptExisting: true }),
  part("Scope", "not-adopting-scope", "adopted-server", { value: "new:read", adoptExisting: false }),
];

const mapping = { userAttributeMappings: "email" };
const macro = { userAttributeMappings: "_macro_", userAttributeMacros: "{firstname} {lastname}" };
const roles = { userAttributeMappings: "roles", attributesTransformations: "semicolon_separated_list" };
const claim = (name: string, ...phases: Record<string, unknown>[]) =>
  part("Claim", name, "shop", ...phases.map((args) => ({ name, ...args })));

const claims = [
  claim("bare", {}),
  claim("mapping", mapping),
  claim("macro", macro),
  claim("transformation", roles),
  claim("all-three", { ...macro, attributesTransformations: "none" }),
  claim("custom", { userAttributeMappings: "custom_attribute_größe" }),
  claim("empty", { userAttributeMappings: "", userAttributeMacros: "", attributesTransformations: "" }),
  claim("emptied-claim", roles, { userAttributeMappings: "", attributesTransformations: "" }),
  claim("taken-out", { ...macro, attributesTransformations: "none" }, {}),
  claim("macro-to-mapping", macro, mapping),
  claim("renamed-claim", { ...mapping, name: "before" }, { ...mapping, name: "after" }),
  part("Claim", "adopted-claim", "adopted-server", { name: "adopted", adoptExisting: true, ...mapping }),
  part("Claim", "not-adopting-claim", "adopted-server", { name: "new", adoptExisting: false }),
];

const [read, write, byId, ofDescribed] = ["read", "write", "by-id", "of-described"].map((name) => ({
  $ref: `${name}.scopeId`,
}));

const clientApps = [
  part("ClientApp", "no-scopes", "shop", { appId: 909021, scopeIds: [] }),
  part("ClientApp", "some-scopes", "shop", { appId: "909022", scopeIds: [byId, write, read, write] }),
  // The whole id of a scope, `server/scope`.
  part("ClientApp", "scopes-by-id", "shop", { appId: 909023, scopeIds: [{ $ref: "write.id" }, read] }),
  part(
    "ClientApp",
    "scopes-reordered-app",
    "shop",
    { appId: 1026152, scopeIds: [read, write] },
    { appId: 1026152, scopeIds: [write, read] },
  ),
  part("ClientApp", "exported", "described", { appId: 909021, scopeIds: [ofDescribed], exportCredentials: true }),
  part("ClientApp", "not-exported", "described", { appId: 909022, scopeIds: [], exportCredentials: false }),
  part(
    "ClientApp",
    "exported-no-more",
    "described",
    { appId: 909023, scopeIds: [], exportCredentials: true },
    { appId: 909023, scopeIds: [], exportCredentials: false },
  ),
  part(
    "ClientApp",
    "exported-later",
    "described",
    { appId: 1026152, scopeIds: [] },
    { appId: 1026152, scopeIds: [], exportCredentials: true },
  ),
  part("ClientApp", "adopted-app", "adopted-server", {
    appId: 909021,
    scopeIds: [{ $ref: "adopted-scope.scopeId" }],
    adoptExisting: true,
  }),
  part("ClientApp", "not-adopting-app", "adopted-server", { appId: 909022, scopeIds: [], adoptExisting: false }),
];

const secondTenant = [
  client("second-client", { ...secondProfile, clientSecretVersion: 1 }),
  client("second-client-by-key", { ...secondProfile, ...byKey }),
  server("second-server", { ...secondProfile, accessTokenExpirationMinutes: 15 }),
  part("Scope", "second-scope", "second-server", { ...secondProfile, value: "orders:read" }),
  part("Claim", "second-claim", "second-server", { ...secondProfile, name: "mail", ...mapping }),
  part("ClientApp", "second-app", "second-server", {
    ...secondProfile,
    appId: 909021,
    scopeIds: [{ $ref: "second-scope.scopeId" }],
    exportCredentials: true,
  }),
];

/** By Pulumi's options. */
const withAnOption: Developing[] = [
  withOptions({ deleteBeforeReplace: false }, client("made-first", {})),
  withOptions({ protect: true }, client("protected", {})),
  withOptions({ retainOnDelete: true }, client("retained", {})),
  withOptions(
    { ignoreChanges: ["name", "clientSecretVersion"] },
    client("ignoring", { name: "Before", clientSecretVersion: 1 }, { name: "After", clientSecretVersion: 2 }),
  ),
  withOptions(
    { additionalSecretOutputs: ["publicBaseUri"] },
    client("more-secret", { publicBaseUri: { $secret: "https://hidden.example.com" } }),
  ),
  withOptions({ deleteBeforeReplace: false, protect: true }, server("protected-server", {})),
  withOptions({ retainOnDelete: true }, server("retained-server", {})),
  withOptions(
    { protect: true, parent: { $ref: "protected-server" } },
    part("Scope", "protected-scope", "protected-server", { value: "protected" }),
  ),
  withOptions(
    { retainOnDelete: true, dependsOn: [{ $ref: "read" }] },
    part("Claim", "retained-claim", "protected-server", { name: "retained" }),
  ),
  withOptions(
    { ignoreChanges: ["description"] },
    part(
      "Scope",
      "ignoring-scope",
      "protected-server",
      { value: "ignoring", description: "Before" },
      { value: "ignoring", description: "After" },
    ),
  ),
  withOptions(
    { ignoreChanges: ["scopeIds"], deleteBeforeReplace: false },
    part(
      "ClientApp",
      "ignoring-app",
      "protected-server",
      { appId: 909021, scopeIds: [] },
      { appId: 909021, scopeIds: [{ $ref: "protected-scope.scopeId" }] },
    ),
  ),
];

/** The sandbox refuses an empty description. A tenant may be less strict, so this one makes the server in its own way. */
async function makeWithEmptyDescription(project: Project, { first: { control } }: Tenants): Promise<void> {
  const id = await control.createAuthServer({ name: "Not yet its name" });
  await control.fault({
    match: { method: "POST", path: "/api_authorizations$" },
    fault: { status: 201, body: { id } },
  });
  await up(project, programAt(0, [withEmptyDescription]));
  const uri = "https://description-empty.example.com";
  await control.setAuthServer(id, {
    name: "description-empty",
    description: "",
    configuration: { resource_identifier: uri, audiences: [uri] },
  });
}

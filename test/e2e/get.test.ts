import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../sandbox";
import { configFor, type Declared, Project } from "./support/project";
import { diagnostics, providersStackTrace } from "./support/reading";

/** The static `get` of each class, on what somebody else has made. */
let sandbox: Sandbox;
let project: Project;
let server: number;
let scope: number;
let claim: number;
beforeAll(async () => {
  sandbox = await startSandbox();
  const { control } = sandbox;
  server = await control.createAuthServer({ name: "theirs", description: "Theirs" });
  scope = await control.createScope(server, { value: "theirs:read", description: "Read" });
  claim = await control.createClaim(server, { name: "mail", user_attribute_mappings: "email" });
  await control.setClientApp(server, 909021, [scope]);
  await control.setApiClient("theirs", { name: "Theirs", scopes: ["onegini_api_events"] });
  project = await Project.create(sandbox, configFor(sandbox, "other"));
});
afterAll(async () => {
  await sandbox?.close();
  project?.remove();
});

const looked = (type: string, name: string, id: unknown, state?: Record<string, unknown>): Declared => ({
  type,
  name,
  get: { id, ...(state ? { state } : {}) },
});
const five = (): Declared[] => [
  looked("onegini.ApiClient", "client", "theirs"),
  looked("onelogin.AuthServer", "server", String(server), { profile: "other" }),
  looked("onelogin.AuthServerScope", "scope", `${server}/${scope}`),
  looked("onelogin.AuthServerClaim", "claim", `${server}/${claim}`),
  looked("onelogin.AuthServerClientApp", "app", `${server}/909021`),
];
const expected = () => ({
  client: {
    id: "theirs",
    clientId: "theirs",
    name: "Theirs",
    scopes: ["onegini_api_events"],
    publicBaseUri: "",
    authenticationMethod: "client_secret_basic",
  },
  server: {
    id: String(server),
    authServerId: server,
    name: "theirs",
    description: "Theirs",
    configuration: {
      resourceIdentifier: "https://example.com/sandbox",
      audiences: ["https://example.com/sandbox"],
      accessTokenExpirationMinutes: 10,
      refreshTokenExpirationMinutes: 30,
    },
    profile: "other",
  },
  scope: { id: `${server}/${scope}`, authServerId: server, scopeId: scope, value: "theirs:read", description: "Read" },
  claim: {
    id: `${server}/${claim}`,
    authServerId: server,
    claimId: claim,
    name: "mail",
    userAttributeMappings: "email",
  },
  app: { id: `${server}/909021`, authServerId: server, appId: 909021, scopeIds: [scope] },
});

test("gives what is there, and what is looked up can be built on", async () => {
  project.declare([
    ...five(),
    {
      type: "onelogin.AuthServerScope",
      name: "ours",
      args: { authServerId: { $ref: "server.authServerId" }, value: { $ref: "claim.name" } },
    },
  ]);
  // In previews too.
  expect(await project.preview()).toMatch(/value +: "mail"/);
  await project.up();
  const { ours, ...others } = await project.outputs("--show-secrets");
  expect(others).toEqual(expected());
  expect(ours).toMatchObject({ authServerId: server, value: "mail" });
});

test("gives what is there now at every up; a refresh without a change changes nothing", async () => {
  await sandbox.control.setScope(server, scope, { description: "Changed" });
  await project.up();
  expect((await project.outputs()).scope).toEqual({ ...expected().scope, description: "Changed" });
  await project.refresh("--expect-no-changes");
});

test("manages nothing: a destroy leaves it", async () => {
  await sandbox.control.clearLog();
  await project.destroy();
  const writes = (await sandbox.control.log()).filter(
    ({ method, path }) => method !== "GET" && !path.includes("/auth/"),
  );
  expect(writes.map(({ method }) => method)).toEqual(["DELETE"]);
  expect(await sandbox.control.authServer(server)).toMatchObject({ scopes: [{ id: scope }], clientApps: [{}] });
});

const missing: { type: string; id: string; says: string }[] = [
  { type: "onegini.ApiClient", id: "nobody", says: 'There is no onegini:ApiClient with the id "nobody"' },
  { type: "onelogin.AuthServer", id: "1", says: 'There is no onelogin:AuthServer with the id "1"' },
  {
    type: "onelogin.AuthServerScope",
    id: "1022743/1",
    says: 'There is no onelogin:AuthServerScope with the id "1022743/1"',
  },
  { type: "onelogin.AuthServerClaim", id: "1/1", says: 'There is no onelogin:AuthServerClaim with the id "1/1"' },
  {
    type: "onelogin.AuthServerClientApp",
    id: "1022743/9",
    says: 'There is no onelogin:AuthServerClientApp with the id "1022743/9"',
  },
  { type: "onelogin.AuthServer", id: "theirs", says: '"theirs" is no id of this resource' },
  {
    type: "onelogin.AuthServerScope",
    id: "51",
    says: "the authorization server's number and its own, such as 1022743/51",
  },
];
test("an id that doesn't exist, or can't, is an error", async () => {
  project.declare(missing.map(({ type, id }, i) => looked(type, `missing${i}`, id)));
  const output = await project.upFails("--continue-on-error");
  expect(output).not.toMatch(providersStackTrace);
  const said = diagnostics(output);
  for (const [i, { says }] of missing.entries()) expect(said[`missing${i}`]).toContain(says);
});

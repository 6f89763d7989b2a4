import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../sandbox";
import { type Declared, Project } from "./support/project";
import { diagnostics } from "./support/reading";

/** A create that meets what exists already. */
let sandbox: Sandbox;
let project: Project;
let server: number;
let theirs: { server: number; scope: number; claim: number };

beforeAll(async () => {
  sandbox = await startSandbox({ settings: { refuseUnknownFields: true } });
  const { control } = sandbox;
  server = await control.createAuthServer({ name: "ground" });
  theirs = {
    server: await control.createAuthServer({
      name: "contacts",
      description: "Theirs",
      configuration: { resource_identifier: "https://contacts.example.com", refresh_token_expiration_minutes: 99 },
    }),
    scope: await control.createScope(server, { value: "read", description: "Theirs" }),
    claim: await control.createClaim(server, { name: "mail", user_attribute_mappings: "theirs" }),
  };
  await control.setClientApp(server, 909021, []);
  await control.setApiClient("events", { name: "Theirs", client_secret: "their-secret" });
  project = await Project.create(sandbox);
});
afterAll(async () => {
  await sandbox?.close();
  project?.remove();
});

const program = (adoptExisting?: boolean, scopeId: unknown = { $ref: "scope.scopeId" }): Declared[] =>
  [
    { type: "onegini.ApiClient", name: "client", args: { clientId: "events", scopes: ["onegini_api_events"] } },
    {
      type: "onelogin.AuthServer",
      name: "contacts",
      args: { configuration: { resourceIdentifier: "https://contacts.example.com", audiences: ["ours"] } },
    },
    { type: "onelogin.AuthServerScope", name: "scope", args: { authServerId: server, value: "read" } },
    {
      type: "onelogin.AuthServerClaim",
      name: "claim",
      args: { authServerId: server, name: "mail", userAttributeMappings: "email" },
    },
    {
      type: "onelogin.AuthServerClientApp",
      name: "app",
      args: { authServerId: server, appId: 909021, scopeIds: [scopeId] },
    },
  ].map((each) => ({ ...each, args: { ...each.args, ...(adoptExisting === undefined ? {} : { adoptExisting }) } }));

describe("without adoptExisting", () => {
  test("it is an error that says what exists and the ways out, and nothing is changed", async () => {
    const before = await sandbox.control.objects();
    // By its number, or it would wait for the scope in vain.
    project.declare(program(undefined, theirs.scope));
    const said = diagnostics(await project.upFails("--continue-on-error"));
    const titles = {
      client: 'The API client "events"',
      contacts: 'The authorization server "contacts" with the resource identifier "https://contacts.example.com"',
      scope: `The scope "read" of the authorization server ${server}`,
      claim: `The claim "mail" of the authorization server ${server}`,
      app: `The client app 909021 of the authorization server ${server}`,
    };
    for (const [name, title] of Object.entries(titles)) {
      expect(said[name]).toContain(`${title} exists already`);
      expect(said[name]).toMatch(
        /nothing was changed\. .*resource option aliases.* either set adoptExisting: true.*; or delete it at the service/,
      );
    }
    expect(await sandbox.control.objects()).toEqual(before);
  });

  test("a client id that a web client has is said to be taken, and can't be adopted", async () => {
    await sandbox.control.settings({ webClientIds: ["web-client"] });
    project.declare([
      {
        type: "onegini.ApiClient",
        name: "taken",
        args: { clientId: "web-client", scopes: ["onegini_api_events"], adoptExisting: true },
      },
    ]);
    const said = diagnostics(await project.upFails());
    expect(said.taken).toMatch(/409.*The client id "web-client" is taken by a web client or a device/);
  });
});

describe("with adoptExisting", () => {
  test("it is taken over, and brought to what the program says", async () => {
    project.declare(program(true));
    await project.up();
    expect(await sandbox.control.apiClient("events")).toMatchObject({
      name: "client",
      scopes: ["onegini_api_events"],
      client_secret: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(await sandbox.control.authServer(theirs.server)).toMatchObject({
      description: "Managed by Pulumi",
      configuration: { audiences: ["ours"], refresh_token_expiration_minutes: 99 },
    });
    expect(await sandbox.control.authServer(server)).toMatchObject({
      scopes: [{ id: theirs.scope, value: "read", description: "" }],
      claims: [{ id: theirs.claim, name: "mail", user_attribute_mappings: "email" }],
      clientApps: [{ app_id: 909021, scope_ids: [theirs.scope] }],
    });
    expect(Object.keys((await sandbox.control.objects()).onelogin.authServers)).toHaveLength(2);
  });

  test("turning it off later changes nothing, and calls nobody", async () => {
    await sandbox.control.clearLog();
    project.declare(program(false));
    await project.up();
    project.declare(program());
    await project.up();
    expect(await sandbox.control.log()).toEqual([]);
    await project.refresh("--expect-no-changes");
  });

  test("up --replace of what was adopted ends with one live object", async () => {
    project.declare(program(true));
    const state = await project.state();
    await project.up(...Object.values(state).flatMap(({ urn }) => ["--replace", urn]));
    const after = await project.state();
    expect(await sandbox.control.apiClient("events")).toBeDefined();
    const { authServers } = (await sandbox.control.objects()).onelogin;
    expect(Object.keys(authServers)).toEqual([String(server), after.contacts?.id]);
    expect(authServers[server]).toMatchObject({
      scopes: [{ value: "read" }],
      claims: [{ name: "mail" }],
      clientApps: [{ app_id: 909021 }],
    });
  });

  test("what is adopted is managed: a destroy deletes it", async () => {
    await project.destroy();
    const { onegini, onelogin } = await sandbox.control.objects();
    expect(Object.keys(onegini.apiClients)).toEqual(["sandbox-admin"]);
    expect(Object.keys(onelogin.authServers)).toEqual([String(server)]);
    expect(onelogin.authServers[server]).toMatchObject({ scopes: [], claims: [], clientApps: [] });
  });
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../sandbox";
import { type Declared, Project } from "./support/project";
import { call, differences, isToken } from "./support/reading";

/** A program whose resources hang on one another: ids flow as outputs. */
let sandbox: Sandbox;
let project: Project;
beforeAll(async () => {
  sandbox = await startSandbox({ settings: { refuseUnknownFields: true } });
  project = await Project.create(sandbox);
});
afterAll(async () => {
  await sandbox?.close();
  project?.remove();
});

const server = (args: Record<string, unknown> = {}): Declared => ({
  type: "onelogin.AuthServer",
  name: "contacts",
  args: { configuration: { resourceIdentifier: "https://contacts.example.com", audiences: ["a"] }, ...args },
});
const scope = (name: string, serverId = "contacts.authServerId"): Declared => ({
  type: "onelogin.AuthServerScope",
  name,
  args: { authServerId: { $ref: serverId }, value: `contacts:${name}` },
});
const claim: Declared = {
  type: "onelogin.AuthServerClaim",
  name: "email",
  args: { authServerId: { $ref: "contacts.authServerId" }, name: "email", userAttributeMappings: "email" },
};
const app = (...scopeIds: string[]): Declared => ({
  type: "onelogin.AuthServerClientApp",
  name: "web",
  args: {
    authServerId: { $ref: "contacts.authServerId" },
    appId: 909021,
    scopeIds: scopeIds.map((each) => ({ $ref: each })),
  },
});
const client: Declared = {
  type: "onegini.ApiClient",
  name: "events",
  args: { scopes: ["onegini_api_events"], name: { $ref: "contacts.name" } },
};
const whole = () => [
  server(),
  scope("read"),
  // Ids serve as well as numbers.
  scope("write", "contacts.id"),
  claim,
  app("read.scopeId", "write.id"),
  client,
];
const id = async () => Number((await project.state()).contacts?.id);
const held = async () => sandbox.control.authServer(await id());
const scopeIds = async () =>
  Object.fromEntries(((await held())?.scopes ?? []).map(({ value, id }) => [value.replace("contacts:", ""), id]));

test("a preview of it passes with everything unknown, and sends nothing", async () => {
  project.declare(whole());
  expect(await project.preview()).toContain("+ 7 to create");
  expect(await sandbox.control.log()).toEqual([]);
});

test("one up creates all of it", async () => {
  await project.up();
  const { read, write } = await scopeIds();
  expect(await held()).toMatchObject({
    name: "contacts",
    scopes: [{ value: expect.any(String) }, { value: expect.any(String) }],
    claims: [{ name: "email", user_attribute_mappings: "email" }],
    clientApps: [{ app_id: 909021, scope_ids: [read, write] }],
  });
  expect(await sandbox.control.apiClient("e2e-test-events")).toBeDefined();
  expect((await sandbox.control.log()).filter(isToken)).toHaveLength(1);
});

test("a preview of a change of the server shows no change of what hangs on it", async () => {
  project.declare([server({ name: "people", description: "Renamed" }), ...whole().slice(1)]);
  await sandbox.control.clearLog();
  const output = await project.preview("--diff");
  // The client bears the server's name, which the preview knows.
  expect(differences(output)).toEqual({ "update contacts": ["description", "name"], "update events": ["name"] });
  expect(output).toContain("~ 2 to update");
  expect(output).not.toMatch(/replace/i);
  expect(await sandbox.control.log()).toEqual([]);
  project.declare(whole());
});

test("a scope that is taken out is first taken from the client app", async () => {
  const { write } = await scopeIds();
  project.declare([server(), scope("read"), claim, app("read.scopeId")]);
  await sandbox.control.clearLog();
  await project.up();
  const { read } = await scopeIds();
  const base = `/api/2/api_authorizations/${await id()}`;
  expect((await sandbox.control.log({ service: "onelogin" })).map(call)).toEqual([
    "POST /auth/oauth2/v2/token grant_type",
    `PUT ${base}/clients/909021 scopes`,
    `DELETE ${base}/scopes/${write}`,
  ]);
  expect(await held()).toMatchObject({ scopes: [{ id: read }], clientApps: [{ scope_ids: [read] }] });
});

test("replacing the server replaces what hangs on it", async () => {
  const before = await id();
  const urn = (await project.state()).contacts?.urn ?? "";
  await project.up("--replace", urn);
  const { read } = await scopeIds();
  expect(await id()).not.toBe(before);
  expect(await held()).toMatchObject({
    scopes: [{ value: "contacts:read" }],
    claims: [{ name: "email" }],
    clientApps: [{ app_id: 909021, scope_ids: [read] }],
  });
  expect(Object.keys((await sandbox.control.objects()).onelogin.authServers)).toHaveLength(1);
});

test("one destroy removes all of it, also what somebody else has removed before", async () => {
  project.declare(whole());
  await project.up();
  const { read = 0 } = await scopeIds();
  await sandbox.control.deleteScope(await id(), read);
  await sandbox.control.clearLog();
  const output = await project.destroy();
  expect(output).toContain("- 7 deleted");
  const { onegini, onelogin } = await sandbox.control.objects();
  expect(onelogin.authServers).toEqual({});
  expect(Object.keys(onegini.apiClients)).toEqual(["sandbox-admin"]);
  // The server goes last, though it would take the others along.
  const calls = (await sandbox.control.log({ service: "onelogin", method: "DELETE" })).map(({ path }) => path);
  expect(calls).toHaveLength(5);
  expect(calls.at(-1)).toMatch(/^\/api\/2\/api_authorizations\/\d+$/);
});

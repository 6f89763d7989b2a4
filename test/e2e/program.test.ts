import { expect, test } from "vitest";
import { call, differences, isToken } from "./support/output";
import type { Declared } from "./support/project";
import { useStack } from "./support/stacks";

/** A program whose resources depend on one another, and leave out what has a default: ids flow as outputs. */
const stack = useStack({ settings: { refuseUnknownFields: true } });

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
const id = () => Number(stack.project.ids().contacts);
const held = async () => stack.control.authServer(id());
const scopeIds = async () =>
  Object.fromEntries(((await held())?.scopes ?? []).map(({ value, id }) => [value.replace("contacts:", ""), id]));

test("one up creates all of it; the preview before it passes with everything unknown, and sends nothing", async () => {
  stack.project.declare(whole());
  const [preview = ""] = (await stack.project.previewAndUp()).split("\nUpdating ");
  expect(preview).toContain("+ 7 to create");
  expect(preview).toMatch(/clientId +: "e2e-test-events"/);
  const { read, write } = await scopeIds();
  expect(await held()).toMatchObject({
    name: "contacts",
    description: "Managed by Pulumi",
    scopes: [
      { value: expect.any(String), description: "" },
      { value: expect.any(String), description: "" },
    ],
    claims: [{ name: "email", user_attribute_mappings: "email" }],
    clientApps: [{ app_id: 909021, scope_ids: [read, write] }],
  });
  expect(await stack.control.apiClient("e2e-test-events")).toMatchObject({ name: "contacts" });
  // One create each, and at most one look before it: the preview asked nobody.
  const requests = await stack.control.log({ service: "onelogin" });
  expect(requests.filter(isToken)).toHaveLength(1);
  expect(requests.filter((entry) => entry.method === "POST" && !isToken(entry))).toHaveLength(5);
  expect(requests.filter(({ method }) => method === "GET").length).toBeLessThanOrEqual(5);
  expect((await stack.control.log({ service: "onegini" })).map(({ method }) => method)).toEqual(["POST"]);
});

test("a preview of a change of the server shows no change of what hangs on it", async () => {
  stack.project.declare([server({ name: "people", description: "Renamed" }), ...whole().slice(1)]);
  await stack.control.clearLog();
  const output = await stack.project.preview("--diff");
  // The client bears the server's name, which the preview knows.
  expect(differences(output)).toEqual({ "update contacts": ["description", "name"], "update events": ["name"] });
  expect(output).toContain("~ 2 to update");
  expect(output).not.toMatch(/replace/i);
  expect(await stack.control.log()).toEqual([]);
  stack.project.declare(whole());
});

test("a scope that is taken out is first taken from the client app", async () => {
  const { write } = await scopeIds();
  stack.project.declare([server(), scope("read"), claim, app("read.scopeId")]);
  await stack.control.clearLog();
  await stack.project.up();
  const { read } = await scopeIds();
  const base = `/api/2/api_authorizations/${id()}`;
  expect((await stack.control.log({ service: "onelogin" })).map(call)).toEqual([
    "POST /auth/oauth2/v2/token grant_type",
    `PUT ${base}/clients/909021 scopes`,
    `DELETE ${base}/scopes/${write}`,
  ]);
  expect(await held()).toMatchObject({ scopes: [{ id: read }], clientApps: [{ scope_ids: [read] }] });
});

test("replacing the server replaces what hangs on it", async () => {
  const before = id();
  const urn = stack.project.stored().contacts?.urn ?? "";
  await stack.project.up("--replace", urn);
  const { read } = await scopeIds();
  expect(id()).not.toBe(before);
  expect(await held()).toMatchObject({
    scopes: [{ value: "contacts:read" }],
    claims: [{ name: "email" }],
    clientApps: [{ app_id: 909021, scope_ids: [read] }],
  });
  expect(Object.keys((await stack.control.objects()).onelogin.authServers)).toHaveLength(1);
});

test("one destroy removes all of it, also what somebody else has removed before", async () => {
  stack.project.declare(whole());
  await stack.project.up();
  const { read = 0 } = await scopeIds();
  await stack.control.deleteScope(id(), read);
  await stack.control.clearLog();
  const output = await stack.project.destroy();
  expect(output).toContain("- 7 deleted");
  const { onegini, onelogin } = await stack.control.objects();
  expect(onelogin.authServers).toEqual({});
  expect(Object.keys(onegini.apiClients)).toEqual(["sandbox-admin"]);
  // The server goes last, though it would take the others along.
  const calls = (await stack.control.log({ service: "onelogin", method: "DELETE" })).map(({ path }) => path);
  expect(calls).toHaveLength(5);
  expect(calls.at(-1)).toMatch(/^\/api\/2\/api_authorizations\/\d+$/);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../sandbox";
import { configFor, type Declared, Project } from "./support/project";
import { diagnostics } from "./support/reading";

/** A second tenant: another sandbox, with credentials of its own. */
let ours: Sandbox;
let acme: Sandbox;
let project: Project;
beforeAll(async () => {
  ours = await startSandbox();
  const credentials = { clientId: "acme-admin", clientSecret: "acme-secret" };
  acme = await startSandbox({ onelogin: credentials, onegini: credentials });
  // The default tenant is known to the environment too, which must help nobody else.
  const { onelogin, onegini } = ours;
  project = await Project.with({
    config: { ...configFor(ours), ...configFor(acme, "acme") },
    environment: {
      ONELOGIN_API_URL: onelogin.url,
      ONELOGIN_CLIENT_ID: onelogin.clientId,
      ONELOGIN_CLIENT_SECRET: onelogin.clientSecret,
      ONEGINI_URL: onegini.url,
      ONEGINI_CLIENT_ID: onegini.clientId,
      ONEGINI_CLIENT_SECRET: onegini.clientSecret,
    },
  });
});
afterAll(async () => {
  await ours?.close();
  await acme?.close();
  project?.remove();
});

const program = (suffix: string, profile?: string): Declared[] => {
  const args = profile ? { profile } : {};
  return [
    {
      type: "onegini.ApiClient",
      name: `client${suffix}`,
      args: { scopes: ["onegini_api_events"], clientId: "c", ...args },
    },
    {
      type: "onelogin.AuthServer",
      name: `server${suffix}`,
      args: { name: "s", configuration: { resourceIdentifier: "https://example.com", audiences: ["a"] }, ...args },
    },
    {
      type: "onelogin.AuthServerScope",
      name: `scope${suffix}`,
      args: { authServerId: { $ref: `server${suffix}.authServerId` }, value: "read", ...args },
    },
  ];
};
const servers = async ({ control }: Sandbox) => Object.values((await control.objects()).onelogin.authServers);

test("each tenant gets its own, under its own credentials", async () => {
  project.declare([...program(""), ...program("-acme", "acme")]);
  await project.up();
  for (const tenant of [ours, acme]) {
    expect(await tenant.control.apiClient("c")).toBeDefined();
    expect(await servers(tenant)).toMatchObject([{ name: "s", scopes: [{ value: "read" }] }]);
    expect((await tenant.control.log()).every(({ status }) => status < 300)).toBe(true);
  }
});

test("a change of one tenant calls that one alone, and drift is found in each", async () => {
  await acme.control.setApiClient("c", { name: "by hand" });
  await ours.control.clearLog();
  await acme.control.clearLog();
  await project.up("--refresh");
  expect((await acme.control.apiClient("c"))?.name).toBe("client-acme");
  expect((await acme.control.log({ method: "PATCH" })).map(({ fields }) => fields)).toEqual([["name"]]);
  expect((await ours.control.log({ service: "onegini" })).map(({ method }) => method)).toEqual(["GET"]);
});

test("another profile replaces: the old one is deleted at the old tenant", async () => {
  project.declare(program("-acme", "acme"));
  await project.up();
  expect(await servers(ours)).toEqual([]);
  project.declare(program("-acme"));
  await project.up();
  expect(await acme.control.apiClient("c")).toBeUndefined();
  expect(await servers(acme)).toEqual([]);
  expect(await ours.control.apiClient("c")).toMatchObject({ name: "client-acme" });
  expect(await servers(ours)).toMatchObject([{ name: "s", scopes: [{ value: "read" }] }]);
});

test("a profile without configuration falls back to nothing", async () => {
  project.declare(program("", "nobody"));
  const { client, server } = diagnostics(await project.upFails("--continue-on-error"));
  expect(client).toContain("onegini-nobody:url in the stack's configuration is missing");
  expect(server).toContain("onelogin-nobody:url or onelogin-nobody:subdomain in the stack's configuration is missing");
  expect(client).not.toContain("ONEGINI_URL");
});

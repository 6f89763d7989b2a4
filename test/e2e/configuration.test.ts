import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../sandbox";
import { configFor, type Declared, Project } from "./support/project";
import { diagnostics, providersStackTrace, stackTrace } from "./support/reading";

const program: Declared[] = [
  { type: "onegini.ApiClient", name: "client", args: { scopes: ["onegini_api_events"] } },
  {
    type: "onelogin.AuthServer",
    name: "server",
    args: { configuration: { resourceIdentifier: "https://example.com", audiences: ["a"] } },
  },
];

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox?.close());

/** Both errors of a run that fails, without "error: ". */
async function failures(project: Project): Promise<{ client: string; server: string }> {
  const output = await project.upFails("--continue-on-error");
  const { client = "", server = "" } = diagnostics(output);
  expect(output).not.toMatch(providersStackTrace);
  return { client, server };
}

describe("in the stack", () => {
  let project: Project;
  beforeAll(async () => {
    project = await Project.with({});
    project.declare(program);
  });
  afterAll(() => project?.remove());

  test("a preview needs none", async () => {
    expect(await project.preview()).toContain("+ 3 to create");
  });

  test("without any, the error names the key and the environment variable", async () => {
    const { client, server } = await failures(project);
    expect(client).toContain(
      "Onegini is not configured: onegini:url in the stack's configuration, or ONEGINI_URL in the environment, is missing",
    );
    expect(client).toContain("pulumi config set onegini:url https://idp.example.com/oauth");
    expect(server).toContain(
      "OneLogin is not configured: onelogin:url or onelogin:subdomain in the stack's configuration, or ONELOGIN_API_URL or ONELOGIN_SUBDOMAIN in the environment, is missing",
    );
    expect(server).toContain("pulumi config set onelogin:url https://acme.onelogin.com");
  });

  test("one key that is missing is named, and a secret's command encrypts it", async () => {
    await project.configure({
      "onegini:url": sandbox.onegini.url,
      "onegini:clientId": "sandbox-admin",
      "onelogin:url": "http://onelogin.example.com",
      "onelogin:clientId": "sandbox-admin",
      "onelogin:clientSecret": { secret: "not-sent-anywhere" },
    });
    const { client, server } = await failures(project);
    expect(client).toContain(
      "onegini:clientSecret in the stack's configuration, or ONEGINI_CLIENT_SECRET in the environment, is missing",
    );
    expect(client).toContain("pulumi config set --secret onegini:clientSecret");
    expect(server).toContain("onelogin:url must begin with https://, since http would send the credentials in clear");
    expect(await sandbox.control.log()).toEqual([]);
  });

  test("credentials that are refused: 401 and what to check", async () => {
    await project.configure({
      ...configFor(sandbox),
      "onegini:clientSecret": { secret: "a-wrong-secret" },
      "onelogin:clientSecret": { secret: "a-wrong-secret" },
    });
    const { client, server } = await failures(project);
    expect(client).toMatch(/^error: Onegini answered 401 to POST .*Check onegini:clientId and onegini:clientSecret/);
    expect(server).toMatch(
      /^error: OneLogin answered 401 to POST \/auth\/.*Check onelogin:clientId and onelogin:clientSecret/,
    );
    expect(client + server).not.toContain("a-wrong-secret");
  });

  test("credentials that may not: 403 and the scope that is missing; a deleted owner's: 500 and why", async () => {
    await sandbox.control.setApiClient("limited", { client_secret: "limited-secret", scopes: ["onegini_api_events"] });
    await sandbox.control.settings({ ownerDeleted: true });
    await project.configure({
      ...configFor(sandbox),
      "onegini:clientId": "limited",
      "onegini:clientSecret": { secret: "limited-secret" },
    });
    const { client, server } = await failures(project);
    await sandbox.control.settings({ ownerDeleted: false });
    expect(client).toMatch(/^error: Onegini answered 403 to POST .*needs the scope onegini_api_admin/);
    expect(server).toMatch(/^error: OneLogin answered 500 to POST \/auth\/.*owner of the API credentials was deleted/);
  });

  test("a credential that was changed since the last up: a refresh has the old one, and the error says what helps", async () => {
    await project.configure(configFor(sandbox));
    await project.up();
    await sandbox.control.setOneloginCredentials("rotated-id", "rotated-secret");
    await project.configure({
      "onelogin:clientId": "rotated-id",
      "onelogin:clientSecret": { secret: "rotated-secret" },
    });
    const output = await project.fails("refresh", "--yes", "--skip-preview");
    expect(output).toContain("OneLogin answered 401");
    expect(output).toContain("add --run-program, or run `pulumi up` first");
    expect(output).not.toMatch(stackTrace);
    expect(output).not.toContain("sandbox-admin-secret");
    await project.refresh("--run-program", "--expect-no-changes");
    await project.destroy("--run-program");
    await sandbox.control.reset();
  });
});

describe("in the environment", () => {
  let project: Project;
  beforeAll(async () => {
    const { onelogin, onegini } = sandbox;
    project = await Project.with({
      // What the stack says goes before it, key by key.
      config: { "onelogin:url": onelogin.url },
      environment: {
        ONELOGIN_API_URL: "https://nobody.example.com",
        ONELOGIN_CLIENT_ID: onelogin.clientId,
        ONELOGIN_CLIENT_SECRET: onelogin.clientSecret,
        ONEGINI_URL: onegini.url,
        ONEGINI_CLIENT_ID: onegini.clientId,
        ONEGINI_CLIENT_SECRET: onegini.clientSecret,
      },
    });
    project.declare(program);
  });
  afterAll(() => project?.remove());

  test("it serves as well, and leaves no trace in the state but the address of what was made", async () => {
    await project.up();
    expect(await sandbox.control.apiClient("e2e-test-client")).toBeDefined();
    const exported = await project.succeeds("stack", "export", "--show-secrets");
    for (const trace of ["sandbox-admin", "nobody.example.com"]) expect(exported).not.toContain(trace);
    expect((await project.state()).client?.outputs.serviceUrl).toBe(sandbox.onegini.url);
    expect(exported.split(sandbox.onegini.url)).toHaveLength(2);
    await project.destroy();
    expect(await sandbox.control.apiClient("e2e-test-client")).toBeUndefined();
  });
});

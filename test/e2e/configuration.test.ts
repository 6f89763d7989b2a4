import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../sandbox";
import { diagnostics, providersStackTrace, stackTrace } from "./support/output";
import { configFor, type Declared, Project } from "./support/project";

let sandbox: Sandbox;
/** Its OneLogin credentials are worth nothing: their owner was deleted. */
let ownerless: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
  ownerless = await startSandbox({ settings: { ownerDeleted: true } });
});
afterAll(async () => {
  await sandbox?.close();
  await ownerless?.close();
});

/** A resource of each service. */
function program(profile?: string): Declared[] {
  const [prefix, args] = profile ? [`${profile}-`, { profile }] : ["", {}];
  return [
    { type: "onegini.ApiClient", name: `${prefix}client`, args: { scopes: ["onegini_api_events"], ...args } },
    {
      type: "onelogin.AuthServer",
      name: `${prefix}server`,
      args: { configuration: { resourceIdentifier: "https://example.com", audiences: ["a"] }, ...args },
    },
  ];
}

const environment = ({ onelogin, onegini }: Sandbox) => ({
  ONELOGIN_API_URL: onelogin.url,
  ONELOGIN_CLIENT_ID: onelogin.clientId,
  ONELOGIN_CLIENT_SECRET: onelogin.clientSecret,
  ONEGINI_URL: onegini.url,
  ONEGINI_CLIENT_ID: onegini.clientId,
  ONEGINI_CLIENT_SECRET: onegini.clientSecret,
});

describe("without any configuration", () => {
  let output: string;
  let errors: Record<string, string>;
  beforeAll(async () => {
    const project = await Project.with({});
    project.declare(program());
    output = await project.fails("up", "--yes", "--continue-on-error");
    errors = diagnostics(output.slice(output.indexOf("Updating (")));
    project.remove();
  });

  test("a preview passes", () => expect(output).toContain("+ 3 to create"));

  test("an up fails, and names the key, the environment variable and a command", () => {
    expect(output).not.toMatch(providersStackTrace);
    expect(errors.client).toContain(
      "Onegini is not configured: onegini:url in the stack's configuration, or ONEGINI_URL in the environment, is missing",
    );
    expect(errors.client).toContain("pulumi config set onegini:url https://idp.example.com/oauth");
    expect(errors.server).toContain(
      "OneLogin is not configured: onelogin:url or onelogin:subdomain in the stack's configuration, or ONELOGIN_API_URL or ONELOGIN_SUBDOMAIN in the environment, is missing",
    );
    expect(errors.server).toContain("pulumi config set onelogin:url https://acme.onelogin.com");
  });
});

describe("what is wrong with a configuration is said", () => {
  const profiles = ["unknown", "incomplete", "refused", "powerless"];
  let errors: Record<string, string>;
  beforeAll(async () => {
    const limited = { clientId: "limited", clientSecret: "limited-secret" };
    await ownerless.control.setApiClient("limited", {
      client_secret: "limited-secret",
      scopes: ["onegini_api_events"],
    });
    const wrong = { clientSecret: "a-wrong-secret" };
    const { onelogin, onegini } = sandbox;
    const project = await Project.with({
      config: {
        "onegini-incomplete:url": onegini.url,
        "onegini-incomplete:clientId": "sandbox-admin",
        "onelogin-incomplete:url": "http://onelogin.example.com",
        "onelogin-incomplete:clientId": "sandbox-admin",
        "onelogin-incomplete:clientSecret": { secret: "not-sent-anywhere" },
        ...configFor({ onelogin: { ...onelogin, ...wrong }, onegini: { ...onegini, ...wrong } }, "refused"),
        ...configFor({ onelogin: ownerless.onelogin, onegini: { ...ownerless.onegini, ...limited } }, "powerless"),
      },
      // The default tenant's, which must help no other.
      environment: environment(sandbox),
    });
    project.declare(profiles.flatMap((profile) => program(profile)));
    const output = await project.upFails("--continue-on-error");
    project.remove();
    expect(output).not.toMatch(providersStackTrace);
    expect(output).not.toContain("a-wrong-secret");
    errors = diagnostics(output);
  });
  test("nothing is created", async () => {
    for (const { control } of [sandbox, ownerless]) {
      const { onegini, onelogin } = await control.objects();
      expect(Object.keys(onegini.apiClients).filter((id) => id.startsWith("e2e-"))).toEqual([]);
      expect(onelogin.authServers).toEqual({});
    }
  });

  test("a profile without configuration has no fallback", () => {
    expect(errors["unknown-client"]).toContain("onegini-unknown:url in the stack's configuration is missing");
    expect(errors["unknown-server"]).toContain(
      "onelogin-unknown:url or onelogin-unknown:subdomain in the stack's configuration is missing",
    );
    expect(errors["unknown-client"]).not.toContain("ONEGINI_URL");
  });

  test("one key that is missing is named, and a secret's command encrypts it", () => {
    expect(errors["incomplete-client"]).toMatch(
      /onegini-incomplete:clientSecret .*in the stack's configuration is missing/,
    );
    expect(errors["incomplete-client"]).toContain("pulumi config set --secret onegini-incomplete:clientSecret");
  });

  test("plain http would send the credentials in clear", () => {
    expect(errors["incomplete-server"]).toMatch(/onelogin-incomplete:url must begin with https:\/\/.*unencrypted/);
  });

  test("credentials that are refused: 401 and what to check", () => {
    expect(errors["refused-client"]).toMatch(
      /^error: Onegini answered 401 to POST .*Check onegini-refused:clientId and onegini-refused:clientSecret/,
    );
    expect(errors["refused-server"]).toMatch(
      /^error: OneLogin answered 401 to POST \/auth\/.*Check onelogin-refused:clientId and onelogin-refused:clientSecret/,
    );
  });

  test("credentials that may not: 403 and the scope that is missing; a deleted owner's: 500 and why", () => {
    expect(errors["powerless-client"]).toMatch(
      /^error: Onegini answered 403 to POST .*needs the scope onegini_api_admin/,
    );
    expect(errors["powerless-server"]).toMatch(
      /^error: OneLogin answered 500 to POST \/auth\/.*owner of the API credentials was deleted/,
    );
  });
});

test("credentials that were changed since the last up: a refresh has the old ones, and the error says what helps", async () => {
  const project = await Project.create(sandbox);
  try {
    project.declare(program());
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
  } finally {
    project.remove();
    await sandbox.control.reset();
  }
});

test("the environment serves as well, and leaves no trace in the state but the address of what was made", async () => {
  const { onelogin, onegini } = sandbox;
  // What the stack says goes before it, key by key.
  const project = await Project.with({
    config: { "onelogin:url": onelogin.url },
    environment: { ...environment(sandbox), ONELOGIN_API_URL: "https://nobody.example.com" },
  });
  try {
    project.declare(program());
    await project.up();
    expect(await sandbox.control.apiClient("e2e-test-client")).toBeDefined();
    const exported = await project.succeeds("stack", "export", "--show-secrets");
    for (const trace of ["sandbox-admin", "nobody.example.com"]) expect(exported).not.toContain(trace);
    expect(project.stored().client?.outputs.serviceUrl).toBe(onegini.url);
    expect(exported.split(onegini.url)).toHaveLength(2);
    await project.destroy();
    expect(await sandbox.control.apiClient("e2e-test-client")).toBeUndefined();
  } finally {
    project.remove();
  }
});

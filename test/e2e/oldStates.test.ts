import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Control, type Sandbox, startSandbox } from "../../sandbox";
import { type Declared, Project, root, type StateResource } from "./support/project";

// Every state format that was ever released, as `pulumi stack export --show-secrets` gave it (with SANDBOX_URL for the
// services' address, and the salt of the passphrase that all tests have), and the program that made it. None is ever
// changed: a new format is a new pair of files.
const folder = join(root, "test/faults/states");
const formats = readdirSync(folder).filter((file) => /^v\d+\.json$/.test(file));

describe.each(formats)("a state of the format %s", (file) => {
  let sandbox: Sandbox;
  let project: Project;
  beforeAll(async () => {
    sandbox = await startSandbox();
    project = await Project.create(sandbox);
    const state = readFileSync(join(folder, file), "utf8").replaceAll("SANDBOX_URL", sandbox.url);
    await putBack(sandbox.control, JSON.parse(state).deployment.resources);
    writeFileSync(join(project.folder, "state.json"), state);
    await project.succeeds("stack", "import", "--file", "state.json");
    project.declare(programOf(file));
  });
  afterAll(async () => {
    await sandbox?.close();
    project?.remove();
  });

  test("is unchanged by `up`, which asks nobody", async () => {
    const before = await project.state();
    expect(Object.keys(before)).toHaveLength(programOf(file).length);
    await project.up("--expect-no-changes");
    expect(await sandbox.control.log()).toEqual([]);
    expect(valuesOf(await project.state())).toEqual(valuesOf(before));
  });

  test("is unchanged by a refresh", async () => {
    const before = await project.state();
    await project.refresh("--expect-no-changes");
    expect(valuesOf(await project.state())).toEqual(valuesOf(before));
  });

  test("has its secrets encrypted, and not in clear", () => {
    const text = readFileSync(join(folder, file), "utf8");
    const secrets = [...text.matchAll(/"plaintext": "\\"(.*)\\""/g)].map(([, secret = ""]) => secret);
    expect(secrets).toContain("a-given-secret-of-the-fixture");
    for (const secret of secrets) expect(project.storedState()).not.toContain(secret);
  });

  test("notices drift, and mends it", async () => {
    await sandbox.control.setApiClient("given-client", { name: "By hand" });
    await project.up("--refresh");
    expect(await sandbox.control.apiClient("given-client")).toMatchObject({
      name: "Given",
      client_secret: "a-given-secret-of-the-fixture",
    });
  });

  test("can be updated", async () => {
    project.declare(
      programOf(file).map((each) =>
        each.name === "shop" ? { ...each, args: { ...each.args, description: "Edited" } } : each,
      ),
    );
    await project.up();
    expect(Object.values((await sandbox.control.objects()).onelogin.authServers)).toMatchObject([
      { description: "Edited", configuration: { access_token_expiration_minutes: 15 } },
    ]);
  });

  test("is destroyed, and nothing is left", async () => {
    await project.destroy();
    const { onegini, onelogin } = await sandbox.control.objects();
    expect(Object.keys(onegini.apiClients)).toEqual(["sandbox-admin"]);
    expect(onelogin.authServers).toEqual({});
  });
});

function programOf(file: string): Declared[] {
  return JSON.parse(readFileSync(join(folder, file.replace(".json", ".program.json")), "utf8"));
}

function valuesOf(state: Record<string, StateResource>) {
  return Object.fromEntries(
    Object.entries(state).map(([name, { id, inputs, outputs }]) => [name, { id, inputs, outputs }]),
  );
}

/** Brings the services to what the state says. */
async function putBack(control: Control, resources: StateResource[]): Promise<void> {
  const of = (type: string) =>
    resources.filter((each) => each.type === `pulumi-nodejs:dynamic/${type}`).map(({ outputs }) => plain(outputs));
  for (const { clientId, name, scopes, clientSecret, publicBaseUri, authenticationMethod, publicJwk } of of(
    "onegini:ApiClient",
  ))
    await control.setApiClient(clientId, {
      name,
      scopes,
      client_secret: clientSecret,
      public_base_uri: publicBaseUri ?? "",
      authentication_method: authenticationMethod ?? "client_secret_basic",
      ...(publicJwk ? { public_jwk: publicJwk } : {}),
    });
  for (const { authServerId, name, description, configuration } of of("onelogin:AuthServer")) {
    const { resourceIdentifier, audiences, accessTokenExpirationMinutes } = configuration;
    const id = await control.createAuthServer({
      name,
      description,
      configuration: {
        resource_identifier: resourceIdentifier,
        audiences,
        access_token_expiration_minutes: accessTokenExpirationMinutes,
      },
    });
    expect(id, "a fresh sandbox numbers its servers as the fixture does").toBe(authServerId);
  }
  // A sandbox numbers these as they come, too.
  for (const { authServerId, scopeId, value, description } of of("onelogin:AuthServerScope").sort(
    (a, b) => a.scopeId - b.scopeId,
  ))
    expect(await control.createScope(authServerId, { value, description })).toBe(scopeId);
  for (const { authServerId, claimId, name, userAttributeMappings } of of("onelogin:AuthServerClaim").sort(
    (a, b) => a.claimId - b.claimId,
  ))
    expect(await control.createClaim(authServerId, { name, user_attribute_mappings: userAttributeMappings })).toBe(
      claimId,
    );
  for (const { authServerId, appId, scopeIds } of of("onelogin:AuthServerClientApp"))
    await control.setClientApp(authServerId, appId, scopeIds);
}

/** Outputs without the envelopes of secrets. */
// biome-ignore lint/suspicious/noExplicitAny: a state holds whatever its version wrote
function plain(outputs: Record<string, unknown>): any {
  return JSON.parse(JSON.stringify(outputs), (_key, value) =>
    typeof value?.plaintext === "string" ? JSON.parse(value.plaintext) : value,
  );
}

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { killedRun } from "./support/killedRun";
import { secretIn } from "./support/output";
import { configFor, type Declared, Project } from "./support/project";
import { useStack } from "./support/stacks";

/** Each of these in clear anywhere but in a service is a leak. */
const canaries = {
  plain: "canary-plain-Vd8",
  secret: "canary-secret-Qy2",
  later: "canary-later-Zk5",
  other: "canary-other-property-Rf6",
  onelogin: "canary-onelogin-credential-Ht3",
  onegini: "canary-onegini-credential-Wm9",
};

const stack = useStack({ onelogin: { clientSecret: canaries.onelogin }, onegini: { clientSecret: canaries.onegini } });
/** Everything that the CLI has printed. */
let printed = "";

const client = (name: string, clientSecret: unknown, others: Record<string, unknown> = {}): Declared => ({
  type: "onegini.ApiClient",
  name,
  args: { scopes: ["onegini_api_events"], ...(clientSecret === undefined ? {} : { clientSecret }), ...others },
});
const program = (...others: Declared[]): Declared[] => [
  client("plain", canaries.plain),
  client("secret", { $secret: canaries.secret }),
  client("generated", undefined),
  // What needn't be a secret is one where a person says so.
  {
    type: "onelogin.AuthServer",
    name: "server",
    args: {
      description: { $secret: canaries.other },
      configuration: { resourceIdentifier: "https://example.com", audiences: ["a", { $secret: canaries.other }] },
    },
  },
  ...others,
];
const names = ["plain", "secret", "generated"];
const secretOf = async (name: string) => (await stack.control.apiClient(`e2e-test-${name}`))?.client_secret ?? "";

async function expectNoLeak(): Promise<void> {
  const secrets = [...Object.values(canaries), await secretOf("generated")];
  const places = { printed, stored: stack.project.storedState() };
  for (const [place, text] of Object.entries(places)) {
    for (const secret of secrets) {
      expect.soft(text.includes(secret), `${secret} in clear in ${place}`).toBe(false);
      for (const encoded of [secret, `sandbox-admin:${secret}`])
        expect.soft(text.includes(btoa(encoded)), `${secret} in base64 in ${place}`).toBe(false);
    }
  }
}

async function expectSecrets(expected: Record<string, string>): Promise<void> {
  const state = await stack.project.state();
  for (const name of names) {
    const { inputs = {}, outputs = {} } = state[name] ?? {};
    expect(secretIn(outputs.clientSecret)).toEqual({ value: expected[name] });
    if (name === "generated") expect(inputs).not.toHaveProperty("clientSecret");
    else expect(secretIn(inputs.clientSecret)).toEqual({ value: expected[name] });
    expect(await secretOf(name)).toBe(expected[name]);
  }
}

test("a create stores them encrypted, given or generated, and shows none", async () => {
  stack.project.declare(program());
  printed += await stack.project.up("--diff");
  const generated = await secretOf("generated");
  expect(generated).toMatch(/^[\w-]{43}$/);
  await expectSecrets({ plain: canaries.plain, secret: canaries.secret, generated });
  const outputs = await stack.project.outputs();
  for (const name of names) expect(outputs[name]?.clientSecret).toBe("[secret]");
  await expectNoLeak();
});

test("a refresh keeps them, with and without drift", async () => {
  const generated = await secretOf("generated");
  for (const name of names) await stack.control.setApiClient(`e2e-test-${name}`, { name: "by hand" });
  const [serverId = ""] = Object.keys((await stack.control.objects()).onelogin.authServers);
  await stack.control.setAuthServer(serverId, { name: "by hand" });
  printed += await stack.project.refresh("--diff");
  expect(stack.project.stored().plain?.inputs.name).toBe("by hand");
  await expectSecrets({ plain: canaries.plain, secret: canaries.secret, generated });
  await expectNoLeak();
});

test("so does an update, which changes a given one and keeps the generated one", async () => {
  const generated = await secretOf("generated");
  stack.project.declare([...program().filter(({ name }) => name !== "plain"), client("plain", canaries.later)]);
  printed += await stack.project.previewAndUp("--diff");
  await expectSecrets({ plain: canaries.later, secret: canaries.secret, generated });
  expect((await stack.control.apiClient("e2e-test-plain"))?.name).toBe("plain");
  await expectNoLeak();
});

test("a service that echoes them in an error doesn't make them show", async () => {
  await stack.control.fault({
    match: { method: "POST", path: "api-clients" },
    fault: {
      status: 400,
      body: {
        error: "invalid_request",
        message: `bad ${canaries.secret} of ${canaries.onegini}`,
        details: [canaries.secret],
      },
    },
  });
  stack.project.declare(
    [...program(client("refused", { $secret: canaries.secret }))].map((each) =>
      each.name === "plain" ? client("plain", canaries.later) : each,
    ),
  );
  const output = await stack.project.upFails();
  expect(output).toContain("Onegini answered 400 to POST");
  printed += output;
  printed += await stack.project.succeeds("stack", "export");
  await expectNoLeak();
});

test("a resource's state holds no credentials, encrypted or not", async () => {
  for (const { inputs, outputs } of Object.values(await stack.project.state())) {
    const all = JSON.stringify([inputs, outputs]);
    for (const each of [canaries.onelogin, canaries.onegini, "sandbox-admin"]) expect(all).not.toContain(each);
  }
});

test("no process's arguments and no file that a run leaves behind hold one", async () => {
  const temporary = mkdtempSync(join(tmpdir(), "pulumi-idp-temporary-"));
  const watched = await Project.with({
    config: configFor(stack.sandbox),
    environment: { TMPDIR: temporary },
  });
  try {
    watched.declare([client("watched", { $secret: canaries.secret }), client("watched-generated", undefined)]);
    await stack.control.settings({ latencyMs: 300 });
    const { commands } = await killedRun(watched, stack.control, {
      args: ["up", "--yes", "--skip-preview"],
      moment: 1,
      kill: "interrupt",
    });
    expect(commands.join("\n")).toContain("dynamic-provider");
    await stack.control.settings({ latencyMs: 0 });
    await watched.up();
    const files = [temporary, join(watched.folder, "home"), join(watched.folder, "backend")].flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1")),
    );
    expect(files.length).toBeGreaterThan(0);
    const secrets = [...Object.values(canaries), await secretOf("watched-generated")];
    for (const text of [...commands, ...files]) for (const secret of secrets) expect(text.includes(secret)).toBe(false);
  } finally {
    watched.remove();
    rmSync(temporary, { recursive: true, force: true });
  }
});

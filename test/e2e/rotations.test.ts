import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { diagnostics, secretIn } from "./support/output";
import type { Declared } from "./support/project";
import { useStack } from "./support/stacks";

/** Secrets that somebody sets by hand, and new ones whose way to the service is lost. Several clients side by side. */
const stack = useStack({}, () => ({
  "onegini:verifySecrets": "true",
  "onegini:requestTimeoutSeconds": "1",
  "onegini:retryTimeoutSeconds": "2",
}));

const names = ["lost", "ignored", "flagged", "method"];
type Args = Record<string, Record<string, unknown>>;

function program(args: Args = {}): Declared[] {
  const opts: Args = {
    ignored: { ignoreChanges: ["clientSecret"] },
    method: { ignoreChanges: ["authenticationMethod"] },
  };
  return names.map((name) => ({
    type: "onegini.ApiClient",
    name,
    args: { clientId: name, scopes: ["onegini_api_events"], ...args[name] },
    opts: opts[name] ?? {},
  }));
}

const atService = async (name: string) => (await stack.control.apiClient(name))?.client_secret;
async function inState(): Promise<Record<string, unknown>> {
  const state = await stack.project.state();
  return Object.fromEntries(names.map((name) => [name, secretIn(state[name]?.outputs.clientSecret)?.value]));
}

test("a rotation that is lost and taken back; secrets set by hand, ignored or put back; a method that is left alone", async () => {
  const { control, project } = stack;
  project.declare(program());
  await project.up();
  const first = await inState();

  // By hand: two secrets and a method. A refresh notices all three.
  for (const name of ["ignored", "flagged"]) await control.setApiClient(name, { client_secret: `by-hand-${name}` });
  const public_jwk = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });
  await control.setApiClient("method", { authentication_method: "private_key_jwt", public_jwk });
  await project.refresh();
  const drifted = () => names.filter((name) => project.stored()[name]?.outputs.clientSecretDrifted);
  expect(drifted()).toEqual(["ignored", "flagged"]);

  // A refresh that doesn't verify has nothing to say about secrets.
  await project.configure({ "onegini:verifySecrets": "false" });
  await project.refresh("--run-program", "--expect-no-changes");
  expect(drifted()).toEqual(["ignored", "flagged"]);

  // The service takes the new secret, and nobody hears of it. The others have other changes.
  await control.fault({
    match: { method: "PATCH", path: "/lost$" },
    times: "forever",
    after: true,
    fault: { drop: true },
  });
  const others = { scopes: ["onegini_api_events", "onegini_api_config"] };
  const changed = { ignored: others, method: others };
  project.declare(program({ ...changed, lost: { clientSecretVersion: 2 } }));
  const errors = diagnostics(await project.upFails("--continue-on-error"));
  expect(errors.lost).toMatch(/It isn't certain how the client authenticates now\. Run `pulumi up` again to set it/);
  expect(Object.keys(errors).sort()).toEqual(["e2e-test", "lost"]);
  expect(await atService("lost")).not.toBe(first.lost);
  for (const name of ["ignored", "method"]) expect(await control.apiClient(name)).toMatchObject(others);
  expect(await atService("ignored")).toBe("by-hand-ignored");
  expect(await atService("flagged")).toBe(first.flagged);
  expect(await control.apiClient("method")).toMatchObject({ authentication_method: "private_key_jwt", public_jwk });

  // Taken back: the program is as it was, and yet there is something to do.
  await control.clearFaults();
  project.declare(program(changed));
  expect(await project.previewAndUp()).toContain("1 to update");
  const last = await inState();
  expect(await atService("lost")).toBe(last.lost);
  expect(await atService("flagged")).toBe(last.flagged);
  expect(await atService("ignored")).toBe("by-hand-ignored");
  await project.up("--refresh", "--expect-no-changes");
});

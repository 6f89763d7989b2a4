import { describe, expect, it } from "vitest";
import type { Values } from "../../provider/lifecycle";
import type { FaultEffect } from "../../sandbox";
import { doByHand } from "../support/byHand";
import { type PreparedFixture, prepareFixture } from "../support/resources";
import { sandboxForAll } from "../support/sandbox";
import { type Entry, ProviderRun, requestsOf } from "./support/providerRun";

// Only the response to an app's create contains its secret. Every case without it is reported, and nothing is guessed.

const sandbox = sandboxForAll();
const run = () => new ProviderRun(sandbox());
const name = "OidcApp";
const begin = () => prepareFixture(sandbox(), name);
const shown = () => sandbox().control.settings({ appSecretInReads: "shown" });

/** The fixture's own app needs no secret. */
const withSecret = (resource: PreparedFixture, more: Values = {}): Values => {
  const { tokenEndpointAuthMethod: _, ...configuration } = resource.args().configuration as Values;
  return { ...resource.args(), configuration, ...more };
};
const secretOf = async ({ id }: Pick<Entry, "id">) =>
  (await sandbox().control.objects()).onelogin.apps.find((app) => app.id === Number(id))?.sso?.client_secret;
const ways = /Regenerate it in OneLogin's console .*pulumi up --replace/;

describe("the secret of a new app", () => {
  it("is in the state, and stays there whatever reads contain", async () => {
    const resource = await begin();
    const up = run();
    const entry = await up.create(name, withSecret(resource));
    expect(entry.outputs.clientSecret).toBe(await secretOf(entry));
    for (const appSecretInReads of ["missing", "empty", "shown"] as const) {
      await sandbox().control.settings({ appSecretInReads });
      expect(await run().refresh(entry)).toEqual(entry);
    }
    const changed = await up.update(entry, { ...withSecret(resource), description: "another" });
    expect(changed.outputs).toMatchObject({ clientId: entry.outputs.clientId, clientSecret: await secretOf(entry) });
    expect(up.messages).toEqual([]);
  });

  it("that somebody regenerates is noticed where reads contain it, and only there", async () => {
    const resource = await begin();
    const entry = await run().create(name, withSecret(resource));
    await sandbox().control.setApp(entry.id, { sso: { client_secret: "regenerated" } });
    expect(await run().refresh(entry)).toEqual(entry);
    await shown();
    const refreshed = await run().refresh(entry);
    expect(refreshed).toEqual({ ...entry, outputs: { ...entry.outputs, clientSecret: "regenerated" } });
  });

  it("leaves the state with its client id, and the run says so, once", async () => {
    const resource = await begin();
    const entry = await run().create(name, withSecret(resource));
    await sandbox().control.setApp(entry.id, { sso: { client_id: "another" } });
    const { clientSecret, ...outputs } = entry.outputs;
    const expected = { ...entry, outputs: { ...outputs, clientId: "another" } };
    const refresh = run();
    expect(await refresh.refresh(entry)).toEqual(expected);
    expect(refresh.messages.join()).toMatch(ways);
    const again = run();
    expect(await again.refresh(expected)).toEqual(expected);
    expect(again.messages).toEqual([]);
    const up = run();
    const changed = await up.update(entry, { ...withSecret(resource), description: "another" });
    expect(changed.outputs).toMatchObject({ clientId: "another" });
    expect(changed.outputs).not.toHaveProperty("clientSecret");
    expect(up.messages.join()).toMatch(ways);
  });

  it("is read from the answer to an update that contains it", async () => {
    const resource = await begin();
    await sandbox().control.settings({ publicAppSecret: "none" });
    const entry = await run().create(name, resource.args());
    expect(entry.outputs).not.toHaveProperty("clientSecret");
    const sso = { client_id: entry.outputs.clientId, client_secret: "issued later" };
    const body = { id: Number(entry.id), sso };
    await sandbox().control.fault({ match: requestsOf(entry).update, after: true, fault: { status: 200, body } });
    const configuration = { ...(resource.args().configuration as Values), tokenEndpointAuthMethod: "basic" };
    const changed = await run().update(entry, { ...resource.args(), configuration });
    expect(changed.outputs.clientSecret).toBe("issued later");
  });

  it("that an app needs later and never got is said to be missing", async () => {
    const resource = await begin();
    await sandbox().control.settings({ publicAppSecret: "none" });
    const entry = await run().create(name, resource.args());
    const configuration = { ...(resource.args().configuration as Values), tokenEndpointAuthMethod: "basic" };
    const up = run();
    const changed = await up.update(entry, { ...resource.args(), configuration });
    expect(changed.outputs).not.toHaveProperty("clientSecret");
    expect(up.messages.join()).toMatch(ways);
  });
});

it("an app whose method the program takes out needs no secret from then on", async () => {
  const resource = await begin();
  await sandbox().control.settings({ publicAppSecret: "none" });
  const entry = await run().create(name, resource.args());
  const up = run();
  await up.update(entry, withSecret(resource));
  expect(up.messages).toEqual([]);
});

it.each([400, 403, 404, 422, 500])(
  "no error shows a secret of the state that the service repeats: %i",
  async (status) => {
    const entry = await run().create(name, withSecret(await begin()));
    await shown();
    const exporting = await prepareFixture(sandbox(), "AuthServerClientApp");
    const args = { ...exporting.args(), appId: entry.outputs.appId, exportCredentials: true };
    const access = await run().create("AuthServerClientApp", args);
    const secret = String(entry.outputs.clientSecret);
    const body = { message: `not with ${secret}`, statusCode: status, name: "Error" };
    await sandbox().control.fault({ match: { path: "/api/2/" }, times: "forever", fault: { status, body } });
    const changes: [Entry, Values][] = [
      [entry, { ...withSecret(await begin()), notes: "x" }],
      [access, { ...args, scopeIds: [] }],
    ];
    for (const [each, changed] of changes) {
      const up = () => new ProviderRun(sandbox(), { keys: { "onelogin:retryTimeoutSeconds": "20" } });
      const { message } = await up().failingUpdate(each, changed);
      const thrown = [up().refresh(each), up().delete(each)].map((work) => work.catch((error) => error.message));
      for (const text of [message, ...(await Promise.all(thrown))]) {
        expect(text).toContain(String(status));
        expect(text).not.toContain(secret);
      }
    }
  },
);

describe("a create whose answer was lost", () => {
  const losses: [what: string, fault: FaultEffect][] = [
    ["a broken connection", { drop: true }],
    ["a 503", { status: 503 }],
    ["HTML", { status: 200, body: "<html>Log in</html>" }],
    ["half of the JSON", { brokenBody: true }],
  ];

  it.each(losses)("by %s is an error that says what is lost, once; the app is in the state", async (_, fault) => {
    const resource = await begin();
    await resource.faultCreate({ after: true, fault });
    const { message, entry } = await run().failingCreate(name, withSecret(resource));
    expect(message).toContain("was created and is in the state, but its client secret was lost");
    expect(message).toMatch(ways);
    expect(await resource.count()).toBe(1);
    expect(entry?.id).toMatch(/^\d+$/);
    const { clientId, clientSecret, creationUncertain } = entry?.outputs ?? {};
    expect([clientId, clientSecret, creationUncertain]).toEqual([
      `sandbox-oidc-client-${entry?.id}`,
      undefined,
      undefined,
    ]);
    // The engine updates what is half done.
    const up = run();
    const updated = await up.update(entry as Entry, withSecret(resource));
    expect(updated.outputs).toEqual(entry?.outputs);
    expect(await run().refresh(updated)).toEqual(updated);
    await run().delete(updated);
    expect(await resource.count()).toBe(0);
  });

  it.each(losses)("by %s is none where reads contain the secret, or where the app needs none", async (_, fault) => {
    const resource = await begin();
    await resource.faultCreate({ after: true, fault });
    const open = await run().create(name, resource.args(2));
    expect(open.outputs).not.toHaveProperty("clientSecret");
    await shown();
    await resource.faultCreate({ after: true, fault });
    const entry = await run().create(name, withSecret(resource));
    expect(entry.outputs.clientSecret).toBe(await secretOf(entry));
  });

  it("isn't lost if only its credentials are missing in it, and the client id is read", async () => {
    const resource = await begin();
    await resource.faultCreate({ after: true, fault: { status: 200, body: { id: 1200001 } } });
    const { message, entry } = await run().failingCreate(name, withSecret(resource));
    expect(message).toMatch(/client secret was lost.*had none/);
    expect(entry?.outputs.clientId).toBe("sandbox-oidc-client-1200001");
  });

  it("and whose client id can't be read leaves the app in the state, and a refresh reads it", async () => {
    const resource = await begin();
    await resource.faultCreate({ after: true, fault: { status: 200, body: { id: 1200001 } } });
    const match = { method: "GET", path: "/apps/1200001$" };
    await sandbox().control.fault({ match, times: "forever", fault: { status: 403 } });
    const { message, entry } = await run().failingCreate(name, withSecret(resource));
    expect(message).toMatch(/was created and is in the state.*403.*Run `pulumi up --refresh`/);
    expect(entry?.id).toBe("1200001");
    expect(entry?.outputs).not.toHaveProperty("clientId");
    await sandbox().control.clearFaults();
    const read = { clientId: "sandbox-oidc-client-1200001" };
    expect((await run().refresh(entry as Entry))?.outputs).toMatchObject(read);
    // An update without a refresh reads it, too.
    expect((await run().update(entry as Entry, withSecret(resource))).outputs).toMatchObject(read);
  });

  it("and may still come is completed by a refresh, which says what it can't read", async () => {
    const resource = await begin();
    await resource.faultCreate({ times: "forever", fault: { status: 504 } });
    const { message, entry } = await run().failingCreate(name, withSecret(resource));
    expect(message).toMatch(/Only the lost response contained its client secret\. Run `pulumi up --refresh`/);
    expect(entry?.outputs.creationUncertain).toBe(true);
    await sandbox().control.clearFaults();
    const { tokenEndpointAuthMethod: _, ...configuration } = resource.inputs().configuration as Values;
    await doByHand(sandbox(), resource.fixture.byHand.make({ ...resource.inputs(), configuration }));
    const refresh = run();
    const found = await refresh.refresh(entry as Entry);
    expect(found?.outputs).toMatchObject({ appId: 1200001, clientId: "sandbox-oidc-client-1200001" });
    expect(found?.outputs).not.toHaveProperty("clientSecret");
    expect(refresh.messages.join()).toMatch(/can't be read, so the output clientSecret is undefined\. Regenerate/);
    // It's said once.
    const again = run();
    expect(await again.refresh(found as Entry)).toEqual(found);
    expect(again.messages).toEqual([]);
  });
});

describe("an adopted app", () => {
  it("has no secret that can be read, and the run says so", async () => {
    const resource = await begin();
    await doByHand(sandbox(), resource.fixture.byHand.make(resource.inputs()));
    const up = run();
    const entry = await up.create(name, withSecret(resource, { adoptExisting: true }));
    expect(entry.outputs.clientId).toBe(`sandbox-oidc-client-${entry.id}`);
    expect(entry.outputs).not.toHaveProperty("clientSecret");
    expect(up.messages.join()).toMatch(/can't be read, so the output clientSecret is undefined\. Regenerate/);
    expect(await run().refresh(entry)).toEqual(entry);
  });

  it("has its secret where reads contain it", async () => {
    const resource = await begin();
    await doByHand(sandbox(), resource.fixture.byHand.make(resource.inputs()));
    await shown();
    const up = run();
    const entry = await up.create(name, withSecret(resource, { adoptExisting: true }));
    expect(entry.outputs.clientSecret).toBe(await secretOf(entry));
    expect(up.messages).toEqual([]);
  });
});

it("get gives the client id, and the secret where reads contain it", async () => {
  const [client_id, client_secret] = ["sandbox-oidc-client-909021", "sandbox-oidc-secret-909021"];
  const { outputs } = await run().get(name, "909021");
  expect([outputs.clientId, outputs.clientSecret]).toEqual([client_id, undefined]);
  await shown();
  expect((await run().get(name, "909021")).outputs).toMatchObject({ clientId: client_id, clientSecret: client_secret });
  await expect(run().get(name, "909030")).rejects.toThrow("The app 909030 is not an OpenID Connect app");
});

describe("a client app that exports credentials", () => {
  it.each(["missing", "empty"] as const)("is refused if they are %s, and the message names OidcApp", async (how) => {
    await sandbox().control.settings({ appSecretInReads: how });
    const clientApp = await prepareFixture(sandbox(), "AuthServerClientApp");
    const args = { ...clientApp.args(), exportCredentials: true };
    const { message, entry } = await run().failingCreate("AuthServerClientApp", args);
    expect(message).toMatch(/without its client secret.*use the output clientSecret of that OidcApp.*console/);
    expect(entry).toBeUndefined();
    expect(await clientApp.count()).toBe(0);
  });

  it("of an app of the same program has the app's own", async () => {
    await shown();
    const up = run();
    const app = await up.create(name, withSecret(await begin()));
    const clientApp = await prepareFixture(sandbox(), "AuthServerClientApp");
    const args = { ...clientApp.args(), appId: app.outputs.appId, exportCredentials: true };
    const { outputs } = await up.create("AuthServerClientApp", args);
    expect(outputs).toMatchObject({ clientId: app.outputs.clientId, clientSecret: app.outputs.clientSecret });
  });
});

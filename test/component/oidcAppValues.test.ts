import { describe, expect, it } from "vitest";
import type { Values } from "../../provider/lifecycle";
import type { Settings } from "../../sandbox";
import { prepareFixture } from "../support/resources";
import { sandboxForAll } from "../support/sandbox";
import { type Entry, ProviderRun, requestsOf } from "./support/providerRun";

// What is drift of an app and what isn't, and that nothing is sent that the program doesn't give.

const sandbox = sandboxForAll();
const run = () => new ProviderRun(sandbox());
const name = "OidcApp";
const configuration = { redirectUris: ["https://a.example.com/callback", "https://b.example.com/callback"] };
const text = "A & B <c>\n\"d\" 'e'";
const args = { name: "A & B", description: text, notes: text, configuration };
const held = async ({ id }: Pick<Entry, "id">) =>
  (await sandbox().control.objects()).onelogin.apps.find((app) => app.id === Number(id));
/** The bodies' members of what was sent to change apps. */
const sent = async () => (await sandbox().control.log({ method: "PUT" })).map(({ fields }) => fields);

describe("whatever answers look like", () => {
  const readings: Partial<Settings>[] = [
    {},
    { unsetAppLifetimes: "zero", zeroAppEnumerations: "missing", appUris: "array" },
    { unsetAppLifetimes: "missing", escapedAppTexts: true, appUpdateAnswer: "id" },
    {
      shuffle: true,
      createdStatus: 201,
      publicAppSecret: "none",
      appSecretInReads: "empty",
      parameterUpdate: "empties",
    },
  ];

  it.each(readings)("an app is created, refreshed, changed and deleted: %j", async (reading) => {
    await sandbox().control.settings(reading);
    const whole = { ...args, roleIds: [1, 2, 3], visible: false, parameters: { unit: { values: ["a", "b"] } } };
    const entry = await run().create(name, whole);
    expect(await run().refresh(entry)).toEqual(entry);
    const changed = await run().update(entry, {
      ...whole,
      visible: true,
      configuration: { ...configuration, oidcApplicationType: "web", tokenEndpointAuthMethod: "basic" },
    });
    expect(await run().refresh(changed)).toEqual(changed);
    expect((await run().failingCreate(name, whole)).message).toContain("already exists");
    const adopted = await run().create(name, { ...whole, adoptExisting: true });
    expect(adopted.id).toBe(entry.id);
    expect(await run().refresh(adopted)).toEqual(adopted);
    await run().delete(adopted);
    expect(await run().refresh(adopted)).toBeUndefined();
  });

  it.each(readings)("what somebody changed by hand is drift, and taken back: %j", async (reading) => {
    await sandbox().control.settings(reading);
    const entry = await run().create(name, { ...args, policyId: 7, roleIds: [1] });
    await sandbox().control.setApp(entry.id, {
      description: "by hand",
      notes: null,
      policy_id: null,
      role_ids: [1, 2],
      configuration: { redirect_uri: "https://by-hand.example.com" },
    });
    const drifted = await run().refresh(entry);
    expect(drifted?.inputs).toMatchObject({
      description: "by hand",
      notes: "",
      roleIds: [1, 2],
      configuration: { redirectUris: ["https://by-hand.example.com"] },
    });
    expect(drifted?.inputs).not.toHaveProperty("policyId");
    const repaired = await run().update(drifted as Entry, { ...args, policyId: 7, roleIds: [1] });
    expect(await held(entry)).toMatchObject({
      description: text,
      notes: text,
      policy_id: 7,
      role_ids: [1],
      configuration: { redirect_uri: configuration.redirectUris.join("\n") },
    });
    expect(await run().refresh(repaired)).toEqual(repaired);
  });

  it("numbers that somebody sent as strings are numbers", async () => {
    const minutes = { ...configuration, tokenEndpointAuthMethod: "post", accessTokenExpirationMinutes: 15 };
    const entry = await run().create(name, { ...args, configuration: minutes });
    const strings = { token_endpoint_auth_method: "1", access_token_expiration_minutes: "15" };
    await sandbox().control.setApp(entry.id, { configuration: strings });
    expect(await run().refresh(entry)).toEqual(entry);
  });

  it("enumerations that are missing are web and basic", async () => {
    const native = { ...configuration, oidcApplicationType: "native", tokenEndpointAuthMethod: "post" };
    const entry = await run().create(name, { ...args, configuration: native });
    const zero = { oidc_application_type: 0, token_endpoint_auth_method: 0 };
    for (const none of [zero, { oidc_application_type: null, token_endpoint_auth_method: null }]) {
      await sandbox().control.settings({ zeroAppEnumerations: "missing" });
      await sandbox().control.setApp(entry.id, { configuration: none });
      const drifted = await run().refresh(entry);
      expect(drifted?.inputs.configuration).toEqual({
        ...configuration,
        oidcApplicationType: "web",
        tokenEndpointAuthMethod: "basic",
      });
    }
  });

  it.each([{}, { configuration: null, parameters: null }, { configuration: {} }])(
    "an answer without a whole section is no drift: %j",
    async (sections) => {
      const native = { ...configuration, oidcApplicationType: "native", tokenEndpointAuthMethod: "post" };
      const more = { parameters: { unit: { values: "a" } }, policyId: 7, configuration: native };
      const entry = await run().create(name, { ...args, ...more });
      const { read } = requestsOf(entry);
      const { id, name: name_ } = (await held(entry)) as { id: number; name: string };
      const body = { id, name: name_, auth_method: 8, ...sections };
      await sandbox().control.fault({ match: read, fault: { status: 200, body } });
      expect(await run().refresh(entry)).toEqual(entry);
    },
  );

  it.each([
    { redirect_uri: 7 },
    { post_logout_redirect_uri: ["https://a.example.com", 7] },
    { login_url: 7 },
    { oidc_application_type: "web" },
    { access_token_expiration_minutes: "soon" },
    { refresh_token_expiration_minutes: 1.5 },
    { include_amr_claims: "yes" },
  ])("an answer of another form than documented is an error: %j", async (odd) => {
    const entry = await run().create(name, args);
    await sandbox().control.setApp(entry.id, { configuration: odd });
    const [member] = Object.keys(odd);
    await expect(run().refresh(entry)).rejects.toThrow(`doesn't match the service's documentation: `);
    await expect(run().refresh(entry)).rejects.toThrow(`configuration.${member}`);
  });
});

describe("what the program leaves out", () => {
  it("is no drift, and no update sends it", async () => {
    const entry = await run().create(name, args);
    await sandbox().control.setApp(entry.id, {
      visible: false,
      role_ids: [1],
      policy_id: 3,
      parameters: { console: { values: "x" } },
      configuration: { login_url: "https://by-hand.example.com", access_token_expiration_minutes: 5 },
    });
    expect(await run().refresh(entry)).toEqual(entry);
    await run().update(entry, { ...args, notes: "another" });
    expect(await sent()).toEqual([["notes"]]);
    expect(await held(entry)).toMatchObject({
      visible: false,
      policy_id: 3,
      parameters: { console: { values: "x" } },
      configuration: { login_url: "https://by-hand.example.com", access_token_expiration_minutes: 5 },
    });
  });

  it("after it was given is emptied where the API can say that, and else stays", async () => {
    const whole = {
      ...args,
      policyId: 1,
      brandId: 2,
      tabId: 3,
      roleIds: [4],
      visible: false,
      configuration: {
        ...configuration,
        postLogoutRedirectUris: ["https://a.example.com/out"],
        loginUrl: "https://a.example.com",
        accessTokenExpirationMinutes: 5,
        tokenEndpointAuthMethod: "post",
      },
    };
    const entry = await run().create(name, whole);
    const bare = await run().update(entry, { name: args.name, configuration });
    expect(await held(entry)).toMatchObject({
      description: null,
      notes: null,
      policy_id: null,
      brand_id: null,
      tab_id: null,
      role_ids: [],
      visible: false,
      configuration: {
        redirect_uri: configuration.redirectUris.join("\n"),
        post_logout_redirect_uri: "",
        login_url: "",
        access_token_expiration_minutes: 5,
        token_endpoint_auth_method: 1,
      },
    });
    expect(await run().refresh(bare)).toEqual(bare);
  });
});

it("what was empty and is taken out takes no request", async () => {
  const empty = { ...configuration, postLogoutRedirectUris: [], loginUrl: "" };
  const entry = await run().create(name, { ...args, roleIds: [], configuration: empty });
  await run().update(entry, args);
  expect(await sent()).toEqual([]);
});

describe("an app whose name looks like the program's in HTML", () => {
  const adopting = { ...args, adoptExisting: true };

  it.each([
    ["a & b", "a &amp; b", false],
    ["a &amp; b", "a & b", true],
    ["* & b", "* &amp; b", false],
  ])("isn't adopted: %s for %s", async (wanted, theirs, escapedAppTexts) => {
    await sandbox().control.settings({ escapedAppTexts });
    const id = await sandbox().control.createApp({ name: theirs });
    const before = await held({ id: String(id) });
    const { message, entry } = await run().failingCreate(name, { ...adopting, name: wanted });
    expect(message).toContain(`The app ${id} was not adopted`);
    expect(entry).toBeUndefined();
    expect(await held({ id: String(id) })).toEqual(before);
    // Nor is it risked that it is the same.
    expect((await run().failingCreate(name, { ...args, name: wanted })).message).toContain("already exists");
  });

  it.each([
    ["a & b", false],
    ["a & b", true],
    ["a &amp; b", false],
    ["a &amp; b", true],
  ])("is adopted if it is the very name: %s", async (same, escapedAppTexts) => {
    await sandbox().control.settings({ escapedAppTexts });
    const id = await sandbox().control.createApp({ name: same });
    const adopted = await run().create(name, { ...adopting, name: same });
    expect(adopted.id).toBe(String(id));
    expect((await held(adopted))?.name).toBe(same);
    expect(await run().refresh(adopted)).toEqual(adopted);
  });
});

describe("the connector", () => {
  it("that the account doesn't have is an error that names those it has", async () => {
    await sandbox().control.settings({ oidcConnectors: "38568" });
    const { message, entry } = await run().failingCreate(name, args);
    expect(message).toMatch(/Connector ID is invalid.*Set connectorId to .*: 38568 \(OpenId Connect \(OIDC\)\)\./);
    expect(entry).toBeUndefined();
    const made = await run().create(name, { ...args, connectorId: 38568 });
    expect((await held(made))?.connector_id).toBe(38568);
  });

  it("is an error all the same where connectors can't be listed", async () => {
    await sandbox().control.settings({ oidcConnectors: "38568" });
    await sandbox().control.fault({ match: { path: "/connectors" }, times: "forever", fault: { status: 403 } });
    expect((await run().failingCreate(name, args)).message).toContain("Connector ID is invalid");
  });

  it("makes another app of the same name, and another connector replaces the app", async () => {
    await sandbox().control.settings({ oidcConnectors: "both" });
    const one = await run().create(name, args);
    const two = await run().create(name, { ...args, connectorId: "38568" });
    expect(two.id).not.toBe(one.id);
    expect(await run().diff(one, { ...args, connectorId: 38568 })).toEqual({ replaces: ["connectorId"] });
  });
});

describe("among many apps", () => {
  it("one of the name is found on a later page, also one with a wildcard in its name", async () => {
    await sandbox().control.seed({ apps: 1001 });
    for (const odd of ["Orders", "Orders *", "a & b"]) {
      await sandbox().control.createApp({ name: odd });
      expect((await run().failingCreate(name, { ...args, name: odd })).message).toContain("already exists");
    }
    // A service that compares escaped names would find none of these by its filter.
    const filtered = await sandbox().control.log({ path: /[?&]name=/ });
    expect(filtered.map(({ path }) => path)).toEqual(["/api/2/apps?auth_method=8&limit=1000&page=1&name=Orders"]);
    const made = await run().create(name, { ...args, name: "Orders 2" });
    expect(await run().refresh(made)).toEqual(made);
  });

  it("of two with one name, nobody can tell which is to be adopted: an error that names both", async () => {
    const ids = [await sandbox().control.createApp(args), await sandbox().control.createApp(args)];
    const { message, entry } = await run().failingCreate(name, { ...args, adoptExisting: true });
    expect(message).toContain(ids.join(", "));
    expect(entry).toBeUndefined();
    expect(await sent()).toEqual([]);
  });

  it("a list that doesn't end is an error", async () => {
    const app = { id: 1, connector_id: 108419, auth_method: 8, name: "x" };
    const body = Array.from({ length: 1000 }, () => app);
    await sandbox().control.fault({ match: { path: "/apps\\?" }, times: "forever", fault: { status: 200, body } });
    expect((await run().failingCreate(name, args)).message).toContain("doesn't end");
  });
});

it("what a client app's app was deleted with is gone, too, or deleted with 204", async () => {
  for (const clientAppsOfDeletedApps of ["deleted", "kept"] as const) {
    await sandbox().control.settings({ clientAppsOfDeletedApps });
    const up = run();
    const app = await up.create(name, args);
    const clientApp = await prepareFixture(sandbox(), "AuthServerClientApp");
    const access = await up.create("AuthServerClientApp", { ...clientApp.args(), appId: app.outputs.appId } as Values);
    await run().delete(app);
    await run().delete(access);
    expect(await run().refresh(access)).toBeUndefined();
  }
});

it("an app whose number is a server's isn't kept for the server's scopes", async () => {
  const scope = await prepareFixture(sandbox(), "AuthServerScope");
  await sandbox().control.createApp({ name: "other" });
  const up = run();
  const app = await up.create(name, args);
  const id = String(scope.environment.authServerId);
  await up.create("AuthServerScope", scope.args());
  await sandbox().control.setApp(id, { name: "same number" });
  await up.delete({ ...app, id, outputs: { ...app.outputs, appId: Number(id) } });
  expect(await held({ id })).toBeUndefined();
});

import { beforeEach, describe, expect, it } from "vitest";
import type { Values } from "../../provider/lifecycle";
import { sandboxForAll } from "../support/sandbox";
import { type Entry, ProviderRun } from "./support/providerRun";

// Parameters of an app: only those that the program names are managed, and each has a life of its own.

const sandbox = sandboxForAll();
const run = () => new ProviderRun(sandbox());
const name = "OidcApp";
const base = { name: "Orders", configuration: { redirectUris: ["https://a.example.com"] } };
const args = (parameters?: Values) => ({ ...base, ...(parameters && { parameters }) });
const parametersOf = async ({ id }: Entry) => {
  const app = (await sandbox().control.objects()).onelogin.apps.find((each) => each.id === Number(id));
  return app?.parameters ?? {};
};
const writes = async () =>
  (await sandbox().control.log({ path: /\/apps\/\d/ }))
    .filter(({ method }) => method !== "GET")
    .map(({ method, fields }) => [method, ...(fields ?? [])].join(" "));

it("are created with what is given, and labelled by their names otherwise", async () => {
  const parameters = { unit: { label: "Unit", values: "a" }, region: {}, groups: { userAttributeMappings: "roles" } };
  const entry = await run().create(name, args(parameters));
  expect(await parametersOf(entry)).toMatchObject({
    unit: { label: "Unit", values: "a" },
    region: { label: "region" },
    groups: { user_attribute_mappings: "roles" },
  });
  expect(await run().refresh(entry)).toEqual(entry);
});

describe.each(["keeps", "empties"] as const)("whose members a PUT %s if it leaves them out", (parameterUpdate) => {
  beforeEach(() => sandbox().control.settings({ parameterUpdate }));

  it("are changed alone, member by member", async () => {
    const entry = await run().create(name, args({ unit: { values: "a", skipIfBlank: true }, region: { values: "b" } }));
    await sandbox().control.setApp(entry.id, {
      parameters: { unit: { user_attribute_macros: "{by hand}" }, region: { default_values: "by hand" } },
    });
    const changed = await run().update(entry, args({ unit: { skipIfBlank: true }, region: { values: "b" } }));
    expect(await parametersOf(entry)).toMatchObject({
      unit: { values: null, skip_if_blank: true, user_attribute_macros: "{by hand}" },
      region: { values: "b", default_values: "by hand" },
    });
    expect(await run().refresh(changed)).toEqual(changed);
    expect(await writes()).toEqual(["PUT parameters"]);
  });

  it("that the program begins to manage keep the members that it leaves out", async () => {
    const entry = await run().create(name, args());
    const byHand = { values: "by hand", skip_if_blank: true };
    await sandbox().control.setApp(entry.id, { parameters: { groups: byHand, unit: byHand } });
    const parameters = { groups: { userAttributeMappings: "roles" }, unit: { values: "a" } };
    const changed = await run().update(entry, args(parameters));
    expect(await parametersOf(entry)).toMatchObject({
      groups: { ...byHand, user_attribute_mappings: "roles" },
      unit: { ...byHand, values: "a" },
    });
    expect(await run().refresh(changed)).toEqual(changed);
  });

  it("are adopted with the members that the program leaves out", async () => {
    const unit = { values: "a", default_values: "b", label: "Unit" };
    const id = await sandbox().control.createApp({ name: base.name, parameters: { unit } });
    const adopted = await run().create(name, { ...args({ unit: { values: "c" } }), adoptExisting: true });
    expect(adopted.id).toBe(String(id));
    expect((await parametersOf(adopted)).unit).toMatchObject({ ...unit, values: "c" });
    expect(await run().refresh(adopted)).toEqual(adopted);
  });

  it("keep what somebody set when they get another label, although they are created again", async () => {
    const entry = await run().create(name, args({ unit: { label: "Unit", values: "a" } }));
    await sandbox().control.setApp(entry.id, { parameters: { unit: { default_values: "by hand" } } });
    await run().update(entry, args({ unit: { label: "Business unit", values: "a" } }));
    const expected = { label: "Business unit", values: "a", default_values: "by hand" };
    expect((await parametersOf(entry)).unit).toMatchObject(expected);
  });
});

it("that somebody deleted since the last refresh are created whole by the update that changes them", async () => {
  const entry = await run().create(name, args({ unit: { label: "Unit", values: "a", skipIfBlank: true } }));
  await sandbox().control.setApp(entry.id, { parameters: { unit: null } });
  const changed = await run().update(entry, args({ unit: { label: "Unit", values: "b", skipIfBlank: true } }));
  expect((await parametersOf(entry)).unit).toMatchObject({ label: "Unit", values: "b", skip_if_blank: true });
  expect(await run().refresh(changed)).toEqual(changed);
});

it("that are removed are deleted, and others stay", async () => {
  const entry = await run().create(name, args({ unit: {}, region: {} }));
  await sandbox().control.setApp(entry.id, { parameters: { console: { values: "x" } } });
  const changed = await run().update(entry, args({ region: {} }));
  expect(Object.keys(await parametersOf(entry)).sort()).toEqual(["console", "groups", "region"]);
  const none = await run().update(changed, args());
  expect(Object.keys(await parametersOf(entry)).sort()).toEqual(["console", "groups"]);
  expect(await run().refresh(none)).toEqual(none);
  expect(await writes()).toEqual(["DELETE", "DELETE"]);
});

it("that somebody deleted are drift, and created again", async () => {
  const entry = await run().create(name, args({ unit: { values: "a" }, region: {} }));
  await sandbox().control.setApp(entry.id, { parameters: { unit: null } });
  const drifted = await run().refresh(entry);
  expect(drifted?.inputs.parameters).toEqual({ region: {} });
  await run().update(drifted as Entry, args({ unit: { values: "a" }, region: {} }));
  expect((await parametersOf(entry)).unit).toMatchObject({ values: "a" });
});

it("that are removed and gone already take no request", async () => {
  const entry = await run().create(name, args({ unit: {} }));
  await sandbox().control.setApp(entry.id, { parameters: { unit: null } });
  await run().update(entry, args());
  expect(await writes()).toEqual([]);
});

it("of the connector can't be deleted: they are emptied, unmanaged from then on, and the run says so", async () => {
  const entry = await run().create(name, args({ groups: { values: "a", skipIfBlank: true } }));
  await sandbox().control.setApp(entry.id, { parameters: { groups: { default_values: "by hand" } } });
  const up = run();
  const changed = await up.update(entry, args());
  expect((await parametersOf(entry)).groups).toMatchObject({
    values: null,
    skip_if_blank: true,
    default_values: "by hand",
  });
  expect(up.messages.join()).toMatch(
    /parameter "groups" .* belongs to the app's connector, so it is emptied instead of deleted/,
  );
  expect(await run().refresh(changed)).toEqual(changed);
});

it("whose deletion is refused for another reason are an error", async () => {
  const entry = await run().create(name, args({ unit: {} }));
  const match = { method: "DELETE", path: "/parameters/" };
  for (const fault of [{ status: 403 }, { status: 404, body: "<html>" }, { status: 500 }]) {
    await sandbox().control.fault({ match, times: "forever", fault });
    expect((await run().failingUpdate(entry, args())).message).toMatch(/403|404|500/);
    await sandbox().control.clearFaults();
  }
  expect(await parametersOf(entry)).toHaveProperty("unit");
});

it("get a label that the program adds later", async () => {
  const entry = await run().create(name, args({ unit: { values: "a" } }));
  const changed = await run().update(entry, args({ unit: { values: "a", label: "Unit" } }));
  expect((await parametersOf(entry)).unit).toMatchObject({ label: "Unit", values: "a" });
  expect(await run().refresh(changed)).toEqual(changed);
});

it("keep a label that the program takes out, and one that it adds although they have it", async () => {
  const entry = await run().create(name, args({ unit: { label: "Unit" } }));
  const without = await run().update(entry, args({ unit: {} }));
  await run().update(without, args({ unit: { label: "Unit" } }));
  expect((await parametersOf(entry)).unit).toMatchObject({ label: "Unit" });
  expect(await writes()).toEqual([]);
});

it("of the connector with another label don't make a lost create somebody else's", async () => {
  await sandbox().control.fault({ match: { method: "POST", path: "/apps$" }, after: true, fault: { drop: true } });
  const configuration = { ...base.configuration, tokenEndpointAuthMethod: "none" };
  const entry = await run().create(name, { ...args({ groups: { label: "Roles" } }), configuration });
  expect(await parametersOf(entry)).toHaveProperty("groups");
});

it("get another label by being created again, and keep it where the connector's own have one", async () => {
  const entry = await run().create(name, args({ unit: { label: "Unit", values: "a" } }));
  const before = (await parametersOf(entry)).unit;
  const changed = await run().update(entry, args({ unit: { label: "Business unit", values: "a" } }));
  const after = (await parametersOf(entry)).unit;
  expect(after).toMatchObject({ label: "Business unit", values: "a" });
  expect(after?.id).not.toBe(before?.id);
  expect(await run().refresh(changed)).toEqual(changed);

  const groups = { groups: { label: "groups" } };
  const labelled = await run().update(changed, args(groups));
  const { message } = await run().failingUpdate(labelled, args({ groups: { label: "Roles" } }));
  expect(message).toContain("its label can't be changed: leave the label out");
});

it("that an answer has without a number can't be deleted: an error", async () => {
  const entry = await run().create(name, args({ unit: {} }));
  await sandbox().control.setApp(entry.id, { parameters: { unit: { id: null as never } } });
  expect((await run().failingUpdate(entry, args())).message).toContain('the parameter "unit"');
});

it("that are none, and none at all, are the same to the app", async () => {
  const entry = await run().create(name, args({}));
  expect(Object.keys(await parametersOf(entry))).toEqual(["groups"]);
  expect(await run().refresh(entry)).toEqual(entry);
  const some = await run().update(entry, args({ unit: {} }));
  const none = await run().update(some, args({}));
  expect(Object.keys(await parametersOf(entry))).toEqual(["groups"]);
  expect(await run().refresh(none)).toEqual(none);
  expect(await run().update(none, args())).toMatchObject({ id: entry.id });
  expect(await writes()).toEqual(["PUT parameters", "DELETE"]);
});

it("whose members are nothing that the page documents are shown as they are", async () => {
  const unit = { userAttributeMappings: "email", values: "a", skipIfBlank: true };
  const entry = await run().create(name, args({ unit }));
  const odd = { user_attribute_mappings: 7, values: { a: 1 }, skip_if_blank: "yes" };
  await sandbox().control.setApp(entry.id, { parameters: { unit: odd as never } });
  const drifted = await run().refresh(entry);
  expect(drifted?.inputs.parameters).toEqual({
    unit: { userAttributeMappings: 7, values: { a: 1 }, skipIfBlank: "yes" },
  });
  await run().update(drifted as Entry, args({ unit }));
  expect(await run().refresh(entry)).toEqual(entry);
});

it("that a connector refuses are OneLogin's error", async () => {
  await sandbox().control.settings({ newAppParameters: "refused" });
  expect((await run().failingCreate(name, args({ unit: {} }))).message).toContain("is not allowed by the connector");
});

it("may have any name", async () => {
  const odd = Object.fromEntries(["constructor", "__proto__", "a b", "ü"].map((each) => [each, { values: each }]));
  const entry = await run().create(name, args(odd));
  const { groups: _, ...held } = await parametersOf(entry);
  expect(Object.keys(held)).toEqual(Object.keys(odd));
  const changed = await run().update(entry, args());
  expect(Object.keys(await parametersOf(entry))).toEqual(["groups"]);
  expect(await run().refresh(changed)).toEqual(changed);
});

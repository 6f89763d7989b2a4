import { expect, it } from "vitest";
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

it("are changed alone, member by member", async () => {
  const entry = await run().create(name, args({ unit: { values: "a", skipIfBlank: true }, region: { values: "b" } }));
  await sandbox().control.setApp(entry.id, { parameters: { unit: { user_attribute_macros: "{by hand}" } } });
  const changed = await run().update(entry, args({ unit: { skipIfBlank: true }, region: { values: "b" } }));
  expect((await parametersOf(entry)).unit).toMatchObject({
    values: null,
    skip_if_blank: true,
    user_attribute_macros: "{by hand}",
  });
  expect(await run().refresh(changed)).toEqual(changed);
  expect(await writes()).toEqual(["PUT parameters"]);
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

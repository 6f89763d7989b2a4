import { describe, expect, test } from "vitest";
import type { Declared, Project } from "./support/project";
import { call, diagnostics } from "./support/reading";
import { five, fiveNames, idsIn, useStacks } from "./support/stacks";

/** Resources of all five classes get other names in the program, and their objects stay what they are. */
const stacks = useStacks();
const adopting = { all: { adoptExisting: true } };

/** What the services hold, without the secrets: a client that is adopted gets a new one. */
async function objects() {
  const { onegini, onelogin } = await stacks.control.objects();
  const clients = Object.values(onegini.apiClients).map(({ client_secret, ...client }) => client);
  return { clients, authServers: onelogin.authServers };
}

const deletes = async () => (await stacks.control.log({ method: "DELETE" })).map(call);
const ids = (project: Project) => Object.values(idsIn(project)).sort();
const urnOf = ({ type, name }: Declared) =>
  `urn:pulumi:test::e2e::pulumi-nodejs:dynamic/${type.replace(".", ":")}::${name}`;
const each = (flag: string, values: string[]) => values.flatMap((value) => [flag, value]);
/** The messages about objects that stay, which the engine shows as they come and once more at the end. */
const told = (output: string) =>
  new Set(output.match(/\S+ "\S+" was not deleted at the service: another resource of this program .* aliases/g)).size;

describe("without aliases", () => {
  test("up fails and changes nothing; with adoptExisting the objects move; aliases move them without a call", async () => {
    const project = await stacks.project();
    project.declare(five("first-"));
    await project.up();
    const [before, idsBefore] = [await objects(), ids(project)];

    project.declare(five("second-"));
    const said = diagnostics(await project.upFails("--continue-on-error"));
    for (const name of ["second-client", "second-server"])
      expect(said[name]).toMatch(
        /exists already.*the resource option aliases.*Otherwise either set adoptExisting: true/,
      );
    expect(await objects()).toEqual(before);
    expect(ids(project)).toEqual(idsBefore);

    project.declare(five("second-", adopting));
    await stacks.control.clearLog();
    const output = await project.up("--refresh");
    expect(await deletes()).toEqual([]);
    expect(await objects()).toEqual(before);
    expect(ids(project)).toEqual(idsBefore);
    expect(Object.keys(project.stored()).sort()).toEqual(fiveNames.map((name) => `second-${name}`).sort());
    expect(told(output)).toBe(5);
    await project.up("--refresh", "--expect-no-changes");

    project.declare(five("third-", {}, (name) => ({ aliases: [{ name: `second-${name}` }] })));
    await stacks.control.clearLog();
    await project.up();
    expect(await stacks.control.log()).toEqual([]);
    expect(Object.keys(project.stored()).sort()).toEqual(fiveNames.map((name) => `third-${name}`).sort());

    await project.destroy();
    expect(await objects()).toMatchObject({ clients: [{ client_id: "sandbox-admin" }], authServers: {} });
  });
});

test("the second half of a rename that was interrupted deletes nothing, and neither does a replacement that creates first", async () => {
  const project = await stacks.project();
  project.declare(five("first-"));
  await project.up();
  const [before, idsBefore] = [await objects(), ids(project)];

  // As after a crash: the new entries have adopted the objects, and the old ones are in the state, too.
  project.declare(five("second-", adopting));
  await project.up(...each("--target", five("second-").map(urnOf)));
  expect(Object.keys(project.stored())).toHaveLength(10);
  await stacks.control.clearLog();
  expect(told(await project.up())).toBe(5);
  expect(await stacks.control.log()).toEqual([]);
  expect(await objects()).toEqual(before);
  expect(ids(project)).toEqual(idsBefore);

  project.declare(five("second-", adopting, () => ({ deleteBeforeReplace: false })));
  await stacks.control.clearLog();
  const output = await project.up(...each("--replace", five("second-").map(urnOf)));
  expect(told(output)).toBe(5);
  expect(await deletes()).toEqual([]);
  expect(await objects()).toEqual(before);
  await project.up("--refresh", "--expect-no-changes");
});

describe("a delete of what nothing else stands for is carried out", () => {
  const numberOfDeletes = async () => (await deletes()).length;

  test("by --replace, by replaceOnChanges, by taking it out, by destroy with the program", async () => {
    const project = await stacks.project();
    project.declare(five());
    await project.up();

    await stacks.control.clearLog();
    await project.up(...each("--replace", five().map(urnOf)));
    expect(await numberOfDeletes()).toBe(5);

    const other = {
      client: { name: "Others" },
      server: { description: "Others" },
      scope: { description: "Others" },
      claim: { userAttributeMappings: "email" },
      app: { scopeIds: [] },
    };
    project.declare(five("", other, () => ({ replaceOnChanges: ["*"] })));
    await stacks.control.clearLog();
    await project.up();
    expect(await numberOfDeletes()).toBe(5);
    const { authServers, clients } = await objects();
    expect(clients.at(-1)).toMatchObject({ client_id: "orders", name: "Others" });
    expect(Object.values(authServers)).toMatchObject([
      {
        description: "Others",
        scopes: [{ description: "Others" }],
        claims: [{ user_attribute_mappings: "email" }],
        clientApps: [{ scope_ids: [] }],
      },
    ]);

    project.declare(five("", other).filter(({ name }) => name !== "claim"));
    await stacks.control.clearLog();
    await project.up();
    expect(await numberOfDeletes()).toBe(1);

    await stacks.control.clearLog();
    await project.destroy("--run-program");
    expect(await numberOfDeletes()).toBe(4);
    expect(await objects()).toMatchObject({ clients: [{ client_id: "sandbox-admin" }], authServers: {} });
    expect(project.stored()).toEqual({});
  });
});

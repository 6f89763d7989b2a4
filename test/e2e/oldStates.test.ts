import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Values } from "../../provider/lifecycle";
import type { ResourceName } from "../../provider/services";
import { type Outcome, outcomeOf, Replay } from "../states/replay";
import type { Contents, Services } from "../states/tenants";
import { fixtureOf, resourceNames, typeOf } from "../support/resources";
import { secretIn } from "./support/output";
import { type Declared, nameIn, root, type StateResource } from "./support/project";

// Every state that a released version may have left behind, tried with the code of today: test/states/record.mjs tells
// how they were recorded.
const folder = join(root, "test/states");
const recorded = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith("state.json"))
  .map(dirname)
  .sort();
const isSettled = (name: string) => !existsSync(join(folder, name, "expected.json"));

test("there are recordings", () => {
  expect(recorded).toEqual(expect.arrayContaining(["0.1.0/settled", "0.1.0/unsettled"]));
});

test.each(resourceNames)("%s is in a recording with nothing to do, and in one with something", (name) => {
  const isIn = (recording: string) => {
    const program = JSON.parse(readFileSync(join(folder, recording, "program.json"), "utf8")) as Declared[];
    return program.some(({ type }) => type === typeOf(fixtureOf(name)));
  };
  const found = recorded.filter(isIn).map(isSettled);
  expect(new Set(found)).toEqual(new Set([true, false]));
});

const server = "onelogin.AuthServer";

describe.each(recorded.filter(isSettled))("the state %s, with nothing to do", (name) => {
  let replay: Replay;
  beforeAll(async () => {
    replay = await Replay.of(join(folder, name));
  });
  afterAll(() => replay?.close());

  test("is unchanged by a preview and by `up`, which read only what `get` looks up", async () => {
    const { project, tenants, program } = replay;
    const output = await project.previewAndUp("--expect-no-changes");
    expect(output).not.toMatch(/\d to (create|update|replace|delete)/);
    const lookedUp = program.flatMap(({ get }) => (get ? [String(get.id).split("/")[0]] : []));
    const calls = (await tenants.calls()).filter((call) => !lookedUp.some((id) => call.includes(`/${id}`)));
    expect(calls).toEqual([]);
  });

  test("is unchanged by a refresh", async () => {
    await replay.project.refresh("--expect-no-changes");
    await expectSameState(replay);
  });

  test("has its secrets encrypted, and not in clear", () => expectEncrypted(replay));

  test("notices drift in every resource, and mends it", async () => {
    const { project, tenants, services } = replay;
    // The sandbox refuses an empty description, so that one can't be put back.
    await tenants.change(changedAt(replay, ({ type, args }) => type !== server || args?.description !== ""));
    expect(await tenants.contents()).not.toEqual(services);
    await project.up("--refresh");
    expect(await tenants.contents()).toEqual(services);
  });

  test("can be updated, every resource of it", async () => {
    const { project, tenants, program } = replay;
    project.declare(program.map(changedIn));
    await project.up();
    expect(await tenants.contents()).toEqual(changedAt(replay));
  });

  test("is destroyed, and nothing is left but what is others'", async () => {
    const { project, tenants, services } = replay;
    await project.destroy();
    const left = structuredClone(services);
    for (const resource of managed(replay)) {
      const { apiClients, webClients, authServers, newApps } = contentsOf(left, resource);
      for (const objects of [apiClients, webClients, authServers, newApps]) delete objects[resource.id ?? ""];
    }
    expect(await tenants.contents()).toEqual(left);
  });
});

describe.each(recorded.filter((name) => !isSettled(name)))("the state %s, with something to do", (name) => {
  const expected = () => JSON.parse(readFileSync(join(folder, name, "expected.json"), "utf8")) as Outcome;
  let replay: Replay;
  let outcome: Outcome;
  beforeAll(async () => {
    replay = await Replay.of(join(folder, name));
    outcome = await outcomeOf(replay);
  });
  afterAll(() => replay?.close());

  test("previews the steps that its own version previewed", () => {
    expect(outcome.preview).toEqual(expected().preview);
  });

  test("is refreshed as its own version refreshed it", () => {
    expect(outcome.refresh).toEqual(expected().refresh);
  });

  test("`up` leads to what its own version led to", () => {
    expect(outcome.up).toEqual(expected().up);
  });

  test("is destroyed, and nothing is left but what is others'", () => {
    expect(outcome.destroy).toEqual(expected().destroy);
  });

  test("has its secrets encrypted, and not in clear", () => expectEncrypted(replay));
});

/** A change in place of any resource with these arguments. */
const changes: Record<string, (args: Values) => Values> = {
  "onegini.WebClient": () => ({ name: "Changed" }),
  "onelogin.OidcApp": () => ({ name: "Changed" }),
  "onegini.ApiClient": () => ({ scopes: ["onegini_api_admin", "onegini_api_insights"] }),
  [server]: () => ({ description: "Changed" }),
  "onelogin.AuthServerScope": () => ({ description: "Changed" }),
  "onelogin.AuthServerClaim": ({ name }) => ({ name: `${name}-changed` }),
  "onelogin.AuthServerClientApp": () => ({ scopeIds: [] }),
};

/** The change of a resource's arguments, but for those that Pulumi is told to ignore. */
function changeOf({ type, args = {}, opts }: Declared): Values {
  const change = changes[type];
  if (!change) throw new Error(`${type} needs a change in this test`);
  const ignored = (opts?.ignoreChanges ?? []) as string[];
  return Object.fromEntries(Object.entries(change(args)).filter(([argument]) => !ignored.includes(argument)));
}

/** The change in the program; without the options that keep a resource from being deleted later. */
function changedIn(declared: Declared): Declared {
  const { protect: _protect, retainOnDelete: _retain, ...opts } = declared.opts ?? {};
  return declared.get ? declared : { ...declared, args: { ...declared.args, ...changeOf(declared) }, opts };
}

/** The services after the change of every resource, or of those that `which` names. */
function changedAt(replay: Replay, which: (declared: Declared) => boolean = () => true): Services {
  const services = structuredClone(replay.services);
  for (const resource of managed(replay)) {
    const declared = replay.program.find(({ name }) => name === nameIn(resource.urn));
    const change = declared && which(declared) ? changeOf(declared) : {};
    if (!declared || Object.keys(change).length === 0) continue;
    const { held, byHand } = fixtureOf(declared.type.split(".")[1] as ResourceName);
    const { apiClients, webClients, authServers, newApps } = contentsOf(services, resource);
    const id = resource.id ?? "";
    const apps = Object.values(newApps);
    const object = held({ onegini: { apiClients, webClients }, onelogin: { authServers, apps } }, id) ?? {};
    Object.assign(object, byHand.set(id, change).body);
  }
  return services;
}

/** What `get` looks up is in the state, too, and is others'. */
function managed({ resources }: Replay): StateResource[] {
  return resources.filter(({ external }) => !external);
}

function contentsOf(services: Services, { inputs }: StateResource): Contents {
  return services[inputs.profile === "second" ? "second" : "first"];
}

async function expectSameState({ project, resources }: Replay): Promise<void> {
  const now = await project.state();
  expect(Object.keys(now).sort()).toEqual(resources.map(({ urn }) => nameIn(urn)).sort());
  for (const { urn, id, inputs, outputs, external } of resources) {
    const found = now[nameIn(urn)];
    // What is looked up is looked up anew by every run, and may have come to have more outputs.
    const same = external ? expect.objectContaining(outputs) : outputs;
    expect(found, urn).toMatchObject({ urn, id });
    expect({ inputs: found?.inputs, outputs: found?.outputs }, urn).toEqual({ inputs, outputs: same });
  }
}

/** What a refresh puts in the place of a secret that somebody has changed, and no secret itself. */
const inPlaceOfASecret = "[changed outside Pulumi]";

function expectEncrypted({ project, resources }: Replay): void {
  const secrets = new Set<string>();
  JSON.stringify(resources, (_key, value) => {
    const secret = secretIn(value);
    if (secret) secrets.add(String(secret.value));
    return value;
  });
  secrets.delete(inPlaceOfASecret);
  expect(secrets).toContain("a-given-secret-of-the-recording");
  const stored = project.storedState();
  for (const secret of secrets) expect(stored.includes(secret), "a secret in clear").toBe(false);
}

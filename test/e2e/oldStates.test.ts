import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Outcome, outcomeOf, Replay } from "../states/replay";
import type { Holdings, Services } from "../states/tenants";
import { type Declared, nameIn, root, type StateResource } from "./support/project";
import { secretIn } from "./support/reading";

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

describe.each(recorded.filter(isSettled))("the state %s, with nothing to do", (name) => {
  let replay: Replay;
  beforeAll(async () => {
    replay = await Replay.of(join(folder, name));
  });
  afterAll(() => replay?.close());

  test("is unchanged by `up`, which asks only for what others manage", async () => {
    const { project, tenants, program } = replay;
    await project.preview("--expect-no-changes");
    await project.up("--expect-no-changes");
    const lookedUp = program.flatMap(({ get }) => (get ? [String(get.id).split("/")[0]] : []));
    const calls = (await tenants.calls()).filter((call) => !lookedUp.some((id) => call.includes(`/${id}`)));
    expect(calls).toEqual([]);
    await expectSameState(replay);
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
    expect(await tenants.holdings()).not.toEqual(services);
    await project.up("--refresh");
    expect(await tenants.holdings()).toEqual(services);
  });

  test("can be updated, every resource of it", async () => {
    const { project, tenants, program } = replay;
    project.declare(program.map(changedIn));
    await project.up();
    expect(await tenants.holdings()).toEqual(changedAt(replay));
  });

  test("is destroyed, and nothing is left but what is others'", async () => {
    const { project, tenants, services } = replay;
    await project.destroy();
    const left = structuredClone(services);
    for (const resource of managed(replay)) {
      delete holdingsOf(left, resource).apiClients[resource.id ?? ""];
      delete holdingsOf(left, resource).authServers[resource.id ?? ""];
    }
    expect(await tenants.holdings()).toEqual(left);
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

interface Change {
  /** The argument of each resource that is changed, in place. */
  argument: string;
  /** Its name at the service. */
  attribute: string;
  to(before: unknown): unknown;
  held(holdings: Holdings, id: string): object | undefined;
}

const server = "onelogin.AuthServer";
const changes: Record<string, Change> = {
  "onegini.ApiClient": {
    argument: "scopes",
    attribute: "scopes",
    to: () => ["onegini_api_admin", "onegini_api_insights"],
    held: ({ apiClients }, id) => apiClients[id],
  },
  [server]: {
    argument: "description",
    attribute: "description",
    to: () => "Changed",
    held: ({ authServers }, id) => authServers[id],
  },
  "onelogin.AuthServerScope": {
    argument: "description",
    attribute: "description",
    to: () => "Changed",
    held: (holdings, id) => partOf(holdings, id, "scopes", "id"),
  },
  "onelogin.AuthServerClaim": {
    argument: "name",
    attribute: "name",
    to: (before) => `${before}-changed`,
    held: (holdings, id) => partOf(holdings, id, "claims", "id"),
  },
  "onelogin.AuthServerClientApp": {
    argument: "scopeIds",
    attribute: "scope_ids",
    to: () => [],
    held: (holdings, id) => partOf(holdings, id, "clientApps", "app_id"),
  },
};

/** The change of a resource's argument, unless Pulumi is told to ignore it. */
function changeOf({ type, get, opts }: Declared): Change | undefined {
  const change = get ? undefined : changes[type];
  const ignored = (opts?.ignoreChanges ?? []) as string[];
  return change && !ignored.includes(change.argument) ? change : undefined;
}

/** The change in the program; without the options that keep a resource from being deleted later. */
function changedIn(declared: Declared): Declared {
  const change = changeOf(declared);
  const { protect: _protect, retainOnDelete: _retain, ...opts } = declared.opts ?? {};
  const args = change && { [change.argument]: change.to(declared.args?.[change.argument]) };
  return { ...declared, args: { ...declared.args, ...args }, opts };
}

/** The services after the change of every resource, or of those that `which` names. */
function changedAt(replay: Replay, which: (declared: Declared) => boolean = () => true): Services {
  const services = structuredClone(replay.services);
  for (const resource of managed(replay)) {
    const declared = replay.program.find(({ name }) => name === nameIn(resource.urn));
    const change = declared && which(declared) ? changeOf(declared) : undefined;
    if (!change) continue;
    const held = change.held(holdingsOf(services, resource), resource.id ?? "") as Record<string, unknown>;
    held[change.attribute] = change.to(held[change.attribute]);
  }
  return services;
}

function partOf(
  { authServers }: Holdings,
  id: string,
  kind: "scopes" | "claims" | "clientApps",
  key: string,
): object | undefined {
  const [server = "", part] = id.split("/");
  const parts: object[] = authServers[server]?.[kind] ?? [];
  return parts.find((each) => (each as Record<string, unknown>)[key] === Number(part));
}

/** What `get` looks up is in the state, too, and is others'. */
function managed({ resources }: Replay): StateResource[] {
  return resources.filter(({ external }) => !external);
}

function holdingsOf(services: Services, { inputs }: StateResource): Holdings {
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

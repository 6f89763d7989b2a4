import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LogEntry, type Sandbox, startSandbox } from "../../sandbox";
import { configFor, Project, type StateResource } from "./support/project";
import { call, diagnostics, differences, isToken, providersStackTrace } from "./support/reading";
import type { Subject } from "./support/subjects";
import * as subjects from "./support/subjects";

/** The life of all five resources, side by side in one program: each step is one run of the CLI, or few. */
let sandbox: Sandbox;
let project: Project;
let all: Record<string, Subject>;
/** The resources in the state, by name, after the last step. */
let state: Record<string, StateResource>;
let before: Record<string, StateResource>;

const types = [
  "onegini.ApiClient",
  "onelogin.AuthServer",
  "onelogin.AuthServerScope",
  "onelogin.AuthServerClaim",
  "onelogin.AuthServerClientApp",
];

beforeAll(async () => {
  sandbox = await startSandbox({ settings: { refuseUnknownFields: true } });
  const [first, second] = await subjects.prepare(sandbox.control);
  all = Object.fromEntries(
    [
      subjects.apiClient,
      subjects.authServer,
      subjects.authServerScope(first, second),
      subjects.authServerClaim(first, second),
      subjects.authServerClientApp(first, second),
    ].map((subject) => [subject.type, subject]),
  );
  project = await Project.create(sandbox, configFor(sandbox, "other"));
});
afterAll(async () => {
  await sandbox?.close();
  project?.remove();
});

const subject = (type: string) => all[type] as Subject;
const inState = (type: string) => state[subject(type).name] as StateResource;
const id = (type: string) => String(inState(type).id);
const idBefore = (type: string) => String(before[subject(type).name]?.id);
const held = (type: string) => subject(type).held(sandbox.control, id(type));
const log = () => sandbox.control.log();

function declare(phase: "created" | "updated" | "replaced"): void {
  project.declare(Object.values(all).map(({ type, name, [phase]: { args } }) => ({ type, name, args })));
}

/** Runs what a step does, with a log of it alone. */
async function step(work: () => Promise<unknown>): Promise<void> {
  await sandbox.control.clearLog();
  before = state;
  await work();
  state = await project.state();
}

function expectCalls(entries: LogEntry[], type: string, calls: string[]): void {
  const { owns, all, one } = subject(type);
  const expected = calls.map((each) => each.replace("{all}", all(id(type))).replace("{one}", one(idBefore(type))));
  expect(entries.filter(({ path }) => owns.test(path)).map(call)).toEqual(expected);
}

describe("a preview of their creation", () => {
  test("sends no request, and shows what can be known", async () => {
    declare("created");
    const output = await project.preview();
    expect(await log()).toEqual([]);
    expect(output).toContain("+ 6 to create");
    expect(output).toMatch(/clientId +: "e2e-test-events"/);
  });
});

describe("create", () => {
  beforeAll(() => step(() => project.up()));

  test.each(types)("%s: sends what the program says, and the service holds it", async (type) => {
    before = state;
    expectCalls(await log(), type, subject(type).created.calls);
    expect(await held(type)).toMatchObject(subject(type).created.holds);
  });

  test.each(types)("%s: the state has inputs, outputs, and one line of provider", async (type) => {
    const className = type.split(".")[1];
    const provider = { __provider: `exports.handler = () => require('pulumi-idp/dynamic').${className};` };
    const { inputs } = subject(type).created;
    expect(inState(type).type).toBe(`pulumi-nodejs:dynamic/${type.replace(".", ":")}`);
    expect(inState(type).inputs).toEqual({ ...inputs, ...provider });
    const { url } = sandbox[type.startsWith("onegini.") ? "onegini" : "onelogin"];
    const origin = { serviceUrl: url, resourceMark: expect.stringMatching(/^[\da-f-]{36}$/) };
    expect(inState(type).outputs).toEqual({ ...inputs, ...subject(type).outputs(id(type)), ...origin, ...provider });
  });

  test("asks for one token, and for nothing else", async () => {
    const others = (await log()).filter(({ path }) => !types.some((type) => subject(type).owns.test(path)));
    expect(others.map(call)).toEqual(["POST /auth/oauth2/v2/token grant_type"]);
  });
});

describe("no change", () => {
  test("takes no request at all, neither an up nor a preview", async () => {
    await step(async () => {
      expect(await project.up()).toContain("6 unchanged");
      await project.preview("--expect-no-changes");
    });
    expect(await log()).toEqual([]);
  });
});

describe("refresh without drift", () => {
  beforeAll(async () => {
    for (const type of types) await subject(type).touchUnmanaged?.(sandbox.control, id(type));
    await sandbox.control.settings({ shuffle: true });
    await step(() => project.refresh("--expect-no-changes"));
    await sandbox.control.settings({ shuffle: false });
  });

  test.each(types)("%s: leaves the state as it was, in whatever order sets come", (type) => {
    const { id, inputs, outputs } = before[subject(type).name] as StateResource;
    expect(inState(type)).toMatchObject({ id, inputs, outputs });
    // Nothing more either.
    expect(inState(type).inputs).toEqual(inputs);
    expect(inState(type).outputs).toEqual(outputs);
  });

  test.each(types)("%s: takes one read", async (type) => {
    expectCalls(await log(), type, [subject(type).read]);
  });
});

describe("update in place", () => {
  beforeAll(async () => {
    declare("updated");
    await step(() => project.up());
  });

  test.each(types)("%s: sends what changed, and the service holds it", async (type) => {
    expect(id(type)).toBe(idBefore(type));
    expectCalls(await log(), type, subject(type).updated.calls);
    expect(await held(type)).toMatchObject(subject(type).updated.holds);
  });
});

describe("drift", () => {
  let shown: Record<string, string[]>;
  let alsoShown: Record<string, string[]>;
  beforeAll(async () => {
    for (const type of types) await subject(type).drift.make(sandbox.control, id(type));
    shown = differences(await project.preview("--refresh", "--diff"));
    alsoShown = differences(await project.fails("refresh", "--preview-only", "--diff", "--expect-no-changes"));
    await project.refresh();
    await step(() => project.up());
  });

  test.each(types)("%s: shows that property and no other", (type) => {
    const { name, drift } = subject(type);
    expect(shown[`refresh ${name}`]).toEqual(drift.shows);
    expect(shown[`update ${name}`]).toEqual(drift.shows);
    expect(alsoShown[`update ${name}`]).toEqual(drift.shows);
  });

  test.each(types)("%s: the next up repairs it", async (type) => {
    expectCalls(await log(), type, subject(type).drift.calls);
    expect(await held(type)).toMatchObject(subject(type).updated.holds);
  });
});

describe("deleted by hand", () => {
  let output: string;
  beforeAll(async () => {
    for (const type of types) await subject(type).remove(sandbox.control, id(type));
    declare("created");
    output = await project.upFails("--continue-on-error");
    await step(() => project.up("--refresh"));
  });

  test.each(types)("%s: an update fails, and names the command that helps", (type) => {
    const said = diagnostics(output)[subject(type).name];
    expect(output).not.toMatch(providersStackTrace);
    expect(said).toMatch(
      /^error: One\w+ answered 404 to \w+ \S+: .*It was deleted outside Pulumi.* `pulumi up --refresh` .*$/,
    );
  });

  test.each(types)("%s: that command creates it again", async (type) => {
    const { read, findsItGone = [read], created } = subject(type);
    expectCalls(await log(), type, [...findsItGone, ...created.calls]);
    expect(await held(type)).toMatchObject(subject(type).created.holds);
  });
});

describe("replace", () => {
  beforeAll(async () => {
    declare("replaced");
    await step(() => project.up());
  });

  test.each(types)("%s: deletes the old one, and makes the new one", async (type) => {
    expect(id(type)).not.toBe(idBefore(type));
    expectCalls(await log(), type, subject(type).replaced.calls);
    expect(await held(type)).toMatchObject(subject(type).replaced.holds);
    expect(await subject(type).held(sandbox.control, idBefore(type))).toBeUndefined();
  });
});

describe("up --replace", () => {
  beforeAll(() => step(() => project.up(...types.flatMap((type) => ["--replace", inState(type).urn]))));

  test.each(types)("%s: one of it is left", async (type) => {
    // The same calls as for a change that replaces.
    expectCalls(await log(), type, subject(type).replaced.calls);
    expect(await held(type)).toMatchObject(subject(type).replaced.holds);
    if (id(type) !== idBefore(type)) {
      expect(await subject(type).held(sandbox.control, idBefore(type))).toBeUndefined();
    }
  });

  test("and nothing is left to do", async () => {
    await project.preview("--refresh", "--expect-no-changes");
  });
});

describe("destroy", () => {
  beforeAll(() => step(() => project.destroy()));

  test.each(types)("%s: is gone from the service", async (type) => {
    const { owns, one, held } = subject(type);
    const own = (await log()).filter(({ path }) => owns.test(path));
    expect(own.map(call)).toEqual([`DELETE ${one(idBefore(type))}`]);
    expect(await held(sandbox.control, idBefore(type))).toBeUndefined();
  });

  test("nothing but what was there before is left", async () => {
    const { onegini, onelogin } = await sandbox.control.objects();
    expect(Object.keys(onegini.apiClients)).toEqual(["sandbox-admin"]);
    for (const server of Object.values(onelogin.authServers)) {
      expect(server.scopes.map(({ value }) => value)).toEqual(subjects.ground);
      expect([...server.claims, ...server.clientApps]).toEqual([]);
    }
    expect(Object.keys(onelogin.authServers)).toHaveLength(2);
    expect((await log()).filter(isToken).length).toBeLessThanOrEqual(2);
    expect(state).toEqual({});
  });
});

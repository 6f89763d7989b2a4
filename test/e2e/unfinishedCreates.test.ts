import { beforeAll, expect, test } from "vitest";
import type { FaultEffect, FaultMatch, Objects, Sandbox } from "../../sandbox";
import { doByHand } from "../support/byHand";
import { createRequest, type Environment, fixtureOf, fixtures, prepareEnvironment } from "../support/resources";
import { call, diagnostics } from "./support/output";
import { forEach, oneOfEach } from "./support/programs";
import type { Declared } from "./support/project";
import { useProfiles } from "./support/stacks";

/**
 * Creates whose answers don't come in time, or never: nothing is made twice, and nothing of others is taken. Four tenants
 * in one stack, each with its own fault, go through the first `up` together.
 */
const profiles = ["late", "lost", "held", "foreign"] as const;
type Profile = (typeof profiles)[number];
const stack = useProfiles({ late: {}, lost: {}, held: {}, foreign: {} }, (profile) => ({
  [`onegini-${profile}:requestTimeoutSeconds`]: "1",
  [`onelogin-${profile}:requestTimeoutSeconds`]: "1",
  [`onegini-${profile}:retryTimeoutSeconds`]: "3",
  [`onelogin-${profile}:retryTimeoutSeconds`]: "3",
}));

/** A given secret, in clear nowhere. */
const canary = "canary-unfinished-Xw4";
/** The same at every tenant: a sandbox numbers what it makes as it comes. */
let environment: Environment;
let objectsBefore: Record<Profile, Objects>;
let errors: Record<string, string>;
let output: string;

const sandboxOf = (profile: Profile): Sandbox => stack.sandboxes[profile];

/** One of each class, and a client with a given secret. */
function program(profile: Profile): Declared[] {
  const args = { ...apiClient.args(environment, 2), clientSecret: canary, profile };
  return [
    ...oneOfEach(environment, { prefix: `${profile}-`, args: () => ({ profile }) }),
    { type: "onegini.ApiClient", name: `${profile}-given`, args },
  ];
}
const apiClient = fixtureOf("ApiClient");
const every = () => [
  ...fixtures.map((fixture) => ({ name: fixture.name, fixture, inputs: fixture.inputs(environment) })),
  { name: "given", fixture: apiClient, inputs: apiClient.inputs(environment, 2) },
];
const unfinishedIds = () =>
  Object.fromEntries(
    every().map(({ name, fixture }) => [name, name === "given" ? "client-2" : fixture.unfinishedId(environment)]),
  );
const creates = (): FaultMatch => ({
  method: "POST",
  path: fixtures.map((fixture) => createRequest(fixture, environment).path).join("|"),
});

beforeAll(async () => {
  const environments = [];
  for (const profile of profiles) environments.push(await prepareEnvironment(sandboxOf(profile).control));
  environment = environments[0] as Environment;
  for (const each of environments) expect(each).toEqual(environment);
  for (const fixture of fixtures)
    await doByHand(sandboxOf("foreign"), fixture.byHand.make(fixture.inputs(environment)));
  const objects = profiles.map(async (profile) => [profile, await sandboxOf(profile).control.objects()]);
  objectsBefore = Object.fromEntries(await Promise.all(objects));

  const fault = (profile: Profile, effect: FaultEffect, times: number | "forever" = "forever") =>
    sandboxOf(profile).control.fault({ match: creates(), times, fault: effect });
  await fault("late", { lateCommitMs: 1300 }, every().length);
  await fault("lost", { hang: true });
  await fault("held", { gate: true });
  await fault("foreign", { status: 503 }, fixtures.length);
  const foreign = program("foreign").filter(({ name }) => name !== "foreign-given");
  stack.project.declare([...program("late"), ...program("lost"), ...program("held"), ...foreign]);
  output = await stack.project.upFails("--continue-on-error");
  errors = diagnostics(output);
  stack.project.declare([...program("late"), ...program("lost"), ...program("held")]);
});

/** How many objects there are of each. */
async function counts(profile: Profile): Promise<Record<string, number>> {
  const objects = await sandboxOf(profile).control.objects();
  return Object.fromEntries(every().map(({ name, fixture, inputs }) => [name, fixture.find(objects, inputs).length]));
}
const each = (count: number) => Object.fromEntries(every().map(({ name }) => [name, count]));

function idsOf(profile: Profile): Record<string, string | undefined> {
  const ids = Object.entries(stack.project.ids()).filter(([name]) => name.startsWith(`${profile}-`));
  return Object.fromEntries(ids.map(([name, id]) => [name.slice(profile.length + 1), id]));
}

function expectUnfinished(profile: Profile): void {
  for (const { name } of every()) {
    expect(errors[`${profile}-${name}`]).toMatch(/may have been created.*pulumi up --refresh/);
    expect(stack.project.stored()[`${profile}-${name}`]?.outputs.creationUncertain).toBe(true);
  }
  expect(idsOf(profile)).toEqual(unfinishedIds());
}

/** There is one of each, and the state has it. */
async function expectWhole(profile: Profile): Promise<void> {
  expect(await counts(profile)).toEqual(each(1));
  const [objects, ids] = [await sandboxOf(profile).control.objects(), idsOf(profile)];
  for (const { name, fixture, inputs } of every()) {
    expect(fixture.held(objects, String(ids[name])), name).toBe(fixture.find(objects, inputs)[0]);
    expect(stack.project.stored()[`${profile}-${name}`]?.outputs).not.toHaveProperty("creationUncertain");
  }
}

test("an answer later than anybody waits for, whose work is done in time: each is made once", async () => {
  await expectWhole("late");
  for (const fixture of fixtures.filter(({ takesDuplicates }) => takesDuplicates)) {
    const { path } = createRequest(fixture, environment);
    const sent = await sandboxOf("late").control.log({ method: "POST", path: new RegExp(path ?? "") });
    expect(sent.map(call)).toHaveLength(1);
  }
});

test("what somebody else had before is not taken after a 503", async () => {
  for (const { name } of fixtures) expect(errors[`foreign-${name}`]).toContain("already exists");
  expect(idsOf("foreign")).toEqual({});
  expect(await sandboxOf("foreign").control.objects()).toEqual(objectsBefore.foreign);
});

test("an answer that never came and no work either: the next up makes what isn't there", async () => {
  expectUnfinished("lost");
  expect(await counts("lost")).toEqual(each(0));
  await sandboxOf("lost").control.clearFaults();
  await stack.project.up(...forEach("--target", program("lost")));
  await expectWhole("lost");
});

test("work that is done after everybody has stopped waiting: up says to refresh, and a refresh finishes it", async () => {
  const { control } = sandboxOf("held");
  expectUnfinished("held");
  expect(await counts("held")).toEqual(each(0));
  await control.clearFaults();
  const released = await control.release();
  await expect.poll(async () => (await control.log()).filter(({ workStatus }) => workStatus).length).toBe(released);
  // A service that takes a second one was never asked for it.
  expect(await counts("held")).toEqual(each(1));

  // With --continue-on-error the engine would wait for ever: it doesn't end a replacement whose delete fails.
  const refused = await stack.project.upFails(...forEach("--target", program("held")));
  expect(refused).toMatch(/was created after all.*`pulumi refresh`/);
  expect(await counts("held")).toEqual(each(1));

  const finished = await stack.project.previewAndUp("--refresh");
  await expectWhole("held");
  for (const text of [output, refused, finished, stack.project.storedState()]) expect(text).not.toContain(canary);
});

test("then nothing is left to do, and a destroy leaves what was there before", async () => {
  await stack.project.up("--refresh", "--expect-no-changes");
  await stack.project.destroy();
  for (const profile of profiles)
    expect(await sandboxOf(profile).control.objects(), profile).toEqual(objectsBefore[profile]);
});

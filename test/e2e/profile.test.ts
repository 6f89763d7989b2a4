import { afterAll, beforeAll, expect, test } from "vitest";
import { type Objects, type Sandbox, startSandbox } from "../../sandbox";
import { doByHand } from "../support/byHand";
import { type Environment, fixtures, prepareEnvironment } from "../support/resources";
import { isLookAtNothing, isToken } from "./support/output";
import { oneOfEach } from "./support/programs";
import { configFor, Project } from "./support/project";

/** A second tenant: another sandbox, with credentials of its own. */
let ours: Sandbox;
let acme: Sandbox;
let project: Project;
/** The same at both. */
let environment: Environment;
let objectsBefore: Objects;
beforeAll(async () => {
  ours = await startSandbox();
  const credentials = { clientId: "acme-admin", clientSecret: "acme-secret" };
  acme = await startSandbox({ onelogin: credentials, onegini: credentials });
  environment = await prepareEnvironment(ours.control);
  expect(await prepareEnvironment(acme.control)).toEqual(environment);
  objectsBefore = await ours.control.objects();
  // The default tenant is known to the environment too, which must help nobody else.
  const { onelogin, onegini } = ours;
  project = await Project.with({
    config: { ...configFor(ours), ...configFor(acme, "acme") },
    environment: {
      ONELOGIN_API_URL: onelogin.url,
      ONELOGIN_CLIENT_ID: onelogin.clientId,
      ONELOGIN_CLIENT_SECRET: onelogin.clientSecret,
      ONEGINI_URL: onegini.url,
      ONEGINI_CLIENT_ID: onegini.clientId,
      ONEGINI_CLIENT_SECRET: onegini.clientSecret,
    },
  });
});
afterAll(async () => {
  project?.remove();
  await ours?.close();
  await acme?.close();
});

const ofDefault = () => oneOfEach(environment);
const ofAcme = (profile: string | undefined) => oneOfEach(environment, { prefix: "acme-", args: () => ({ profile }) });

async function expectOneOfEach({ control }: Sandbox): Promise<void> {
  const objects = await control.objects();
  for (const fixture of fixtures) {
    const inputs = fixture.inputs(environment);
    expect(fixture.find(objects, inputs)).toMatchObject([fixture.holds(inputs)]);
  }
}
async function writes({ control }: Sandbox): Promise<string[]> {
  const log = await control.log();
  return log.filter((entry) => entry.method !== "GET" && !isToken(entry)).map(({ method }) => method);
}

test("each tenant gets its own, of the same names, under its own credentials", async () => {
  project.declare([...ofDefault(), ...ofAcme("acme")]);
  await project.up();
  for (const tenant of [ours, acme]) {
    await expectOneOfEach(tenant);
    const failed = (await tenant.control.log()).filter(({ status }) => status >= 300);
    expect(failed.filter((entry) => !isLookAtNothing(entry))).toEqual([]);
  }
});

test("drift of one tenant is repaired there alone, and what is taken out of the other's is deleted there", async () => {
  const ids = project.ids();
  for (const { name, byHand, somebodyElses } of fixtures)
    await doByHand(acme, byHand.set(String(ids[`acme-${name}`]), somebodyElses));
  for (const { control } of [ours, acme]) await control.clearLog();
  project.declare(ofAcme("acme"));
  await project.up("--refresh");
  await expectOneOfEach(acme);
  expect(await ours.control.objects()).toEqual(objectsBefore);
  expect(await writes(ours)).toEqual(fixtures.map(() => "DELETE"));
  // Another label takes a new parameter of the app.
  const parameter = "DELETE";
  expect((await writes(acme)).sort()).toEqual([...fixtures.map(({ paths }) => paths.update), parameter].sort());
});

test("another profile replaces: the old one is deleted at the old tenant", async () => {
  project.declare(ofAcme(undefined));
  await project.up();
  const objects = await acme.control.objects();
  for (const fixture of fixtures) expect(fixture.find(objects, fixture.inputs(environment))).toEqual([]);
  await expectOneOfEach(ours);
});

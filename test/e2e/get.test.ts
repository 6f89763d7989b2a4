import { beforeAll, expect, test } from "vitest";
import { doByHand } from "../support/byHand";
import { type Environment, exampleEnvironment, fixtures, prepareEnvironment, typeOf } from "../support/resources";
import { diagnostics, providersStackTrace, sorted } from "./support/output";
import { configFor, type Declared } from "./support/project";
import { useStack } from "./support/stacks";

/** The static `get` of each class, on what somebody else has made. */
const stack = useStack({}, (sandbox) => configFor(sandbox, "other"));
let environment: Environment;
const ids: Record<string, string> = {};

beforeAll(async () => {
  environment = await prepareEnvironment(stack.control);
  for (const fixture of fixtures) {
    const inputs = fixture.inputs(environment);
    await doByHand(stack.sandbox, fixture.byHand.make(inputs));
    const [object = {}] = fixture.find(await stack.control.objects(), inputs);
    ids[fixture.name] = fixture.idOf(object, environment);
  }
});

const lookUp = (type: string, name: string, id: unknown, state: object = {}): Declared => ({
  type,
  name,
  get: { id, state: { ...state } },
});
/** Each class, without a profile and with one, which is the same tenant. */
const everyLookUp = () =>
  fixtures.flatMap((fixture) => [
    lookUp(typeOf(fixture), fixture.name, ids[fixture.name]),
    lookUp(typeOf(fixture), `${fixture.name}-other`, ids[fixture.name], { profile: "other" }),
  ]);
function expected(): Record<string, object> {
  const outputs = fixtures.flatMap((fixture) => {
    const id = String(ids[fixture.name]);
    const all = { id, ...fixture.getOutputs(environment, id) };
    return [
      [fixture.name, all],
      [`${fixture.name}-other`, { ...all, profile: "other" }],
    ];
  });
  return Object.fromEntries(outputs);
}

test("gives what is there, and what is looked up can be built on", async () => {
  const ours: Declared = {
    type: "onelogin.AuthServerScope",
    name: "ours",
    args: { authServerId: { $ref: "AuthServer.authServerId" }, value: { $ref: "AuthServerClaim.name" } },
  };
  stack.project.declare([...everyLookUp(), ours]);
  const output = await stack.project.previewAndUp();
  // In previews too.
  expect(output.slice(0, output.indexOf("Updating"))).toMatch(/value +: "claim_1"/);
  const { ours: outputs, ...others } = await stack.project.outputs("--show-secrets");
  expect(sorted(others)).toEqual(sorted(expected()));
  expect(outputs).toMatchObject({ authServerId: Number(ids.AuthServer), value: "claim_1" });
});

test("gives what is there now at every up; a refresh without a change changes nothing", async () => {
  const [authServerId = "", scopeId = ""] = String(ids.AuthServerScope).split("/");
  await stack.control.setScope(authServerId, scopeId, { description: "Changed" });
  await stack.project.up();
  const { AuthServerScope } = await stack.project.outputs();
  expect(AuthServerScope).toEqual({ ...expected().AuthServerScope, description: "Changed" });
  await stack.project.refresh("--expect-no-changes");
});

test("manages nothing: a destroy leaves it", async () => {
  await stack.control.clearLog();
  await stack.project.destroy();
  const writes = (await stack.control.log()).filter(({ method, path }) => method !== "GET" && !path.includes("/auth/"));
  expect(writes.map(({ method }) => method)).toEqual(["DELETE"]);
  const objects = await stack.control.objects();
  for (const fixture of fixtures) expect(fixture.held(objects, String(ids[fixture.name]))).toBeDefined();
});

test("an id that doesn't exist, or can't, is an error", async () => {
  await stack.control.reset();
  const missing = fixtures.map((fixture) => {
    const [type, id] = [typeOf(fixture), fixture.exampleId(exampleEnvironment)];
    return { type, id, says: `There is no ${type.replace(".", ":")} with the id "${id}"` };
  });
  const impossible = [
    { type: "onelogin.AuthServer", id: "theirs", says: '"theirs" is not an id of this resource' },
    {
      type: "onelogin.AuthServerScope",
      id: "51",
      says: "the authorization server's number and its own, such as 1022743/51",
    },
  ];
  const all = [...missing, ...impossible];
  stack.project.declare(all.map(({ type, id }, i) => lookUp(type, `missing${i}`, id)));
  const output = await stack.project.upFails("--continue-on-error");
  expect(output).not.toMatch(providersStackTrace);
  const errors = diagnostics(output);
  for (const [i, { says }] of all.entries()) expect(errors[`missing${i}`]).toContain(says);
});

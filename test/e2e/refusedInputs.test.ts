import { beforeAll, describe, expect, test } from "vitest";
import {
  type Environment,
  fixtureOf,
  fixtures,
  layOver,
  prepareEnvironment,
  type Refused,
  refusedCanary,
  typeOf,
} from "../support/resources";
import { diagnostics, stackTrace } from "./support/output";
import type { Declared } from "./support/project";
import { useStack } from "./support/stacks";

/**
 * Refused arguments, as a person sees it. The engine stops at the first resource that is refused, so each of these runs
 * has one, with as many mistakes as it can; test/component/refusedInputs.test.ts has all.
 */
const stack = useStack();
let environment: Environment;
beforeAll(async () => {
  environment = await prepareEnvironment(stack.control);
});

/** What the run says is wrong with a resource. It shows no value and no stack trace. */
function problems({ type, name }: Declared, output: string): string[] {
  expect(output).not.toContain(refusedCanary);
  expect(output).not.toMatch(stackTrace);
  const heading = `error: pulumi-nodejs:dynamic/${type.replace(".", ":")} resource '${name}' has a problem: `;
  const lines = (diagnostics(output)[name] ?? "").split("\n");
  for (const line of lines) expect(line.startsWith(heading), line).toBe(true);
  return lines.map((line) => line.slice(heading.length));
}

describe("are refused, naming resource and property, without a request, a stack trace or a value", () => {
  test.each(fixtures)("$name", async (fixture) => {
    // A name that is missing is the resource's.
    const isRefused = ({ args }: Refused) => !("name" in args && args.name === undefined);
    const refused = fixture.refused(environment).filter(isRefused);
    const [{ args, messages }] = refused.sort((a, b) => b.messages.length - a.messages.length) as [Refused];
    const declared = { type: typeOf(fixture), name: "wrong", args: layOver(fixture.args(environment), args) };
    stack.project.declare([declared]);
    expect(problems(declared, await stack.project.fails("preview"))).toEqual(messages);
    expect(await stack.control.log()).toEqual([]);
  });
});

test("an up refuses as well, before it changes anything, and shows no secret", async () => {
  const client = fixtureOf("ApiClient");
  const wrong = {
    type: typeOf(client),
    name: "wrong",
    args: layOver(client.args(environment, 2), {
      scops: [refusedCanary],
      clientSecret: { $secret: { hidden: refusedCanary } },
      authenticationMethod: "private_key_jwt",
      publicJwk: { kty: "EC", crv: "P-256", x: "x", y: "y", d: refusedCanary },
    }),
  };
  stack.project.declare([{ type: typeOf(client), name: "right", args: client.args(environment) }, wrong]);
  const properties = problems(wrong, await stack.project.upFails()).map((problem) => problem.split(":")[0]);
  expect(properties).toEqual(["scops", "clientSecret", "publicJwk", "clientSecret"]);
  expect(client.find(await stack.control.objects(), client.inputs(environment, 2))).toEqual([]);
});

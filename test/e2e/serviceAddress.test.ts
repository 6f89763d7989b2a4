import { afterAll, beforeAll, expect, test } from "vitest";
import { type Objects, type Sandbox, startSandbox } from "../../sandbox";
import { type Environment, fixtures, prepareEnvironment } from "../support/resources";
import { diagnostics } from "./support/output";
import { oneOfEach } from "./support/programs";
import { type Config, Project } from "./support/project";

/** The state says at which address an object was made, and nobody looks for it, or deletes it, anywhere else. */
let ours: Sandbox;
let others: Sandbox;
let environment: Environment;
let objectsBefore: Objects;
let objects: Objects;
let project: Project;
let ids: Record<string, string | undefined>;
const runProgram = ["--yes", "--skip-preview", "--run-program"];

beforeAll(async () => {
  [ours, others] = [await startSandbox(), await startSandbox()];
  const { onegini, onelogin } = ours;
  // The credentials are in the environment, and only the addresses in the stack.
  project = await Project.with({
    config: addresses(ours),
    environment: {
      ONEGINI_CLIENT_ID: onegini.clientId,
      ONEGINI_CLIENT_SECRET: onegini.clientSecret,
      ONELOGIN_CLIENT_ID: onelogin.clientId,
      ONELOGIN_CLIENT_SECRET: onelogin.clientSecret,
    },
  });
  environment = await prepareEnvironment(ours.control);
  objectsBefore = await ours.control.objects();
  project.declare(oneOfEach(environment));
  await project.up();
  ids = project.ids();
  objects = await ours.control.objects();
  project.declare(changed());
});
afterAll(async () => {
  project?.remove();
  await ours?.close();
  await others?.close();
});

const addresses = ({ onegini, onelogin }: Pick<Sandbox, "onegini" | "onelogin">): Config => ({
  "onegini:url": onegini.url,
  "onelogin:url": onelogin.url,
});
const changed = () => oneOfEach(environment, { args: (fixture) => fixture.change(environment) });

test("at another tenant's address, refresh, destroy and up fail, ask nothing there, and name both addresses", async () => {
  await project.configure(addresses(others));
  const expectBoth = (output: string) => {
    const errors = diagnostics(output);
    for (const { name, service } of fixtures) {
      const [from, to] = [ours[service].url, others[service].url];
      expect(errors[name]).toMatch(
        new RegExp(`was created at ${from}, but \\w+'s address is now ${to}; no request was sent there`),
      );
    }
  };
  await project.fails("refresh", ...runProgram);
  expectBoth(await project.fails("destroy", ...runProgram, "--continue-on-error"));
  expectBoth(await project.upFails("--continue-on-error"));
  expect(project.ids()).toEqual(ids);
  expect(await ours.control.objects()).toEqual(objects);
  expect(await others.control.log()).toEqual([]);
});

test("when the tenant itself has moved, the commands that the error names help", async () => {
  // The same services, by another name.
  const moved = (url: string) => url.replace("127.0.0.1", "localhost");
  const at = {
    onegini: { ...ours.onegini, url: moved(ours.onegini.url) },
    onelogin: { ...ours.onelogin, url: moved(ours.onelogin.url) },
  };
  await project.configure(addresses(at));
  const errors = Object.values(diagnostics(await project.upFails("--continue-on-error"))).join("\n");
  const commands = errors.matchAll(/`pulumi (config set \S+ \S+)` and then, once, `pulumi refresh --run-program`/g);
  const named = new Set([...commands].map(([, command = ""]) => command));
  expect(named.size).toBe(2);
  for (const command of named) await project.succeeds(...command.split(" "));
  await project.refresh("--run-program");
  for (const { name, service } of fixtures) expect(project.stored()[name]?.outputs.serviceUrl).toBe(at[service].url);

  // Once is enough.
  await project.succeeds("config", "rm-all", "onegini:previousUrl", "onelogin:previousUrl");
  await project.up();
  expect(project.ids()).toEqual(ids);
  expect(await ours.control.objects()).not.toEqual(objects);
  await project.destroy();
  expect(await ours.control.objects()).toEqual(objectsBefore);
});

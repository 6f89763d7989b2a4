import { afterEach, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../sandbox";
import { type Config, Project } from "./support/project";
import { diagnostics } from "./support/reading";
import { five, idsIn } from "./support/stacks";

/** The state says at which address an object lives, and nobody looks for it, or deletes it, anywhere else. */
const sandboxes: Sandbox[] = [];
let project: Project;
afterEach(async () => {
  project?.remove();
  for (const sandbox of sandboxes.splice(0)) await sandbox.close();
});

async function start(): Promise<Sandbox> {
  const sandbox = await startSandbox();
  sandboxes.push(sandbox);
  return sandbox;
}

/** The credentials are in the environment, and only the addresses in the stack. */
function projectOf({ onegini, onelogin }: Sandbox): Promise<Project> {
  return Project.with({
    config: { "onegini:url": onegini.url, "onelogin:url": onelogin.url },
    environment: {
      ONEGINI_CLIENT_ID: onegini.clientId,
      ONEGINI_CLIENT_SECRET: onegini.clientSecret,
      ONELOGIN_CLIENT_ID: onelogin.clientId,
      ONELOGIN_CLIENT_SECRET: onelogin.clientSecret,
    },
  });
}

const runProgram = ["--yes", "--skip-preview", "--run-program"];

test("another tenant's address: refresh, destroy and up fail, ask nothing there, and name both addresses", async () => {
  const [ours, others] = [await start(), await start()];
  project = await projectOf(ours);
  project.declare(five());
  await project.up();
  const [ids, objects] = [idsIn(project), await ours.control.objects()];

  await project.configure({ "onegini:url": others.onegini.url, "onelogin:url": others.onelogin.url });
  const service = { client: "onegini", server: "onelogin" } as const;
  const expectBoth = (said: Record<string, string>, names: (keyof typeof service)[]) => {
    for (const name of names) {
      const [from, to] = [ours[service[name]].url, others[service[name]].url];
      expect(said[name]).toMatch(new RegExp(`was made at ${from}, and \\w+'s address is ${to} now; nothing was asked`));
    }
  };
  await project.fails("refresh", ...runProgram);
  // The server is left for the last, after what belongs to it.
  expectBoth(diagnostics(await project.fails("destroy", ...runProgram, "--continue-on-error")), ["client"]);
  project.declare(five("", { client: { name: "Changed" }, server: { description: "Changed" } }));
  expectBoth(diagnostics(await project.upFails("--continue-on-error")), ["client", "server"]);
  expect(idsIn(project)).toEqual(ids);
  expect(await ours.control.objects()).toEqual(objects);
  expect(await others.control.log()).toEqual([]);
});

test("a tenant that has moved: what the error says is what helps", async () => {
  const sandbox = await start();
  project = await projectOf(sandbox);
  project.declare(five());
  await project.up();
  const ids = idsIn(project);

  // The same services, by another name.
  const moved = (url: string) => url.replace("127.0.0.1", "localhost");
  const addresses: Config = {
    "onegini:url": moved(sandbox.onegini.url),
    "onelogin:url": moved(sandbox.onelogin.url),
  };
  await project.configure(addresses);
  project.declare(five("", { client: { name: "Changed" }, server: { description: "Changed" } }));
  const said = diagnostics(await project.upFails("--continue-on-error"));
  for (const name of ["client", "server"]) {
    const [, command = ""] =
      /say so: pulumi (config set \S+ \S+); then run `pulumi refresh --run-program` once/.exec(said[name] ?? "") ?? [];
    await project.succeeds(...command.split(" "));
  }
  await project.refresh("--run-program");
  for (const [name, { outputs }] of Object.entries(project.stored()))
    expect(outputs.serviceUrl).toBe(addresses[name === "client" ? "onegini:url" : "onelogin:url"]);

  // Once is enough.
  await project.succeeds("config", "rm-all", "onegini:previousUrl", "onelogin:previousUrl");
  await project.up();
  expect(idsIn(project)).toEqual(ids);
  expect(await sandbox.control.apiClient("orders")).toMatchObject({ name: "Changed" });
  await project.destroy();
  expect((await sandbox.control.objects()).onelogin.authServers).toEqual({});
});

import { expect, test } from "vitest";
import type { FaultMatch } from "../../sandbox";
import type { Declared, Project } from "./support/project";
import { call, diagnostics } from "./support/reading";
import { five, idsIn, useStacks } from "./support/stacks";

/** Creates whose answers don't come in time, or never: nothing is doubled, and nothing of others is taken. */
const stacks = useStacks();

/** A given secret, in clear nowhere. */
const canary = "canary-unfinished-Xw4";
const creates: FaultMatch = { method: "POST", path: "/(api-clients|api_authorizations|scopes|claims|clients)$" };
const shortOfTime = { requestTimeoutSeconds: "1", retryTimeoutSeconds: "3" };

function impatient(): Promise<Project> {
  const settings = Object.entries(shortOfTime);
  return stacks.project(
    Object.fromEntries(["onegini", "onelogin"].flatMap((s) => settings.map(([key, value]) => [`${s}:${key}`, value]))),
  );
}

/** One of each class, which can be made side by side, and a client with a given secret. */
async function sideBySide(): Promise<{ program: Declared[]; ground: number }> {
  const ground = await stacks.control.createAuthServer({ name: "Ground" });
  const onGround = { authServerId: ground };
  const program = five("", { scope: onGround, claim: onGround, app: { ...onGround, scopeIds: [] } });
  const given = {
    type: "onegini.ApiClient",
    name: "given",
    args: { clientId: "given", clientSecret: canary, scopes: ["onegini_api_events"] },
  };
  return { program: [...program, given], ground };
}

/** What there is of everything but the ground itself. */
async function counts(ground: number) {
  const { onegini, onelogin } = await stacks.control.objects();
  const { [ground]: server, ...servers } = onelogin.authServers;
  return {
    clients: Object.keys(onegini.apiClients).filter((id) => id !== "sandbox-admin").length,
    servers: Object.keys(servers).length,
    children: [server?.scopes.length, server?.claims.length, server?.clientApps.length],
  };
}
const one = { clients: 2, servers: 1, children: [1, 1, 1] };
const none = { clients: 0, servers: 0, children: [0, 0, 0] };

const unfinishedIds = (ground: number) => ({
  client: "orders",
  given: "given",
  server: "unfinished",
  scope: `${ground}/unfinished`,
  claim: `${ground}/unfinished`,
  app: `${ground}/909021`,
});

function expectUnfinished(project: Project, ground: number, output: string): void {
  const said = diagnostics(output);
  for (const name of Object.keys(unfinishedIds(ground))) {
    expect(said[name]).toMatch(/It may have been created all the same, and .*pulumi up --refresh/);
    expect(project.stored()[name]?.outputs.creationUncertain).toBe(true);
  }
  expect(idsIn(project)).toEqual(unfinishedIds(ground));
  for (const text of [output, project.storedState()]) expect(text).not.toContain(canary);
}

async function expectWhole(project: Project, ground: number): Promise<void> {
  expect(await counts(ground)).toEqual(one);
  const { onelogin } = await stacks.control.objects();
  const { scopes, claims } = onelogin.authServers[ground] ?? {};
  expect(idsIn(project)).toEqual({
    ...unfinishedIds(ground),
    server: Object.keys(onelogin.authServers).find((id) => id !== String(ground)),
    scope: `${ground}/${scopes?.[0]?.id}`,
    claim: `${ground}/${claims?.[0]?.id}`,
  });
  for (const { outputs } of Object.values(project.stored())) expect(outputs).not.toHaveProperty("creationUncertain");
}

test("an answer later than anybody waits for, whose work is done in time: each is made once", async () => {
  const project = await impatient();
  const { program, ground } = await sideBySide();
  await stacks.control.fault({ match: creates, times: 6, fault: { lateCommitMs: 1300 } });
  project.declare(program);
  await project.up();
  await expectWhole(project, ground);
  const servers = (await stacks.control.log({ method: "POST", path: /api_authorizations$/ })).map(call);
  expect(servers).toEqual(["POST /api/2/api_authorizations name,description,configuration"]);
  await project.preview("--refresh", "--expect-no-changes");
});

test("an answer that never came and no work either: the next up makes what isn't there", async () => {
  const project = await impatient();
  const { program, ground } = await sideBySide();
  await stacks.control.fault({ match: creates, times: "forever", fault: { hang: true } });
  project.declare(program);
  expectUnfinished(project, ground, await project.upFails("--continue-on-error"));
  await stacks.control.clearFaults();
  expect(await counts(ground)).toEqual(none);
  await project.up();
  await expectWhole(project, ground);
  await project.destroy();
  expect(await counts(ground)).toEqual(none);
});

test("work that is done after everybody has stopped waiting: up says to refresh, and a refresh finishes it", async () => {
  const { control } = stacks;
  const project = await impatient();
  const { program, ground } = await sideBySide();
  await control.fault({ match: creates, times: "forever", fault: { gate: true } });
  project.declare(program);
  expectUnfinished(project, ground, await project.upFails("--continue-on-error"));
  expect(await counts(ground)).toEqual(none);
  await control.clearFaults();
  const released = await control.release();
  await expect.poll(async () => (await control.log()).filter(({ workStatus }) => workStatus).length).toBe(released);
  // The service refuses a second one of each but of the servers, of which a second was never asked for.
  expect(await counts(ground)).toEqual(one);

  // With --continue-on-error the engine would wait for ever: it doesn't end a replacement whose delete fails.
  const refused = await project.upFails();
  expect(refused).toMatch(/was created after all, when the answer was lost\. Run `pulumi refresh`/);
  expect(await counts(ground)).toEqual(one);

  const output = [await project.preview("--refresh"), await project.up("--refresh")].join("\n");
  for (const text of [refused, output, project.storedState()]) expect(text).not.toContain(canary);
  await expectWhole(project, ground);
  await project.up("--refresh", "--expect-no-changes");
  await project.destroy();
  expect(await counts(ground)).toEqual(none);
});

test("what somebody else had before is not taken after a 503, nor deleted", async () => {
  const { control } = stacks;
  const ground = await control.createAuthServer({ name: "Ground" });
  await control.setApiClient("orders", { name: "Orders", scopes: ["onegini_api_events"] });
  await control.createAuthServer({
    name: "Orders",
    description: "Managed by Pulumi",
    configuration: { resource_identifier: "https://orders.example.com", audiences: ["https://orders.example.com"] },
  });
  await control.createScope(ground, { value: "orders:read", description: "" });
  await control.createClaim(ground, { name: "mail" });
  await control.setClientApp(ground, 909021, []);
  const before = await control.objects();
  await control.fault({ match: creates, times: 5, fault: { status: 503 } });

  const project = await impatient();
  const onGround = { authServerId: ground };
  project.declare(five("", { scope: onGround, claim: onGround, app: { ...onGround, scopeIds: [] } }));
  const said = diagnostics(await project.upFails("--continue-on-error"));
  for (const name of ["client", "server", "scope", "claim", "app"]) expect(said[name]).toContain("exists already");
  await project.destroy();
  expect(await control.objects()).toEqual(before);
});

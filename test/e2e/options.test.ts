import { beforeAll, describe, expect, test } from "vitest";
import { call } from "./support/output";
import type { Declared } from "./support/project";
import { useStack } from "./support/stacks";

/** Pulumi's resource options, each as its users expect it. */
const stack = useStack();
let server: number;
/** Two that nothing connects but dependsOn. */
let inOrder: Declared[];
beforeAll(async () => {
  server = await stack.control.createAuthServer();
  inOrder = [
    { type: "onelogin.AuthServerClaim", name: "first", args: { authServerId: server, name: "first" } },
    {
      type: "onelogin.AuthServer",
      name: "second",
      args: { configuration: { resourceIdentifier: "https://example.com", audiences: ["a"] } },
      opts: { dependsOn: [{ $ref: "first" }] },
    },
  ];
});
const scope = (name: string, opts: Record<string, unknown>, description = "before"): Declared => ({
  type: "onelogin.AuthServerScope",
  name,
  args: { authServerId: server, value: name, description },
  opts,
});
const client = (name: string, opts: Record<string, unknown>, args = {}): Declared => ({
  type: "onegini.ApiClient",
  name,
  args: { scopes: ["onegini_api_events"], clientId: name, ...args },
  opts,
});
const held = async (value: string) => (await stack.control.authServer(server))?.scopes.find((s) => s.value === value);
const calls = async () => (await stack.control.log()).map((entry) => call(entry));
const base = () => `/api/2/api_authorizations/${server}/scopes`;
const clients = "/oauth/api/v1/configuration/api-clients";

describe("when it is created", () => {
  beforeAll(async () => {
    // One that doesn't wait overtakes it.
    await stack.control.fault({ match: { method: "POST", path: "/claims$" }, fault: { delayMs: 400 } });
    stack.project.declare([
      ...inOrder,
      client("two-at-once", { deleteBeforeReplace: false }, { clientId: "old-id" }),
      client(
        "more-secret",
        { additionalSecretOutputs: ["publicBaseUri"] },
        { publicBaseUri: "https://hidden.example.com" },
      ),
      scope("ignored", { ignoreChanges: ["description"] }),
      scope("on-change", { replaceOnChanges: ["description"] }),
      scope("guarded", { protect: true }),
      scope("retained", { retainOnDelete: true }),
      scope("renamed", {}),
      scope("transformed", { transforms: [{ $transform: { description: "by a transform" } }] }),
    ]);
    await stack.project.up();
  });

  test("dependsOn: the second waits for the first", async () => {
    const [first] = await stack.control.log({ method: "POST", path: /\/claims$/ });
    const [second] = await stack.control.log({ method: "POST", path: /\/api_authorizations$/ });
    expect(second?.startedAt).toBeGreaterThanOrEqual(first?.endedAt ?? Number.POSITIVE_INFINITY);
  });

  test("transforms: what they say is created", async () => {
    expect(await held("transformed")).toMatchObject({ description: "by a transform" });
  });

  test("additionalSecretOutputs: adds to the secret that there always is", async () => {
    const { "more-secret": outputs } = await stack.project.outputs();
    expect(outputs).toMatchObject({ publicBaseUri: "[secret]", clientSecret: "[secret]" });
  });
});

describe("when it changes", () => {
  let before: Record<string, number | undefined>;
  let log: string[];
  beforeAll(async () => {
    before = {
      onChange: (await held("on-change"))?.id,
      retained: (await held("retained"))?.id,
      renamed: (await held("renamed"))?.id,
    };
    stack.project.declare([
      ...inOrder,
      client("two-at-once", { deleteBeforeReplace: false }, { clientId: "new-id" }),
      scope("ignored", { ignoreChanges: ["description"] }, "after"),
      scope("on-change", { replaceOnChanges: ["description"] }, "after"),
      scope("guarded", { protect: true }),
      { ...scope("renamed", { aliases: [{ name: "renamed" }] }), name: "another-name" },
      scope("transformed", { transforms: [{ $transform: { description: "by a transform" } }] }, "after"),
    ]);
    await stack.control.clearLog();
    await stack.project.up();
    log = await calls();
  });

  test("ignoreChanges: it stays", async () => {
    expect(await held("ignored")).toMatchObject({ description: "before" });
  });

  test("replaceOnChanges: it is replaced", async () => {
    expect(log.filter((each) => each.includes(base()))).toEqual([
      `DELETE ${base()}/${before.onChange}`,
      `GET ${base()}`,
      `POST ${base()} value,description`,
    ]);
    expect(await held("on-change")).toMatchObject({ description: "after" });
  });

  test("retainOnDelete: it stays at the service", async () => {
    expect(await held("retained")).toMatchObject({ id: before.retained });
    expect(stack.project.stored().retained).toBeUndefined();
  });

  test("aliases: another name is no change", async () => {
    expect(stack.project.stored()["another-name"]?.id).toBe(`${server}/${before.renamed}`);
    expect(stack.project.stored().renamed).toBeUndefined();
  });

  test("deleteBeforeReplace: false: the new one is made first", () => {
    const made = log.indexOf(`POST ${clients} name,client_id,scopes,client_secret`);
    expect(made).not.toBe(-1);
    expect(log.indexOf(`DELETE ${clients}/old-id`)).toBeGreaterThan(made);
  });

  test("protect: neither taking it out nor a destroy deletes it", async () => {
    expect(await stack.project.fails("destroy", "--yes", "--skip-preview")).toMatch(
      /guarded.*protected|protected.*guarded/s,
    );
    stack.project.declare([]);
    expect(await stack.project.fails("preview")).toContain("protect");
    expect(await held("guarded")).toBeDefined();
  });
});

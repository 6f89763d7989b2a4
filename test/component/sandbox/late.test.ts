import { beforeEach, describe, expect, it } from "vitest";
import { startSandbox } from "../../../sandbox";
import { sandboxForAll } from "../../support/sandbox";
import { basic, oneginiCaller, sendAndHangUp, token } from "./support/calls";

// Requests that wait: handled late, or held at a gate until the test releases them.

const sandbox = sandboxForAll();
const onegini: ReturnType<typeof oneginiCaller> = (...request) => oneginiCaller(sandbox().onegini)(...request);
const hangUp = (method: string, path: string, body?: unknown) => {
  const { url, clientId, clientSecret } = sandbox().onegini;
  const authorization = basic(clientId, clientSecret);
  return sendAndHangUp(method, `${url}/api/v1/configuration/api-clients${path}`, { authorization, body });
};
const client = { name: "One", client_id: "one", client_secret: "s3cret", scopes: ["onegini_api_end_user"] };
const stored = (id = "one") => sandbox().control.apiClient(id);
const last = async () => (await sandbox().control.log()).at(-1);
const arrived = () => expect.poll(last, { interval: 5 }).toMatchObject({ status: 0, endedAt: null });
const hungUp = () => expect.poll(async () => (await last())?.endedAt).toEqual(expect.any(Number));

describe("a late commit", () => {
  it("comes before the response", async () => {
    await sandbox().control.fault({ fault: { lateCommitMs: 40 } });
    expect((await onegini("POST", "", client)).status).toBe(201);
    expect(await last()).toMatchObject({ fault: "lateCommitMs", status: 201, workStatus: 201 });
    expect((await last())?.fields).toEqual(Object.keys(client));
  });

  it.each([
    ["POST", "", { ...client, client_id: "two" }, 201, async () => (await stored("two"))?.name === "One"],
    ["PATCH", "/one", { name: "Two" }, 204, async () => (await stored())?.name === "Two"],
    ["DELETE", "/one", undefined, 204, async () => (await stored()) === undefined],
    ["POST", "", { ...client, name: "" }, 400, async () => true],
  ])("happens for a %s whose client hung up", async (method, path, body, workStatus, isDone) => {
    await onegini("POST", "", client);
    await sandbox().control.fault({ fault: { lateCommitMs: 200 } });
    await hangUp(method, path, body);
    await expect.poll(last).toMatchObject({ method, fault: "lateCommitMs", status: 0, workStatus });
    expect(await isDone()).toBe(true);
  });

  it("happens for a PUT whose client hung up", async () => {
    const { control, url } = sandbox();
    const id = await control.createAuthServer();
    const scope = await control.createScope(id, { value: "read" });
    await control.fault({ match: { method: "PUT" }, fault: { lateCommitMs: 200 } });
    await sendAndHangUp("PUT", `${url}/api/2/api_authorizations/${id}/scopes/${scope}`, {
      authorization: `bearer ${await token(sandbox())}`,
      body: { value: "write", description: "" },
    });
    await expect.poll(last).toMatchObject({ method: "PUT", status: 0, workStatus: 200 });
    expect((await control.authServer(id))?.scopes).toEqual([{ id: scope, value: "write", description: "" }]);
  });

  it("validates the request when it handles it, not when it arrived", async () => {
    await sandbox().control.fault({ fault: { lateCommitMs: 300 } });
    const late = onegini("POST", "", client);
    await arrived();
    await sandbox().control.setApiClient("one", {});
    expect((await late).status).toBe(409);
  });
});

describe("a gate", () => {
  beforeEach(() => onegini("POST", "", client));

  it("holds a request before it's handled until it's released", async () => {
    await sandbox().control.hold({ method: "PATCH" });
    const patch = onegini("PATCH", "/one", { name: "Two" });
    expect(await sandbox().control.held()).toMatchObject([{ method: "PATCH", fault: "gate", held: true, status: 0 }]);
    expect((await stored())?.name).toBe("One");
    await sandbox().control.setApiClient("one", { public_base_uri: "https://between.example.com" });
    expect(await sandbox().control.release()).toBe(1);
    expect((await patch).status).toBe(204);
    expect(await stored()).toMatchObject({ name: "Two", public_base_uri: "https://between.example.com" });
    expect(await last()).not.toHaveProperty("held");
  });

  it("holds a response after the request was handled", async () => {
    await sandbox().control.hold({ method: "PATCH" }, { after: true });
    const patch = onegini("PATCH", "/one", { name: "Two" });
    expect(await sandbox().control.held()).toMatchObject([{ held: true, workStatus: 204 }]);
    expect((await stored())?.name).toBe("Two");
    await sandbox().control.release();
    expect((await patch).status).toBe(204);
  });

  it("holds as many as it's told to, and releases the oldest first", async () => {
    await sandbox().control.hold({ path: "/one$" }, { skip: 1, times: 3 });
    expect((await onegini("GET", "/one")).status).toBe(200);
    const done: string[] = [];
    const patches = [];
    for (const [at, name] of ["a", "b", "c"].entries()) {
      patches.push(onegini("PATCH", "/one", { name }).then(() => done.push(name)));
      await sandbox().control.held(at + 1);
    }
    expect((await onegini("GET", "/one")).json.name).toBe("One");
    expect(await sandbox().control.release(1)).toBe(1);
    await expect.poll(() => done).toEqual(["a"]);
    expect(await sandbox().control.held(2)).toHaveLength(2);
    expect(await sandbox().control.release()).toBe(2);
    await Promise.all(patches);
    expect(await sandbox().control.release()).toBe(0);
  });

  it("reports when no request reaches it", async () => {
    await sandbox().control.hold();
    await expect(sandbox().control.held(1, 10)).rejects.toThrow("after 10 ms 0 requests are held, not 1");
  });

  it.each([
    ["PATCH", "/one", { name: "Two" }, async () => (await stored())?.name === "Two"],
    ["DELETE", "/one", undefined, async () => (await stored()) === undefined],
  ])("handles a released %s whose client hung up", async (method, path, body, isDone) => {
    await sandbox().control.hold();
    await hangUp(method, path, body);
    await sandbox().control.held();
    await hungUp();
    expect(await isDone()).toBe(false);
    await sandbox().control.release();
    await expect.poll(last).toMatchObject({ status: 0, workStatus: 204 });
    expect(await isDone()).toBe(true);
  });
});

describe("a reset", () => {
  it.each([
    ["a late commit", () => sandbox().control.fault({ fault: { lateCommitMs: 300 } })],
    ["a delay", () => sandbox().control.fault({ fault: { delayMs: 300 } })],
    ["latency", () => sandbox().control.settings({ latencyMs: 300 })],
  ])("cancels what waits: %s", async (_what, wait) => {
    await wait();
    const late = expect(onegini("POST", "", client)).rejects.toThrow();
    await arrived();
    await sandbox().control.reset();
    await late;
    // This started later and waits as long: what waited before would have been handled by now.
    await sandbox().control.fault({ fault: { lateCommitMs: 300 } });
    expect((await onegini("GET", "/one")).status).toBe(404);
  });

  it("cancels a late commit whose client hung up", async () => {
    await sandbox().control.fault({ fault: { lateCommitMs: 300 } });
    await hangUp("POST", "", client);
    await hungUp();
    await sandbox().control.reset();
    await sandbox().control.fault({ fault: { lateCommitMs: 300 } });
    expect((await onegini("GET", "/one")).status).toBe(404);
  });

  it.each([[false], [true]])("cancels what gates hold (after: %s)", async (after) => {
    await sandbox().control.hold({}, { after });
    const held = expect(onegini("POST", "", client)).rejects.toThrow();
    await sandbox().control.held();
    await sandbox().control.reset();
    await held;
    expect(await sandbox().control.release()).toBe(0);
    expect(await stored()).toBeUndefined();
  });

  it("cancels the request whose fault caused it", async () => {
    await sandbox().control.fault({ fault: { change: [{ method: "POST", path: "/reset" }] } });
    await expect(onegini("POST", "", client)).rejects.toThrow();
    expect(await stored()).toBeUndefined();
  });

  it("isn't needed before closing", async () => {
    const other = await startSandbox();
    await other.control.hold();
    const held = expect(oneginiCaller(other.onegini)("GET", "")).rejects.toThrow();
    await other.control.held();
    await other.close();
    await held;
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type FaultEffect, type Sandbox, startSandbox } from "../../../sandbox";
import { oneginiCaller, oneloginCaller, token } from "./support/calls";

let sandbox: Sandbox;
let onegini: ReturnType<typeof oneginiCaller>;
beforeAll(async () => {
  sandbox = await startSandbox();
  onegini = oneginiCaller(sandbox.onegini);
});
beforeEach(() => sandbox.control.reset());
afterAll(() => sandbox.close());

const client = { name: "One", client_id: "one", client_secret: "s3cret", scopes: ["onegini_api_end_user"] };
const exists = async () => (await sandbox.control.apiClient("one")) !== undefined;

describe("before and after the request is handled", () => {
  it.each([
    [false, "before"],
    [true, "after"],
  ])("answers instead (after: %s)", async (after) => {
    const headers = { "retry-after": "7" };
    await sandbox.control.fault({ after, fault: { status: 429, headers, body: { a: 1 } } });
    const answer = await onegini("POST", "", client);
    expect([answer.status, answer.json, answer.headers.get("retry-after")]).toEqual([429, { a: 1 }, "7"]);
    expect(answer.headers.get("location")).toBeNull();
    expect(await exists()).toBe(after);
  });

  it.each([[false], [true]])("drops the connection (after: %s)", async (after) => {
    await sandbox.control.fault({ after, fault: { drop: true } });
    await expect(onegini("POST", "", client)).rejects.toThrow();
    expect(await exists()).toBe(after);
    expect(await sandbox.control.log()).toMatchObject([{ method: "POST", status: 0, fault: "drop" }]);
  });

  it.each([[false], [true]])("redirects (after: %s)", async (after) => {
    await sandbox.control.fault({ after, fault: { redirect: "http://127.0.0.1:1/elsewhere" } });
    const answer = await onegini("POST", "", client);
    expect([answer.status, answer.headers.get("location")]).toEqual([307, "http://127.0.0.1:1/elsewhere"]);
    expect(await exists()).toBe(after);
  });

  it.each([[false], [true]])("delays (after: %s)", async (after) => {
    await sandbox.control.fault({ after, fault: { delayMs: 60 } });
    const started = performance.now();
    expect((await onegini("POST", "", client)).status).toBe(201);
    expect(performance.now() - started).toBeGreaterThan(55);
  });

  it("revokes tokens", async () => {
    const onelogin = oneloginCaller(sandbox);
    await sandbox.control.fault({ match: { path: "/api/2/" }, fault: { revokeTokens: true } });
    expect((await onelogin("GET", "/api_authorizations")).status).toBe(401);
    await sandbox.control.fault({ match: { path: "/api/2/" }, after: true, fault: { revokeTokens: true } });
    const before = await token(sandbox);
    expect((await onelogin("GET", "/api_authorizations")).status).toBe(200);
    expect(await token(sandbox)).not.toBe(before);
  });
});

describe("altered responses, after the request is handled", () => {
  const createWith = async (fault: FaultEffect) => {
    await sandbox.control.fault({ fault });
    return onegini("POST", "", client);
  };

  it("HTML", async () => {
    const { status, headers, text } = await createWith({ status: 502, body: "<html>Bad Gateway</html>" });
    expect([status, headers.get("content-type"), text]).toEqual([502, "text/html", "<html>Bad Gateway</html>"]);
  });

  it("broken JSON, on an answer without a body too", async () => {
    const { status, text, json } = await createWith({ brokenBody: true });
    expect([status, json, text.length > 0, await exists()]).toEqual([201, undefined, true, true]);
    await sandbox.control.fault({ fault: { brokenBody: true } });
    const patched = await onegini("PATCH", "/one", { name: "Two" });
    expect([patched.status, patched.json]).toEqual([200, undefined]);
    expect((await sandbox.control.apiClient("one"))?.name).toBe("Two");
  });

  it("JSON of another shape", async () => {
    const { status, json } = await createWith({ wrongShape: { result: "nonsense" } });
    expect([status, json, await exists()]).toEqual([201, { result: "nonsense" }, true]);
  });

  it("an oversized body", async () => {
    const { text, json } = await createWith({ oversized: 300_000 });
    expect([text.length, Object.keys(json)]).toEqual([300_000, ["padding"]]);
  });

  it("a slow body, still complete", async () => {
    await sandbox.control.fault({ fault: { slowBody: 40 } });
    const started = performance.now();
    expect((await onegini("GET", "/sandbox-admin")).json.client_id).toBe("sandbox-admin");
    expect(performance.now() - started).toBeGreaterThan(50);
  });

  it("a body that is cut off", async () => {
    await sandbox.control.fault({ fault: { cutBody: true } });
    await expect(onegini("GET", "")).rejects.toThrow();
    expect((await sandbox.control.log()).map(({ status }) => status)).toEqual([0]);
  });
});

describe("which requests trigger it", () => {
  const statuses = async (count: number, path = "") => {
    const seen = [];
    for (let at = 0; at < count; at += 1) seen.push((await onegini("GET", path)).status);
    return seen;
  };

  it("skips, counts, and ignores requests that triggered an earlier fault", async () => {
    await sandbox.control.fault({ skip: 1, times: 2, fault: { status: 500 } });
    await sandbox.control.fault({ times: "forever", skip: 1, fault: { status: 503 } });
    expect(await statuses(6)).toEqual([200, 500, 500, 503, 503, 503]);
    expect((await sandbox.control.faults()).map(({ triggered }) => triggered)).toEqual([2, 3]);
    await sandbox.control.clearFaults();
    expect(await statuses(1)).toEqual([200]);
  });

  it("matches service, method and path", async () => {
    const match = { service: "onegini", method: "get", path: "/api-clients/one$" };
    await sandbox.control.fault({ match, times: "forever", fault: { status: 500 } });
    expect(await statuses(1, "/one")).toEqual([500]);
    expect(await statuses(1, "/one?x=1")).toEqual([404]);
    expect((await onegini("DELETE", "/one")).status).toBe(404);
    expect((await oneloginCaller(sandbox)("GET", "/apps/one")).status).toBe(404);
  });

  it.each([
    [{ fault: {} }],
    [{ fault: { status: 500, drop: true } }],
    [{ fault: { drop: true }, tmies: 2 }],
    [{ fault: { lateCommitMs: 5 }, after: true }],
    [{ fault: { drop: true }, match: { path: "(" } }],
    [{ fault: { drop: true }, times: "always" }],
  ])("refuses %j", async (fault) => {
    await expect(sandbox.control.fault(fault as never)).rejects.toThrow(/400/);
  });
});

describe("hung requests", () => {
  it("end when the client gives up, and are logged so", async () => {
    const entry = async () => (await sandbox.control.log()).at(-1);
    await sandbox.control.fault({ fault: { hang: true } });
    const giveUp = new AbortController();
    const hung = fetch(sandbox.onegini.url, { signal: giveUp.signal });
    await expect.poll(entry).toMatchObject({ fault: "hang", endedAt: null, status: 0 });
    giveUp.abort();
    await expect(hung).rejects.toThrow();
    await expect.poll(async () => (await entry())?.endedAt).not.toBeNull();
  });

  it("end when the sandbox closes, after they were handled where `after` says so", async () => {
    const other = await startSandbox();
    await other.control.fault({ after: true, fault: { hang: true } });
    const hung = oneginiCaller(other.onegini)("POST", "", client);
    const refused = expect(hung).rejects.toThrow();
    await expect.poll(() => other.control.apiClient("one")).toBeDefined();
    await other.close();
    await refused;
  });
});

import { afterEach, describe, expect, it, vi } from "vitest";
import type { ControlChange } from "../../../sandbox";
import { sandboxForAll } from "../../support/sandbox";
import { oneginiCaller } from "./support/calls";

// Changes by somebody else between two calls, without depending on time.

const sandbox = sandboxForAll();
const onegini: ReturnType<typeof oneginiCaller> = (...request) => oneginiCaller(sandbox().onegini)(...request);
const client = { name: "One", client_id: "one", client_secret: "s3cret", scopes: ["onegini_api_end_user"] };
const drift = (name: string): ControlChange => ({ method: "PATCH", path: "/onegini/api-clients/one", body: { name } });
const name = async () => (await sandbox().control.apiClient("one"))?.name;

describe("a change by somebody else", () => {
  it("comes before the nth request is handled", async () => {
    await sandbox().control.setApiClient("one", {});
    const match = { method: "GET", path: "/one$" };
    await sandbox().control.fault({ match, skip: 1, fault: { change: [drift("A"), drift("B")] } });
    const names = [];
    for (let at = 0; at < 3; at += 1) names.push((await onegini("GET", "/one")).json.name);
    expect(names).toEqual(["one", "B", "B"]);
    expect(await sandbox().control.log()).toMatchObject([{ status: 200 }, { fault: "change", workStatus: 200 }, {}]);
  });

  it("comes after the request is handled with `after`", async () => {
    await sandbox().control.fault({ after: true, fault: { change: [drift("Drifted")] } });
    expect((await onegini("POST", "", client)).status).toBe(201);
    expect(await name()).toBe("Drifted");
    expect(await sandbox().control.log()).toHaveLength(1);
  });

  it("deletes and creates", async () => {
    await sandbox().control.setApiClient("two", {});
    const change: ControlChange[] = [
      { method: "DELETE", path: "/onegini/api-clients/two" },
      { method: "POST", path: "/onelogin/auth-servers", body: { name: "Theirs" } },
    ];
    await sandbox().control.fault({ fault: { change } });
    expect((await onegini("GET", "/two")).status).toBe(404);
    expect(await sandbox().control.authServer(1022743)).toMatchObject({ name: "Theirs" });
  });

  it.each([
    [false, "Drifted"],
    [true, "Drifted"],
  ])("can accompany a status (after: %s)", async (after, expected) => {
    await sandbox().control.setApiClient("one", { scopes: ["onegini_api_admin"] });
    await sandbox().control.fault({ after, fault: { change: [drift("Drifted")], status: 503 } });
    expect((await onegini("PATCH", "/one", { scopes: ["onegini_api_events"], name: "Mine" })).status).toBe(503);
    expect(await sandbox().control.apiClient("one")).toMatchObject({
      name: expected,
      scopes: [after ? "onegini_api_events" : "onegini_api_admin"],
    });
  });

  it("can accompany an altered response", async () => {
    await sandbox().control.fault({ fault: { change: [drift("Drifted")], wrongShape: [1] } });
    expect((await onegini("PATCH", "/one", { name: "Mine" })).json).toEqual([1]);
    expect(await name()).toBe("Mine");
  });
});

describe("a change that can't be made", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each([
    [false, undefined],
    [true, "One"],
  ])("is reported on the console, and fails the request (after: %s)", async (after, expected) => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const change: ControlChange[] = [{ method: "DELETE", path: "/onegini/api-clients/none" }];
    await sandbox().control.fault({ after, fault: { change } });
    const { status, json } = await onegini("POST", "", client);
    expect([status, json]).toEqual([500, { message: "The sandbox itself failed" }]);
    expect(String(errors.mock.calls)).toMatch(/the change DELETE \/onegini\/api-clients\/none was refused with 404/);
    expect(await name()).toBe(expected);
  });

  it.each([
    [{ change: drift("A") }, /list/],
    [{ change: [{ method: "PATCH", path: "onegini" }] }, /relative/],
    [{ change: [{ method: "GET", path: "/log" }] }, /method/],
    [{ change: [{ method: "PATCH", path: "/settings", boddy: {} }] }, /boddy/],
  ])("is refused when it's malformed: %j", async (fault, problem) => {
    await expect(sandbox().control.fault({ fault } as never)).rejects.toThrow(problem);
  });
});

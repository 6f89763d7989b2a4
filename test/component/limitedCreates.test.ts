import { describe, expect, it } from "vitest";
import { sandboxForAll } from "../sandbox/calls";
import { FakeClock } from "../unit/support/clock";
import { names, subject } from "../unit/support/lives";
import { ProviderRun } from "./support/providerRun";

// A service that says "later" is waited for, but never longer than retryTimeoutSeconds allows a call, and is looked at
// once before each time that something is sent again.

const sandbox = sandboxForAll();

describe.each(names)("an %s", (name) => {
  const secret = name === "ApiClient" ? { clientSecret: "given-secret" } : {};

  it("whose create is always told to wait ends with an error when its time is up, and nothing is made", async () => {
    const it = await subject(sandbox(), name);
    const fault = { status: 429, headers: { "retry-after": "20" } };
    await sandbox().control.fault({ match: it.creating, times: "forever", fault });
    await sandbox().control.clearLog();
    const clock = new FakeClock();
    const { message, entry } = await new ProviderRun(sandbox(), { clock }).failingCreate(name, {
      ...it.args(),
      ...secret,
    });
    expect(message).toMatch(/429.*retryTimeoutSeconds/);
    expect(entry).toBeUndefined();
    expect(await it.count()).toBe(0);
    // 300 s hold 15 waits of 20 s, each with one request and one look (a call, or two where a 404 has to be believed).
    expect(clock.elapsed).toBeLessThanOrEqual(330);
    const calls = (await sandbox().control.log()).filter(({ path }) => path.includes("/api/"));
    expect(calls.filter(({ method }) => method === "POST").length).toBeLessThanOrEqual(16);
    expect(calls.length).toBeLessThanOrEqual(16 * 4);
  });

  it("whose create is told to wait a year fails at once", async () => {
    const it = await subject(sandbox(), name);
    const fault = { status: 429, headers: { "retry-after": "31536000" } };
    await sandbox().control.fault({ match: it.creating, times: "forever", fault });
    const clock = new FakeClock();
    const { message } = await new ProviderRun(sandbox(), { clock }).failingCreate(name, { ...it.args(), ...secret });
    expect(message).toContain("31536000 s");
    expect(clock.elapsed).toBe(0);
  });

  it("is made once the service takes it", async () => {
    const it = await subject(sandbox(), name);
    const fault = { status: 429, headers: { "retry-after": "20" } };
    await sandbox().control.fault({ match: it.creating, times: 5, fault });
    const entry = await new ProviderRun(sandbox()).create(name, { ...it.args(), ...secret });
    expect(await it.count()).toBe(1);
    expect(await new ProviderRun(sandbox()).refresh(entry)).toEqual(entry);
  });
});

import { describe, expect, it } from "vitest";
import { FakeClock } from "../support/clock";
import { fixtureOf, prepareFixture, resourceNames } from "../support/resources";
import { sandboxForAll } from "../support/sandbox";
import { ProviderRun } from "./support/providerRun";

// A service that says "later" is waited for, but never longer than retryTimeoutSeconds allows a call, and is looked at
// once before each time that something is sent again.

const sandbox = sandboxForAll();

describe.each(resourceNames)("an %s", (name) => {
  const secret = fixtureOf(name).looksFirst ? {} : { clientSecret: "given-secret" };

  it("whose create is always told to wait ends with an error when its time is up, and nothing is made", async () => {
    const resource = await prepareFixture(sandbox(), name);
    const fault = { status: 429, headers: { "retry-after": "20" } };
    await resource.faultCreate({ times: "forever", fault });
    await sandbox().control.clearLog();
    const clock = new FakeClock();
    const { message, entry } = await new ProviderRun(sandbox(), { clock }).failingCreate(name, {
      ...resource.args(),
      ...secret,
    });
    expect(message).toMatch(/429.*retryTimeoutSeconds/);
    expect(entry).toBeUndefined();
    expect(await resource.count()).toBe(0);
    // 300 s hold 15 waits of 20 s, each with one request and one look (a call, or two where a 404 has to be believed).
    expect(clock.elapsed).toBeLessThanOrEqual(330);
    const calls = (await sandbox().control.log()).filter(({ path }) => path.includes("/api/"));
    expect(calls.filter(({ method }) => method === "POST").length).toBeLessThanOrEqual(16);
    expect(calls.length).toBeLessThanOrEqual(16 * 4);
  });

  it("whose create is told to wait a year fails at once", async () => {
    const resource = await prepareFixture(sandbox(), name);
    const fault = { status: 429, headers: { "retry-after": "31536000" } };
    await resource.faultCreate({ times: "forever", fault });
    const clock = new FakeClock();
    const { message } = await new ProviderRun(sandbox(), { clock }).failingCreate(name, {
      ...resource.args(),
      ...secret,
    });
    expect(message).toContain("31536000 s");
    expect(clock.elapsed).toBeLessThan(1);
  });

  it("is made once the service takes it", async () => {
    const resource = await prepareFixture(sandbox(), name);
    const fault = { status: 429, headers: { "retry-after": "20" } };
    await resource.faultCreate({ times: 5, fault });
    const entry = await new ProviderRun(sandbox()).create(name, { ...resource.args(), ...secret });
    expect(await resource.count()).toBe(1);
    expect(await new ProviderRun(sandbox()).refresh(entry)).toEqual(entry);
  });
});

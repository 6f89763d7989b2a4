import { describe, expect, it } from "vitest";
import { fixtureOf, prepareFixture, resourceNames } from "../support/resources";
import { type Keys, keysFor } from "../support/run";
import { sandboxForAll } from "../support/sandbox";
import { asOlder, ProviderRun } from "./support/providerRun";

// A state remembers where its object lives. At another address nothing is asked and nothing is changed: the same number
// means another object there.

const sandbox = sandboxForAll();
const elsewhere = sandboxForAll();
const run = (keys: Keys = {}) => new ProviderRun(sandbox(), { keys });
/** The same stack with another tenant's address and credentials. */
const atTheOther = (keys: Keys = {}) => new ProviderRun(elsewhere(), { keys });
const requests = async () => (await elsewhere().control.log()).length;

describe.each(resourceNames)("an %s", (name) => {
  const { service } = fixtureOf(name);
  const begin = async () => {
    const resource = await prepareFixture(sandbox(), name);
    // The other tenant has the same keys and numbers.
    const theirs = await prepareFixture(elsewhere(), name);
    const entry = await run().create(name, resource.args());
    await atTheOther().create(name, theirs.args());
    await elsewhere().control.clearLog();
    return { resource, theirs, entry };
  };

  it("is neither read, changed nor deleted at another address, and the message names both", async () => {
    const { resource, theirs, entry } = await begin();
    const before = await elsewhere().control.objects();
    const args = resource.changedArgs();
    for (const work of [
      () => atTheOther().refresh(entry),
      () => atTheOther().update(entry, args),
      () => atTheOther().delete(entry),
    ]) {
      const error = await work().then(
        () => undefined,
        (thrown: Error) => thrown,
      );
      expect(error?.message).toContain(sandbox()[service].url);
      expect(error?.message).toContain(elsewhere()[service].url);
      expect(error?.message).toContain(`${service}:previousUrl`);
    }
    expect(await requests()).toBe(0);
    expect(await elsewhere().control.objects()).toEqual(before);
    expect(await theirs.count()).toBe(1);
    expect(await resource.count()).toBe(1);
  });

  it("of a profile is neither read, changed nor deleted at another address of the profile", async () => {
    const resource = await prepareFixture(sandbox(), name);
    const profile = (of: ReturnType<typeof sandbox>) => ({
      ...keysFor("onelogin-acme", of.onelogin),
      ...keysFor("onegini-acme", of.onegini),
    });
    const entry = await run(profile(sandbox())).create(name, { ...resource.args(), profile: "acme" });
    await elsewhere().control.clearLog();
    const wrong = () => run(profile(elsewhere()));
    await expect(wrong().refresh(entry)).rejects.toThrow(`${service}-acme:url`);
    await expect(wrong().delete(entry)).rejects.toThrow(`${service}-acme:previousUrl`);
    await expect(wrong().update(entry, { ...resource.args(), ...resource.change, profile: "acme" })).rejects.toThrow(
      "was created at",
    );
    expect(await requests()).toBe(0);
  });

  it("whose create is unfinished is neither finished nor deleted at another address", async () => {
    const resource = await prepareFixture(sandbox(), name);
    await resource.faultCreate({ times: "forever", fault: { status: 504 } });
    const { entry } = await run().failingCreate(name, resource.args());
    if (!entry) throw new Error("the state has nothing of it");
    await elsewhere().control.clearLog();
    await expect(atTheOther().refresh(entry)).rejects.toThrow("was created at");
    await expect(atTheOther().delete(entry)).rejects.toThrow("was created at");
    await expect(atTheOther().update(entry, resource.args())).rejects.toThrow("was created at");
    expect(await requests()).toBe(0);
  });

  it("goes on at the new address of a tenant that has moved, and remembers it", async () => {
    const { resource, entry } = await begin();
    const { url } = sandbox()[service];
    const moved = url.replace("127.0.0.1", "localhost");
    const config = { [`${service}:url`]: moved, [`${service}:previousUrl`]: `https://older.example.com, ${url}` };
    const refreshed = await run(config).refresh(entry);
    expect(refreshed).toEqual({ ...entry, outputs: { ...entry.outputs, serviceUrl: moved } });
    // From then on the new address is enough.
    const after = run({ [`${service}:url`]: moved });
    const changed = await after.update(refreshed ?? entry, resource.changedArgs());
    expect(changed.outputs.serviceUrl).toBe(moved);
    await after.delete(changed);
    expect(await resource.count()).toBe(0);
    await expect(run().refresh(changed)).rejects.toThrow("was created at");
  });

  it("is updated and deleted at the new address without a refresh, too", async () => {
    const { resource, entry } = await begin();
    const { url } = sandbox()[service];
    const moved = url.replace("127.0.0.1", "localhost");
    const config = { [`${service}:url`]: moved, [`${service}:previousUrl`]: url };
    const changed = await run(config).update(entry, resource.changedArgs());
    expect(changed.outputs.serviceUrl).toBe(moved);
    await run(config).delete(entry);
    expect(await resource.count()).toBe(0);
  });

  it("of a state of 0.1.0 goes on, and gets its address with the next update, not with a refresh", async () => {
    const { resource, entry } = await begin();
    const old = asOlder(entry);
    expect(await run().refresh(old)).toEqual(old);
    const changed = await run().update(old, resource.changedArgs());
    expect(changed.outputs.serviceUrl).toBe(sandbox()[service].url);
    expect(await run().refresh(changed)).toEqual(changed);
    await run().delete(old);
    expect(await resource.count()).toBe(0);
  });

  it("isn't moved by a spelling of the same address", async () => {
    const { resource, entry } = await begin();
    const { url } = sandbox()[service];
    const respelled = run({ [`${service}:url`]: `${url.replace("http:", "HTTP:")}/` });
    expect(await respelled.refresh(entry)).toEqual(entry);
    expect(await respelled.diff(entry, resource.args())).toBeUndefined();
  });

  it("shows no difference for its address alone", async () => {
    const { resource, entry } = await begin();
    expect(await atTheOther().diff(entry, resource.args())).toBeUndefined();
    expect(await requests()).toBe(0);
  });
});

import { describe, expect, it } from "vitest";
import { sandboxForAll } from "../sandbox/calls";
import { names, subject } from "../unit/support/lives";
import { asOlder, configOf, ProviderRun } from "./support/providerRun";

// A state remembers where its object lives. At another address nothing is asked and nothing is changed: the same number
// means another object there.

const sandbox = sandboxForAll();
const elsewhere = sandboxForAll();
const run = (config: { [key: string]: string } = {}) => new ProviderRun(sandbox(), { config });
/** The same stack with another tenant's address and credentials. */
const atTheOther = (config: { [key: string]: string } = {}) => new ProviderRun(elsewhere(), { config });
const requests = async () => (await elsewhere().control.log()).length;

describe.each(names)("an %s", (name) => {
  const service = name === "ApiClient" ? "onegini" : "onelogin";
  const begin = async () => {
    const it = await subject(sandbox(), name);
    // The other tenant has the same keys and numbers.
    const theirs = await subject(elsewhere(), name);
    const entry = await run().create(name, it.args());
    await atTheOther().create(name, theirs.args());
    await elsewhere().control.clearLog();
    return { it, theirs, entry };
  };

  it("is neither read, changed nor deleted at another address, and the message names both", async () => {
    const { it, theirs, entry } = await begin();
    const before = await elsewhere().control.objects();
    const args = { ...it.args(), ...it.change };
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
    expect(await it.count()).toBe(1);
  });

  it("of a profile is neither read, changed nor deleted at another address of the profile", async () => {
    const it = await subject(sandbox(), name);
    const profile = (of: ReturnType<typeof sandbox>) => ({
      ...configOf("onelogin-acme", of.onelogin),
      ...configOf("onegini-acme", of.onegini),
    });
    const entry = await run(profile(sandbox())).create(name, { ...it.args(), profile: "acme" });
    await elsewhere().control.clearLog();
    const wrong = () => run(profile(elsewhere()));
    await expect(wrong().refresh(entry)).rejects.toThrow(`${service}-acme:url`);
    await expect(wrong().delete(entry)).rejects.toThrow(`${service}-acme:previousUrl`);
    await expect(wrong().update(entry, { ...it.args(), ...it.change, profile: "acme" })).rejects.toThrow("was made at");
    expect(await requests()).toBe(0);
  });

  it("whose create is unfinished is neither finished nor deleted at another address", async () => {
    const it = await subject(sandbox(), name);
    await sandbox().control.fault({ match: it.creating, times: "forever", fault: { status: 504 } });
    const { entry } = await run().failingCreate(name, it.args());
    if (!entry) throw new Error("the state has nothing of it");
    await elsewhere().control.clearLog();
    await expect(atTheOther().refresh(entry)).rejects.toThrow("was made at");
    await expect(atTheOther().delete(entry)).rejects.toThrow("was made at");
    await expect(atTheOther().update(entry, it.args())).rejects.toThrow("was made at");
    expect(await requests()).toBe(0);
  });

  it("goes on at the new address of a tenant that has moved, and remembers it", async () => {
    const { it, entry } = await begin();
    const { url } = sandbox()[service];
    const moved = url.replace("127.0.0.1", "localhost");
    const config = { [`${service}:url`]: moved, [`${service}:previousUrl`]: `https://older.example.com, ${url}` };
    const refreshed = await run(config).refresh(entry);
    expect(refreshed).toEqual({ ...entry, outputs: { ...entry.outputs, serviceUrl: moved } });
    // From then on the new address is enough.
    const after = run({ [`${service}:url`]: moved });
    const changed = await after.update(refreshed ?? entry, { ...it.args(), ...it.change });
    expect(changed.outputs.serviceUrl).toBe(moved);
    await after.delete(changed);
    expect(await it.count()).toBe(0);
    await expect(run().refresh(changed)).rejects.toThrow("was made at");
  });

  it("is updated and deleted at the new address without a refresh, too", async () => {
    const { it, entry } = await begin();
    const { url } = sandbox()[service];
    const moved = url.replace("127.0.0.1", "localhost");
    const config = { [`${service}:url`]: moved, [`${service}:previousUrl`]: url };
    const changed = await run(config).update(entry, { ...it.args(), ...it.change });
    expect(changed.outputs.serviceUrl).toBe(moved);
    await run(config).delete(entry);
    expect(await it.count()).toBe(0);
  });

  it("of a state of 0.1.0 goes on, and gets its address with the next update, not with a refresh", async () => {
    const { it, entry } = await begin();
    const old = asOlder(entry);
    expect(await run().refresh(old)).toEqual(old);
    const changed = await run().update(old, { ...it.args(), ...it.change });
    expect(changed.outputs.serviceUrl).toBe(sandbox()[service].url);
    expect(await run().refresh(changed)).toEqual(changed);
    await run().delete(old);
    expect(await it.count()).toBe(0);
  });

  it("isn't moved by a spelling of the same address", async () => {
    const { it, entry } = await begin();
    const { url } = sandbox()[service];
    const respelled = run({ [`${service}:url`]: `${url.replace("http:", "HTTP:")}/` });
    expect(await respelled.refresh(entry)).toEqual(entry);
    expect(await respelled.diff(entry, it.args())).toBeUndefined();
  });

  it("shows no difference for its address alone", async () => {
    const { it, entry } = await begin();
    expect(await atTheOther().diff(entry, it.args())).toBeUndefined();
    expect(await requests()).toBe(0);
  });
});

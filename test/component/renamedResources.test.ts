import { describe, expect, it } from "vitest";
import { prepareFixture, resourceNames } from "../support/resources";
import { type Keys, keysFor } from "../support/run";
import { sandboxForAll } from "../support/sandbox";
import { asOlder, type Entry, ProviderRun } from "./support/providerRun";

// Two entries of a state can stand for one object. What one of them has made, adopted or goes on managing in a run, the
// other's delete in that run leaves alone.

const sandbox = sandboxForAll();
const run = (keys: Keys = {}) => new ProviderRun(sandbox(), { keys });

describe.each(resourceNames)("an %s", (name) => {
  const subjectWithEntry = async () => {
    const resource = await prepareFixture(sandbox(), name);
    return { resource, old: await run().create(name, resource.args()) };
  };
  const adopting = (args: object) => ({ ...args, adoptExisting: true });
  const expectKept = async (entry: Entry, count: () => Promise<number>) => {
    expect(await count()).toBe(1);
    expect(await run().refresh(entry)).toEqual(entry);
  };

  it("that is renamed while it's adopted outlives the delete of its old entry", async () => {
    const { resource, old } = await subjectWithEntry();
    const up = run();
    const renamed = await up.create(name, adopting(resource.args()));
    await up.delete(old);
    expect(renamed.id).toBe(old.id);
    expect(up.messages.join()).toContain("was not deleted");
    expect(up.messages.join()).toContain("resource option aliases");
    await expectKept(renamed, resource.count);
    const held = resource.fixture.held(await sandbox().control.objects(), old.id);
    expect(held).toMatchObject(resource.fixture.holds(renamed.inputs, renamed.outputs));
  });

  it("whose rename was interrupted outlives the delete of its old entry in the next run", async () => {
    const { resource, old } = await subjectWithEntry();
    const renamed = await run().create(name, adopting(resource.args()));
    const next = run();
    expect(await next.diff(renamed, adopting(resource.args()))).toBeUndefined();
    await next.delete(old);
    await expectKept(renamed, resource.count);
  });

  it("whose rename was interrupted and that changes too outlives the delete of its old entry", async () => {
    const { resource, old } = await subjectWithEntry();
    const renamed = await run().create(name, adopting(resource.args()));
    const next = run();
    const args = adopting(resource.changedArgs());
    expect(await next.diff(renamed, args)).toEqual({ replaces: [] });
    const [changed] = await Promise.all([next.update(renamed, args), next.delete(old)]);
    await expectKept(changed, resource.count);
  });

  it("that was made anew under its key outlives the delete of the entry that it followed", async () => {
    const { resource, old } = await subjectWithEntry();
    await run().delete(old);
    const renewed = await run().create(name, resource.args());
    const next = run();
    await next.diff(renewed, resource.args());
    await next.delete({ ...old, id: renewed.id });
    await expectKept(renewed, resource.count);
  });

  it("that `.get` looks up in a run isn't deleted by that run", async () => {
    const { resource, old } = await subjectWithEntry();
    const up = run();
    await up.get(name, old.id);
    await up.delete(old);
    expect(up.messages.join()).toContain("was not deleted");
    await expectKept(old, resource.count);
  });

  it("in a state of 0.1.0 outlives the delete of its old entry", async () => {
    const { resource, old } = await subjectWithEntry();
    const renamed = await run().create(name, adopting(resource.args()));
    for (const [former, present] of [
      [asOlder(old), renamed],
      [asOlder(old), asOlder(renamed)],
    ] as const) {
      const next = run();
      await next.diff(present, adopting(resource.args()));
      await next.delete(former);
      await expectKept(present, resource.count);
    }
  });

  it("of two profiles with one address outlives the delete of either's entry", async () => {
    const { resource, old } = await subjectWithEntry();
    const { onelogin, onegini } = sandbox();
    const profiles = { ...keysFor("onelogin-same", onelogin), ...keysFor("onegini-same", onegini) };
    const up = run(profiles);
    const moved = await up.create(name, adopting({ ...resource.args(), profile: "same" }));
    await up.delete(old);
    expect(moved.id).toBe(old.id);
    expect(await resource.count()).toBe(1);
    const next = run(profiles);
    await next.diff(asOlder(moved), adopting({ ...resource.args(), profile: "same" }));
    await next.delete(asOlder(old));
    expect(await resource.count()).toBe(1);
  });

  it("of a tenant that has moved outlives the delete of its old entry", async () => {
    const { resource, old } = await subjectWithEntry();
    const renamed = await run().create(name, adopting(resource.args()));
    const { onelogin, onegini } = sandbox();
    const at = (url: string) => url.replace("127.0.0.1", "localhost");
    const next = run({
      "onelogin:url": at(onelogin.url),
      "onelogin:previousUrl": onelogin.url,
      "onegini:url": at(onegini.url),
      "onegini:previousUrl": onegini.url,
    });
    await next.diff(renamed, adopting(resource.args()));
    await next.delete(old);
    await expectKept(renamed, resource.count);
  });

  it("whose adoption is still under way outlives the delete of its old entry", async () => {
    const { resource, old } = await subjectWithEntry();
    const up = run();
    for (const method of ["PUT", "PATCH"]) await sandbox().control.hold({ method }, { after: true });
    const renaming = up.create(name, adopting(resource.args()));
    await sandbox().control.held();
    const deleting = up.delete(old);
    await sandbox().control.release();
    const [renamed] = await Promise.all([renaming, deleting]);
    await expectKept(renamed, resource.count);
  });

  it("that can't be renamed, since it exists, isn't deleted by a run that goes on after errors", async () => {
    const { resource, old } = await subjectWithEntry();
    // `pulumi up --continue-on-error`
    const up = run();
    const { message, entry } = await up.failingCreate(name, resource.args());
    expect(message).toMatch(/nothing was changed.*aliases.*adoptExisting: true/);
    expect(entry).toBeUndefined();
    await expect(up.delete(old)).rejects.toThrow("aliases");
    await expectKept(old, resource.count);
  });

  it("that takes another key makes room for one that couldn't be made under its old one", async () => {
    const { resource, old } = await subjectWithEntry();
    const up = run();
    const [replaced] = await Promise.all([up.diff(old, resource.args(2)), up.failingCreate(name, resource.args())]);
    // A scope, a claim or a server that is renamed is changed in place.
    if (!replaced?.replaces.length) return;
    await up.delete(old);
    const moved = await up.create(name, resource.args(2));
    await expectKept(moved, resource.count);
  });

  it("is deleted where nothing else in the run stands for it", async () => {
    const { resource, old } = await subjectWithEntry();
    const other = await run().create(name, resource.args(2));
    const up = run();
    await up.diff(other, resource.args(2));
    await up.delete(old);
    await expectKept(other, resource.count);
    expect(await run().refresh(old)).toBeUndefined();
  });

  it("is replaced: deleted, and made again", async () => {
    const { resource, old } = await subjectWithEntry();
    const up = run();
    // As with `replaceOnChanges`, which asks diff first.
    await up.diff(old, resource.args());
    await up.delete(old);
    expect(await resource.count()).toBe(0);
    const again = await up.create(name, resource.args());
    await expectKept(again, resource.count);
  });
});

describe("an adoption that ends half done", () => {
  it("keeps the client from the delete of its old entry", async () => {
    const resource = await prepareFixture(sandbox(), "ApiClient");
    const old = await run().create("ApiClient", resource.args());
    const up = run();
    await sandbox().control.fault({ match: { method: "PATCH" }, times: "forever", after: true, fault: { drop: true } });
    const { entry } = await up.failingCreate("ApiClient", { ...resource.args(), adoptExisting: true });
    expect(entry?.id).toBe(old.id);
    // As `pulumi up --continue-on-error` goes on.
    await up.delete(old);
    expect(await resource.count()).toBe(1);
  });
});

describe("an authorization server", () => {
  const children = ["AuthServerScope", "AuthServerClaim", "AuthServerClientApp"] as const;
  const server = async () => {
    const args = (await prepareFixture(sandbox(), "AuthServer")).args();
    const entry = await run().create("AuthServer", args);
    return { args, entry, isThere: async () => (await sandbox().control.authServer(entry.id)) !== undefined };
  };
  const inside = async (name: (typeof children)[number], authServerId: unknown) => {
    const { scopeIds, ...args } = (await prepareFixture(sandbox(), name)).args();
    return { ...args, authServerId, ...(scopeIds ? { scopeIds: [] } : {}) };
  };

  describe.each(children)("with an %s of the run in it", (name) => {
    it("isn't deleted, and the message names what would go with it", async () => {
      const { entry, isThere } = await server();
      const args = await inside(name, entry.outputs.authServerId);
      const child = await run().create(name, args);
      const unchanged = run();
      await unchanged.diff(child, args);
      await expect(unchanged.delete(entry)).rejects.toThrow(`"${child.id}"`);
      const gotten = run();
      await gotten.get(name, child.id);
      await expect(gotten.delete(entry)).rejects.toThrow(`"${child.id}"`);
      await run().delete(child);
      const making = run();
      const made = await making.create(name, args);
      await expect(making.delete(entry)).rejects.toThrow(`"${made.id}"`);
      expect(await isThere()).toBe(true);
    });

    it("is deleted after them", async () => {
      const { entry, isThere } = await server();
      const args = await inside(name, entry.outputs.authServerId);
      const child = await run().create(name, args);
      const up = run();
      await up.diff(child, args);
      await up.delete(child);
      await up.delete(entry);
      expect(await isThere()).toBe(false);
    });
  });

  it("that another's number begins with isn't kept by the other's scope", async () => {
    const { entry, isThere } = await server();
    const args = (await prepareFixture(sandbox(), "AuthServerScope")).args();
    const up = run();
    await up.create("AuthServerScope", args);
    await up.delete(entry);
    expect(await isThere()).toBe(false);
  });
});

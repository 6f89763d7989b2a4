import { describe, expect, it } from "vitest";
import type { ResourceName } from "../../provider/services";
import { fixtureOf, prepareFixture, resourceNames } from "../support/resources";
import { sandboxForAll } from "../support/sandbox";
import { ProviderRun, requestsOf } from "./support/providerRun";

// OneLogin wants both lifetimes in every PUT of a server. One that was made without them has none that could be sent back:
// the error says so, and what to do.

const sandbox = sandboxForAll();
const run = () => new ProviderRun(sandbox());
const name = "AuthServer";
const configuration = { resourceIdentifier: "https://orders", audiences: ["https://orders"] };
const args = { name: "Orders", configuration };
const both = { accessTokenExpirationMinutes: 10, refreshTokenExpirationMinutes: 30 };
const asks = /set configuration\.accessTokenExpirationMinutes and configuration\.refreshTokenExpirationMinutes/;

describe("a server without lifetimes", () => {
  it("can be made, read and deleted", async () => {
    await sandbox().control.settings({ missingLifetimes: true });
    const entry = await run().create(name, args);
    expect(await run().refresh(entry)).toEqual(entry);
    await run().delete(entry);
    expect(await run().refresh(entry)).toBeUndefined();
  });

  it.each([
    ["description", { ...args, description: "another" }],
    ["audiences", { ...args, configuration: { ...configuration, audiences: ["https://other"] } }],
    ["one of the lifetimes", { ...args, configuration: { ...configuration, accessTokenExpirationMinutes: 5 } }],
  ])("can't be changed in its %s, and the message says what to give", async (_, changed) => {
    await sandbox().control.settings({ missingLifetimes: true });
    const entry = await run().create(name, args);
    const { message } = await run().failingUpdate(entry, changed);
    expect(message).toMatch(asks);
    // The same in the form that the vendor's page of the call has.
    const body = { field: "access_token_expiration_minutes", message: "Missing required field" };
    await sandbox().control.fault({ match: requestsOf(entry).update, fault: { status: 400, body } });
    expect((await run().failingUpdate(entry, changed)).message).toMatch(asks);
    const refused = {
      status: 422,
      body: { message: "Validation failed", statusCode: 422, name: "UnprocessableEntityError" },
    };
    await sandbox().control.fault({ match: requestsOf(entry).update, fault: refused });
    expect((await run().failingUpdate(entry, changed)).message).toMatch(asks);
  });

  it("can be changed once the program gives both", async () => {
    await sandbox().control.settings({ missingLifetimes: true });
    const entry = await run().create(name, args);
    const changed = await run().update(entry, {
      ...args,
      description: "another",
      configuration: { ...configuration, ...both },
    });
    expect(await run().refresh(changed)).toEqual(changed);
  });

  it("can't be adopted without them, and the message says what to give", async () => {
    await sandbox().control.settings({ missingLifetimes: true });
    await run().create(name, args);
    const { message, entry } = await run().failingCreate(name, {
      ...args,
      description: "another",
      adoptExisting: true,
    });
    expect(message).toMatch(asks);
    expect(entry).toBeUndefined();
    const adopted = await run().create(name, {
      ...args,
      configuration: { ...configuration, ...both },
      adoptExisting: true,
    });
    expect(await run().refresh(adopted)).toEqual(adopted);
  });

  it("isn't blamed for a refusal of something else", async () => {
    const entry = await run().create(name, args);
    const body = {
      message: "Validation failed: ResourceName is reserved",
      statusCode: 422,
      name: "UnprocessableEntityError",
    };
    await sandbox().control.fault({ match: requestsOf(entry).update, fault: { status: 422, body } });
    const { message } = await run().failingUpdate(entry, { ...args, description: "another" });
    expect(message).toContain("ResourceName is reserved");
    expect(message).not.toMatch(asks);
  });
});

describe.each(resourceNames.filter((each) => fixtureOf(each).rename !== undefined))(
  "a rename of an %s",
  (renamed: ResourceName) => {
    const property = renamed === "AuthServerScope" ? "value" : "name";

    it("whose answer was lost leaves no list of before in use: the old key is free, and the new one is taken", async () => {
      const resource = await prepareFixture(sandbox(), renamed);
      const entry = await run().create(renamed, resource.args());
      const up = run();
      // What a list was before is known by now.
      await up.refresh(entry);
      const { update: change } = requestsOf(entry);
      await sandbox().control.fault({ match: change, after: true, times: "forever", fault: { drop: true } });
      const news = { ...resource.args(), [property]: "renamed" };
      expect((await up.failingUpdate(entry, news)).message).toContain("ECONNRESET");
      await sandbox().control.clearFaults();
      expect((await up.failingCreate(renamed, news)).message).toContain("already exists");
      const successor = await up.create(renamed, resource.args());
      expect(successor.id).not.toBe(entry.id);
      expect((await up.refresh(entry))?.outputs[property]).toBe("renamed");
    });
  },
);

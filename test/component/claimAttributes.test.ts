import { describe, expect, it } from "vitest";
import type { Values } from "../../provider/lifecycle";
import { prepareFixture } from "../support/resources";
import { sandboxForAll } from "../support/sandbox";
import { ProviderRun, requestsOf } from "./support/providerRun";

// The page doesn't say whether a PUT of a claim keeps or empties the attributes that it leaves out. Whatever it does, what
// the program doesn't give stays as it was, and what it takes out is emptied.

const sandbox = sandboxForAll();
const run = () => new ProviderRun(sandbox());
const name = "AuthServerClaim";
const all = { user_attribute_mappings: "email", user_attribute_macros: "{email}", attributes_transformations: "lower" };
const inTheProgramsWords = {
  user_attribute_mappings: "userAttributeMappings",
  user_attribute_macros: "userAttributeMacros",
  attributes_transformations: "attributesTransformations",
} as const;
const attributes = Object.keys(inTheProgramsWords) as (keyof typeof inTheProgramsWords)[];

/** Which of the three the program gives: none, one, two or all. */
const subsets = Array.from({ length: 8 }, (_, bits) => attributes.filter((_, i) => bits & (1 << i))).map(
  (subset) => [subset.join(", ") || "none", subset] as const,
);
const given = (subset: typeof attributes, value = (attribute: (typeof attributes)[number]) => all[attribute]): Values =>
  Object.fromEntries(subset.map((attribute) => [inTheProgramsWords[attribute], value(attribute)]));

async function server(): Promise<number> {
  return (await prepareFixture(sandbox(), name)).args().authServerId as number;
}
const claimsOf = async (id: number) => (await sandbox().control.authServer(id))?.claims ?? [];

describe.each(["keeps", "empties"] as const)("where a PUT %s what it leaves out", (claimUpdate) => {
  it.each(subsets)(
    "adopting a claim leaves the attributes alone that the program doesn't give: it gives %s",
    async (_, subset) => {
      const authServerId = await server();
      await sandbox().control.settings({ claimUpdate });
      await sandbox().control.createClaim(authServerId, { name: "mail", ...all });
      const args = { authServerId, name: "mail", ...given(subset, () => "ours"), adoptExisting: true };
      const entry = await run().create(name, args);
      const ours = Object.fromEntries(subset.map((attribute) => [attribute, "ours"]));
      expect(await claimsOf(authServerId)).toMatchObject([{ name: "mail", ...all, ...ours }]);
      expect(await run().refresh(entry)).toEqual(entry);
    },
  );

  it.each(subsets)("renaming a claim leaves all of its attributes alone: the program gives %s", async (_, subset) => {
    const authServerId = await server();
    await sandbox().control.settings({ claimUpdate });
    const args = { authServerId, name: "mail", ...given(subset) };
    const entry = await run().create(name, args);
    await sandbox().control.setClaim(authServerId, String(entry.outputs.claimId), all);
    const renamed = await run().update(entry, { ...args, name: "e-mail" });
    expect(await claimsOf(authServerId)).toMatchObject([{ name: "e-mail", ...all }]);
    expect(await run().refresh(renamed)).toEqual(renamed);
  });

  it.each(subsets.filter(([, subset]) => subset.length > 0))(
    "changing attributes leaves the others alone: the program gives %s",
    async (_, subset) => {
      const authServerId = await server();
      await sandbox().control.settings({ claimUpdate });
      const args = { authServerId, name: "mail", ...given(subset) };
      const entry = await run().create(name, args);
      await sandbox().control.setClaim(authServerId, String(entry.outputs.claimId), all);
      const [first = "user_attribute_mappings"] = subset;
      const changed = await run().update(entry, { ...args, [inTheProgramsWords[first]]: "changed" });
      expect(await claimsOf(authServerId)).toMatchObject([{ name: "mail", ...all, [first]: "changed" }]);
      expect(await run().refresh(changed)).toEqual(changed);
    },
  );

  it.each(attributes)("taking %s out of the program empties it, and it alone", async (attribute) => {
    const authServerId = await server();
    await sandbox().control.settings({ claimUpdate });
    const args: Values = { authServerId, name: "mail", ...given(attributes) };
    const entry = await run().create(name, args);
    const { [inTheProgramsWords[attribute]]: _, ...others } = args;
    const changed = await run().update(entry, others);
    expect(await claimsOf(authServerId)).toMatchObject([{ name: "mail", ...all, [attribute]: null }]);
    expect(await run().refresh(changed)).toEqual(changed);
  });

  it("what somebody has changed meanwhile, and the program doesn't give, stays", async () => {
    const authServerId = await server();
    await sandbox().control.settings({ claimUpdate });
    const args = { authServerId, name: "mail", userAttributeMappings: "email" };
    const entry = await run().create(name, args);
    const up = run();
    // An earlier read of this run doesn't count.
    await up.refresh(entry);
    await sandbox().control.setClaim(authServerId, String(entry.outputs.claimId), { user_attribute_macros: "new" });
    await up.update(entry, { ...args, userAttributeMappings: "username" });
    expect(await claimsOf(authServerId)).toMatchObject([
      { user_attribute_mappings: "username", user_attribute_macros: "new", attributes_transformations: null },
    ]);
  });

  it("an update is repeated after a lost answer with the same result", async () => {
    const authServerId = await server();
    await sandbox().control.settings({ claimUpdate });
    const args = { authServerId, name: "mail", userAttributeMappings: "email" };
    const entry = await run().create(name, args);
    await sandbox().control.setClaim(authServerId, String(entry.outputs.claimId), all);
    await sandbox().control.fault({ match: requestsOf(entry).update, after: true, fault: { drop: true } });
    const changed = await run().update(entry, { ...args, userAttributeMappings: "username" });
    expect(await claimsOf(authServerId)).toMatchObject([{ ...all, user_attribute_mappings: "username" }]);
    expect(await run().refresh(changed)).toEqual(changed);
  });

  it("a claim that can't be read before the PUT isn't changed", async () => {
    const authServerId = await server();
    await sandbox().control.settings({ claimUpdate });
    const args = { authServerId, name: "mail", userAttributeMappings: "email" };
    const entry = await run().create(name, args);
    await sandbox().control.setClaim(authServerId, String(entry.outputs.claimId), all);
    const before = await claimsOf(authServerId);
    for (const fault of [{ status: 503 }, { status: 404, body: {} }, { wrongShape: [{ id: entry.outputs.claimId }] }]) {
      await sandbox().control.fault({ match: requestsOf(entry).read, times: "forever", fault });
      await run().failingUpdate(entry, { ...args, userAttributeMappings: "username" });
      await sandbox().control.clearFaults();
      expect(await claimsOf(authServerId)).toEqual(before);
    }
  });

  it("a claim that is gone when it's to be changed is an error that says so", async () => {
    const authServerId = await server();
    await sandbox().control.settings({ claimUpdate });
    const args = { authServerId, name: "mail", userAttributeMappings: "email" };
    const entry = await run().create(name, args);
    await sandbox().control.deleteClaim(authServerId, String(entry.outputs.claimId));
    const { message } = await run().failingUpdate(entry, { ...args, userAttributeMappings: "username" });
    expect(message).toContain("`pulumi up --refresh`");
  });
});

import { expect, test } from "vitest";
import type { Declared } from "./support/project";
import { useProfiles } from "./support/stacks";

/** The vendor's page doesn't say what a PUT of a claim does to the attributes that it leaves out: it makes no difference. */
const profiles = ["keeps", "empties"] as const;
const stack = useProfiles({ keeps: { claimUpdate: "keeps" }, empties: { claimUpdate: "empties" } });

const servers: Record<string, number> = {};
const theirs = {
  user_attribute_mappings: "_macro_",
  user_attribute_macros: "{email}",
  attributes_transformations: "theirs",
};
/** By their resources' names. */
type Args = Record<string, Record<string, unknown>>;

function declare(args: Args): void {
  stack.project.declare(
    profiles.flatMap((profile) =>
      Object.entries(args).map(
        ([name, each]): Declared => ({
          type: "onelogin.AuthServerClaim",
          name: `${profile}-${name}`,
          args: { authServerId: servers[profile], profile, ...each },
        }),
      ),
    ),
  );
}

async function claims(profile: (typeof profiles)[number]) {
  return (await stack.sandboxes[profile].control.authServer(servers[profile] ?? 0))?.claims ?? [];
}

/** The attributes of the claims at the service, by their names. */
async function attributes(profile: (typeof profiles)[number]) {
  return Object.fromEntries((await claims(profile)).map(({ id: _id, name, ...others }) => [name, others]));
}

test("nothing of a claim is lost when it is adopted, renamed or changed, whichever way the service takes a PUT", async () => {
  for (const profile of profiles) {
    const { control } = stack.sandboxes[profile];
    servers[profile] = await control.createAuthServer();
    await control.createClaim(servers[profile], { name: "adopted", ...theirs });
  }
  declare({
    adopted: { name: "adopted", adoptExisting: true },
    renamed: { name: "before" },
    changed: { name: "changed", userAttributeMappings: "_macro_", userAttributeMacros: "{email}" },
  });
  await stack.project.up();

  for (const profile of profiles) {
    expect((await attributes(profile)).adopted, profile).toMatchObject(theirs);
    // By hand, what the program leaves to the service.
    const { control } = stack.sandboxes[profile];
    for (const { id, name } of await claims(profile)) {
      if (name === "before") await control.setClaim(servers[profile] ?? 0, id, theirs);
      if (name === "changed")
        await control.setClaim(servers[profile] ?? 0, id, { attributes_transformations: "theirs" });
    }
  }
  declare({
    adopted: { name: "adopted", adoptExisting: true },
    renamed: { name: "after" },
    changed: { name: "changed", userAttributeMappings: "email" },
  });
  await stack.project.up();
  for (const profile of profiles)
    expect(await attributes(profile), profile).toEqual({
      adopted: expect.objectContaining(theirs),
      after: expect.objectContaining(theirs),
      // What was given and is taken out is emptied, and nothing else.
      changed: expect.objectContaining({ ...theirs, user_attribute_mappings: "email", user_attribute_macros: null }),
    });
  await stack.project.up("--refresh", "--expect-no-changes");
});

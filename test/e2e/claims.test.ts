import { expect, test } from "vitest";
import { useStacks } from "./support/stacks";

/** The vendor's page doesn't say what a PUT of a claim does to the attributes that it leaves out: it makes no difference. */
const stacks = useStacks();

type Args = Record<string, unknown>;

test("nothing of a claim is lost when it is adopted, renamed or changed, whichever way the service takes a PUT", async () => {
  const { control } = stacks;
  const project = await stacks.project();
  for (const claimUpdate of ["keeps", "empties"] as const) {
    await control.settings({ claimUpdate });
    const ground = await control.createAuthServer();
    const theirs = {
      user_attribute_mappings: "_macro_",
      user_attribute_macros: "{email}",
      attributes_transformations: "theirs",
    };
    await control.createClaim(ground, { name: "adopted", ...theirs });
    const claims = (args: Record<string, Args>) =>
      Object.entries(args).map(([name, each]) => ({
        type: "onelogin.AuthServerClaim",
        name: `${claimUpdate}-${name}`,
        args: { authServerId: ground, ...each },
      }));
    const held = async () => {
      const all = (await control.authServer(ground))?.claims ?? [];
      return Object.fromEntries(all.map(({ id, name, ...attributes }) => [name, attributes]));
    };

    project.declare(
      claims({
        adopted: { name: "adopted", adoptExisting: true },
        renamed: { name: "before" },
        changed: { name: "changed", userAttributeMappings: "_macro_", userAttributeMacros: "{email}" },
      }),
    );
    await project.up();
    expect((await held()).adopted, claimUpdate).toMatchObject(theirs);

    // By hand, what the program leaves to the service.
    for (const { id, name } of (await control.authServer(ground))?.claims ?? []) {
      if (name === "before") await control.setClaim(ground, id, theirs);
      if (name === "changed") await control.setClaim(ground, id, { attributes_transformations: "theirs" });
    }
    project.declare(
      claims({
        adopted: { name: "adopted", adoptExisting: true },
        renamed: { name: "after" },
        changed: { name: "changed", userAttributeMappings: "email" },
      }),
    );
    await project.up();
    expect(await held(), claimUpdate).toEqual({
      adopted: expect.objectContaining(theirs),
      after: expect.objectContaining(theirs),
      // What was given and is taken out is emptied, and nothing else.
      changed: expect.objectContaining({ ...theirs, user_attribute_mappings: "email", user_attribute_macros: null }),
    });
    await project.up("--refresh", "--expect-no-changes");
  }
});

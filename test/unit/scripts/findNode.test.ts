import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { findNode } from "../../../scripts/findNode.mjs";
import { binaryOf } from "../../../scripts/nodeBinary.mjs";
import { projectWith, temporaryFolder, write } from "./support";

let traces: string;
beforeEach(() => {
  traces = temporaryFolder();
  // CI sets it for the whole run.
  vi.stubEnv("PULUMI_IDP_SYSTEM_NODE", undefined);
});
afterEach(() => void vi.unstubAllEnvs());

/** A program that says its version, as Node does, and leaves a trace of having run. */
const program = (name: string, version: string) => `#!/bin/sh\necho > "${join(traces, name)}"\necho ${version}\n`;
const hasRun = (name: string) => existsSync(join(traces, name));

/** What the user has on PATH, and nothing else is there. */
function usersNode(version: string) {
  const file = join(temporaryFolder(), "node");
  write(file, program("users", version));
  vi.stubEnv("PATH", dirname(file));
  return file;
}

it("is the project's own once that is verified", async () => {
  usersNode("v26.0.0");
  const genuine = program("own", "v24.0.0");
  const project = projectWith(genuine, genuine);
  const found = await findNode(project);
  expect(found).toMatchObject({ node: binaryOf(project), nodeVersion: "v24.0.0" });
  expect(found.path[0]).toBe(dirname(binaryOf(project)));
});

it("is none, and nothing was run, when the project's own was replaced", async () => {
  usersNode("v26.0.0");
  await expect(findNode(projectWith("genuine", program("own", "v24.0.0")))).rejects.toThrow("was not run");
  expect([hasRun("own"), hasRun("users")]).toEqual([false, false]);
});

it("is the user's where the platform isn't listed, and the project's own isn't run", async () => {
  const node = usersNode("v23.1.0");
  const own = program("own", "v24.0.0");
  const found = await findNode(projectWith(own, own, "sunos-x64"));
  expect(found).toMatchObject({ node, nodeVersion: "v23.1.0" });
  expect(found.path[0]).toBe(dirname(node));
  expect(hasRun("own")).toBe(false);
});

it("is the user's where the project's own is verified, but doesn't run", async () => {
  const node = usersNode("v23.1.0");
  const broken = "#!/bin/sh\nexit 1\n";
  expect(await findNode(projectWith(broken, broken))).toMatchObject({ node });
});

it("is asked for where the platform isn't listed and the user's is too old", async () => {
  usersNode("v20.0.0");
  const own = program("own", "v24.0.0");
  const error = await findNode(projectWith(own, own, "sunos-x64")).catch((reason: Error) => reason);
  expect(error).toMatchObject({
    message: expect.stringContaining(
      "needs Node 22.12 or newer. Yours is v20.0.0, and scripts/nodeHashes.json has no hash of Node 24.0.0 for sunos-x64",
    ),
  });
  expect(hasRun("own")).toBe(false);
});

it("is the user's where PULUMI_IDP_SYSTEM_NODE asks for it, and the project's own isn't run", async () => {
  vi.stubEnv("PULUMI_IDP_SYSTEM_NODE", "1");
  const node = usersNode("v22.12.0");
  const own = program("own", "v24.0.0");
  expect(await findNode(projectWith(own, own))).toMatchObject({ node, nodeVersion: "v22.12.0" });
  expect(hasRun("own")).toBe(false);
});

it("isn't the project's own where PULUMI_IDP_SYSTEM_NODE asks for the user's, and that is too old", async () => {
  vi.stubEnv("PULUMI_IDP_SYSTEM_NODE", "1");
  usersNode("v22.11.0");
  const own = program("own", "v24.0.0");
  await expect(findNode(projectWith(own, own))).rejects.toThrow(
    "Yours is v22.11.0, and PULUMI_IDP_SYSTEM_NODE is set, so the project's own isn't used",
  );
  expect(hasRun("own")).toBe(false);
});

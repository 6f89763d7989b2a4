import { afterAll, beforeAll } from "vitest";
import { type Sandboxes, startSandboxes } from "./exact";
import { shareSockets } from "./traffic";

/** Sandboxes for all tests of a file. */
export function sandboxesForAll(): () => Sandboxes {
  let sandboxes: Sandboxes | undefined;
  let release: (() => void) | undefined;
  beforeAll(async () => {
    release = shareSockets();
    sandboxes = await startSandboxes();
  });
  afterAll(async () => {
    release?.();
    for (const sandbox of Object.values(sandboxes ?? {})) await sandbox.close();
  });
  return () => sandboxes as Sandboxes;
}

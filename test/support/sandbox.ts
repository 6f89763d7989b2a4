import { afterAll, beforeAll, beforeEach } from "vitest";
import { type Sandbox, startSandbox } from "../../sandbox";

/** A sandbox for all tests of a file, as new for each. */
export function sandboxForAll(): () => Sandbox {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  beforeEach(() => sandbox.control.reset());
  afterAll(() => sandbox?.close());
  return () => sandbox;
}

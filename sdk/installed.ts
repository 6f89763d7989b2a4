import { createRequire } from "node:module";
import { join } from "node:path";
import { RunError } from "@pulumi/pulumi";

let checked = false;

/**
 * The provider process requires this package by name from the program's folder. Where that can't work, better say so
 * now than let the engine fail with "Cannot find module".
 */
export function requireProvider(): void {
  if (checked) return;
  const folder = process.cwd();
  try {
    createRequire(join(folder, "index.js")).resolve("pulumi-idp/dynamic");
  } catch {
    // A RunError is shown without its stack.
    throw new RunError(
      `The package pulumi-idp can't be required from the program's folder, ${folder}, and Pulumi's provider process has to do just that. ` +
        "Add it to that folder's own package.json: npm install pulumi-idp",
    );
  }
  checked = true;
}

// @ts-check
// The sandbox in a process of its own, as a service would be, so that its work isn't taken for the provider's.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Control } from "../../dist/sandbox/control/client.js";
import { root } from "../../tools/shared/paths.mjs";
import { end, ours } from "./workspace.mjs";

/** @typedef {{ url: string, control: Control, environment: Record<string, string>, close: () => Promise<void> }} SandboxProcess */

/** What the sandbox lets in; it's no secret. */
const [clientId, clientSecret] = ["sandbox-admin", "sandbox-admin-secret"];

/** @returns {Promise<SandboxProcess>} */
export async function startSandboxProcess() {
  const child = ours(
    spawn(process.execPath, [join(root, "dist/sandbox/main.js"), "--port", "0"], {
      stdio: ["ignore", "pipe", "inherit"],
    }),
  );
  const url = await new Promise((resolve, reject) => {
    child.once("exit", (status) => reject(new Error(`the sandbox ended with ${status} before it listened`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const found = /ONELOGIN_API_URL=(\S+)/.exec(line);
      if (found) resolve(found[1]);
    });
  });
  return {
    url,
    control: new Control(url),
    environment: { ONEGINI_URL: `${url}/oauth`, ONEGINI_CLIENT_ID: clientId, ONEGINI_CLIENT_SECRET: clientSecret },
    close: () => end(child),
  };
}

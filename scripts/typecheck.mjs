// @ts-check
// npm run typecheck: the sources, by bringing dist/ up to date, and then all that uses them: tests, examples, benchmarks,
// scripts. The second check reads the types of the first one's output, as users of the package do.
import { join } from "node:path";
import { withLock } from "../tools/shared/lock.mjs";
import { modules, root } from "../tools/shared/paths.mjs";
import { isEntryPoint, runInForeground } from "../tools/shared/processes.mjs";
import { runCommand } from "../tools/shared/terminal.mjs";
import { build } from "./build.mjs";

/** @returns {Promise<boolean>} whether there is no error */
export async function typecheck() {
  const { ok, output } = await withLock(() => build());
  process.stdout.write(output);
  const tsc = join(modules, "typescript/bin/tsc");
  const status = await runInForeground(process.execPath, [tsc, "-p", "tsconfig.check.json"], { cwd: root });
  return ok && status === 0;
}

if (isEntryPoint(import.meta.url)) await runCommand(async () => ((await typecheck()) ? 0 : 1));

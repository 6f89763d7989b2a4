// @ts-check
// What figures are worth depends on where they come from. Nothing here tells whose machine it is.
import { readFileSync } from "node:fs";
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from "node:os";
import { join } from "node:path";
import { modules, root } from "../../tools/shared/paths.mjs";
import { capture } from "../../tools/shared/processes.mjs";

export async function machine() {
  const { output } = await capture("pulumi", ["version"], {
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    pulumi: /v?\d+\.\d+\.\d+\S*/.exec(output)?.[0] ?? "unknown",
    pulumiSdk: versionIn(join(modules, "@pulumi/pulumi/package.json")),
    pulumiIdp: versionIn(join(root, "package.json")),
  };
}

/** What else ran in the minute before: processes that wanted to work, on average. */
export const load = () => Number(loadavg()[0]?.toFixed(2) ?? 0);

/** @param {string} file */
function versionIn(file) {
  return String(JSON.parse(readFileSync(file, "utf8")).version);
}

/** @param {Awaited<ReturnType<typeof machine>>} here */
export function described(here) {
  return (
    `${here.processor}, ${here.cores} cores, ${here.memoryGigabytes} GB, ${here.system}; Node ${here.node}, ` +
    `Pulumi ${here.pulumi}, @pulumi/pulumi ${here.pulumiSdk}, pulumi-idp ${here.pulumiIdp}`
  );
}

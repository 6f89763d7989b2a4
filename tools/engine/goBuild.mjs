// @ts-check
// Builds the engine from its source, through the Go module proxy: for places where only package registries can be reached.
import { chmodSync, copyFileSync } from "node:fs";
import { join } from "node:path";
import { capture, lastLines } from "../shared/processes.mjs";
import { UserError, withProgress } from "../shared/terminal.mjs";
import { sources } from "./version.mjs";

// Neither a go.work above the clone nor the user's flags may change what the two modules build.
const env = { ...process.env, GOWORK: "off" };

/**
 * @param {string} folder
 * @param {{ version: string }} options
 */
export async function goBuild(folder, { version }) {
  const { status, output } = await capture("go", ["version"]);
  if (status !== 0) throw new UserError(status === 127 ? "there is no `go` on PATH" : lastLines(output, 3));

  // Two modules, because they need two versions of Pulumi's SDK: after the version that nodejs/go.mod names, the language
  // host moved to a module of its own, which the proxy doesn't serve.
  const hostModule = join(sources, "nodejs");
  await withProgress("Building Pulumi's language host for Node.js with Go (1 to 2 minutes)", (note) =>
    compile(hostModule, "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs", "-s -w", folder, note),
  );
  await copyProviderStarter(hostModule, folder);
  await withProgress("Building the Pulumi CLI with Go (4 to 8 minutes)", (note) =>
    compile(
      join(sources, "pulumi"),
      "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
      `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`,
      folder,
      note,
    ),
  );
}

/**
 * @param {string} module
 * @param {string} command the path of its package
 * @param {string} linkerFlags
 * @param {string} folder
 * @param {(detail: string) => void} note
 */
async function compile(module, command, linkerFlags, folder, note) {
  const program = join(folder, command.slice(command.lastIndexOf("/") + 1));
  let downloaded = 0;
  let compiled = 0;
  // -v prints a line for each module that is downloaded and each package that is compiled.
  const onLine = (/** @type {string} */ line) => {
    if (line.startsWith("go: downloading")) downloaded++;
    else if (!line.startsWith("go: ")) compiled++;
    note(`${downloaded ? `${downloaded} modules downloaded, ` : ""}${compiled} packages compiled`);
  };
  const args = ["build", "-v", "-mod=readonly", "-trimpath", "-ldflags", linkerFlags, "-o", program, command];
  // Go leaves its temporary files behind when it is interrupted; the next run removes this folder.
  const options = { cwd: module, env: { ...env, GOTMPDIR: folder }, onLine };
  const { status, output } = await capture("go", args, options);
  if (status !== 0) throw new UserError(`go build failed:\n${lastLines(output)}`);
}

/**
 * Copies the script that starts the dynamic provider from the SDK's module.
 * @param {string} module
 * @param {string} folder
 */
async function copyProviderStarter(module, folder) {
  const args = ["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", "github.com/pulumi/pulumi/sdk/v3"];
  const { status, output } = await capture("go", args, { cwd: module, env });
  if (status !== 0) throw new UserError(`go list failed:\n${lastLines(output)}`);
  const name = "pulumi-resource-pulumi-nodejs";
  copyFileSync(join(output.trim(), "nodejs/dist", name), join(folder, name));
  // Files in the module cache are read-only and not executable.
  chmodSync(join(folder, name), 0o755);
}

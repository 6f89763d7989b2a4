// @ts-check
// The engine from its source, through the Go module proxy: for places where nothing but package registries is reachable.
import { chmodSync, copyFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../paths.mjs";
import { capture, tail } from "../processes.mjs";
import { Plain, withProgress } from "../progress.mjs";

const extension = process.platform === "win32" ? ".exe" : "";
// Neither a go.work above the clone nor the user's flags may change what the two modules say.
const env = { ...process.env, GOWORK: "off" };

/**
 * @param {string} folder
 * @param {{ version: string }} options
 */
export async function goBuild(folder, { version }) {
  const { status, output } = await capture("go", ["version"]);
  if (status !== 0) throw new Plain(status === 127 ? "there is no `go` on PATH" : tail(output, 3));

  // Two modules, because they need two versions of Pulumi's SDK: the language host left it for a module of its own,
  // which the proxy doesn't serve, after the version that scripts/engine/nodejs names.
  const host = join(root, "scripts/engine/nodejs");
  await withProgress("Building Pulumi's language host for Node.js with Go (1 to 2 minutes)", (note) =>
    compile(host, "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs", "-s -w", folder, note),
  );
  await copyStarter(host, folder);
  await withProgress("Building the Pulumi CLI with Go (4 to 8 minutes)", (note) =>
    compile(
      join(root, "scripts/engine/pulumi"),
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
  const program = join(folder, command.slice(command.lastIndexOf("/") + 1) + extension);
  let downloaded = 0;
  let compiled = 0;
  // -v prints a line for each module that is downloaded and each package that is compiled.
  const onLine = (/** @type {string} */ line) => {
    if (line.startsWith("go: downloading")) downloaded++;
    else if (!line.startsWith("go: ")) compiled++;
    note(`${downloaded ? `${downloaded} modules downloaded, ` : ""}${compiled} packages compiled`);
  };
  const args = ["build", "-v", "-mod=readonly", "-trimpath", "-ldflags", linkerFlags, "-o", program, command];
  // Go leaves its temporary files when it is interrupted: in this folder the next attempt removes them.
  const options = { cwd: module, env: { ...env, GOTMPDIR: folder }, onLine };
  const { status, output } = await capture("go", args, options);
  if (status !== 0) throw new Plain(`go build failed:\n${tail(output)}`);
}

/**
 * The script that starts the dynamic provider, as the SDK's module ships it.
 * @param {string} module
 * @param {string} folder
 */
async function copyStarter(module, folder) {
  const args = ["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", "github.com/pulumi/pulumi/sdk/v3"];
  const { status, output } = await capture("go", args, { cwd: module, env });
  if (status !== 0) throw new Plain(`go list failed:\n${tail(output)}`);
  const name = `pulumi-resource-pulumi-nodejs${process.platform === "win32" ? ".cmd" : ""}`;
  copyFileSync(join(output.trim(), "nodejs/dist", name), join(folder, name));
  // The module cache is read-only and knows no executable files.
  chmodSync(join(folder, name), 0o755);
}

// @ts-check
// A Pulumi.yaml that says `typescript: false` is heard by recent language hosts alone; those that can be built with Go
// are older, load ts-node whatever it says, and take a flag for it. Its time at each `up` would blur what is measured.
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { which } from "../../tools/shared/paths.mjs";
import { capture } from "../../tools/shared/processes.mjs";
import { place } from "./workspace.mjs";

const name = "pulumi-language-nodejs";
/** @type {Promise<string> | undefined} */
let found;

/** PATH with a language host in front that compiles nothing. */
export function pathWithoutCompiler() {
  found ??= make();
  return found;
}

async function make() {
  const path = process.env.PATH ?? "";
  const host = which(name, path.split(delimiter));
  if (!host) return path;
  const { output } = await capture(host, ["-h"]);
  if (!output.includes("-typescript")) return path;
  const folder = place("bin");
  mkdirSync(folder);
  writeFileSync(join(folder, name), `#!/bin/sh\nexec "${host}" -typescript=false "$@"\n`, { mode: 0o755 });
  return [folder, path].join(delimiter);
}

// @ts-check
// node scripts/generate.mjs: writes what the provider's declarations say into the classes' documentation.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { documented } from "./documented.mjs";
import { root } from "./paths.mjs";

const load = createRequire(import.meta.url);

for (const { file, source } of documented((path) => load(join(root, "dist", `${path}.js`)))) {
  if (readFileSync(file, "utf8") === source) continue;
  writeFileSync(file, source);
  console.log(`written: ${relative(root, file)}`);
}

// @ts-check
// npm run generate: writes the SDK's classes and the tables of docs/resources.md from the provider's declarations.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { root } from "../tools/shared/paths.mjs";
import { generatedFiles } from "./generate/files.mjs";

const require = createRequire(import.meta.url);
// The provider's sources rather than its build: what doesn't compile before the classes are written is built after.
require("ts-node").register({ cwd: root, transpileOnly: true });
const { services } = require(join(root, "provider/services.ts"));
const { common } = require(join(root, "provider/commonProperties.ts"));

for (const { path, content } of await generatedFiles(services, common)) {
  const file = join(root, path);
  if (existsSync(file) && readFileSync(file, "utf8") === content) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  console.log(`written: ${path}`);
}

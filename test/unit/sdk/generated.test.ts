import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { common } from "../../../provider/commonProperties";
import { services } from "../../../provider/services";
import { generatedFiles } from "../../../scripts/generate/files.mjs";
import { root } from "../../../tools/shared/paths.mjs";

const files = await generatedFiles(services, common);

test.each(files)("$path is as the provider's declarations say (`npm run generate` writes it)", ({ path, content }) => {
  expect(readFileSync(join(root, path), "utf8")).toBe(content);
});

// @ts-check
// The classes' files, with the documentation that the provider's declarations have for them.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { withDocumentation } from "./docComments.mjs";
import { root } from "./paths.mjs";

/**
 * @typedef {{ [name: string]: { description: string, kind: { members?: Properties } } }} Properties
 * @param {(path: string) => any} load a module of the provider, by its path without ending
 */
export function documented(load) {
  const { common } = load("provider/common");
  const files = [{ path: "sdk/resource.ts", describe: describerOf(common, {}) }];
  for (const service of ["onegini", "onelogin"]) {
    for (const name of readdirSync(join(root, "sdk", service))) {
      if (name === "index.ts") continue;
      const { properties, outputs } = load(`provider/${service}/${name.replace(/\.ts$/, "")}`).declaration;
      files.push({ path: `sdk/${service}/${name}`, describe: describerOf(properties, outputs) });
    }
  }
  return files.map(({ path, describe }) => {
    const file = join(root, path);
    return { file, source: withDocumentation(readFileSync(file, "utf8"), describe) };
  });
}

/**
 * Arguments are described in interfaces, outputs in the class.
 * @param {Properties} properties
 * @param {Properties} outputs
 * @returns {(type: string, member: string) => string | undefined}
 */
function describerOf(properties, outputs) {
  const nested = Object.assign({}, ...Object.values(properties).map(({ kind }) => kind.members ?? {}));
  return (type, member) => {
    if (/Args$/.test(type)) return properties[member]?.description;
    if (/Configuration$/.test(type)) return nested[member]?.description;
    return outputs[member]?.description;
  };
}

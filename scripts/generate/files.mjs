// @ts-check
// What `npm run generate` writes.
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { modules, root } from "../../tools/shared/paths.mjs";
import { classSource, exportsOf } from "./classes.mjs";
import { argumentTable, resourceTables, withParts } from "./tables.mjs";

/**
 * @typedef {import("../../provider/properties").Declaration} Declaration
 * @typedef {import("../../provider/properties").Properties} Properties
 */

/**
 * @param {{ [service: string]: { [className: string]: { declaration: Declaration } } }} services the provider's
 * @param {Properties} common the properties of every resource
 * @returns {Promise<{ path: string, content: string }[]>}
 */
export async function generatedFiles(services, common) {
  const all = Object.entries(services).map(([service, resources]) => ({
    service,
    resources: Object.entries(resources).map(([name, { declaration }]) => ({ file: fileName(name), declaration })),
  }));
  const sources = all.flatMap(({ service, resources }) => [
    ...resources.map(({ file, declaration }) => ({
      path: `sdk/${service}/${file}.ts`,
      content: classSource(declaration, moduleOf(service, file)),
    })),
    { path: `sdk/${service}/index.ts`, content: serviceIndex(resources) },
  ]);
  sources.push({ path: "sdk/index.ts", content: index(Object.keys(services)) });
  const page = "docs/resources.md";
  const tables = all.flatMap(({ resources }) =>
    resources.map(({ declaration }) => [declaration.type.replace(":", "."), resourceTables(declaration, common)]),
  );
  const parts = { "every resource": argumentTable(common, ""), ...Object.fromEntries(tables) };
  return [
    ...(await Promise.all(sources.map(formatted))),
    { path: page, content: withParts(readFileSync(join(root, page), "utf8"), parts) },
  ];
}

const origin = "// Generated from provider/services.ts by `npm run generate`.\n";

/** @param {{ file: string, declaration: Declaration }[]} resources */
function serviceIndex(resources) {
  const sorted = resources.toSorted((a, b) => (a.file < b.file ? -1 : 1));
  const lines = sorted.map(
    ({ file, declaration }) => `export { ${exportsOf(declaration).join(", ")} } from "./${file}";\n`,
  );
  return `${origin}${lines.join("")}`;
}

/** @param {string[]} services */
function index(services) {
  const lines = services.toSorted().map((service) => `export * as ${service} from "./${service}";\n`);
  return `${origin}/** The OAuth side of identity providers as Pulumi resources. */\n${lines.join("")}`;
}

/** @param {string} className */
function fileName(className) {
  return `${className.charAt(0).toLowerCase()}${className.slice(1)}`;
}

/**
 * A long declaration has a file of its own.
 * @param {string} service
 * @param {string} file
 */
function moduleOf(service, file) {
  const path = `provider/${service}/${file}`;
  return existsSync(join(root, `${path}Declaration.ts`)) ? `${path}Declaration` : path;
}

/**
 * @param {{ path: string, content: string }} file
 * @returns {Promise<{ path: string, content: string }>}
 */
function formatted({ path, content }) {
  const biome = join(modules, "@biomejs/biome/bin/biome");
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [biome, "format", `--stdin-file-path=${path}`],
      { cwd: root },
      (error, output) => (error ? reject(error) : resolve({ path, content: output })),
    );
    child.stdin?.end(content);
  });
}

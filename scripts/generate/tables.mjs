// @ts-check
// The tables of docs/resources.md.
import { classNameOf } from "./classes.mjs";
import { objectIn, plainType, typeName } from "./types.mjs";

/**
 * @typedef {import("../../provider/properties").Declaration} Declaration
 * @typedef {import("../../provider/properties").Property} Property
 * @typedef {import("../../provider/properties").Properties} Properties
 */

/**
 * A page with its generated parts as they should be: each stands between `<!-- generated: <its name> -->` and
 * `<!-- end -->`; a new one gets a section at the end.
 * @param {string} page
 * @param {{ [name: string]: string }} parts
 */
export function withParts(page, parts) {
  return Object.entries(parts).reduce((text, [name, part]) => {
    const begin = `<!-- generated: ${name} -->\n`;
    const end = "<!-- end -->";
    const [before, after, ...more] = text.split(begin);
    if (after === undefined) return `${text}\n## ${name}\n\n${begin}\n${part}\n\n${end}\n`;
    const [old, ...rest] = after.split(end);
    if (rest.length === 0 || old?.includes("<!-- generated: ") || more.length > 0)
      throw new Error(`docs/resources.md needs one place for ${name}: ${begin}${end}`);
    return `${before}${begin}\n${part}\n\n${end}${rest.join(end)}`;
  }, page);
}

/**
 * The arguments and further outputs of a resource, but for those that all resources have.
 * @param {Declaration} declaration
 * @param {Properties} common
 */
export function resourceTables(declaration, common) {
  const className = classNameOf(declaration);
  const { properties, outputs } = declaration;
  const own = Object.entries(properties).filter(([name, property]) => common[name] !== property);
  const further = [
    ...own.flatMap(([name, { kind, computed }]) =>
      computed ? [outputRow(className, name, { kind, ...computed })] : [],
    ),
    ...Object.entries(outputs).map(([name, output]) => outputRow(className, name, output)),
  ];
  const tables = [argumentTable(Object.fromEntries(own), className)];
  if (further.length > 0) tables.push(table("output", further));
  return tables.join("\n\n");
}

/**
 * @param {string} owner
 * @param {string} name
 * @param {Property} property
 */
function outputRow(owner, name, { kind, description }) {
  return [`\`${name}\``, code(plainType(kind.schema, typeName(owner, name))), description];
}

/**
 * @param {Properties} properties
 * @param {string} owner
 */
export function argumentTable(properties, owner) {
  return table("argument", argumentRows(properties, owner));
}

/**
 * An object's members follow it.
 * @param {Properties} properties
 * @param {string} owner
 * @param {string} [path]
 * @returns {string[][]}
 */
function argumentRows(properties, owner, path = "") {
  return Object.entries(properties).flatMap(([name, property]) => {
    const { kind, required, defaultFrom, description } = property;
    const type = typeName(owner, name);
    const isRequired = required && defaultFrom === undefined;
    const object = objectIn(kind.schema);
    const inner = `${path}${name}${object === kind.schema ? "" : "[…]"}.`;
    return [
      [
        `\`${path}${name}\`${isRequired ? ", required" : ""}`,
        code(plainType(kind.givenSchema ?? kind.schema, type)),
        description,
      ],
      ...(object ? argumentRows(object.properties, object.name ?? type, inner) : []),
    ];
  });
}

/** @param {string} type */
function code(type) {
  return `\`${type}\``;
}

/**
 * @param {string} title
 * @param {string[][]} rows
 */
function table(title, rows) {
  return [[title, "type", "what it is"], ["---", "---", "---"], ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
}

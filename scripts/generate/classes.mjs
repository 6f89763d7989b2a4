// @ts-check
// The source of the SDK's classes. The formatter has the last word on line breaks.
import { docComment, docLines, wrap } from "./docComments.mjs";
import { argumentType, objectTypes, outputType, typeName } from "./types.mjs";

/**
 * @typedef {import("../../provider/properties").Declaration} Declaration
 * @typedef {import("../../provider/properties").Variant} Variant
 * @typedef {import("../../provider/properties").Property} Property
 * @typedef {import("../../provider/properties").Properties} Properties
 */

/** @param {Declaration} declaration */
export function classNameOf({ type }) {
  return type.slice(type.indexOf(":") + 1);
}

/**
 * The names that a class's file exports.
 * @param {Declaration} declaration
 */
export function exportsOf(declaration) {
  const name = classNameOf(declaration);
  const types = [`${name}Args`, ...objectTypes(declaration.properties, name).map(([type]) => type)];
  return [name, ...types.sort().map((type) => `type ${type}`)];
}

/**
 * @param {Declaration} declaration
 * @param {string} module the provider's that exports it, such as `provider/onelogin/authServer`
 */
export function classSource(declaration, module) {
  return [
    `// Generated from ${module}.ts by \`npm run generate\`.`,
    'import type * as pulumi from "@pulumi/pulumi";',
    `import { declaration } from "../../${module}";`,
    'import { IdpResource, type InputsOf } from "../resource";',
    "",
    ...objectTypes(declaration.properties, classNameOf(declaration)).flatMap(([name, { description, properties }]) => [
      ...(description ? [docComment(description)] : []),
      `export ${interfaceOf(name, members(name, Object.entries(properties)))}`,
    ]),
    ...argumentTypes(declaration),
    classDocumentation(declaration),
    classOf(declaration),
    "",
  ].join("\n");
}

/**
 * @param {string} name
 * @param {string[]} members
 */
function interfaceOf(name, members) {
  return `interface ${name} {\n${members.join("\n")}\n}\n`;
}

/**
 * @param {string} owner the name of the type that has these members
 * @param {[string, Property][]} properties
 */
function members(owner, properties) {
  return properties.map(([name, property]) => member(owner, name, property));
}

/**
 * @param {string} owner
 * @param {string} name
 * @param {Property} property
 * @param {{ isOptional?: boolean, type?: string }} [as] where a variant says something else of it
 */
function member(owner, name, property, as = {}) {
  const { isOptional = !property.required || property.defaultFrom !== undefined } = as;
  const { type = argumentType(property, typeName(owner, name)) } = as;
  return `${docComment(property.description, "  ")}\n  ${name}${isOptional ? "?" : ""}: ${type};`;
}

/**
 * The type of the arguments: an interface, or a union of one for each variant.
 * @param {Declaration} declaration
 */
function argumentTypes(declaration) {
  const { properties, variants } = declaration;
  const className = classNameOf(declaration);
  const all = Object.entries(properties);
  if (!variants) return [`export ${interfaceOf(`${className}Args`, members(className, all))}`];

  const inVariants = new Set(variants.flatMap((variant) => namesIn(variant, properties)));
  const shared = all.filter(([name]) => !inVariants.has(name));
  const base = `Common${className}Args`;
  return [
    interfaceOf(base, members(className, shared)),
    ...variants.map((variant) =>
      interfaceOf(
        `${variant.name}Args extends ${base}`,
        all
          .filter(([name]) => inVariants.has(name))
          .map(([name, property]) => variantMember(variant, className, name, property)),
      ),
    ),
    `export type ${className}Args = ${variants.map(({ name }) => `${name}Args`).join(" | ")};\n`,
  ];
}

/**
 * @param {Variant} variant
 * @param {Properties} properties
 */
function namesIn({ name, values = {}, requires = [], excludes = [] }, properties) {
  const names = [...Object.keys(values), ...requires, ...excludes];
  for (const each of names)
    if (!(each in properties)) throw new Error(`The variant ${name} names ${each}, which is no property`);
  return names;
}

/**
 * @param {Variant} variant
 * @param {string} className
 * @param {string} name
 * @param {Property} property
 */
function variantMember({ values = {}, requires = [], excludes = [] }, className, name, property) {
  if (excludes.includes(name)) return `  ${name}?: undefined;`;
  const value = values[name];
  return member(className, name, property, {
    isOptional: !requires.includes(name),
    ...(value !== undefined && { type: `pulumi.Input<${JSON.stringify(value)}>` }),
  });
}

/** @param {Declaration} declaration */
function classDocumentation({ description, credentials, example }) {
  return docLines([
    ...wrap(description),
    ...(credentials ? ["", ...wrap(credentials)] : []),
    "",
    "```typescript",
    ...example.split("\n"),
    "```",
  ]);
}

/** @param {Declaration} declaration */
function classOf(declaration) {
  const { properties, outputs, id, get } = declaration;
  const className = classNameOf(declaration);
  const fields = [
    ...Object.entries(properties).map(([name, { computed, ...property }]) => {
      const isAlwaysThere = property.required || property.default !== undefined || computed !== undefined;
      return field(className, name, property, isAlwaysThere, computed?.description);
    }),
    ...Object.entries(outputs).map(([name, output]) => field(className, name, output, true, output.description)),
  ];
  const state = `Pick<${className}Args, "profile">`;
  return `export class ${className} extends IdpResource {
${fields.join("\n")}

${constructorDocumentation(properties)}  constructor(name: string, args: ${className}Args, opts?: pulumi.CustomResourceOptions) {
    super(declaration, name, args satisfies InputsOf<typeof declaration.properties>, opts);
  }

${docLines([...wrap(get, "  "), ...wrap(`@param id - ${id} One that doesn't exist is an error.`, "  ")], "  ")}
  static get(name: string, id: pulumi.Input<pulumi.ID>, state: ${state} = {}, opts: pulumi.CustomResourceOptions = {}): ${className} {
    return new ${className}(name, state as ${className}Args, { ...opts, id });
  }
}`;
}

/**
 * @param {string} className
 * @param {string} name
 * @param {Property} property
 * @param {boolean} isAlwaysThere
 * @param {string | undefined} description none where the argument's says everything
 */
function field(className, name, property, isAlwaysThere, description) {
  const documentation = description === undefined ? "" : `${docComment(description, "  ")}\n`;
  return `${documentation}  declare readonly ${name}: ${outputType(property, typeName(className, name), isAlwaysThere)};`;
}

/** @param {Properties} properties */
function constructorDocumentation(properties) {
  const made = Object.keys(properties).filter((name) => properties[name]?.defaultFrom);
  if (made.length === 0) return "";
  const names = made.map((name) => `\`${name}\``).join(" and ");
  const where = made.length === 1 ? "is made where it isn't given" : "are made where they aren't given";
  return `${docComment(`@param name - The resource's name, from which ${names} ${where}.`, "  ")}\n`;
}

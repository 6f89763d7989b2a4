// @ts-check
// TypeScript's types of the values that a declaration describes.

/**
 * @typedef {import("../../provider/properties").Schema} Schema
 * @typedef {import("../../provider/properties").ObjectSchema} ObjectSchema
 * @typedef {import("../../provider/properties").Property} Property
 * @typedef {import("../../provider/properties").Properties} Properties
 *
 * @typedef {{
 *   part: (type: string) => string,
 *   object: (name: string) => string,
 *   words: (all: readonly string[]) => string,
 * }} Style  how the parts of a value, an object's type and an enumeration are written
 */

/** @type {(all: readonly string[]) => string} */
const union = (all) => all.map((word) => JSON.stringify(word)).join(" | ");

/** @type {Style} */
const given = { part: (type) => `pulumi.Input<${type}>`, object: (name) => name, words: union };
/** @type {Style} A service may know more words than we do. */
const received = { part: (type) => type, object: (name) => `pulumi.Unwrap<${name}>`, words: () => "string" };
/** @type {Style} */
const plain = { part: (type) => type, object: (name) => name, words: union };

/**
 * An argument's type: it may be an output, and so may each part of it.
 * @param {Property} property
 * @param {string} name of its type, where it's an object whose schema has no name
 */
export function argumentType({ kind }, name) {
  return given.part(typeOf(kind.givenSchema ?? kind.schema, name, given));
}

/**
 * An output's type.
 * @param {Property} property
 * @param {string} name
 * @param {boolean} isAlwaysThere
 */
export function outputType({ kind }, name, isAlwaysThere) {
  return `pulumi.Output<${typeOf(kind.schema, name, received)}${isAlwaysThere ? "" : " | undefined"}>`;
}

/**
 * A type as a page shows it.
 * @param {Schema} schema
 * @param {string} name
 */
export function plainType(schema, name) {
  return typeOf(schema, name, plain);
}

/**
 * @param {Schema} schema
 * @param {string} name
 * @param {Style} style
 * @returns {string}
 */
function typeOf(schema, name, style) {
  if ("oneOf" in schema) return schema.oneOf.map((each) => typeOf(each, name, style)).join(" | ");
  const part = (/** @type {Schema} */ each) => style.part(typeOf(each, name, style));
  switch (schema.type) {
    case "string":
      return schema.enum ? style.words(schema.enum) : "string";
    case "integer":
      return "number";
    case "array": {
      const item = part(schema.items);
      return item.includes(" | ") ? `(${item})[]` : `${item}[]`;
    }
    case "object":
      if ("properties" in schema) return style.object(schema.name ?? name);
      return `{ [name: string]: ${part(schema.additionalProperties)} }`;
    default:
      return schema.type;
  }
}

/**
 * The name of a property's type, where it's an object: `AuthServerConfiguration`.
 * @param {string} owner
 * @param {string} property
 */
export function typeName(owner, property) {
  return `${owner}${property.charAt(0).toUpperCase()}${property.slice(1)}`;
}

/**
 * The object types in properties, those within them included, by name.
 * @param {Properties} properties
 * @param {string} owner the name of the type that has these properties
 * @returns {[name: string, schema: ObjectSchema][]}
 */
export function objectTypes(properties, owner) {
  return Object.entries(properties).flatMap(([property, { kind }]) => {
    const schema = objectIn(kind.schema);
    if (!schema) return [];
    const name = schema.name ?? typeName(owner, property);
    return [/** @type {[string, ObjectSchema]} */ ([name, schema]), ...objectTypes(schema.properties, name)];
  });
}

/**
 * The object that a schema describes, or that its items are.
 * @param {Schema} schema
 * @returns {ObjectSchema | undefined}
 */
export function objectIn(schema) {
  if (!("type" in schema)) return undefined;
  if (schema.type === "array") return objectIn(schema.items);
  if (schema.type !== "object") return undefined;
  return "properties" in schema ? schema : objectIn(schema.additionalProperties);
}

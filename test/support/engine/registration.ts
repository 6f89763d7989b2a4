import { unknownValue } from "../../../provider/hosts/dynamic/provider";
import type { Values } from "../../../provider/lifecycle";
import { resources } from "../../../provider/services";
import { classOf, type Declared } from "./declared";

/** The project and stack of all tests that run the real engine. */
const projectAndStack = "e2e-test";

/** What a registered resource's outputs are made of. */
interface Known {
  type: string;
  id: string;
}

/** What the program of the end-to-end tests (e2e/support/program.js) and the SDK's classes make of a declaration. */
export function registered(
  { type, name, args = {} }: Declared,
  known: Map<string, Known>,
): { news: Values; dependencies: Record<string, string[]> } {
  const dependencies: Record<string, string[]> = {};
  const resolve = (value: unknown, argument: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => resolve(item, argument));
    if (typeof value !== "object" || value === null) return value;
    if ("$secret" in value) return resolve(value.$secret, argument);
    if ("$ref" in value) {
      const [other = "", output = ""] = String(value.$ref).split(".");
      dependencies[argument] = [...(dependencies[argument] ?? []), other];
      return outputOf(known.get(other), output);
    }
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, resolve(member, argument)]));
  };
  const given = Object.fromEntries(
    Object.entries(args).flatMap(([key, value]) => (value === undefined ? [] : [[key, resolve(value, key)]])),
  );
  const __provider = `exports.handler = () => require('pulumi-idp/dynamic').${classOf(type)};`;
  return { news: { ...defaults(type, name), ...given, __provider }, dependencies };
}

/** The defaults that only the program's side knows. */
function defaults(type: string, name: string): Values {
  const defaults = { resourceName: name, projectStackName: `${projectAndStack}-${name}` };
  const { properties } = resources[classOf(type)].declaration;
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, { defaultFrom }]) => (defaultFrom ? [[key, defaults[defaultFrom]]] : [])),
  );
}

/** Numbers that end the id are taken from it, so that they are known as soon as it is. */
function outputOf(resource: Known | undefined, output: string): unknown {
  if (!resource) throw new Error(`no such resource, or a later one: ${output}`);
  const { type, id } = resource;
  if (output !== "id" && !resources[classOf(type)].declaration.outputs[output]?.fromId)
    throw new Error(`the model of the engine knows no output ${output} of ${type}`);
  if (id === unknownValue) return unknownValue;
  return output === "id" ? id : Number(id.slice(id.lastIndexOf("/") + 1));
}

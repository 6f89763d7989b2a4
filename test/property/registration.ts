import { unknownValue } from "../../provider/hosts/dynamic/provider";
import type { Declared } from "../e2e/support/project";
import type { Values } from "./providerProcess";

/** What the program of the end-to-end tests (e2e/support/program.js) and the SDK's classes make of a declaration. */
export function registered(
  { type, name, args = {} }: Declared,
  known: Map<string, { id: string }>,
): { news: Values; dependencies: Record<string, string[]> } {
  const dependencies: Record<string, string[]> = {};
  const resolve = (value: unknown, argument: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => resolve(item, argument));
    if (typeof value !== "object" || value === null) return value;
    if ("$secret" in value) return resolve(value.$secret, argument);
    if ("$ref" in value) {
      const [other = "", output = ""] = String(value.$ref).split(".");
      dependencies[argument] = [...(dependencies[argument] ?? []), other];
      return outputOf(known.get(other)?.id, output);
    }
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, resolve(member, argument)]));
  };
  const given = Object.fromEntries(
    Object.entries(args).flatMap(([key, value]) => (value === undefined ? [] : [[key, resolve(value, key)]])),
  );
  const className = type.split(".")[1];
  const defaults: Values = {};
  if (className === "ApiClient") Object.assign(defaults, { name, clientId: `e2e-test-${name}` });
  if (className === "AuthServer") Object.assign(defaults, { name });
  const __provider = `exports.handler = () => require('pulumi-idp/dynamic').${className};`;
  return { news: { ...defaults, ...given, __provider }, dependencies };
}

/** `authServerId` and `scopeId` are taken from the id, so they are known as soon as it is. */
function outputOf(id: string | undefined, output: string): unknown {
  if (id === undefined) throw new Error(`no such resource, or a later one: ${output}`);
  if (id === unknownValue) return unknownValue;
  return output === "id" ? id : Number(id.slice(id.lastIndexOf("/") + 1));
}

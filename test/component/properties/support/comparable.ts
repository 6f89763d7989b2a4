import type { Objects } from "../../../../sandbox";
import type { Declared } from "../../../support/engine/declared";
import type { Resource } from "../../../support/engine/state";
import { randomResourceOf, randomResources } from "./resources";
import type { Comparable, Visible } from "./resources/resource";

export type { Comparable, Visible } from "./resources/resource";

// What is comparable, and what counts as the same, is the tests' own idea of docs/values.md: nothing of the provider's
// code is used.

/** A change of these makes another object. */
export const replacing = ["profile", ...randomResources.flatMap(({ replaces = [] }) => replaces)];
const sets = randomResources.flatMap((resource) => resource.sets ?? []);
/** Taken out of a program they go back to nothing, as far as the APIs can say that. */
const emptied: Comparable = Object.assign({}, ...randomResources.map((resource) => resource.emptied));
/** What taking it out of a program makes of it at the service; undefined where the API has no way to say that. */
export const nothingOf = (key: string): unknown => emptied[key];

export function comparableArgs({ type, name, args: declared = {} }: Declared, older: boolean): Comparable {
  const { configuration, adoptExisting: _, ...others } = declared;
  const given: Comparable = { ...others, ...flat(configuration as Comparable | undefined) };
  const args = randomResourceOf(type).completeArgs?.(given, { name, older }) ?? given;
  for (const key of ["authServerId", "scopeIds"]) if (key in args) args[key] = namesIn(args[key]);
  for (const key of Object.keys(args)) if (/Minutes$|^appId$/.test(key)) args[key] = Number(args[key]);
  return args;
}

/** `{$ref: "scope0.id"}` → `scope0` */
function namesIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(namesIn);
  return (value as { $ref: string }).$ref.split(".")[0];
}

function flat(configuration: Comparable = {}): Comparable {
  return Object.fromEntries(Object.entries(configuration).map(([key, value]) => [`configuration.${key}`, value]));
}

/** Everything that the service says of a resource; undefined when it's gone. */
export function comparableObject(
  resource: Resource,
  state: Resource[],
  objects: Objects,
  visible: Visible,
): Comparable | undefined {
  const { fixture, comparable } = randomResourceOf(resource.type);
  const object = fixture.held(objects, resource.id);
  return object && comparable(object, resource, { state, objects, visible });
}

/** Do they mean the same to a person, so that a difference is no drift? */
export function means(key: string, program: unknown, service: unknown): boolean {
  if (sets.includes(key)) {
    const [a, b] = [program, service].map((set) => new Set((Array.isArray(set) ? set : []).map(text)));
    return a?.size === b?.size && [...(a ?? [])].every((item) => b?.has(item));
  }
  if (key === "publicJwk" && typeof program === "object")
    return Object.entries(program as Comparable).every(
      ([member, value]) => (service as Comparable | null)?.[member] === value,
    );
  if (typeof program === "string") return text(program) === text(service ?? "");
  return program === service;
}

/** Services trim texts and compose their Unicode; nothing more is overlooked. */
function text(value: unknown): unknown {
  return typeof value === "string" ? value.normalize("NFC").trim() : value;
}

/** Is it written the same, so that the next `up` has nothing to send? */
export function spelledSame(key: string, a: unknown, b: unknown): boolean {
  if (sets.includes(key) && Array.isArray(a) && Array.isArray(b))
    return JSON.stringify([...new Set(a)].sort()) === JSON.stringify([...new Set(b)].sort());
  if (typeof a === "object" && typeof b === "object" && a && b)
    return JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
  return key === "clientSecretVersion" && a !== undefined && b !== undefined ? String(a) === String(b) : a === b;
}

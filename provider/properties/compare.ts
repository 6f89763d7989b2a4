import { unknown, type Values } from "../lifecycle";
import type { Properties, Property } from "./types";
import { isRecord, present } from "./values";

/** A state that somebody has edited may hold anything, and of some objects no text can be made. */
const isVersion = (value: unknown) => typeof value === "string" || typeof value === "number";

/** Do two values mean the same? Exactly, but for the order and the repetitions of sets, and for a version's quotes. */
export function same(property: Property, a: unknown, b: unknown): boolean {
  if (a === b || (!present(a) && !present(b))) return true;
  if (property.kind === "stringSet" || property.kind === "idSet") {
    if (!Array.isArray(a) || !Array.isArray(b)) return false;
    const [left, right] = [new Set(a), new Set(b)];
    return (
      !left.has(unknown) &&
      !right.has(unknown) &&
      left.size === right.size &&
      [...left].every((item) => right.has(item))
    );
  }
  // Code says 1, configuration "1": quoting it is no reason to make a new secret.
  if (property.kind === "version") return isVersion(a) && isVersion(b) && String(a) === String(b);
  if (property.kind === "object") return isRecord(a) && isRecord(b) && changed(property.properties, a, b).length === 0;
  if (property.kind === "jwk") {
    if (!isRecord(a) || !isRecord(b)) return false;
    const members = Object.keys(a);
    return members.length === Object.keys(b).length && members.every((member) => a[member] === b[member]);
  }
  return false;
}

/** The names of the properties in which inputs differ from the state: set, changed, or taken out. */
export function changed(properties: Properties, state: Values, inputs: Values): string[] {
  return Object.entries(properties)
    .filter(([name, property]) => !property.meta && !same(property, state[name], inputs[name]))
    .map(([name]) => name);
}

/** The names of the properties whose given value isn't what the state says, so that the service has to be told. */
export function demanded(properties: Properties, state: Values, inputs: Values): string[] {
  return Object.entries(properties)
    .filter(([name, property]) => {
      const [before, now] = [state[name], inputs[name]];
      if (!property.wire || !present(now)) return false;
      if (property.kind === "object" && isRecord(now))
        return demanded(property.properties, isRecord(before) ? before : {}, now).length > 0;
      return !same(property, before, now);
    })
    .map(([name]) => name);
}

/**
 * The values that a service reports, laid over the state: what means the same keeps the state's spelling, what a
 * person left out stays out. A state that holds none of the properties (`.get()`) takes everything.
 */
export function observe(properties: Properties, state: Values, actual: Values): { values: Values; drifted: boolean } {
  const first = isFirstLook(properties, state);
  return overlay(properties, state, actual, first);
}

/** A state of `.get()`: it holds nothing of the object, at most the way to it. */
export function isFirstLook(properties: Properties, state: Values): boolean {
  return Object.keys(properties).every((name) => name === "profile" || !present(state[name]));
}

function overlay(
  properties: Properties,
  state: Values,
  actual: Values,
  first: boolean,
): { values: Values; drifted: boolean } {
  const values: Values = {};
  let drifted = false;
  for (const [name, property] of Object.entries(properties)) {
    const [before, now] = [state[name], actual[name]];
    if (!(name in actual)) {
      if (present(before)) values[name] = before;
    } else if (property.kind === "object" && isRecord(now)) {
      const nested = overlay(property.properties, isRecord(before) ? before : {}, now, first);
      values[name] = nested.values;
      drifted ||= nested.drifted;
    } else if (present(before) || property.required || first || ("assumed" in property && property.assumed !== now)) {
      const value = reported(property, before, now);
      if (present(value)) values[name] = value;
      drifted ||= !same(property, before, value);
    }
  }
  return { values, drifted };
}

/** A service may trim text, compose its Unicode or answer null for "", and gives sets in any order: none of it is drift. */
function reported(property: Property, before: unknown, now: unknown): unknown {
  if (same(property, before, now)) return before;
  if (property.kind === "string" && (typeof before === "string" || before === undefined)) {
    const text = typeof now === "string" ? now : "";
    if (before === undefined) return present(now) ? now : undefined;
    return meaning(before) === meaning(text) ? before : text;
  }
  if (Array.isArray(before) && Array.isArray(now)) {
    const [old, fresh] = [new Set(before.map(meaning)), new Set(now.map(meaning))];
    return [...before.filter((item) => fresh.has(meaning(item))), ...now.filter((item) => !old.has(meaning(item)))];
  }
  // Members that the service adds to a key, such as `kid`, are its own.
  if (
    property.kind === "jwk" &&
    isRecord(before) &&
    isRecord(now) &&
    Object.keys(before).every((member) => before[member] === now[member])
  )
    return before;
  return now;
}

/** Does a service take one text for the other? */
export function isSameText(a: unknown, b: unknown): boolean {
  return typeof a === typeof b && meaning(a) === meaning(b);
}

/** What a service may make of a text without changing it. */
function meaning(value: unknown): unknown {
  return typeof value === "string" ? value.normalize().trim() : value;
}

import { type Change, UNKNOWN, type Values } from "../lifecycle";
import type { Properties, Property } from "./types";
import { isPresent, isRecord } from "./values";

/** Do two values of a property mean the same? */
export function isSame({ kind }: Property, a: unknown, b: unknown): boolean {
  if (a === b || (!isPresent(a) && !isPresent(b))) return true;
  return isPresent(a) && isPresent(b) && kind.isSame(a, b);
}

/** Where inputs differ from the state, by path: `scopes[1]`, `configuration.audiences[0]`. */
export function changes(properties: Properties, state: Values, inputs: Values): Change[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const [before, now] = [state[name], inputs[name]];
    if (property.createOnly || isSame(property, before, now)) return [];
    const replaces = property.replaces === true;
    return within(property, before, now, name).map((change) => ({ ...change, property: name, replaces }));
  });
}

function within(property: Property, before: unknown, now: unknown, path: string): Pick<Change, "path" | "kind">[] {
  if (!isPresent(before)) return [{ path, kind: "add" }];
  if (!isPresent(now)) return [{ path, kind: "delete" }];
  const { members, isSet } = property.kind;
  if (members && isRecord(before) && isRecord(now))
    return changes(members, before, now).map((change) => ({ path: `${path}.${change.path}`, kind: change.kind }));
  if (isSet && Array.isArray(before) && Array.isArray(now) && !now.includes(UNKNOWN)) {
    const lacking = (items: unknown[], others: unknown[], kind: Change["kind"]) =>
      items.flatMap((item, i) => (others.includes(item) ? [] : [{ path: `${path}[${i}]`, kind }]));
    return [...lacking(before, now, "delete"), ...lacking(now, before, "add")];
  }
  return [{ path, kind: "update" }];
}

/** The names of the properties that differ from the state, so that they must be sent. */
export function propertiesToSend(properties: Properties, state: Values, inputs: Values): string[] {
  return Object.entries(properties)
    .filter(([name, property]) => {
      const [before, now] = [state[name], inputs[name]];
      if (!property.wire || !isPresent(now)) return false;
      if (property.kind.members && isRecord(now))
        return propertiesToSend(property.kind.members, isRecord(before) ? before : {}, now).length > 0;
      return !isSame(property, before, now);
    })
    .map(([name]) => name);
}

export interface Reconciled {
  values: Values;
  drifted: boolean;
}

/**
 * Updates the state with what a service reports: equivalent values keep the state's spelling, and what the program left
 * out stays out. A state without any of the properties (`.get()`) takes everything.
 */
export function reconcile(
  properties: Properties,
  state: Values,
  actual: Values,
  isFirst = isFirstLook(properties, state),
): Reconciled {
  return overlay(properties, state, actual, isFirst);
}

/** A state of `.get()`: it contains none of the properties, except perhaps the profile. */
export function isFirstLook(properties: Properties, state: Values): boolean {
  return Object.keys(properties).every((name) => name === "profile" || !isPresent(state[name]));
}

function overlay(properties: Properties, state: Values, actual: Values, first: boolean): Reconciled {
  const values: Values = {};
  let drifted = false;
  for (const [name, property] of Object.entries(properties)) {
    const [before, now] = [state[name], actual[name]];
    const isManaged = isPresent(before) || property.required || first;
    if (!(name in actual)) {
      if (isPresent(before)) values[name] = before;
    } else if (property.kind.members && isRecord(now)) {
      if (!isManaged) continue;
      const nested = overlay(property.kind.members, isRecord(before) ? before : {}, now, first);
      values[name] = nested.values;
      drifted ||= nested.drifted;
    } else if (isManaged || isNoDefault(property, now, { state, actual })) {
      const value = isSame(property, before, now) ? before : property.kind.reconcile(before, now);
      if (isPresent(value)) values[name] = value;
      drifted ||= !isSame(property, before, value);
    }
  }
  return { values, drifted };
}

/** Somebody changed what the program leaves at a known default. */
function isNoDefault(
  { serverDefault }: Property,
  now: unknown,
  { state, actual }: { state: Values; actual: Values },
): boolean {
  const byDefault = typeof serverDefault === "function" ? serverDefault(actual, state) : serverDefault;
  return byDefault !== undefined && byDefault !== now;
}

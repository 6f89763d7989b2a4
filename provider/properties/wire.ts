import type { Values } from "../lifecycle";
import type { Properties } from "./types";
import { isPresent, isRecord } from "./values";

/** The properties that have a name on the wire, under that name. */
export function toWire(properties: Properties, values: Values): Values {
  return rename(properties, values, (name, wire) => [name, wire]);
}

/** The reverse of `toWire`. What the service left out stays out. */
export function fromWire(properties: Properties, wire: Values): Values {
  return rename(properties, wire, (name, wireName) => [wireName, name]);
}

function rename(
  properties: Properties,
  values: Values,
  direction: (name: string, wire: string) => [string, string],
): Values {
  const renamed: Values = {};
  for (const [name, property] of Object.entries(properties)) {
    if (!property.wire) continue;
    const [from, to] = direction(name, property.wire);
    const value = values[from];
    if (value === undefined) continue;
    const { members } = property.kind;
    renamed[to] = members && isRecord(value) ? rename(members, value, direction) : value;
  }
  return renamed;
}

/** The arguments among a state's values. */
export function argumentsOf(properties: Properties, state: Values): Values {
  return Object.fromEntries(
    Object.keys(properties).flatMap((name) => (isPresent(state[name]) ? [[name, state[name]]] : [])),
  );
}

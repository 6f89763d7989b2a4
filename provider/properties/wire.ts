import type { Values } from "../lifecycle";
import { isSame } from "./compare";
import type { Properties } from "./types";
import { isPresent, isRecord } from "./values";

/** The properties that have a name on the wire, under that name and in the service's spelling. */
export function toWire(properties: Properties, values: Values): Values {
  const wire: Values = {};
  for (const [name, { wire: wireName, kind }] of Object.entries(properties)) {
    const value = values[name];
    if (!wireName || value === undefined) continue;
    wire[wireName] = kind.members && isRecord(value) ? toWire(kind.members, value) : (kind.wire?.to(value) ?? value);
  }
  return wire;
}

/** The reverse of `toWire`. What the service left out stays out. */
export function fromWire(properties: Properties, wire: Values): Values {
  const values: Values = {};
  for (const [name, { wire: wireName, kind }] of Object.entries(properties)) {
    const value = wireName ? wire[wireName] : undefined;
    if (value === undefined) continue;
    values[name] =
      kind.members && isRecord(value) ? fromWire(kind.members, value) : kind.wire ? kind.wire.from(value) : value;
  }
  return values;
}

/** What an update must send if the service keeps what isn't sent: new values, and removed ones that can be cleared. */
export function changedOnWire(properties: Properties, before: Values, inputs: Values): Values {
  const changed: Values = {};
  for (const [name, property] of Object.entries(properties)) {
    const { wire, kind, clearedBy } = property;
    const [old, now] = [before[name], inputs[name]];
    if (!wire) continue;
    if (!isPresent(now)) {
      const isClear = isSame(property, old, clearedBy) || kind.wire?.to(old) === clearedBy;
      if (isPresent(old) && clearedBy !== undefined && !isClear) changed[wire] = clearedBy;
    } else if (kind.members && isRecord(now)) {
      const members = changedOnWire(kind.members, isRecord(old) ? old : {}, now);
      if (Object.keys(members).length > 0) changed[wire] = members;
    } else if (!isSame(property, old, now)) {
      Object.assign(changed, toWire({ [name]: property }, { [name]: now }));
    }
  }
  return changed;
}

/** The arguments among a state's values. */
export function argumentsOf(properties: Properties, state: Values): Values {
  return Object.fromEntries(
    Object.keys(properties).flatMap((name) => (isPresent(state[name]) ? [[name, state[name]]] : [])),
  );
}

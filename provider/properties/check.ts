import { type Checked, type Failure, UNKNOWN, type Values } from "../lifecycle";
import { isSame } from "./compare";
import type { Properties } from "./types";
import { describe, isPresent, isRecord } from "./values";

/** Validates and normalises inputs; `olds` lends its order to sets that are otherwise equal, so that none flips. */
export function check(properties: Properties, news: Values, olds: Values = {}, path = ""): Checked {
  const inputs: Values = {};
  const failures: Failure[] = [];
  for (const name of Object.keys(news)) {
    if (Object.hasOwn(properties, name) || !isPresent(news[name])) continue;
    const valid = Object.keys(properties).join(", ");
    failures.push({ property: path + name, reason: `unknown property; valid properties are ${valid}` });
  }
  for (const [name, property] of Object.entries(properties)) {
    const at = path + name;
    const given = Object.hasOwn(news, name) ? news[name] : undefined;
    const value = isPresent(given) ? given : property.default;
    if (value === undefined) {
      if (property.required) failures.push({ property: at, reason: "required, but missing" });
    } else if (value === UNKNOWN) {
      inputs[name] = UNKNOWN;
    } else if (property.kind.members) {
      if (!isRecord(value)) {
        failures.push({ property: at, reason: `expected an object, got ${describe(value)}` });
        continue;
      }
      const before = isRecord(olds[name]) ? olds[name] : {};
      const nested = check(property.kind.members, value, before, `${at}.`);
      inputs[name] = nested.inputs;
      failures.push(...nested.failures);
    } else {
      const { normal, wrong } = property.kind.normalise(value);
      const isAsBefore = isSame(property, olds[name], normal);
      // What is managed already was right by the rules of its time, or a refresh has found it.
      if (wrong && !isAsBefore) failures.push({ property: at, reason: wrong });
      inputs[name] = isAsBefore ? olds[name] : normal;
    }
  }
  keepCreateOnly(properties, inputs, olds);
  return { inputs, failures };
}

/**
 * What mattered when the object was made stays as it was then: the outputs say so, and a refresh would show anything
 * else as drift. A replacement is checked without old inputs, as a new object is.
 */
function keepCreateOnly(properties: Properties, inputs: Values, olds: Values): void {
  if (Object.keys(olds).length === 0) return;
  for (const [name, property] of Object.entries(properties)) {
    if (!property.createOnly) continue;
    delete inputs[name];
    if (isPresent(olds[name]) && !property.kind.normalise(olds[name]).wrong) inputs[name] = olds[name];
  }
}

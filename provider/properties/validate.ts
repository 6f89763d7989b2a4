import { type Checked, type CheckFailure, UNKNOWN, type Values } from "../lifecycle";
import { isSame } from "./compare";
import type { Properties } from "./types";
import { describe, isPresent, isRecord } from "./values";

/** Validates and normalises inputs. Values equal to those in `olds` keep their spelling and order, so that a set doesn't flip. */
export function validate(properties: Properties, news: Values, olds: Values = {}, path = ""): Checked {
  const inputs: Values = {};
  const failures: CheckFailure[] = [];
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
      const nested = validate(property.kind.members, value, before, `${at}.`);
      inputs[name] = nested.inputs;
      failures.push(...nested.failures);
    } else {
      const { value: normalised, problem } = property.kind.normalise(value);
      const isAsBefore = isSame(property, olds[name], normalised);
      // A value that is already managed was valid when it was set, or comes from a refresh.
      if (problem && !isAsBefore) failures.push({ property: at, reason: problem });
      inputs[name] = isAsBefore ? olds[name] : normalised;
    }
  }
  keepCreateOnly(properties, inputs, olds);
  return { inputs, failures };
}

/**
 * Create-only properties keep the values that they had at the create: the outputs contain those, and a refresh would show
 * other values as drift. A replacement is checked without old inputs, like a new object.
 */
function keepCreateOnly(properties: Properties, inputs: Values, olds: Values): void {
  if (Object.keys(olds).length === 0) return;
  for (const [name, property] of Object.entries(properties)) {
    if (!property.createOnly) continue;
    delete inputs[name];
    if (isPresent(olds[name]) && !property.kind.normalise(olds[name]).problem) inputs[name] = olds[name];
  }
}

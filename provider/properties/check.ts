import { type Checked, type Failure, unknown, type Values } from "../lifecycle";
import { same } from "./compare";
import type { Nested, Properties, Property, SetOf, Text } from "./types";
import { isRecord, present } from "./values";

/** Validates and normalises inputs; `olds` lends its order to sets that are otherwise equal, so that none flips. */
export function check(properties: Properties, news: Values, olds: Values = {}, path = ""): Checked {
  const inputs: Values = {};
  const failures: Failure[] = [];
  for (const name of Object.keys(news)) {
    if (!Object.hasOwn(properties, name) && present(news[name])) {
      const known = Object.keys(properties).join(", ");
      failures.push({ property: path + name, reason: `there is no such property; there are ${known}` });
    }
  }
  for (const [name, property] of Object.entries(properties)) {
    const at = path + name;
    const value = present(news[name]) ? news[name] : "default" in property ? property.default : undefined;
    if (value === undefined) {
      if (property.required) failures.push({ property: at, reason: "it is required and missing" });
    } else if (value === unknown) {
      inputs[name] = unknown;
    } else if (property.kind === "object") {
      if (!isRecord(value)) {
        failures.push({ property: at, reason: `it must be an object, and is ${describe(value)}` });
        continue;
      }
      const nested = check(property.properties, value, isRecord(olds[name]) ? olds[name] : {}, `${at}.`);
      inputs[name] = nested.inputs;
      failures.push(...nested.failures);
    } else {
      const { normal, wrong } = normalise(property, value);
      const isAsBefore = same(property, olds[name], normal);
      // What is managed already was right by the rules of its time, or a refresh has found it.
      if (wrong && !isAsBefore) failures.push({ property: at, reason: wrong });
      inputs[name] = isAsBefore ? olds[name] : normal;
    }
  }
  keepMeta(properties, inputs, olds);
  return { inputs, failures };
}

/**
 * What mattered when the object was made stays as it was then: the outputs say so, and a refresh would show anything
 * else as drift. A replacement is checked without old inputs, as a new object is.
 */
function keepMeta(properties: Properties, inputs: Values, olds: Values): void {
  if (Object.keys(olds).length === 0) return;
  for (const [name, property] of Object.entries(properties)) {
    if (!property.meta || property.kind === "object") continue;
    delete inputs[name];
    if (present(olds[name]) && !normalise(property, olds[name]).wrong) inputs[name] = olds[name];
  }
}

interface Normal {
  normal: unknown;
  wrong?: string | undefined;
}

function normalise(property: Exclude<Property, Nested>, value: unknown): Normal {
  switch (property.kind) {
    case "string":
      return { normal: value, wrong: wrongText(property, value) };
    case "boolean":
      return {
        normal: value,
        wrong: typeof value === "boolean" ? undefined : `it must be true or false, and is ${describe(value)}`,
      };
    case "version": {
      const fits = typeof value === "string" || Number.isFinite(value);
      return { normal: value, wrong: fits ? undefined : `it must be a string or a number, and is ${describe(value)}` };
    }
    case "positiveInteger":
    case "id":
      return positiveInteger(value);
    case "jwk":
      return { normal: value, wrong: wrongJwk(value) };
    case "stringSet":
      return setOf(property, value, (item) => ({
        normal: item,
        wrong:
          typeof item === "string" && item.trim()
            ? property.itemFormat?.(item)
            : `it must be a string that isn't empty, and is ${describe(item)}`,
      }));
    case "idSet":
      return setOf(property, value, (item) => positiveInteger(withoutServer(item)));
  }
}

function setOf(property: SetOf, value: unknown, one: (item: unknown) => Normal): Normal {
  if (!Array.isArray(value)) return { normal: value, wrong: `it must be an array, and is ${describe(value)}` };
  if (property.notEmpty && value.length === 0) return { normal: value, wrong: "it must hold at least one value" };
  const items = value.map((item) => (item === unknown ? { normal: unknown } : one(item)));
  const wrong = items.flatMap((item, i) => ("wrong" in item && item.wrong ? [`value ${i + 1}: ${item.wrong}`] : []));
  // Two unknowns may turn out to be two values, so only known ones are joined.
  const normal = items.map((item) => item.normal).filter((item, i, all) => item === unknown || all.indexOf(item) === i);
  return { normal, wrong: wrong.length > 0 ? wrong.join("; ") : undefined };
}

function wrongText(property: Text, value: unknown): string | undefined {
  if (typeof value !== "string") return `it must be a string, and is ${describe(value)}`;
  if (value === "") return property.blank ? undefined : "it must not be empty";
  if (property.maxLength && value.length > property.maxLength)
    return `it must have at most ${property.maxLength} characters, and has ${value.length}`;
  return property.format?.(value);
}

/** A scope's id in Pulumi is a pair with its server's, `1022743/51`, whose last part is its number. */
function withoutServer(value: unknown): unknown {
  return typeof value === "string" ? value.replace(/^[1-9]\d*\//, "") : value;
}

/** Ids come as numbers, or as the strings that Pulumi's ids are. */
function positiveInteger(value: unknown): Normal {
  const text = typeof value === "string" ? value : "";
  const number = /^[1-9]\d*$/.test(text) ? Number(text) : value;
  if (typeof number === "number" && Number.isSafeInteger(number) && number > 0) return { normal: number };
  return { normal: value, wrong: `it must be a whole number above 0, and is ${describe(value)}` };
}

function wrongJwk(value: unknown): string | undefined {
  if (!isRecord(value)) return `it must be a JSON Web Key as an object, and is ${describe(value)}`;
  const known = Object.entries(value).filter(([, member]) => member !== unknown);
  if (Object.hasOwn(value, "d")) return "it holds the member d, so it is a private key; give the public key alone";
  for (const [name, member] of known)
    if (typeof member !== "string") return `its member ${name} must be a string, and is ${describe(member)}`;
  for (const name of ["kty", "crv", "x", "y"])
    if (!present(value[name])) return `its member ${name} is missing (RFC 7517, RFC 7518 6.2)`;
  for (const [name, right] of [
    ["kty", "EC"],
    ["crv", "P-256"],
  ] as const)
    if (value[name] !== right && value[name] !== unknown)
      return `its member ${name} must be ${right}: the service takes EC P-256 keys alone`;
  return undefined;
}

/** What a wrong value is, without showing it. */
function describe(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (typeof value === "string") return value === "" ? "an empty string" : "a string";
  if (typeof value === "number")
    return Number.isInteger(value)
      ? value > 0
        ? "a number"
        : "a number that isn't above 0"
      : "a number that isn't whole";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

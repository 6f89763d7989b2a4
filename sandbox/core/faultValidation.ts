import type { Fault, FaultEffect } from "./faults";
import { isObject, type JsonObject } from "./json";
import { encodings } from "./requestSecrets";

const effectNames = [
  "status",
  "drop",
  "delayMs",
  "lateCommitMs",
  "gate",
  "hang",
  "slowBody",
  "brokenBody",
  "cutBody",
  "wrongShape",
  "redirect",
  "oversized",
  "revokeTokens",
];
const errorBodies = ["body", "echo", "nested", "longMessage"];
const changeMethods = ["POST", "PUT", "PATCH", "DELETE"];

/** Its name in the log. */
export function effectName(effect: FaultEffect): string {
  return effectNames.find((name) => name in effect) ?? "change";
}

/** The fault, or an Error that says what is wrong with it. */
export function validatedFault(given: unknown): Fault {
  if (!isObject(given) || !isObject(given.fault)) throw new Error("a fault is {match?, times?, skip?, after?, fault}");
  onlyKeys(given, ["match", "times", "skip", "after", "fault"]);
  const { match, times, skip, after, fault } = given;
  if (match !== undefined) {
    if (!isObject(match)) throw new Error("match is {service?, method?, path?}");
    onlyKeys(match, ["service", "method", "path"]);
  }
  if (times !== undefined && times !== "forever" && !isCount(times)) throw new Error('times is a number or "forever"');
  if (skip !== undefined && !isCount(skip)) throw new Error("skip is a number");
  if ("lateCommitMs" in fault && after) throw new Error("lateCommitMs excludes after");
  checkEffect(fault);
  return given as unknown as Fault;
}

function checkEffect(fault: JsonObject): void {
  onlyKeys(fault, [...effectNames, "headers", ...errorBodies, "change"]);
  const effects = effectNames.filter((name) => name in fault);
  if (effects.length > 1 || (effects.length === 0 && !("change" in fault))) {
    throw new Error(
      `a fault has exactly one of ${effectNames.join(", ")}, or change, which can also accompany one of them`,
    );
  }
  const bodies = errorBodies.filter((name) => name in fault);
  if (bodies.length > 1) throw new Error(`${bodies.join(" and ")} exclude each other`);
  if ((bodies.length > 0 || "headers" in fault) && !("status" in fault))
    throw new Error("headers and bodies need a status");
  for (const name of ["nested", "longMessage"]) {
    if (name in fault && !(isCount(fault[name]) && fault[name] !== 0)) throw new Error(`${name} is a positive number`);
  }
  for (const name of ["delayMs", "lateCommitMs"]) {
    if (name in fault && !(Number(fault[name]) >= 0)) throw new Error(`${name} is a number of milliseconds`);
  }
  if ("echo" in fault && !(encodings as unknown[]).includes(fault.echo)) {
    throw new Error(`echo is one of ${encodings.join(", ")}`);
  }
  if ("change" in fault) checkChanges(fault.change);
}

function checkChanges(changes: unknown): void {
  if (!Array.isArray(changes)) throw new Error("change is a list of {method, path, body?}");
  for (const change of changes) {
    if (!isObject(change) || typeof change.path !== "string" || !change.path.startsWith("/")) {
      throw new Error("a change is {method, path, body?}, its path relative to /_sandbox");
    }
    onlyKeys(change, ["method", "path", "body"]);
    if (!(changeMethods as unknown[]).includes(change.method)) {
      throw new Error(`a change's method is one of ${changeMethods.join(", ")}`);
    }
  }
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0;
}

function onlyKeys(value: JsonObject, allowed: string[]): void {
  const unknownKeys = Object.keys(value).filter((key) => !allowed.includes(key));
  if (unknownKeys.length > 0) throw new Error(`unknown property: ${unknownKeys.join(", ")}`);
}

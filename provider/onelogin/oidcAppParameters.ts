import type { Wire } from "../http/decode";
import { isKind } from "../http/errors";
import type { Values } from "../lifecycle";
import { changedOnWire, isRecord, toWire } from "../properties";
import type { OneLoginConnection } from "./connection";
import { parameter } from "./oidcAppDeclaration";

export interface ParameterChanges {
  /** What a PUT must contain, by name. */
  sent: Map<string, Wire>;
  /** What must be deleted before, with what a PUT must contain if it can't be deleted. */
  removed: Map<string, Wire>;
}

/** OneLogin sets a parameter's label only when it creates the parameter, so another label takes a new parameter. */
export function changedParameters(before: unknown, now: unknown): ParameterChanges {
  const [old, wanted] = [parametersIn(before), parametersIn(now)];
  const sent = new Map<string, Wire>();
  const removed = new Map<string, Wire>();
  for (const [name, values] of old) if (!wanted.has(name)) removed.set(name, changedOnWire(parameter, values, {}));
  for (const [name, values] of wanted) {
    const known = old.get(name);
    const isRelabelled = values.label !== undefined && known?.label !== undefined && values.label !== known.label;
    if (isRelabelled) removed.set(name, {});
    if (!known || isRelabelled) sent.set(name, toWire(parameter, values));
    else {
      const { label, ...changed } = changedOnWire(parameter, known, values);
      if (Object.keys(changed).length > 0) sent.set(name, changed);
    }
  }
  return { sent, removed };
}

/** An edited state may contain anything. */
function parametersIn(parameters: unknown): Map<string, Values> {
  const all = isRecord(parameters) ? Object.entries(parameters) : [];
  return new Map(all.flatMap(([name, each]) => (isRecord(each) ? [[name, each]] : [])));
}

/**
 * Deletes parameters by the numbers that they have now. The connector's own can't be deleted.
 * @returns What a PUT must contain to empty those.
 */
export async function removeParameters(
  connection: OneLoginConnection,
  appId: number,
  { sent, removed }: ParameterChanges,
): Promise<Map<string, Wire>> {
  const { parameters } = await connection.api.apps.get(appId);
  const there = parametersIn(parameters);
  const emptied = new Map<string, Wire>();
  for (const [name, empty] of removed) {
    const id = there.get(name)?.id;
    if (typeof id !== "number") continue;
    await connection.changingApp(appId, connection.api.apps.removeParameter(appId, id)).catch((error) => {
      if (isKind(error, "notFound")) return;
      if (!isKind(error, "forbidden")) throw error;
      const what = `The parameter ${JSON.stringify(name)} of the app ${appId} belongs to the app's connector`;
      if (sent.has(name)) throw error.advise(`${what}, so its label can't be changed: leave the label out`);
      connection.http.runtime.log(`${what}, so it is emptied instead of deleted, and no longer managed.`);
      if (Object.keys(empty).length > 0) emptied.set(name, empty);
    });
  }
  return emptied;
}

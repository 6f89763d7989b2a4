import type { Wire } from "../http/decode";
import { isKind, type ServiceError } from "../http/errors";
import type { Values } from "../lifecycle";
import { changedOnWire, changes, isPresent, isRecord, toWire } from "../properties";
import type { AppWire } from "./appsApi";
import { isSameInApp } from "./appText";
import type { OneLoginConnection } from "./connection";
import { parameter } from "./oidcAppDeclaration";

/** The names of the parameters that the program changes. */
export function changedParameters(before: unknown, now: unknown): string[] {
  const [old, wanted] = [parametersIn(before), parametersIn(now)];
  return [...new Set([...old.keys(), ...wanted.keys()])].filter((name) => {
    const [known, values] = [old.get(name), wanted.get(name)];
    return !known || !values || changes(parameter, known, values).length > 0;
  });
}

/**
 * Deletes the parameters that the program removes or that get another label, which OneLogin sets only when it creates one.
 * @param app - As it is now: no page says whether a PUT keeps the members that it leaves out of a parameter, so the PUT
 * contains all of them.
 * @returns The parameters that a PUT must contain.
 */
export async function parametersToSend(
  connection: OneLoginConnection,
  app: AppWire,
  before: unknown,
  now: unknown,
): Promise<Wire> {
  const [old, wanted, there] = [parametersIn(before), parametersIn(now), parametersIn(app.parameters)];
  const sent = new Map<string, Wire>();
  for (const name of changedParameters(before, now)) {
    const [known = {}, values, existing] = [old.get(name), wanted.get(name), there.get(name)];
    const { label: _, ...changed } = changedOnWire(parameter, known, values ?? {});
    const ofConnector = `The parameter ${JSON.stringify(name)} of the app ${app.id} belongs to the app's connector`;
    if (!values) {
      if (!existing || !(await remove(connection, app.id, name, existing))) continue;
      connection.http.runtime.log(`${ofConnector}, so it is emptied instead of deleted, and no longer managed.`);
      if (Object.keys(changed).length > 0) sent.set(name, { ...membersOf(existing), ...changed });
    } else if (!existing) {
      sent.set(name, toWire(parameter, values));
    } else {
      const { label, ...members } = toWire(parameter, values);
      const isRelabelled = label !== undefined && !isSameInApp(label, existing.label);
      const refusal = isRelabelled ? await remove(connection, app.id, name, existing) : undefined;
      if (refusal) throw refusal.advise(`${ofConnector}, so its label can't be changed: leave the label out`);
      const whole = { ...membersOf(existing), ...changed, ...members, ...(isRelabelled && { label }) };
      if (isRelabelled || Object.keys(changed).length > 0) sent.set(name, whole);
    }
  }
  return Object.fromEntries(sent);
}

/** An edited state may contain anything. */
function parametersIn(parameters: unknown): Map<string, Values> {
  const all = isRecord(parameters) ? Object.entries(parameters) : [];
  return new Map(all.flatMap(([name, each]) => (isRecord(each) ? [[name, each]] : [])));
}

/** What is set in a parameter, and can be sent back. */
function membersOf(existing: Wire): Wire {
  const { label: _, ...settable } = parameter;
  const names = Object.values(settable).map(({ wire }) => wire);
  return Object.fromEntries(names.flatMap((name) => (isPresent(existing[name]) ? [[name, existing[name]]] : [])));
}

/** Undefined if it is gone; OneLogin's error if it is the connector's own, which can't be deleted. */
async function remove(
  connection: OneLoginConnection,
  appId: number,
  name: string,
  { id }: Wire,
): Promise<ServiceError | undefined> {
  if (typeof id !== "number")
    throw new Error(`OneLogin returned the parameter ${JSON.stringify(name)} of the app ${appId} without its number.`);
  try {
    await connection.changingApp(appId, connection.api.apps.removeParameter(appId, id));
  } catch (error) {
    if (isKind(error, "forbidden")) return error;
    if (!isKind(error, "notFound")) throw error;
  }
  return undefined;
}

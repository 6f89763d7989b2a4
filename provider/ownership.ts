import type { Advice } from "./advice";
import { ConfigurationError, type Settings } from "./config/settings";
import type { Context } from "./context";
import type { StateEntry } from "./objectsOfRun";

/** Reads the settings of a profile. */
export type ReadSettings = (profile: string | undefined) => Promise<Settings>;

/**
 * Decides whether the object goes when its entry is deleted.
 * @returns What to tell the user if only the entry may leave the state; undefined if the object may be deleted too.
 * @throws If neither may be deleted.
 */
export async function deletionOf(
  entry: StateEntry,
  { objects }: Context,
  settings: Settings,
  readSettings: ReadSettings,
): Promise<string | undefined> {
  const { type, id } = entry;
  const isHere = atSameService(entry, settings, readSettings);
  if (await some(objects.others(entry), isHere))
    return `${type} "${id}" was not deleted at the service, because another resource of this program manages it now; only this entry leaves the state. When you rename or move a resource, set the resource option aliases: then no request is needed.`;
  if (!objects.isReplaced(entry) && (await some(objects.conflictsWith(entry), isHere)))
    throw new Error(
      `${type} "${id}" was not deleted, because another resource of this program tried to create the same object, and failed because it exists. If the resource was renamed or moved, set the resource option aliases.`,
    );
  const inside = await filter(objects.within(entry), isHere);
  if (inside.length === 0) return undefined;
  const names = inside.map((each) => `${each.type} "${each.id}"`).join(", ");
  throw new Error(
    `${type} "${id}" was not deleted, because that would also delete resources of this program: ${names}. Remove them from the program too, or keep it. If they are meant to follow it, pass them its output instead of a fixed number.`,
  );
}

/** States of version 0.1.0 lack the address: it's assumed to be the current address of their profile. */
function atSameService(entry: StateEntry, settings: Settings, readSettings: ReadSettings) {
  const addresses = [settings.url, ...settings.previousUrls];
  return async (other: StateEntry): Promise<boolean> => {
    if (other.serviceUrl !== undefined) return addresses.includes(other.serviceUrl);
    try {
      return addresses.includes((await readSettings(other.profile)).url);
    } catch {
      return other.profile === entry.profile;
    }
  };
}

async function filter<T>(items: T[], fits: (item: T) => Promise<boolean>): Promise<T[]> {
  const results = await Promise.all(items.map(fits));
  return items.filter((_, i) => results[i]);
}

async function some<T>(items: T[], fits: (item: T) => Promise<boolean>): Promise<boolean> {
  return (await filter(items, fits)).length > 0;
}

/** At another address, the same id means another object or none, so a 404 there would prove nothing. */
export function requireSameService(
  { type, id, serviceUrl }: { type: string; id: string; serviceUrl: string | undefined },
  { service, namespace, url, previousUrls }: Settings,
  advice: Advice,
): void {
  if (serviceUrl === undefined || serviceUrl === url || previousUrls.includes(serviceUrl)) return;
  throw new ConfigurationError(
    `${type}${id ? ` ${JSON.stringify(id)}` : ""} was created at ${serviceUrl}, but ${service}'s address is now ${url}; no request was sent there. ` +
      `If that is another tenant, correct ${advice.nameOf(namespace, "url")} and the credentials, or configure that tenant as a profile. ` +
      advice.tenantMoved(namespace, serviceUrl),
  );
}

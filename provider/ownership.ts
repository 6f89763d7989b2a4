import type { Context } from "./context";
import { ConfigurationError, type Settings } from "./http/settings";
import type { StateEntry } from "./objectsOfRun";

/** Reads the settings that a profile means. */
export type ReadSettings = (profile: string | undefined) => Promise<Settings>;

/**
 * What becomes of an object when its entry is to be deleted.
 * @returns What to tell the person where only the entry may leave the state; undefined where the object goes, too.
 * @throws Where neither may go.
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
    return `${type} "${id}" was not deleted at the service: another resource of this program stands for it now, so only this entry leaves the state. A resource that is renamed or moved needs no call at all with the resource option aliases.`;
  if (!objects.isReplaced(entry) && (await some(objects.meetings(entry), isHere)))
    throw new Error(
      `${type} "${id}" was not deleted: another resource of this program is to be the same object, and has failed since it exists. If the resource was renamed or moved, the resource option aliases says so.`,
    );
  const inside = await filter(objects.within(entry), isHere);
  if (inside.length === 0) return undefined;
  const names = inside.map((each) => `${each.type} "${each.id}"`).join(", ");
  throw new Error(
    `${type} "${id}" was not deleted: this program has resources in it that would go with it: ${names}. Remove them from the program too, or keep it. If they follow it, give them its output rather than the number alone.`,
  );
}

/** States of version 0.1.0 don't tell their address: then it's the one that their profile means now. */
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

/** The same id means another object at another address, or none: then an absence there would say nothing. */
export function requireSameService(type: string, id: string, serviceUrl: string | undefined, settings: Settings): void {
  if (serviceUrl === undefined || serviceUrl === settings.url || settings.previousUrls.includes(serviceUrl)) return;
  const { service, namespace, url } = settings;
  throw new ConfigurationError(
    `${type}${id ? ` ${JSON.stringify(id)}` : ""} was made at ${serviceUrl}, and ${service}'s address is ${url} now; nothing was asked or changed there. ` +
      `If that is another tenant, correct ${namespace}:url and the credentials, or give that tenant a profile of its own. ` +
      `If the same tenant has moved, say so: pulumi config set ${namespace}:previousUrl ${serviceUrl}; then run \`pulumi refresh --run-program\` once.`,
  );
}

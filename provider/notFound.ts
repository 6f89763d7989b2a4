import { hasStatus, isKind, ServiceError } from "./http/errors";

/** How the absence of one object is made sure of. */
export interface Absence {
  /**
   * Is it in the service's list all the same? Asked after the service has said that it isn't there: an answer that comes
   * now proves that the address is right and that the credentials may look. Throws where the list can't be read.
   * @param isDocumented - It was the service's own word, so that a part of a long list will do.
   */
  isListed(isDocumented: boolean): Promise<boolean>;
}

/**
 * Does this error say that the object isn't there? A 404 alone may come from a gateway or a wrong address, or hide what
 * the credentials may not see any more. So the service's list has to be readable at that moment, and be without it.
 */
export async function isNotFound(error: unknown, absence: Absence): Promise<boolean> {
  if (!hasStatus(error, 404)) return false;
  let isListed: boolean;
  try {
    isListed = await absence.isListed(isKind(error, "notFound"));
  } catch (listError) {
    if (!ServiceError.isInstance(listError)) throw listError;
    throw error
      .explain("whether that means the object can't be told, since the list can't be read either")
      .advise(listError.message);
  }
  if (isListed)
    throw error
      .explain("but the service's list has the object, so something else answered in the service's place")
      .advise(error.hint ?? "Check what stands between, such as a gateway that refuses this path");
  return true;
}

/** Deleting what is gone already succeeds. */
export async function ignoreNotFound(deleting: Promise<void>, absence: Absence): Promise<void> {
  try {
    await deleting;
  } catch (error) {
    if (!(await isNotFound(error, absence))) throw error;
  }
}

/** Reads what may be gone. */
export async function undefinedIfNotFound<T>(reading: Promise<T>, absence: Absence): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (await isNotFound(error, absence)) return undefined;
    throw error;
  }
}

/** What an update that meets a 404 says: the engine can make the object again only once it knows that it is gone. */
export function adviseRefresh(error: unknown): unknown {
  if (!isKind(error, "notFound")) return error;
  return error.advise(
    "It was deleted outside Pulumi, or what it belongs to was. `pulumi up --refresh` notices that and creates it again",
  );
}

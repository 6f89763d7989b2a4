import { hasStatus, isKind, ServiceError } from "./http/errors";

/** How to confirm that an object doesn't exist. */
export interface Absence {
  /**
   * Is it in the service's list anyway? Called after the service has answered 404: a list that can be read then proves that
   * the address is right and that the credentials may read it. Throws if the list can't be read.
   * @param isDocumented - The 404 had the service's documented form, so part of a long list is enough.
   */
  isListed(isDocumented: boolean): Promise<boolean>;
}

/**
 * Does this error mean that the object doesn't exist? A 404 may also come from a gateway or a wrong address, or hide what
 * the credentials may no longer see. So the service's list must be readable at that moment, and not contain the object.
 */
export async function isNotFound(error: unknown, absence: Absence): Promise<boolean> {
  if (!hasStatus(error, 404)) return false;
  let isListed: boolean;
  try {
    isListed = await absence.isListed(isKind(error, "notFound"));
  } catch (listError) {
    if (!ServiceError.isInstance(listError)) throw listError;
    throw error
      .explain("it isn't certain that this is about the object, because the list can't be read either")
      .advise(listError.message);
  }
  if (isListed)
    throw error
      .explain("but the service's list contains the object, so something else answered instead of the service")
      .advise(error.hint ?? "Check what is between Pulumi and the service, such as a gateway that rejects this path");
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

/** Reads an object that may not exist. */
export async function undefinedIfNotFound<T>(reading: Promise<T>, absence: Absence): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (await isNotFound(error, absence)) return undefined;
    throw error;
  }
}

/** For an update that gets a 404: the engine can create the object again only after a refresh has removed it. */
export function adviseRefresh(error: unknown): unknown {
  if (!isKind(error, "notFound")) return error;
  return error.advise("It was deleted outside Pulumi, or its parent was. Run `pulumi up --refresh` to create it again");
}

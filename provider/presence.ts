import { isGone, type ServiceError } from "./http/errors";

/** A create met what is there already, and nobody said that it may be taken over. */
export class ExistsError extends Error {
  /** @param key - The argument that makes it another one. */
  constructor(what: string, key: string, refusal: ServiceError | undefined) {
    const said = refusal ? ` (${refusal.service}: ${refusal.reason})` : "";
    super(
      `${what} exists already${said}; nothing was changed. Either set adoptExisting: true and run \`pulumi up --refresh\`, so that it is taken over and brought to what the program says; or delete it at the service; or choose another ${key}.`,
    );
    this.name = "ExistsError";
  }
}

/** What an update that meets a 404 says: the engine can make the object again only once it knows that it is gone. */
export function explainGone(error: unknown): unknown {
  if (!isGone(error)) return error;
  return error.advise(
    "It was deleted outside Pulumi, or what it belongs to was. `pulumi up --refresh` notices that and creates it again",
  );
}

/** Deleting what is gone already is done. */
export async function deleted(removing: Promise<void>): Promise<void> {
  try {
    await removing;
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Reads what may be gone. */
export async function unlessGone<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

import { type Creation, createOnce, UncertainError } from "./createOnce";
import type { Connection } from "./defineResource";
import { ExistsError } from "./existsError";
import { HalfDoneError, type Values } from "./lifecycle";

export interface CreateOrAdopt<T> extends Creation<T> {
  /** How messages name it: `API client "orders"`. */
  title: string;
  /** The arguments whose change would make another object, for messages. */
  key: string;
  idOf(object: T): string;
  /** What the state keeps if it is unknown whether the object was created. */
  unfinished: { id: string; state: Values };
  /** Changes the existing object to match the program; left out if the program doesn't allow adopting. */
  adopt?: ((existing: T) => Promise<void>) | undefined;
}

/**
 * Creates an object once, or adopts the existing one if the program allows it.
 * @param adopting - Called before an object is adopted.
 */
export async function createOrAdopt<T>(
  creation: CreateOrAdopt<T>,
  { http }: Connection,
  adopting: (id: string) => void,
): Promise<T> {
  const result = await createOnce(creation, http.settings, http.runtime).catch((error) => {
    if (!(error instanceof UncertainError)) throw error;
    const { id, state } = creation.unfinished;
    throw new HalfDoneError(error.message, id, { ...state, creationUncertain: true });
  });
  if ("made" in result) return result.made;
  const id = creation.idOf(result.exists);
  if (!creation.adopt) throw new ExistsError(`The ${creation.title}`, id, creation.key, result.refusal);
  adopting(id);
  await creation.adopt(result.exists);
  return result.exists;
}

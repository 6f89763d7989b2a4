import { idNumber, record } from "../http/decode";

/** The statuses of a create: the documentation has one or the other, depending on the kind of object. */
export const created = [200, 201];

/** The number of the object that an answer is about. */
export function idIn(body: unknown): number {
  return idNumber(record(body).id, "id");
}

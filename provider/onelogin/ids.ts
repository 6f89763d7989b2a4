import { idSchema, type Kind, wholeNumber } from "../properties";

/** A scope's Pulumi id contains its server's, `1022743/51`; the last part is its number. */
export const scopeId: Kind<number, number | string> = {
  schema: { type: "integer" },
  givenSchema: idSchema,
  normalise: (given) => wholeNumber(typeof given === "string" ? given.replace(/^[1-9]\d*\//, "") : given),
  isSame: () => false,
  reconcile: (_before, actual) => actual,
};

/** `1022743` */
export function numericId(id: string): number {
  return number(id, id, "the number that OneLogin gave it, such as 1022743");
}

/** `1022743/51` */
export function childId(id: string): { serverId: number; number: number } {
  const [server, child, ...more] = id.split("/");
  const wanted = "the authorization server's number and its own, such as 1022743/51";
  return { serverId: number(id, server, wanted), number: number(id, more.length > 0 ? undefined : child, wanted) };
}

function number(id: string, text: string | undefined, wanted: string): number {
  const value = Number(text);
  if (!text || !/^[1-9]\d*$/.test(text) || !Number.isSafeInteger(value))
    throw new Error(`${JSON.stringify(id)} is not an id of this resource: expected ${wanted}.`);
  return value;
}

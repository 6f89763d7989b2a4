import { UNKNOWN } from "../lifecycle";
import { describe, isRecord, type Kind } from "../properties";

/** The members of an EC public key: RFC 7517, RFC 7518 6.2. */
export type Jwk = { [member: string]: string };

/** An EC P-256 public key as a JSON Web Key: the service takes no other. */
export const publicKey: Kind<Jwk> = {
  schema: { type: "object", additionalProperties: { type: "string" } },
  normalise: (given) => ({ normal: given, wrong: wrongKey(given) }),
  isSame(a, b) {
    if (!isRecord(a) || !isRecord(b)) return false;
    const members = Object.keys(a);
    return members.length === Object.keys(b).length && members.every((member) => a[member] === b[member]);
  },
  // Members that the service adds to a key, such as `kid`, are its own.
  reconcile(before, actual) {
    if (!isRecord(before) || !isRecord(actual)) return actual;
    return Object.keys(before).every((member) => before[member] === actual[member]) ? before : actual;
  },
};

function wrongKey(value: unknown): string | undefined {
  if (!isRecord(value)) return `expected a JSON Web Key as an object, got ${describe(value)}`;
  if (Object.hasOwn(value, "d")) return "it has the member d, so it's a private key; give the public key alone";
  for (const [name, member] of Object.entries(value))
    if (member !== UNKNOWN && typeof member !== "string")
      return `expected a string as its member ${name}, got ${describe(member)}`;
  for (const name of ["kty", "crv", "x", "y"])
    if (value[name] === undefined || value[name] === null)
      return `its member ${name} is missing (RFC 7517, RFC 7518 6.2)`;
  const fixed = { kty: "EC", crv: "P-256" };
  for (const [name, right] of Object.entries(fixed))
    if (value[name] !== right && value[name] !== UNKNOWN)
      return `expected ${right} as its member ${name}: the service takes EC P-256 keys alone`;
  return undefined;
}

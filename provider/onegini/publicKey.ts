import { UNKNOWN } from "../lifecycle";
import { choice, describe, type GivenValuesOf, isRecord, type Kind, type Properties, text } from "../properties";

const members = {
  kty: { kind: choice(["EC"]), required: true, description: "The key's type." },
  crv: { kind: choice(["P-256"]), required: true, description: "The curve." },
  x: { kind: text(), required: true, description: "The x coordinate, base64url." },
  y: { kind: text(), required: true, description: "The y coordinate, base64url." },
  kid: { kind: text(), description: "The key's id." },
  use: { kind: text(), description: "What the key is for: `sig`." },
  alg: { kind: text(), description: "The algorithm that the key is for: `ES256`." },
} as const satisfies Properties;

/** Plain JavaScript may give further members. */
export type Jwk = { [member: string]: string };

/** An EC P-256 public key as a JSON Web Key: the service accepts no other keys. */
export const publicKey: Kind<Jwk, GivenValuesOf<typeof members>> = {
  schema: {
    type: "object",
    name: "EcPublicJwk",
    description:
      "An EC P-256 public key as a JSON Web Key (RFC 7517; its members in RFC 7518 6.2). Never the private key: no member `d`.",
    properties: members,
  },
  normalise: (given) => ({ value: given, problem: keyProblem(given) }),
  isSame(a, b) {
    if (!isRecord(a) || !isRecord(b)) return false;
    const members = Object.keys(a);
    return members.length === Object.keys(b).length && members.every((member) => a[member] === b[member]);
  },
  // Members that the service adds to a key, such as `kid`, aren't drift.
  reconcile(before, actual) {
    if (!isRecord(before) || !isRecord(actual)) return actual;
    return Object.keys(before).every((member) => before[member] === actual[member]) ? before : actual;
  },
};

function keyProblem(value: unknown): string | undefined {
  if (!isRecord(value)) return `expected a JSON Web Key as an object, got ${describe(value)}`;
  if (Object.hasOwn(value, "d")) return "it has the member d, so it's a private key; give only the public key";
  for (const [name, member] of Object.entries(value))
    if (member !== UNKNOWN && typeof member !== "string")
      return `expected a string as its member ${name}, got ${describe(member)}`;
  for (const name of ["kty", "crv", "x", "y"])
    if (value[name] === undefined || value[name] === null)
      return `its member ${name} is missing (RFC 7517, RFC 7518 6.2)`;
  const fixed = { kty: "EC", crv: "P-256" };
  for (const [name, right] of Object.entries(fixed))
    if (value[name] !== right && value[name] !== UNKNOWN)
      return `expected ${right} as its member ${name}: the service accepts only EC P-256 keys`;
  return undefined;
}

/** A public key or certificate as a PEM. Where its lines break means nothing. */
export const publicKeyPem: Kind<string> = {
  ...text({ format: pemProblem }),
  isSame: isSamePem,
};

function isSamePem(a: unknown, b: unknown): boolean {
  return typeof a === "string" && typeof b === "string" && withoutBlanks(a) === withoutBlanks(b);
}

function withoutBlanks(value: string): string {
  return value.replace(/\s/g, "");
}

function pemProblem(value: string): string | undefined {
  if (value.includes("PRIVATE KEY")) return "it's a private key; give only the public key";
  return /^\s*-----BEGIN (PUBLIC KEY|CERTIFICATE)-----\s[\w+/=\s]+-----END \1-----\s*$/.test(value)
    ? undefined
    : "it must be a public key as a PEM, which begins with -----BEGIN PUBLIC KEY-----, or a certificate";
}

/**
 * The service's default for `jwksUri`, which makes any other value drift: while the program gives only a key, a key set that
 * somebody adds would take precedence over it.
 */
export function noKeySetBesideKey(usesKeys: boolean, { publicJwk }: { publicJwk?: unknown }): "" | undefined {
  return usesKeys && publicJwk !== undefined ? "" : undefined;
}

import * as crypto from "node:crypto";
import { HttpError } from "../core/httpError";
import { hashParts } from "./webClientFields";

/** Part of Node since 24.7, but not yet of its types. */
interface Argon2 {
  argon2Sync?(
    algorithm: "argon2id",
    parameters: {
      message: string;
      nonce: Buffer;
      parallelism: number;
      tagLength: number;
      memory: number;
      passes: number;
    },
  ): Buffer;
}

/** Whether the hash is of this secret. Throws if this version of Node can't compute it. */
export function matchesHash(secret: string, hashed: string): boolean {
  const parts = hashParts(hashed);
  if (!parts) return false;
  const { identifier, parameters, salt, hash } = parts;
  const computed = computedHash(identifier, secret, parameters, salt, hash.length);
  return crypto.timingSafeEqual(computed, hash);
}

function computedHash(
  identifier: string,
  secret: string,
  { i = 1, m = 1, p = 1 }: Record<string, number>,
  salt: Buffer,
  length: number,
): Buffer {
  if (identifier === "pbkdf2-sha1") return crypto.pbkdf2Sync(secret, salt, i, length, "sha1");
  const { argon2Sync } = crypto as Argon2;
  if (identifier === "argon2id" && argon2Sync) {
    const parameters = { message: secret, nonce: salt, parallelism: p, tagLength: length, memory: m, passes: i };
    return argon2Sync("argon2id", parameters);
  }
  throw new HttpError(501, {
    error: "server_error",
    error_description: `The sandbox can't compute ${identifier} here: use pbkdf2-sha1, or argon2id with Node 24.7 or newer`,
  });
}

import type { JsonObject } from "../core/json";
import type { ApiClient } from "./apiClient";

/** The page: `exp` is at most an hour ahead. */
const LONGEST_LIFETIME_SECONDS = 3600;

/** The accepted assertions of `private_key_jwt`: each `jti` may be used once. */
export class Assertions {
  /** The `jti`s by client, with when they expire. */
  private readonly used = new Map<string, number>();

  /**
   * The client id that an assertion claims, unverified; undefined if it isn't a JSON Web Token.
   */
  async issuer(assertion: string): Promise<string | undefined> {
    const { decodeJwt } = await import("jose");
    try {
      return decodeJwt(assertion).iss;
    } catch {
      return undefined;
    }
  }

  /**
   * Whether the assertion is this client's own, for this server, valid and not used before.
   * @param audience - The server's base URL.
   */
  async accept(assertion: string, client: ApiClient, audience: string): Promise<boolean> {
    const { createRemoteJWKSet, importJWK, jwtVerify } = await import("jose");
    const { client_id, public_jwk, jwks_uri } = client;
    const options = { issuer: client_id, subject: client_id, audience, requiredClaims: ["exp", "jti"] };
    try {
      // The key set takes precedence if both are set.
      const { payload } = jwks_uri
        ? await jwtVerify(assertion, createRemoteJWKSet(new URL(jwks_uri)), options)
        : await jwtVerify(assertion, await importJWK(public_jwk as JsonObject, "ES256"), options);
      return this.isFresh(client_id, payload as { jti: string; exp: number });
    } catch {
      return false;
    }
  }

  clear(): void {
    this.used.clear();
  }

  private isFresh(clientId: string, { jti, exp }: { jti: string; exp: number }): boolean {
    const now = Date.now() / 1000;
    for (const [id, expiry] of this.used) if (expiry < now) this.used.delete(id);
    const id = JSON.stringify([clientId, jti]);
    if (exp > now + LONGEST_LIFETIME_SECONDS || this.used.has(id)) return false;
    this.used.set(id, exp);
    return true;
  }
}

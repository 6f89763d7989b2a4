import { randomBytes } from "node:crypto";
import type { Credentials } from "../core/context";
import { unauthorized } from "./errors";

interface Token {
  access_token: string;
  token_type: "bearer";
  expires_in: number;
  created_at: string;
  refresh_token: string;
  account_id: number;
}

/** The account's one pair of API credentials, and its token. */
export class Tokens {
  private current: { token: Token; expiresAt: number } | undefined;

  constructor(private credentials: Credentials) {}

  areValid(clientId: string, clientSecret: string): boolean {
    return clientId === this.credentials.clientId && clientSecret === this.credentials.clientSecret;
  }

  /** The same token until it expires or is revoked. */
  issue(lifetimeSeconds: number): Token {
    const now = Date.now();
    if (!this.current || this.current.expiresAt <= now) {
      const token: Token = {
        access_token: randomBytes(32).toString("hex"),
        token_type: "bearer",
        expires_in: lifetimeSeconds,
        created_at: new Date(now).toISOString(),
        refresh_token: randomBytes(32).toString("hex"),
        account_id: 555555,
      };
      this.current = { token, expiresAt: now + lifetimeSeconds * 1000 };
    }
    return this.current.token;
  }

  isValid(accessToken: string): boolean {
    return this.current?.token.access_token === accessToken && Date.now() < this.current.expiresAt;
  }

  /** Throws the resource calls' 401. */
  require(authorization: string | undefined): void {
    const token = /^bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
    if (token === undefined || !this.isValid(token)) throw unauthorized();
  }

  revoke(): void {
    this.current = undefined;
  }

  replaceCredentials(credentials: Credentials): void {
    this.credentials = credentials;
    this.revoke();
  }
}

import type { Settings } from "../config/settings";
import type { HttpClient } from "../http/client";
import { answered, DecodeError, record, text } from "../http/decode";
import { ServiceError } from "../http/errors";
import { type Authorization, basic } from "../http/request";

/**
 * One bearer token for everything in this process that uses the same credentials. It is fetched when the first request
 * needs it, only once however many wait for it, and again if the service rejects it.
 * developers.onelogin.com/api-docs/2/oauth20-tokens/generate-tokens-2
 */
export class BearerToken implements Authorization {
  private current: Promise<string> | undefined;
  /** The header of `current`, once it is known. */
  private known: string | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly http: () => HttpClient,
  ) {}

  header(): Promise<string> {
    this.current ??= this.fetch();
    return this.current;
  }

  renew(refused: string): boolean {
    // If another request has already renewed it, `known` is another header.
    if (this.known === refused) this.drop();
    return true;
  }

  private async fetch(): Promise<string> {
    try {
      const token = await this.http().call(
        {
          method: "POST",
          path: "/auth/oauth2/v2/token",
          body: { grant_type: "client_credentials" },
          authorization: basic(this.settings.clientId, this.settings.clientSecret ?? ""),
          // The same credentials get the same token, so a retry creates nothing.
          repeatable: true,
          // A 500 here mostly means that the owner of the credentials was deleted, which retries don't fix.
          attempts: 3,
        },
        answered(200, (body) => headerText(text(record(body).access_token, "access_token"))),
      );
      this.http().keepSecret(token);
      this.known = `bearer ${token}`;
      return this.known;
    } catch (error) {
      this.drop();
      // Whatever became of the token, the request that waits for it was never sent.
      throw ServiceError.isInstance(error) ? error.asUnsent() : error;
    }
  }

  private drop(): void {
    this.current = undefined;
    this.known = undefined;
  }
}

/** What a header may contain (RFC 6750 2.1 allows less). */
function headerText(token: string): string {
  if (!/^[\x21-\x7e]+$/.test(token)) throw new DecodeError("access_token is not a valid token");
  return token;
}

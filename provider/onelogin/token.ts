import type { HttpClient } from "../http/client";
import { answered, record, ShapeError, text } from "../http/decode";
import { ServiceError } from "../http/errors";
import { type Authorization, basic } from "../http/request";
import type { Settings } from "../http/settings";

/**
 * One bearer token for everything in this process that uses the same credentials: fetched when the first call needs
 * it, once however many wait for it, and again when the service refuses it.
 * developers.onelogin.com/api-docs/2/oauth20-tokens/generate-tokens-2
 */
export class BearerToken implements Authorization {
  private current: Promise<string> | undefined;
  /** The header that `current` gave, once it is known. */
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
    // Whoever comes second finds that another call has renewed it already.
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
          authorization: basic(this.settings.clientId, this.settings.clientSecret),
          // The same credentials get the same token, so asking twice makes nothing twice.
          repeatable: true,
          // A 500 here mostly means that the credentials' owner was deleted, which time doesn't mend.
          attempts: 3,
        },
        answered(200, (body) => headerText(text(record(body).access_token, "access_token"))),
      );
      this.http().keepSecret(token);
      this.known = `bearer ${token}`;
      return this.known;
    } catch (error) {
      this.drop();
      // Whatever became of the token, the call that waits for it was never sent.
      throw ServiceError.isInstance(error) ? error.asUnsent() : error;
    }
  }

  private drop(): void {
    this.current = undefined;
    this.known = undefined;
  }
}

/** What a header can carry (RFC 6750 2.1 allows less). */
function headerText(token: string): string {
  if (!/^[\x21-\x7e]+$/.test(token)) throw new ShapeError("access_token is no token");
  return token;
}

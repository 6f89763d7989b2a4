import type { FastifyInstance } from "fastify";
import type { HttpError } from "../core/httpError";
import { attributesOf, isObject } from "../core/json";
import type { ControlCalls } from "../core/resource";
import { Service, type ServiceDefinition } from "../core/service";
import { Apps } from "./app";
import { describeInitialApps } from "./appStore";
import { authRoutes } from "./authRoutes";
import { AuthServers } from "./authServer";
import { AuthServerClaims } from "./authServerClaim";
import { AuthServerClientApps } from "./authServerClientApp";
import { AuthServerScopes } from "./authServerScope";
import type { OneloginContext } from "./context";
import { apiError, authError, badRequest, notFound, oauthError, tooManyRequests } from "./errors";
import { defaultRateLimit, RateLimiter } from "./rateLimit";
import { settings } from "./settings";
import { OIDC_ENDPOINTS, tokenEndpoint } from "./tokenEndpoint";
import { Tokens } from "./tokens";

export const authServerChildren = [AuthServerScopes, AuthServerClaims, AuthServerClientApps] as const;

/** A new resource is a line here. */
export const resources = [AuthServers, ...authServerChildren, Apps] as const;

/** OneLogin's API Authorization and Apps APIs, their tokens, and the authorization servers' token endpoint. */
export class Onelogin extends Service {
  private readonly limiter = new RateLimiter();
  private readonly tokens: Tokens;

  constructor(private readonly context: OneloginContext) {
    super(onelogin, context);
    this.tokens = new Tokens(context.credentials);
  }

  protected override ownRoutes(app: FastifyInstance): void {
    app.addHook("onRequest", async (request, reply) => {
      const url = request.raw.url ?? "";
      // These belong to no API: they have credentials of their own, and the rate limit doesn't apply.
      if (isOidc(url)) return;
      // Reading the limit doesn't count, so that it's possible beyond the limit.
      const isWithinLimit = url.startsWith("/auth/rate_limit") || this.limiter.take();
      reply.headers(this.limiter.headers());
      if (!isWithinLimit) {
        throw isAuth(url) ? authError(429, "Too Many Requests", "Rate limit exceeded") : tooManyRequests();
      }
      if (!isAuth(url)) this.tokens.require(request.headers.authorization);
    });
    authRoutes(app, this.tokens, this.limiter, this.context.settings);
    tokenEndpoint(app, this.context);
  }

  protected override ownControlRoutes(app: FastifyInstance): void {
    app.put("/credentials", async (request, reply) => {
      const { clientId, clientSecret } = attributesOf(request.body);
      if (typeof clientId !== "string" || typeof clientSecret !== "string") {
        throw new Error("the body must be {clientId, clientSecret}");
      }
      this.tokens.replaceCredentials({ clientId, clientSecret });
      return reply.code(204).send();
    });
  }

  override badRequest(url: string, message: string): HttpError {
    if (isOidc(url)) return oauthError(400, "invalid_request", message);
    return isAuth(url) ? authError(400, "bad request", message) : badRequest(message);
  }

  override unknownRoute(url: string): HttpError {
    return isAuth(url) ? authError(404, "Not Found", "Not Found") : notFound();
  }

  /** OneLogin's errors have no details, so they are added beside the message. */
  override customError(url: string, status: number, message: unknown, details: unknown): HttpError {
    if (isOidc(url)) return oauthError(status, "server_error", String(message));
    return isAuth(url) ? authError(status, "failure", message, { details }) : apiError(status, message, { details });
  }

  override revokeTokens(): void {
    this.tokens.revoke();
  }

  override settingsChanged(changed: Record<string, unknown>): void {
    if (isObject(changed.rateLimit)) this.limiter.set(changed.rateLimit);
  }

  override reset(): void {
    super.reset();
    this.tokens.replaceCredentials(this.context.credentials);
    this.limiter.set(defaultRateLimit);
  }
}

function isOidc(url: string): boolean {
  return url.startsWith(`${OIDC_ENDPOINTS}/`);
}

/** Whether this is the token or the rate-limit endpoint of the API. */
function isAuth(url: string): boolean {
  return url.startsWith("/auth/");
}

export const onelogin = {
  name: "onelogin",
  title: "OneLogin",
  prefix: "",
  urlVariable: "ONELOGIN_API_URL",
  settings,
  resources,
  service: Onelogin,
  notes: describeInitialApps,
  controlClient: (calls: ControlCalls) => ({
    /** OneLogin's API credentials from now on; those before, and their token, become invalid. */
    setOneloginCredentials: (clientId: string, clientSecret: string): Promise<void> =>
      calls.send("PUT", "/credentials", { clientId, clientSecret }),
  }),
} as const satisfies ServiceDefinition;

import type { FastifyInstance, FastifyRequest } from "fastify";
import type { HttpError } from "../core/httpError";
import { isObject, type JsonObject } from "../core/json";
import { authError } from "./errors";
import type { RateLimiter } from "./rateLimit";
import type { Tokens } from "./tokens";

const success = { error: false, code: 200, type: "success", message: "Success" };

export interface AuthSettings {
  tokenLifetimeSeconds: number;
  ownerDeleted: boolean;
}

/** `/auth/…`: tokens and the rate limit. */
export function authRoutes(
  app: FastifyInstance,
  tokens: Tokens,
  limiter: RateLimiter,
  settings: () => AuthSettings,
): void {
  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(body))));
  });

  app.post("/auth/oauth2/v2/token", async (request, reply) => {
    const body = bodyOf(request);
    authenticate(request, body, tokens);
    // Once the owner is gone, the service says no more than this, whatever was requested.
    if (settings().ownerDeleted) throw authError(500, "Internal Server Error", "Internal Server Error");
    if (body.grant_type !== "client_credentials") {
      throw authError(400, "bad request", "grant_type is incorrect/absent");
    }
    // RFC 6749 5.1: a response with a token must not be stored.
    reply.headers({ "cache-control": "no-store", pragma: "no-cache" });
    return tokens.issue(settings().tokenLifetimeSeconds);
  });

  app.post("/auth/oauth2/revoke", async (request) => {
    const body = bodyOf(request);
    authenticate(request, body, tokens);
    if (typeof body.access_token !== "string" || !tokens.isValid(body.access_token)) {
      throw authError(400, "bad request", "access_token is incorrect/absent");
    }
    tokens.revoke();
    return { status: success };
  });

  app.get("/auth/rate_limit", async (request) => {
    try {
      tokens.require(request.headers.authorization);
    } catch {
      throw unauthorized();
    }
    return { status: success, data: limiter.headers() };
  });
}

function unauthorized(): HttpError {
  return authError(401, "Unauthorized", "Authentication Failure");
}

function bodyOf(request: FastifyRequest): JsonObject {
  if (!isObject(request.body)) throw authError(400, "bad request", "The body must be an object");
  return request.body;
}

/** Takes HTTP Basic, the older header `client_id:…, client_secret:…`, or both values in a form; not in a JSON body. */
function authenticate(request: FastifyRequest, body: JsonObject, tokens: Tokens): void {
  const header = request.headers.authorization;
  const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  const formPair = isForm ? [body.client_id, body.client_secret] : [];
  const [id, secret] = header !== undefined ? headerPair(header) : formPair;
  if (typeof id !== "string" || typeof secret !== "string" || !tokens.areValid(id, secret)) throw unauthorized();
}

function headerPair(header: string): (string | undefined)[] {
  const older = /^client_id: *([^,\s]+) *, *client_secret: *(\S+)$/i.exec(header);
  if (older) return [older[1], older[2]];
  const encoded = /^basic +([a-z0-9+/]+=*)$/i.exec(header)?.[1] ?? "";
  const basic = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, "base64").toString());
  return [basic?.[1], basic?.[2]];
}

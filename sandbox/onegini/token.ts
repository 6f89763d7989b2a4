import { randomBytes, randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { HttpError } from "../core/httpError";
import { isObject, type JsonObject } from "../core/json";
import { basicCredentials } from "./authentication";
import type { OneginiContext } from "./context";
import { matchesHash } from "./hashedSecret";
import { WebClients } from "./webClient";
import type { WebClient } from "./webClientFields";

export const TOKEN = "/v1/token";

/** The token endpoint (RFC 6749), for web clients with a secret and the client credentials grant. */
export function tokenRoute(app: FastifyInstance, context: OneginiContext): void {
  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(body))));
  });

  const signingKey = randomBytes(32);
  app.post(TOKEN, async (request) => {
    const client = authenticated(context.get(WebClients), request.headers.authorization ?? "");
    const body: JsonObject = isObject(request.body) ? request.body : {};
    if (body.grant_type !== "client_credentials") throw tokenError(400, "unsupported_grant_type");
    if (!client.grant_types.includes("CLIENT_CREDENTIALS")) throw tokenError(400, "unauthorized_client");
    const scopes = grantedScopes(client, body.scope);
    const expiresIn = client.access_token_expires_in ?? 0;
    const issuer = `${request.protocol}://${request.host}${app.prefix}`;
    return {
      access_token:
        client.access_token_format === "JWT"
          ? await signedToken(client, scopes, { issuer, expiresIn, signingKey })
          : randomBytes(32).toString("hex").toUpperCase(),
      token_type: "bearer",
      expires_in: expiresIn,
      scope: scopes.join(" "),
    };
  });
}

/** The page defines HTTP Basic as RFC 6749 2.3.1 does: id and secret are encoded as in a form. */
function authenticated(clients: WebClients, authorization: string): WebClient {
  const { id, secret } = basicCredentials(authorization);
  const client = clients.find(formDecoded(id));
  const { client_secret, hashed_client_secret } = client ?? {};
  const given = formDecoded(secret);
  const isRight =
    hashed_client_secret === undefined
      ? client_secret !== undefined && client_secret === given
      : matchesHash(given, hashed_client_secret);
  if (!client || !isRight) throw tokenError(401, "invalid_client", { "www-authenticate": 'Basic realm="onegini"' });
  return client;
}

function formDecoded(text: string): string {
  return new URLSearchParams(`text=${text.replaceAll("&", "%26")}`).get("text") ?? "";
}

/** What the client asks for, or its default scopes. */
function grantedScopes({ default_scopes = [], additional_scopes = [] }: WebClient, wanted: unknown): string[] {
  if (typeof wanted !== "string" || wanted === "") return default_scopes;
  const scopes = wanted.split(" ");
  const allowed = [...default_scopes, ...additional_scopes];
  if (!scopes.every((scope) => allowed.includes(scope))) throw tokenError(400, "invalid_scope");
  return scopes;
}

async function signedToken(
  { client_id, additional_audiences }: WebClient,
  scopes: string[],
  { issuer, expiresIn, signingKey }: { issuer: string; expiresIn: number; signingKey: Buffer },
): Promise<string> {
  const { SignJWT } = await import("jose");
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ cid: client_id, scp: scopes, scope: scopes.join(" ") })
    .setProtectedHeader({ alg: "HS256" })
    .setJti(`AT.${randomUUID()}`)
    .setIssuer(issuer)
    .setAudience(additional_audiences)
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + expiresIn)
    .sign(signingKey);
}

/** RFC 6749 5.2. */
function tokenError(status: number, error: string, headers = {}): HttpError {
  return new HttpError(status, { error }, headers);
}

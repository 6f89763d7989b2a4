import { randomUUID, type webcrypto } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { isObject, type JsonObject } from "../core/json";
import { Apps } from "./app";
import type { App } from "./appStore";
import { type AuthServer, AuthServers } from "./authServer";
import { AuthServerClientApps } from "./authServerClientApp";
import { AuthServerScopes } from "./authServerScope";
import type { OneloginContext } from "./context";
import { oauthError } from "./errors";

/** The path of the account's OpenID Connect endpoints, and of its issuer. */
export const OIDC_ENDPOINTS = "/oidc/2";
const DEFAULT_MINUTES = 60;

/**
 * The token endpoint of the account's authorization servers, with the client credentials grant (RFC 6749 4.4): an app
 * authenticates with its credentials, names a server by the parameter `resource`, and gets a token for the server's
 * audiences with the scopes of the server's client app. developers.onelogin.com/openid-connect/api/client-credentials-grant
 */
export function tokenEndpoint(app: FastifyInstance, context: OneloginContext): void {
  const keys = new SigningKeys();

  app.post(`${OIDC_ENDPOINTS}/token`, async (request, reply) => {
    const body: JsonObject = isObject(request.body) ? request.body : {};
    const client = authenticated(context.get(Apps).all(), request, body);
    if (body.grant_type !== "client_credentials")
      throw oauthError(400, "unsupported_grant_type", "grant_type must be client_credentials");
    if (methodOf(client) === "none")
      throw oauthError(400, "unauthorized_client", "the app has no way to authenticate, so it can't use this grant");
    const granted = body.resource === undefined ? withoutServer(client) : withServer(client, body, context);
    // RFC 6749 5.1: a response with a token must not be stored.
    reply.headers({ "cache-control": "no-store", pragma: "no-cache" });
    return {
      access_token: await keys.sign(client, granted, `${request.protocol}://${request.host}${OIDC_ENDPOINTS}`),
      token_type: "Bearer",
      expires_in: granted.minutes * 60,
      scope: granted.scopes.join(" "),
    };
  });

  app.get(`${OIDC_ENDPOINTS}/certs`, async () => keys.publicKeys());
}

interface Granted {
  audiences: string[];
  scopes: string[];
  minutes: number;
}

/** The app whose credentials the request has, in the way that the app's configuration says. */
function authenticated(apps: App[], { headers: { authorization } }: FastifyRequest, body: JsonObject): App {
  const inHeader = authorization === undefined ? undefined : basicPair(authorization);
  const [id, secret] = inHeader ?? [body.client_id, body.client_secret];
  const client = apps.find(({ sso }) => sso?.client_id === id);
  const isRight =
    client !== undefined &&
    (methodOf(client) === "none" ||
      (methodOf(client) === (inHeader ? "basic" : "post") &&
        typeof secret === "string" &&
        secret === client.sso?.client_secret));
  if (client && isRight) return client;
  const headers = authorization === undefined ? {} : { "www-authenticate": 'Basic realm="onelogin"' };
  throw oauthError(401, "invalid_client", "client authentication failed", headers);
}

function methodOf({ configuration }: App): "basic" | "post" | "none" | undefined {
  return (["basic", "post", "none"] as const)[Number(configuration?.token_endpoint_auth_method ?? 0)];
}

/** The page shows base64 of `clientId:clientSecret`. */
function basicPair(authorization: string): [id: string | undefined, secret: string | undefined] {
  const encoded = /^basic +([a-z0-9+/]+=*)$/i.exec(authorization)?.[1] ?? "";
  const pair = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, "base64").toString());
  return [pair?.[1], pair?.[2]];
}

/** A token without an API: its audience is the app itself. */
function withoutServer({ sso, configuration }: App): Granted {
  const minutes = Number(configuration?.access_token_expiration_minutes ?? DEFAULT_MINUTES);
  return { audiences: sso ? [sso.client_id] : [], scopes: [], minutes };
}

/** The server whose resource identifier the request names, and what it has approved for the app. */
function withServer(client: App, { resource, scope }: JsonObject, context: OneloginContext): Granted {
  const named = context
    .get(AuthServers)
    .all()
    .filter(({ configuration }) => configuration?.resource_identifier === resource);
  if (named.length === 0)
    throw oauthError(400, "invalid_target", "no authorization server has this resource identifier");
  const server = named.find((each) => approvedScopes(client, each, context) !== undefined);
  const approved = server && approvedScopes(client, server, context);
  if (!server || !approved)
    throw oauthError(400, "unauthorized_client", "the app is no client app of this authorization server");
  const { audiences, access_token_expiration_minutes } = server.configuration;
  return {
    audiences,
    scopes: requestedScopes(scope, approved),
    minutes: access_token_expiration_minutes ?? DEFAULT_MINUTES,
  };
}

/** Undefined if the app is no client app of the server. */
function approvedScopes({ id }: App, server: AuthServer, context: OneloginContext): string[] | undefined {
  const clientApp = context.get(AuthServerClientApps).itemsOf(server).get(id);
  const scopes = context.get(AuthServerScopes).itemsOf(server);
  return clientApp?.scope_ids.flatMap((scopeId) => scopes.get(scopeId)?.value ?? []);
}

/** The requested scopes; all approved ones if the request names none. */
function requestedScopes(scope: unknown, approved: string[]): string[] {
  if (typeof scope !== "string" || scope === "") return approved;
  const requested = [...new Set(scope.split(" "))];
  const isApproved = requested.every((each) => approved.includes(each));
  if (!isApproved) throw oauthError(400, "invalid_scope", "a scope is unknown or not approved for the app");
  return requested;
}

/** One key pair for the life of the sandbox, made when the first token needs it. */
class SigningKeys {
  private pair: Promise<Record<"publicKey" | "privateKey", webcrypto.CryptoKey>> | undefined;

  async sign({ sso }: App, { audiences, scopes, minutes }: Granted, issuer: string): Promise<string> {
    const { SignJWT } = await import("jose");
    const { privateKey } = await this.keys();
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ scope: scopes.join(" ") })
      .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: "sandbox" })
      .setJti(randomUUID())
      .setIssuer(issuer)
      .setSubject(sso?.client_id ?? "")
      .setAudience(audiences)
      .setIssuedAt(now)
      .setExpirationTime(now + minutes * 60)
      .sign(privateKey);
  }

  async publicKeys(): Promise<object> {
    const { exportJWK } = await import("jose");
    const { publicKey } = await this.keys();
    return { keys: [{ ...(await exportJWK(publicKey)), kid: "sandbox", use: "sig", alg: "RS256" }] };
  }

  private keys() {
    this.pair ??= import("jose").then(({ generateKeyPair }) => generateKeyPair("RS256"));
    return this.pair;
  }
}

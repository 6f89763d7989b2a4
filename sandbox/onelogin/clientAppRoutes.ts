import type { FastifyInstance } from "fastify";
import { parseInteger } from "../core/json";
import { reversed } from "../core/sets";
import { OIDC } from "./appData";
import type { Context, PathIds } from "./context";
import { notFound, unprocessable } from "./errors";
import type { Account, AuthServer, ClientApp } from "./store";
import { attributes } from "./validation";

const BASE = "/api/2/api_authorizations/:id/clients";

/** Which OpenID Connect apps may ask an authorization server for which scopes. */
export function clientAppRoutes(app: FastifyInstance, { account, settings, setOf }: Context): void {
  app.get<PathIds>(BASE, async (request) => {
    const server = account.server(parseInteger(request.params.id));
    return setOf([...server.clientApps.values()]).map(({ app_id, scope_ids }) => ({
      app_id,
      name: account.apps.get(app_id)?.name ?? null,
      api_auth_id: server.id,
      // Never the order that was written, since the order means nothing.
      scopes: setOf(reversed(scope_ids)).flatMap((id) => server.scopes.get(id) ?? []),
    }));
  });

  app.post<PathIds>(BASE, async (request, reply) => {
    const server = account.server(parseInteger(request.params.id));
    const body = attributes(request.body, ["app_id", "scopes"], settings().refuseUnknownFields);
    const problems = [
      ...appProblems(account, server, body.app_id),
      ...scopeProblems(server, body.scopes, settings().emptyScopes),
    ];
    if (problems.length > 0) throw unprocessable(problems);
    const app_id = body.app_id as number;
    server.clientApps.set(app_id, { app_id, scope_ids: scopeIds(body.scopes) });
    return reply.code(201).send({ app_id, api_auth_id: server.id });
  });

  app.put<PathIds>(`${BASE}/:itemId`, async (request) => {
    const server = account.server(parseInteger(request.params.id));
    const clientApp = find(server, request.params.itemId);
    const body = attributes(request.body, ["scopes"], settings().refuseUnknownFields);
    const problems = scopeProblems(server, body.scopes, settings().emptyScopes);
    if (problems.length > 0) throw unprocessable(problems);
    clientApp.scope_ids = scopeIds(body.scopes);
    return { app_id: clientApp.app_id, api_auth_id: server.id };
  });

  app.delete<PathIds>(`${BASE}/:itemId`, async (request, reply) => {
    const server = account.server(parseInteger(request.params.id));
    server.clientApps.delete(find(server, request.params.itemId).app_id);
    return reply.code(204).send();
  });
}

function find(server: AuthServer, id: string): ClientApp {
  const clientApp = server.clientApps.get(parseInteger(id) ?? -1);
  if (!clientApp) throw notFound();
  return clientApp;
}

/**
 * The page gives 404 to the server's id alone, so an app that isn't there, is no OpenID Connect app or is in use
 * already is a value that isn't valid: 422.
 */
function appProblems(account: Account, server: AuthServer, id: unknown): string[] {
  if (id === undefined || id === null) return ["App can't be blank"];
  if (!Number.isInteger(id)) return ["App is not an integer"];
  const app = account.apps.get(id as number);
  if (!app) return ["App must exist"];
  if (app.auth_method !== OIDC) return ["App is not an OpenId Connect app"];
  return server.clientApps.has(app.id) ? ["App has already been taken"] : [];
}

function scopeProblems(server: AuthServer, ids: unknown, empty: "taken" | "refused"): string[] {
  if (ids === undefined || ids === null) return ["Scopes can't be blank"];
  if (!Array.isArray(ids) || !ids.every((id) => Number.isInteger(id))) return ["Scopes is not a list of integers"];
  if (ids.length === 0 && empty === "refused") return ["Scopes can't be blank"];
  const strange = ids.filter((id) => !server.scopes.has(id));
  return strange.length > 0
    ? [`Scopes ${strange.join(", ")} does not belong to the specified ApiAuthorizationApp`]
    : [];
}

function scopeIds(ids: unknown): number[] {
  return [...new Set(ids as number[])];
}

import type { FastifyInstance } from "fastify";
import { isObject, type JsonObject, parseInteger } from "../core/json";
import { makeApp, OIDC } from "./appData";
import type { PathIds } from "./context";
import type { Account, AuthServer, Claim, Configuration, Scope } from "./store";
import type { Tokens } from "./tokens";

const firstConfiguration: Configuration = {
  resource_identifier: "https://example.com/sandbox",
  audiences: ["https://example.com/sandbox"],
  access_token_expiration_minutes: 10,
  refresh_token_expiration_minutes: 30,
};

/** Changes behind everybody's back, so without the vendor's checks. PATCH merges; unknown ids are 404. */
export function oneloginControl(app: FastifyInstance, account: Account, tokens: Tokens): void {
  const serverOf = (id: string): AuthServer | undefined => account.servers.get(parseInteger(id) ?? -1);

  app.put("/credentials", async (request, reply) => {
    const { clientId, clientSecret } = objectOf(request.body);
    if (typeof clientId !== "string" || typeof clientSecret !== "string") throw new Error("{clientId, clientSecret}");
    tokens.replacePair({ clientId, clientSecret });
    return reply.code(204).send();
  });

  app.post("/auth-servers", async (request) => {
    const { configuration, ...rest } = objectOf(request.body);
    const server = account.addServer({
      name: "Made by the sandbox",
      description: "Made by the sandbox",
      ...rest,
      configuration: configured(firstConfiguration, configuration),
    });
    return { id: server.id };
  });
  app.get<PathIds>("/auth-servers/:id", async (request, reply) => {
    const server = serverOf(request.params.id);
    return server ? serverView(server) : reply.callNotFound();
  });
  app.patch<PathIds>("/auth-servers/:id", async (request, reply) => {
    const server = serverOf(request.params.id);
    if (!server) return reply.callNotFound();
    const { name = server.name, description = server.description, configuration } = objectOf(request.body);
    Object.assign(server, { name, description });
    server.configuration = configured(server.configuration, configuration);
    return reply.code(204).send();
  });
  app.delete<PathIds>("/auth-servers/:id", async (request, reply) => {
    const deleted = account.servers.delete(parseInteger(request.params.id) ?? -1);
    return deleted ? reply.code(204).send() : reply.callNotFound();
  });

  app.post<PathIds>("/auth-servers/:id/scopes", async (request, reply) => {
    const server = serverOf(request.params.id);
    const attributes = { value: "sandbox", description: "", ...objectOf(request.body) } as Omit<Scope, "id">;
    return server ? { id: account.addScope(server, attributes).id } : reply.callNotFound();
  });
  app.post<PathIds>("/auth-servers/:id/claims", async (request, reply) => {
    const server = serverOf(request.params.id);
    const attributes = { name: "sandbox", ...objectOf(request.body) } as Partial<Claim> & { name: string };
    return server ? { id: account.addClaim(server, attributes).id } : reply.callNotFound();
  });
  for (const kind of ["scopes", "claims"] as const) {
    app.patch<PathIds>(`/auth-servers/:id/${kind}/:itemId`, async (request, reply) => {
      const item = serverOf(request.params.id)?.[kind].get(parseInteger(request.params.itemId) ?? -1);
      if (!item) return reply.callNotFound();
      Object.assign(item, objectOf(request.body), { id: item.id });
      return reply.code(204).send();
    });
    app.delete<PathIds>(`/auth-servers/:id/${kind}/:itemId`, async (request, reply) => {
      const server = serverOf(request.params.id);
      const id = parseInteger(request.params.itemId) ?? -1;
      const deleted = server && (kind === "scopes" ? account.deleteScope(server, id) : server.claims.delete(id));
      return deleted ? reply.code(204).send() : reply.callNotFound();
    });
  }

  app.put<PathIds>("/auth-servers/:id/client-apps/:itemId", async (request, reply) => {
    const server = serverOf(request.params.id);
    const app_id = parseInteger(request.params.itemId);
    const { scope_ids, ...shown } = objectOf(request.body);
    if (!server || app_id === undefined) return reply.callNotFound();
    if (!Array.isArray(scope_ids)) throw new Error("{scope_ids: [numbers], app_id?}");
    // It's kept under the path's id, whatever it shows.
    server.clientApps.set(app_id, { app_id, ...shown, scope_ids });
    return reply.code(204).send();
  });
  app.delete<PathIds>("/auth-servers/:id/client-apps/:itemId", async (request, reply) => {
    const deleted = serverOf(request.params.id)?.clientApps.delete(parseInteger(request.params.itemId) ?? -1);
    return deleted ? reply.code(204).send() : reply.callNotFound();
  });

  app.patch<PathIds>("/apps/:id", async (request, reply) => {
    const id = parseInteger(request.params.id);
    if (id === undefined) return reply.callNotFound();
    const { auth_method = OIDC, ...rest } = objectOf(request.body);
    const before = account.apps.get(id) ?? makeApp(id, `App ${id}`, Number(auth_method));
    account.apps.set(id, { ...before, ...rest, id });
    return reply.code(204).send();
  });
  app.delete<PathIds>("/apps/:id", async (request, reply) => {
    return account.deleteApp(parseInteger(request.params.id) ?? -1) ? reply.code(204).send() : reply.callNotFound();
  });
}

/** A server with all it has, as the control interface shows it. */
export function serverView(server: AuthServer) {
  return {
    ...server,
    scopes: [...server.scopes.values()],
    claims: [...server.claims.values()],
    clientApps: [...server.clientApps.values()],
  };
}

/** null is none at all. */
function configured(before: Configuration, change: unknown): Configuration {
  return (change === null ? null : { ...before, ...(isObject(change) ? change : {}) }) as Configuration;
}

function objectOf(body: unknown): JsonObject {
  if (!isObject(body)) throw new Error("attributes are an object");
  return body;
}

import type { FastifyInstance } from "fastify";
import { parseInteger } from "../core/json";
import type { Context, PathIds } from "./context";
import { notFound } from "./errors";
import type { AuthServer, Scope } from "./store";
import { attributes, Problems, requireFields } from "./validation";

const BASE = "/api/2/api_authorizations/:id/scopes";
const fields = ["value", "description"];

/** Scopes of an authorization server. There is no call for one of them alone but to change or delete it. */
export function scopeRoutes(app: FastifyInstance, { account, settings, setOf }: Context): void {
  app.get<PathIds>(BASE, async (request) => {
    return setOf([...account.server(parseInteger(request.params.id)).scopes.values()]);
  });

  app.post<PathIds>(BASE, async (request, reply) => {
    const server = account.server(parseInteger(request.params.id));
    const body = attributes(request.body, fields, settings().refuseUnknownFields);
    const scope = account.addScope(server, validated(server, body, undefined));
    return reply.code(settings().createdStatus).send({ id: scope.id });
  });

  app.put<PathIds>(`${BASE}/:itemId`, async (request) => {
    const server = account.server(parseInteger(request.params.id));
    const scope = find(server, request.params.itemId);
    const body = attributes(request.body, fields, settings().refuseUnknownFields);
    requireFields(body, fields);
    Object.assign(scope, validated(server, body, scope));
    return { id: scope.id };
  });

  app.delete<PathIds>(`${BASE}/:itemId`, async (request, reply) => {
    const server = account.server(parseInteger(request.params.id));
    account.deleteScope(server, find(server, request.params.itemId).id);
    return reply.code(204).send();
  });
}

function find(server: AuthServer, id: string): Scope {
  const scope = server.scopes.get(parseInteger(id) ?? -1);
  if (!scope) throw notFound();
  return scope;
}

function validated(server: AuthServer, body: Record<string, unknown>, itself: Scope | undefined): Omit<Scope, "id"> {
  const problems = new Problems();
  const value = problems.filledString("Value", body.value);
  const description = problems.string("Description", body.description);
  for (const other of server.scopes.values()) {
    if (other !== itself && other.value === value) problems.add("Value has already been taken");
  }
  problems.refuseIfAny();
  return { value, description };
}

import type { FastifyInstance } from "fastify";
import { has, type JsonObject, parseInteger } from "../core/json";
import type { Context, PathIds } from "./context";
import { notFound } from "./errors";
import type { AuthServer, Claim } from "./store";
import { attributes, Problems, requireFields } from "./validation";

const BASE = "/api/2/api_authorizations/:id/claims";
const optionalFields = {
  user_attribute_mappings: "User attribute mappings",
  user_attribute_macros: "User attribute macros",
  attributes_transformations: "Attributes transformations",
};
const emptied = Object.fromEntries(Object.keys(optionalFields).map((field) => [field, null]));
const fields = ["name", ...Object.keys(optionalFields)];

/** Claims of an authorization server. There is no call for one of them alone but to change or delete it. */
export function claimRoutes(app: FastifyInstance, { account, settings, setOf }: Context): void {
  app.get<PathIds>(BASE, async (request) => {
    return setOf([...account.server(parseInteger(request.params.id)).claims.values()]);
  });

  app.post<PathIds>(BASE, async (request, reply) => {
    const server = account.server(parseInteger(request.params.id));
    const body = attributes(request.body, fields, settings().refuseUnknownFields);
    const claim = account.addClaim(server, validated(server, body, undefined));
    return reply.code(settings().createdStatus).send({ id: claim.id });
  });

  // Only the name is required; null empties.
  app.put<PathIds>(`${BASE}/:itemId`, async (request) => {
    const server = account.server(parseInteger(request.params.id));
    const claim = find(server, request.params.itemId);
    const body = attributes(request.body, fields, settings().refuseUnknownFields);
    requireFields(body, ["name"]);
    const leftOut = settings().claimUpdate === "empties" ? emptied : {};
    Object.assign(claim, leftOut, validated(server, body, claim));
    return { id: claim.id };
  });

  app.delete<PathIds>(`${BASE}/:itemId`, async (request, reply) => {
    const server = account.server(parseInteger(request.params.id));
    server.claims.delete(find(server, request.params.itemId).id);
    return reply.code(204).send();
  });
}

function find(server: AuthServer, id: string): Claim {
  const claim = server.claims.get(parseInteger(id) ?? -1);
  if (!claim) throw notFound();
  return claim;
}

function validated(server: AuthServer, body: JsonObject, itself: Claim | undefined): Partial<Claim> & { name: string } {
  const problems = new Problems();
  const changes: Record<string, string | null> = {};
  const name = problems.filledString("Name", body.name);
  for (const [field, label] of Object.entries(optionalFields)) {
    if (has(body, field)) changes[field] = problems.stringOrNull(label, body[field]);
  }
  for (const other of server.claims.values()) {
    if (other !== itself && other.name === name) problems.add("Name has already been taken");
  }
  problems.refuseIfAny();
  return { ...changes, name };
}

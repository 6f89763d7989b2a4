import type { FastifyInstance } from "fastify";
import { has, isObject, type JsonObject, parseInteger } from "../core/json";
import type { Context } from "./context";
import { missingField } from "./errors";
import type { AuthServer, Configuration } from "./store";
import { attributes, Problems, requireFields } from "./validation";

const BASE = "/api/2/api_authorizations";
const MAX_LISTED = 1000;
const fields = ["name", "description", "configuration"];
const configurationFields = [
  "resource_identifier",
  "audiences",
  "access_token_expiration_minutes",
  "refresh_token_expiration_minutes",
];

/** What the vendor's examples have; the pages name no default. */
const defaultLifetimes = { access_token_expiration_minutes: 10, refresh_token_expiration_minutes: 30 };
const noLifetimes = { access_token_expiration_minutes: null, refresh_token_expiration_minutes: null };
type Lifetimes = typeof defaultLifetimes | typeof noLifetimes;

/** Authorization servers. Names and resource identifiers needn't be unique: the pages say nothing of it. */
export function authServerRoutes(app: FastifyInstance, { account, settings, setOf }: Context): void {
  // The pages write the collection as `/`, people write it without: both exist.
  for (const path of [BASE, `${BASE}/`]) {
    app.get<{ Querystring: { name?: string | string[] } }>(path, async (request) => {
      const { name = "" } = request.query;
      const part = String(name).toLowerCase();
      const listed = [...account.servers.values()].filter((server) => (server.name ?? "").toLowerCase().includes(part));
      return setOf(listed.slice(0, MAX_LISTED)).map(({ id, name, description, configuration }) => ({
        id,
        name,
        description,
        configuration: configuration && {
          resource_identifier: configuration.resource_identifier,
          audiences: setOf(configuration.audiences ?? []),
        },
      }));
    });

    app.post(path, async (request, reply) => {
      const body = attributes(request.body, fields, settings().refuseUnknownFields);
      const lifetimes = settings().missingLifetimes ? noLifetimes : defaultLifetimes;
      const server = account.addServer(validated(body, lifetimes, settings().refuseUnknownFields));
      return reply.code(201).send({ id: server.id });
    });
  }

  app.get<{ Params: { id: string } }>(`${BASE}/:id`, async (request) => {
    const { id, name, description, configuration } = account.server(parseInteger(request.params.id));
    const inOrder = configuration && { ...configuration, audiences: setOf(configuration.audiences ?? []) };
    return { id, name, description, configuration: inOrder };
  });

  app.put<{ Params: { id: string } }>(`${BASE}/:id`, async (request) => {
    const server = account.server(parseInteger(request.params.id));
    const body = attributes(request.body, fields, settings().refuseUnknownFields);
    requireFields(body, fields);
    if (!isObject(body.configuration)) throw missingField("configuration");
    requireFields(body.configuration, configurationFields);
    Object.assign(server, validated(body, defaultLifetimes, settings().refuseUnknownFields));
    return { id: server.id };
  });

  app.delete<{ Params: { id: string } }>(`${BASE}/:id`, async (request, reply) => {
    account.servers.delete(account.server(parseInteger(request.params.id)).id);
    return reply.code(204).send();
  });
}

function validated(
  body: JsonObject,
  lifetimes: Lifetimes,
  refuseUnknown: boolean,
): Pick<AuthServer, "name" | "description" | "configuration"> {
  const problems = new Problems();
  const given = body.configuration ?? {};
  if (!isObject(given)) problems.add("Configuration is not an object");
  else attributes(given, configurationFields, refuseUnknown);
  const configuration: JsonObject = isObject(given) ? given : {};
  const lifetime = (field: keyof Lifetimes, label: string): number | null =>
    has(configuration, field) ? problems.positiveInteger(label, configuration[field]) : lifetimes[field];
  const result = {
    name: problems.filledString("Name", body.name),
    description: problems.filledString("Description", body.description),
    configuration: {
      resource_identifier: problems.filledString("Resource identifier", configuration.resource_identifier),
      audiences: problems.filledStrings("Audiences", configuration.audiences),
      access_token_expiration_minutes: lifetime("access_token_expiration_minutes", "Access token expiration minutes"),
      refresh_token_expiration_minutes: lifetime(
        "refresh_token_expiration_minutes",
        "Refresh token expiration minutes",
      ),
    } satisfies Configuration,
  };
  problems.refuseIfAny();
  return result;
}

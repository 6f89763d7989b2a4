import type { FastifyInstance } from "fastify";
import type { Combined } from "../core/combined";
import { attributesOf, has, isObject, type JsonObject, parseInteger } from "../core/json";
import type { ControlCalls, NumericId, Patch, Resource } from "../core/resource";
import type { OneloginContext } from "./context";
import { missingField, notFound } from "./errors";
import type { authServerChildren } from "./service";
import { Problems, readFields, requireFields } from "./validation";

// The types say what the vendor's own calls leave behind. The control interface can set anything to null, so whatever
// builds a response from these copes with it.

export interface Configuration {
  resource_identifier: string;
  audiences: string[];
  /** null: none, which the setting `missingLifetimes` allows. */
  access_token_expiration_minutes: number | null;
  refresh_token_expiration_minutes: number | null;
}

export interface AuthServer {
  id: number;
  name: string;
  description: string;
  configuration: Configuration;
}

/** A server with all that belongs to it, as the control interface shows it. */
export type AuthServerObject = AuthServer &
  Combined<ReturnType<InstanceType<(typeof authServerChildren)[number]>["objectsOf"]>>;

type Attributes = Omit<AuthServer, "id">;
type AttributesPatch = Patch<Omit<Attributes, "configuration">> & { configuration?: Patch<Configuration> | null };

/** Scopes and the like, which belong to one server. */
interface Child {
  objectsOf(server: AuthServer): object;
}

/** The path of all authorization servers in OneLogin's API. */
export const AUTH_SERVERS = "/api/2/api_authorizations";
const MAX_LISTED = 1000;
const fields = ["name", "description", "configuration"];
const configurationFields = [
  "resource_identifier",
  "audiences",
  "access_token_expiration_minutes",
  "refresh_token_expiration_minutes",
];

/** As in the vendor's examples; the pages name no default. */
const defaultLifetimes = { access_token_expiration_minutes: 10, refresh_token_expiration_minutes: 30 };
const noLifetimes = { access_token_expiration_minutes: null, refresh_token_expiration_minutes: null };
type Lifetimes = typeof defaultLifetimes | typeof noLifetimes;

/** Authorization servers. Their names and resource identifiers needn't be unique: no page says that they are. */
export class AuthServers implements Resource {
  static readonly type = "onelogin:AuthServer";
  static readonly settings = {
    /**
     * Servers that are created without lifetimes have none, so null, instead of 10 and 30 minutes. The pages call them
     * optional in a POST, and name no default.
     */
    missingLifetimes: false,
  };
  static readonly seeds = { authServers: 0, authServerPrefix: "Seeded " };

  private readonly servers = new Map<number, AuthServer>();
  private readonly children: Child[] = [];
  private lastId = 0;

  constructor(private readonly context: OneloginContext) {}

  /** Adds a kind of object that belongs to a server. */
  addChild(child: Child): void {
    this.children.push(child);
  }

  all(): AuthServer[] {
    return [...this.servers.values()];
  }

  /** `id` as it is in a path. */
  find(id: string): AuthServer | undefined {
    return this.servers.get(parseInteger(id) ?? -1);
  }

  require(id: string): AuthServer {
    const server = this.find(id);
    if (!server) throw notFound();
    return server;
  }

  routes(app: FastifyInstance): void {
    const { settings } = this.context;

    // The pages write the collection with a slash at the end, people write it without: both exist.
    for (const path of [AUTH_SERVERS, `${AUTH_SERVERS}/`]) {
      app.get<{ Querystring: { name?: string | string[] } }>(path, async (request) => {
        const { name = "" } = request.query;
        const part = String(name).toLowerCase();
        const found = this.all().filter((server) => (server.name ?? "").toLowerCase().includes(part));
        return this.context.inReadOrder(found.slice(0, MAX_LISTED)).map((server) => this.summary(server));
      });

      app.post(path, async (request, reply) => {
        const { missingLifetimes, refuseUnknownFields } = settings();
        const body = readFields(request.body, fields, refuseUnknownFields);
        const lifetimes = missingLifetimes ? noLifetimes : defaultLifetimes;
        const server = this.add(validated(body, lifetimes, refuseUnknownFields));
        return reply.code(201).send({ id: server.id });
      });
    }

    app.get<{ Params: { id: string } }>(`${AUTH_SERVERS}/:id`, async (request) => {
      return this.wireForm(this.require(request.params.id));
    });

    app.put<{ Params: { id: string } }>(`${AUTH_SERVERS}/:id`, async (request) => {
      const server = this.require(request.params.id);
      const { refuseUnknownFields } = settings();
      const body = readFields(request.body, fields, refuseUnknownFields);
      requireFields(body, fields);
      if (!isObject(body.configuration)) throw missingField("configuration");
      requireFields(body.configuration, configurationFields);
      Object.assign(server, validated(body, defaultLifetimes, refuseUnknownFields));
      return { id: server.id };
    });

    app.delete<{ Params: { id: string } }>(`${AUTH_SERVERS}/:id`, async (request, reply) => {
      this.servers.delete(this.require(request.params.id).id);
      return reply.code(204).send();
    });
  }

  controlRoutes(app: FastifyInstance): void {
    app.post("/auth-servers", async (request) => {
      const { configuration, ...rest } = attributesOf(request.body);
      const server = this.add({
        name: "Made by the sandbox",
        description: "Made by the sandbox",
        ...rest,
        configuration: patchedConfiguration(configurationFor("https://example.com/sandbox"), configuration),
      });
      return { id: server.id };
    });
    app.get<{ Params: { id: string } }>("/auth-servers/:id", async (request, reply) => {
      const server = this.find(request.params.id);
      return server ? this.whole(server) : reply.callNotFound();
    });
    app.patch<{ Params: { id: string } }>("/auth-servers/:id", async (request, reply) => {
      const server = this.find(request.params.id);
      if (!server) return reply.callNotFound();
      const { name = server.name, description = server.description, configuration } = attributesOf(request.body);
      Object.assign(server, { name, description });
      server.configuration = patchedConfiguration(server.configuration, configuration);
      return reply.code(204).send();
    });
    app.delete<{ Params: { id: string } }>("/auth-servers/:id", async (request, reply) => {
      const deleted = this.servers.delete(parseInteger(request.params.id) ?? -1);
      return deleted ? reply.code(204).send() : reply.callNotFound();
    });
  }

  static controlClient(calls: ControlCalls) {
    return {
      /** One authorization server with its scopes, claims and client apps; undefined when there is none. */
      authServer: (id: NumericId): Promise<AuthServerObject | undefined> => calls.find(`/auth-servers/${id}`),
      /** Returns the new server's id. */
      createAuthServer: (attributes: AttributesPatch = {}): Promise<number> =>
        calls.create("/auth-servers", attributes),
      setAuthServer: (id: NumericId, patch: AttributesPatch): Promise<void> =>
        calls.send("PATCH", `/auth-servers/${id}`, patch),
      deleteAuthServer: (id: NumericId): Promise<void> => calls.send("DELETE", `/auth-servers/${id}`),
    };
  }

  objects(): { authServers: Record<string, AuthServerObject> } {
    return { authServers: Object.fromEntries(this.all().map((server) => [server.id, this.whole(server)])) };
  }

  seed({ authServers, authServerPrefix }: typeof AuthServers.seeds): void {
    for (let number = 1; number <= authServers; number += 1) {
      const configuration = configurationFor(`https://seeded-${number}.example.com`);
      this.add({ name: `${authServerPrefix}${number}`, description: "Seeded", configuration });
    }
  }

  reset(): void {
    this.servers.clear();
    this.lastId = 1022742;
  }

  private add(attributes: Attributes): AuthServer {
    this.lastId += 1;
    const server = { id: this.lastId, ...attributes };
    this.servers.set(server.id, server);
    return server;
  }

  private wireForm({ id, name, description, configuration }: AuthServer): object {
    const audiences = this.context.inReadOrder(configuration?.audiences ?? []);
    return { id, name, description, configuration: configuration && { ...configuration, audiences } };
  }

  /** As in the list: without lifetimes. */
  private summary({ id, name, description, configuration }: AuthServer): object {
    const audiences = this.context.inReadOrder(configuration?.audiences ?? []);
    const { resource_identifier } = configuration ?? {};
    return { id, name, description, configuration: configuration && { resource_identifier, audiences } };
  }

  private whole(server: AuthServer): AuthServerObject {
    return Object.assign({ ...server }, ...this.children.map((child) => child.objectsOf(server)));
  }
}

function validated(body: JsonObject, lifetimes: Lifetimes, refuseUnknown: boolean): Attributes {
  const problems = new Problems();
  const given = body.configuration ?? {};
  if (!isObject(given)) problems.add("Configuration is not an object");
  const configuration = isObject(given) ? readFields(given, configurationFields, refuseUnknown) : {};
  const lifetime = (field: keyof Lifetimes, label: string): number | null =>
    has(configuration, field) ? problems.positiveInteger(label, configuration[field]) : lifetimes[field];
  const result = {
    name: problems.requiredText("Name", body.name),
    description: problems.requiredText("Description", body.description),
    configuration: {
      resource_identifier: problems.requiredText("Resource identifier", configuration.resource_identifier),
      audiences: problems.requiredTexts("Audiences", configuration.audiences),
      access_token_expiration_minutes: lifetime("access_token_expiration_minutes", "Access token expiration minutes"),
      refresh_token_expiration_minutes: lifetime(
        "refresh_token_expiration_minutes",
        "Refresh token expiration minutes",
      ),
    } satisfies Configuration,
  };
  problems.throwIfAny();
  return result;
}

function configurationFor(uri: string): Configuration {
  return { resource_identifier: uri, audiences: [uri], ...defaultLifetimes };
}

/** null leaves no configuration at all. */
function patchedConfiguration(before: Configuration, patch: unknown): Configuration {
  return (patch === null ? null : { ...before, ...(isObject(patch) ? patch : {}) }) as Configuration;
}

import type { FastifyInstance } from "fastify";
import { attributesOf, type JsonObject, parseInteger } from "../core/json";
import type { ControlCalls, Patch, Resource } from "../core/resource";
import { oneOf } from "../core/settings";
import { ApiClients } from "./apiClient";
import { ClientIds } from "./clientIds";
import { ClientStore } from "./clientStore";
import type { OneginiContext } from "./context";
import { conflict, invalid, notFound } from "./errors";
import { fields, olderFields, type References, secretFields, unsampledFields, type WebClient } from "./webClientFields";
import { newClient, patchedClient } from "./webClientRules";

const WEB_CLIENTS = "/api/v1/configuration/web-clients";

/** Web clients, with the secrets that answers never have. */
export class WebClients implements Resource {
  static readonly type = "onegini:WebClient";
  static readonly path = WEB_CLIENTS;
  static readonly scope = "onegini_api_config";
  static readonly settings = {
    /** What web clients may refer to, beside API clients as resource gateways. A PATCH of the settings merges the lists by name. */
    webClientReferences: {
      scopes: ["openid", "profile", "email", "address", "phone", "orders:read", "orders:write"],
      identityProviders: ["staff", "customers", "partners"],
      templateSets: ["default", "shop"],
      webHooks: ["audit", "crm"],
    },
    /** A web hook that isn't in that list. The page doesn't mention it. */
    unknownWebHooks: oneOf("refused", "accepted"),
    /**
     * The fields that no sample of the page shows, such as open_id_connect and jwks_uri: whether answers have them when
     * they are set. `hidden`: nor does the answer for one client have max_simultaneous_sessions, which only the list's
     * sample shows.
     */
    unsampledFields: oneOf("shown", "hidden"),
    /** What answers have for optional fields that aren't set. The page doesn't say. */
    unsetFields: oneOf("omitted", "null"),
    /** What a PATCH does to the members of open_id_connect that it doesn't contain. */
    patchedOpenIdConnect: oneOf("merged", "replaced"),
    /** What a PATCH without client_authentication_method does. Until 2023 its table repeated the POST's default. */
    patchedMethod: oneOf("kept", "defaulted"),
    /** `cleared`: a PATCH without session_based_silent_auth sets it to false, as servers did until 2023-07-27. */
    patchedSilentAuth: oneOf("kept", "cleared"),
  };
  static readonly seeds = { webClients: 0 };

  private readonly clients = new ClientStore<WebClient>();
  private readonly clientIds: ClientIds;
  private readonly apiClients: ApiClients;

  constructor(private readonly context: OneginiContext) {
    this.clientIds = context.get(ClientIds);
    this.apiClients = context.get(ApiClients);
    this.clientIds.add({ has: (id) => this.clients.get(id) !== undefined });
  }

  find(id: string): WebClient | undefined {
    return this.clients.get(id);
  }

  routes(app: FastifyInstance): void {
    const { settings } = this.context;

    app.get<{ Querystring: { page?: string | string[] } }>(WEB_CLIENTS, async (request) => {
      const { page = "0" } = request.query;
      const number = typeof page === "string" ? parseInteger(page) : undefined;
      if (number === undefined) throw invalid(["page"]);
      return { result: this.clients.page(number, settings().pageOrder).map((client) => this.wireForm(client)) };
    });

    app.post(WEB_CLIENTS, async (request, reply) => {
      const client = newClient(request.body, settings(), this.references());
      if (this.clientIds.isTaken(client.client_id)) throw conflict();
      this.clients.set(client);
      const location = `${app.prefix}${WEB_CLIENTS}/${encodeURIComponent(client.client_id)}`;
      return reply.code(201).header("location", location).send();
    });

    app.get<{ Params: { id: string } }>(`${WEB_CLIENTS}/:id`, async (request) => {
      const { max_simultaneous_sessions, ...client } = this.wireForm(this.require(request.params.id));
      return settings().unsampledFields === "hidden" ? client : { ...client, max_simultaneous_sessions };
    });

    app.patch<{ Params: { id: string } }>(`${WEB_CLIENTS}/:id`, async (request, reply) => {
      const before = this.require(request.params.id);
      this.clients.set(patchedClient(before, request.body, settings(), this.references()));
      return reply.code(204).send();
    });

    app.delete<{ Params: { id: string } }>(`${WEB_CLIENTS}/:id`, async (request, reply) => {
      this.clients.delete(this.require(request.params.id).client_id);
      return reply.code(204).send();
    });
  }

  controlRoutes(app: FastifyInstance): void {
    app.get<{ Params: { id: string } }>("/web-clients/:id", async (request, reply) => {
      return this.find(request.params.id) ?? reply.callNotFound();
    });
    app.patch<{ Params: { id: string } }>("/web-clients/:id", async (request, reply) => {
      const patch = attributesOf(request.body);
      const { id } = request.params;
      this.clients.set({ ...(this.find(id) ?? clientWith(id)), ...patch, client_id: id });
      return reply.code(204).send();
    });
    app.delete<{ Params: { id: string } }>("/web-clients/:id", async (request, reply) => {
      if (!this.clients.delete(request.params.id)) return reply.callNotFound();
      return reply.code(204).send();
    });
  }

  static controlClient(calls: ControlCalls) {
    const path = (id: string): string => `/web-clients/${encodeURIComponent(id)}`;
    return {
      /** One web client with its secret; undefined when there is none. */
      webClient: (id: string): Promise<WebClient | undefined> => calls.find(path(id)),
      /** Changes these attributes, or creates the client. */
      setWebClient: (id: string, patch: Patch<WebClient>): Promise<void> => calls.send("PATCH", path(id), patch),
      deleteWebClient: (id: string): Promise<void> => calls.send("DELETE", path(id)),
    };
  }

  objects(): { webClients: Record<string, WebClient> } {
    return { webClients: this.clients.all() };
  }

  seed({ webClients }: typeof WebClients.seeds): void {
    for (let number = 1; number <= webClients; number += 1)
      this.clients.set(clientWith(`seeded-web-${String(number).padStart(6, "0")}`));
  }

  reset(): void {
    this.clients.clear();
  }

  private require(id: string): WebClient {
    const client = this.find(id);
    if (!client) throw notFound("Web Client");
    return client;
  }

  private references(): References {
    const { webClientReferences, unknownWebHooks } = this.context.settings();
    return {
      ...webClientReferences,
      webHooks: unknownWebHooks === "refused" ? webClientReferences.webHooks : undefined,
      isResourceGateway: (id) => this.apiClients.find(id)?.scopes.includes("onegini_api_token_introspection") === true,
    };
  }

  /** As the service returns it: without secrets. */
  private wireForm(client: WebClient): JsonObject {
    const settings = this.context.settings();
    const isShown = (name: string) =>
      !secretFields.includes(name) &&
      (settings.version === "newer" || olderFields.includes(name)) &&
      (settings.unsampledFields === "shown" || !unsampledFields.includes(name));
    const unset = settings.unsetFields === "null" ? Object.keys(fields).map((name) => [name, null]) : [];
    const all: JsonObject = { ...Object.fromEntries(unset), ...client };
    return Object.fromEntries(
      Object.entries(all)
        .filter(([name]) => isShown(name))
        .map(([name, value]) => [name, Array.isArray(value) ? this.context.inReadOrder(value) : value]),
    );
  }
}

function clientWith(id: string): WebClient {
  return {
    name: id,
    client_id: id,
    client_authentication_method: "CLIENT_SECRET_BASIC",
    client_secret: `${id}-secret`,
    grant_types: ["CLIENT_CREDENTIALS"],
    access_token_format: "OPAQUE",
    access_token_expires_in: 900,
    additional_audiences: [],
    legacy_group_permissions_enabled: false,
  };
}

import type { FastifyInstance, FastifyRequest } from "fastify";
import { isObject, isStringArray, parseInteger } from "../core/json";
import type { Refusal } from "../core/refusal";
import type { Service } from "../core/service";
import { inAnotherOrder } from "../core/sets";
import { type ApiClient, newClient, patchedClient, wireForm } from "./apiClient";
import { ClientStore } from "./clientStore";
import { conflict, forbidden, inStyle, invalid, notFound, refusal, unauthorized } from "./errors";
import type { OneginiSettings } from "./settings";

export interface OneginiObjects {
  apiClients: Record<string, ApiClient>;
}

const PATH = "/api/v1/configuration/api-clients";
const PAGE_SIZE = 100;

/** Onegini's API Clients API, under a context path as the vendor's servers often have one. */
export class Onegini implements Service {
  readonly name = "onegini";
  readonly prefix = "/oauth";
  private readonly clients = new ClientStore();

  constructor(
    private readonly admin: { clientId: string; clientSecret: string },
    private readonly settings: () => OneginiSettings & { shuffle: boolean; refuseUnknownFields: boolean },
  ) {
    this.reset();
  }

  routes(app: FastifyInstance): void {
    app.addHook("onRequest", async (request, reply) => {
      reply.headers({
        "content-type": "application/json;charset=UTF-8",
        "cache-control": "no-store",
        pragma: "no-cache",
      });
      this.authenticate(request);
    });

    app.get<{ Querystring: { page?: string | string[] } }>(PATH, async (request) => {
      const { page = "0" } = request.query;
      const number = typeof page === "string" ? parseInteger(page) : undefined;
      if (number === undefined) throw invalid(["page"]);
      const clients = this.clients.page(number, PAGE_SIZE, this.settings().pageOrder);
      return { result: clients.map((client) => this.wire(client)) };
    });

    app.post(PATH, async (request, reply) => {
      const settings = this.settings();
      const client = newClient(request.body, settings);
      if (this.clients.get(client.client_id) || settings.webClientIds.includes(client.client_id)) throw conflict();
      this.clients.set(client);
      const location = `${this.prefix}${PATH}/${encodeURIComponent(client.client_id)}`;
      return reply.code(201).header("location", location).send();
    });

    app.get<{ Params: { id: string } }>(`${PATH}/:id`, async (request) => this.wire(this.find(request.params.id)));

    app.patch<{ Params: { id: string } }>(`${PATH}/:id`, async (request, reply) => {
      this.clients.set(patchedClient(this.find(request.params.id), request.body, this.settings()));
      return reply.code(204).send();
    });

    app.delete<{ Params: { id: string } }>(`${PATH}/:id`, async (request, reply) => {
      this.clients.delete(this.find(request.params.id).client_id);
      return reply.code(204).send();
    });
  }

  badRequest(url: string): Refusal {
    return invalid([isDecodable(url) ? "body" : "client_id"]);
  }

  unknownRoute(): Refusal {
    return notFound();
  }

  failure(_url: string, status: number, message: unknown, details: unknown): Refusal {
    return refusal(status, message, details);
  }

  inStyle(refusal: Refusal): Refusal {
    return inStyle(refusal, this.settings().errorStyle);
  }

  controlRoutes(app: FastifyInstance): void {
    app.get<{ Params: { id: string } }>("/api-clients/:id", async (request, reply) => {
      return this.clients.get(request.params.id) ?? reply.callNotFound();
    });
    app.patch<{ Params: { id: string } }>("/api-clients/:id", async (request, reply) => {
      if (!isObject(request.body)) throw new Error("attributes of an API client are an object");
      const { id } = request.params;
      const before = this.clients.get(id) ?? clientNamed(id, `${id}-secret`, ["onegini_api_end_user"]);
      this.clients.set({ ...before, ...request.body, client_id: id });
      return reply.code(204).send();
    });
    app.delete<{ Params: { id: string } }>("/api-clients/:id", async (request, reply) => {
      if (!this.clients.delete(request.params.id)) return reply.callNotFound();
      return reply.code(204).send();
    });
    app.post("/delete-api-clients", async (request, reply) => {
      const ids = isObject(request.body) ? request.body.ids : undefined;
      if (!isStringArray(ids)) throw new Error("{ids: [client ids]}");
      const strange = ids.filter((id) => !this.clients.get(id));
      if (strange.length > 0) throw new Error(`no API clients ${strange.join(", ")}`);
      for (const id of ids) this.clients.delete(id);
      return reply.code(204).send();
    });
  }

  objects(): OneginiObjects {
    return { apiClients: this.clients.all() };
  }

  seed({ apiClients = 0 }: { apiClients?: number }): void {
    for (let number = 1; number <= apiClients; number += 1) {
      const id = `seeded-${String(number).padStart(6, "0")}`;
      this.clients.set(clientNamed(id, `${id}-secret`, ["onegini_api_end_user"]));
    }
  }

  revokeTokens(): void {
    // Basic authentication has none.
  }

  configure(): void {
    // Settings are read when they matter.
  }

  reset(): void {
    this.clients.clear();
    this.clients.set(clientNamed(this.admin.clientId, this.admin.clientSecret, ["onegini_api_admin"]));
  }

  private authenticate(request: FastifyRequest): void {
    const encoded = /^basic +([a-z0-9+/]+=*)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
    const credentials = Buffer.from(encoded, "base64").toString();
    const colon = credentials.indexOf(":");
    const client = this.clients.get(credentials.slice(0, Math.max(0, colon)));
    // One that authenticates with a key has no secret to be right.
    if (client?.client_secret === undefined || client.client_secret !== credentials.slice(colon + 1))
      throw unauthorized();
    if (client.scopes.includes("onegini_api_admin")) return;
    throw this.settings().hiddenAs === 404 ? notFound() : forbidden();
  }

  private find(id: string): ApiClient {
    const client = this.clients.get(id);
    if (!client) throw notFound();
    return client;
  }

  private wire(client: ApiClient): unknown {
    const { version, shuffle } = this.settings();
    const scopes = shuffle ? inAnotherOrder(client.scopes) : client.scopes;
    return wireForm({ ...client, scopes }, version);
  }
}

function clientNamed(id: string, secret: string, scopes: string[]): ApiClient {
  return {
    name: id,
    client_id: id,
    client_secret: secret,
    scopes,
    public_base_uri: "",
    authentication_method: "client_secret_basic",
  };
}

function isDecodable(url: string): boolean {
  try {
    decodeURI(url);
    return true;
  } catch {
    return false;
  }
}

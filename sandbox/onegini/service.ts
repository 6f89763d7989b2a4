import type { FastifyInstance } from "fastify";
import type { HttpError } from "../core/httpError";
import { Service, type ServiceDefinition } from "../core/service";
import { ApiClients } from "./apiClient";
import { Assertions } from "./assertions";
import { authenticate } from "./authentication";
import type { OneginiContext } from "./context";
import { apiError, formatted, invalid, notFound } from "./errors";
import { settings } from "./settings";
import { TOKEN, tokenRoute } from "./token";
import { WebClients } from "./webClient";

/** A new resource is a line here. */
export const resources = [ApiClients, WebClients] as const;

/** Onegini's APIs of administration and configuration, and its token endpoint. */
export class Onegini extends Service {
  constructor(private readonly context: OneginiContext) {
    super(onegini, context);
  }

  protected override ownRoutes(app: FastifyInstance): void {
    app.addHook("onRequest", async (request, reply) => {
      reply.headers({
        "content-type": "application/json;charset=UTF-8",
        "cache-control": "no-store",
        pragma: "no-cache",
      });
      const path = (request.raw.url ?? "").slice(app.prefix.length);
      if (path === TOKEN) return;
      const { authorization } = request.headers;
      const audience = `${request.protocol}://${request.host}${app.prefix}`;
      const { scope } = resources.find((resource) => path.startsWith(resource.path)) ?? ApiClients;
      await authenticate(this.context, { authorization, audience, scope });
    });
    tokenRoute(app, this.context);
  }

  override reset(): void {
    super.reset();
    this.context.get(Assertions).clear();
  }

  override badRequest(url: string): HttpError {
    return invalid([isDecodable(url) ? "body" : "client_id"]);
  }

  override unknownRoute(): HttpError {
    return notFound();
  }

  override customError(_url: string, status: number, message: unknown, details: unknown): HttpError {
    return apiError(status, message, details);
  }

  override formatError(error: HttpError): HttpError {
    return formatted(error, this.context.settings().errorStyle);
  }
}

function isDecodable(url: string): boolean {
  try {
    decodeURI(url);
    return true;
  } catch {
    return false;
  }
}

export const onegini = {
  name: "onegini",
  title: "Onegini",
  // A context path, as the vendor's servers often have one.
  prefix: "/oauth",
  urlVariable: "ONEGINI_URL",
  settings,
  resources,
  service: Onegini,
} as const satisfies ServiceDefinition;

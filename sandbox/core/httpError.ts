import type { FastifyInstance, FastifyReply } from "fastify";
import type { CommonSettings } from "./commonSettings";
import { type NotFoundForm, notFoundResponse } from "./notFoundForm";
import type { Service } from "./service";

/** An error response: thrown anywhere in a service's code, sent by its error handler. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
    readonly headers: Record<string, string> = {},
  ) {
    super(`HTTP ${status}`);
  }
}

/** Sends what a service's code throws; what the framework itself refuses becomes the service's `badRequest`. */
export function handleErrors(app: FastifyInstance, service: Service, settings: () => CommonSettings): void {
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (!(error instanceof HttpError) && (error.statusCode ?? 500) >= 500) {
      console.error(error);
      return reply.code(500).send({ message: "The sandbox itself failed" });
    }
    const url = request.raw.url ?? "";
    const httpError = error instanceof HttpError ? error : service.badRequest(url, error.message);
    if (httpError.status !== 404) return sendError(service, reply, httpError);
    return sendError(service, reply, httpError, settings().notFoundForm, url);
  });
  app.setNotFoundHandler((request, reply) => {
    const url = request.raw.url ?? "";
    return sendError(service, reply, service.unknownRoute(url), settings().unknownRouteForm, url);
  });
}

export function sendError(
  service: Service,
  reply: FastifyReply,
  error: HttpError,
  form: NotFoundForm = "documented",
  url = "",
): FastifyReply {
  const { status, headers, body } = form === "documented" ? service.formatError(error) : notFoundResponse(form, url);
  return reply.code(status).headers(headers).send(body);
}

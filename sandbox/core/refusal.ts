import type { FastifyInstance, FastifyReply } from "fastify";
import { inForm, type NotFoundForm } from "./notFoundForms";
import type { Service } from "./service";

/** An answer that refuses: thrown anywhere in a service's code, sent by its error handler. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
    readonly headers: Record<string, string> = {},
  ) {
    super(`refused with ${status}`);
  }
}

export interface Forms {
  notFoundForm: NotFoundForm;
  unknownRouteForm: NotFoundForm;
}

/** Sends what a service's code threw; what the framework itself refuses is the service's `badRequest`. */
export function sendRefusals(app: FastifyInstance, service: Service, forms: () => Forms): void {
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (!(error instanceof Refusal) && (error.statusCode ?? 500) >= 500) {
      console.error(error);
      return reply.code(500).send({ message: "The sandbox itself failed" });
    }
    const url = request.raw.url ?? "";
    const refusal = error instanceof Refusal ? error : service.badRequest(url, error.message);
    if (refusal.status !== 404) return send(service, reply, refusal);
    return send(service, reply, refusal, forms().notFoundForm, url);
  });
  app.setNotFoundHandler((request, reply) => {
    const url = request.raw.url ?? "";
    return send(service, reply, service.unknownRoute(url), forms().unknownRouteForm, url);
  });
}

/** A refusal in the service's spelling, which is what a 404 of any other form doesn't have. */
export function send(
  service: Service,
  reply: FastifyReply,
  refusal: Refusal,
  form: NotFoundForm = "documented",
  url = "",
): FastifyReply {
  const spelt = form === "documented" ? service.inStyle(refusal) : inForm(form, url);
  return reply.code(spelt.status).headers(spelt.headers).send(spelt.body);
}

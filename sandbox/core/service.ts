import type { FastifyInstance } from "fastify";

/** One of the services the sandbox plays. A third one is a folder with one of these and an entry in `services.ts`. */
export interface Service {
  /** How the log, the faults and the control interface call it. */
  readonly name: string;
  /** Where its base URL is under the sandbox's: "" or a path such as "/oauth". */
  readonly prefix: string;
  /** The vendor's API. */
  routes(app: FastifyInstance): void;
  /** How it refuses a request that isn't one: a body that isn't JSON, a URL that can't be decoded. */
  badRequest(url: string, message: string): Refusal;
  /** What tests may do to its objects behind everybody's back, under `/_sandbox/<name>`. */
  controlRoutes(app: FastifyInstance): void;
  /** Everything it holds, secrets included, for the control interface. */
  objects(): unknown;
  /** Adds the objects it knows how to make in numbers. */
  seed(counts: Record<string, number>): void;
  /** Makes every token that was handed out invalid. */
  revokeTokens(): void;
  /** Told of the settings that were just set. */
  configure(changed: Record<string, unknown>): void;
  /** Back to how it was at the start. */
  reset(): void;
}

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

/** Sends what a service's code threw; what the framework itself refuses is the service's `badRequest`. */
export function sendRefusals(app: FastifyInstance, service: Service): void {
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (!(error instanceof Refusal) && (error.statusCode ?? 500) >= 500) {
      console.error(error);
      return reply.code(500).send({ message: "The sandbox itself failed" });
    }
    const refusal = error instanceof Refusal ? error : service.badRequest(request.raw.url ?? "", error.message);
    return reply.code(refusal.status).headers(refusal.headers).send(refusal.body);
  });
}

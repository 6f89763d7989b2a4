import type { FastifyInstance } from "fastify";
import type { Refusal } from "./refusal";

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
  /** Its 404 for a path and method there is no call for. */
  unknownRoute(url: string): Refusal;
  /** An error of this status in its own form, with anything in it, as faults want it. */
  failure(url: string, status: number, message: unknown, details: unknown): Refusal;
  /** The refusal as the settings want errors spelt. */
  inStyle(refusal: Refusal): Refusal;
  /** What tests may do to its objects behind everybody's back, under `/_sandbox/<name>`. */
  controlRoutes(app: FastifyInstance): void;
  /** Everything it holds, secrets included, for the control interface. */
  objects(): unknown;
  /** Adds the objects it knows how to make in numbers; the texts say how to name them. */
  seed(wanted: Record<string, number | string>): void;
  /** Makes every token that was handed out invalid. */
  revokeTokens(): void;
  /** Told of the settings that were just set. */
  configure(changed: Record<string, unknown>): void;
  /** Back to how it was at the start. */
  reset(): void;
}

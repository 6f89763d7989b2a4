import type { FastifyInstance } from "fastify";
import type { ServiceContext } from "./context";
import type { HttpError } from "./httpError";
import type { ControlCalls, Resource, ResourceClass, Seeds } from "./resource";
import type { SettingsDeclaration } from "./settings";

/** One of the services that the sandbox simulates. A third one is a folder with a definition, and a line in `services.ts`. */
export interface ServiceDefinition {
  /** Its name in the log, in faults, in the control interface, and in the namespace of a stack's configuration. */
  readonly name: string;
  /** Its name for people. */
  readonly title: string;
  /** The path of its base URL: "" or one such as "/oauth". */
  readonly prefix: string;
  /** The environment variable in which the provider looks for its URL. */
  readonly urlVariable: string;
  /** The settings that affect the whole service, or several resources. */
  readonly settings: SettingsDeclaration;
  readonly resources: readonly ResourceClass[];
  /** The methods that the `Control` client has for the service itself. */
  controlClient?(calls: ControlCalls): object;
  /** What `npm run sandbox` says about it beside its URL. */
  notes?(): string;
  /** Its code, made once for each sandbox. */
  readonly service: new (
    context: never,
  ) => Service;
}

/** A running service. The vendor's class has what concerns all calls: authentication, limits, errors. */
export abstract class Service {
  private readonly resources: readonly Resource[];

  constructor(
    readonly definition: ServiceDefinition,
    context: ServiceContext,
  ) {
    this.resources = definition.resources.map((resource) => context.get(resource));
    for (const resource of this.resources) resource.reset();
  }

  /** What precedes every call, such as authentication; and the calls that belong to no resource. */
  protected abstract ownRoutes(app: FastifyInstance): void;
  /** Control calls that belong to no resource. */
  protected ownControlRoutes(_app: FastifyInstance): void {}
  /** The error for a request that can't be parsed: a body that isn't JSON, a URL that can't be decoded. */
  abstract badRequest(url: string, message: string): HttpError;
  /** The 404 for a path and method that is no call of the API. */
  abstract unknownRoute(url: string): HttpError;
  /** An error in the service's own form with anything in it, for faults. */
  abstract customError(url: string, status: number, message: unknown, details: unknown): HttpError;
  /** The error as the settings want errors formatted. */
  formatError(error: HttpError): HttpError {
    return error;
  }
  /** Invalidates every token that was issued. */
  revokeTokens(): void {}
  /** Gets the settings that were just set. */
  settingsChanged(_changed: Record<string, unknown>): void {}

  routes(app: FastifyInstance): void {
    this.ownRoutes(app);
    for (const resource of this.resources) resource.routes(app);
  }

  controlRoutes(app: FastifyInstance): void {
    this.ownControlRoutes(app);
    for (const resource of this.resources) resource.controlRoutes(app);
  }

  /** All that it holds, secrets included. */
  objects(): object {
    return Object.assign({}, ...this.resources.map((resource) => resource.objects?.()));
  }

  seed(seeds: Seeds): void {
    for (const resource of this.resources) resource.seed?.(seeds);
  }

  /** To the state at the start. */
  reset(): void {
    for (const resource of this.resources) resource.reset();
  }
}

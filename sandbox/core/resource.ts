import type { FastifyInstance } from "fastify";
import type { Combined } from "./combined";
import type { SettingsDeclaration, SettingsOf } from "./settings";

/**
 * One kind of object that a service holds, with everything about it: its class is its definition, an instance of it
 * holds the objects of one running service.
 */
export interface Resource {
  /** The vendor's API. */
  routes(app: FastifyInstance): void;
  /** What tests may change directly, without the vendor's checks; relative to `/_sandbox/<service>`. */
  controlRoutes(app: FastifyInstance): void;
  /** All objects, secrets included, under the name of their collection. */
  objects?(): object;
  /** Adds objects in bulk; takes what the class names in `seeds`. */
  seed?(seeds: Seeds): void;
  /** To the state at the start. */
  reset(): void;
}

/** How many objects to add, and how to name them. */
export type Seeds = Record<string, number | string>;

export interface ResourceClass {
  new (context: never): Resource;
  /** As in the provider's declaration, such as `onelogin:AuthServer`; undefined for what the provider doesn't manage. */
  readonly type: string | undefined;
  /** The settings that affect this resource alone. */
  readonly settings?: SettingsDeclaration;
  /** What `seed` takes, with its defaults. */
  readonly seeds?: Seeds;
  /** The methods that the `Control` client has for this resource: one for each of `controlRoutes`. */
  controlClient(calls: ControlCalls): object;
}

/** Sends calls to the control routes of one service. Paths are relative to them; errors are thrown. */
export interface ControlCalls {
  /** Undefined when there is no such object. */
  find<T>(path: string): Promise<T | undefined>;
  /** Returns the new object's id. */
  create(path: string, attributes: object): Promise<number>;
  send(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<void>;
}

/** Some of the attributes; null even where the vendors never have it, since anybody may leave anything behind. */
export type Patch<Attributes> = { [Name in keyof Attributes]?: Attributes[Name] | null };

/** The id of an object, as a program has it or as a path carries it. */
export type NumericId = number | string;

// What follows from a service's list of resources.

export type SettingsOfResources<Class> = Combined<
  Class extends { settings: infer Declaration } ? SettingsOf<Declaration> : never
>;
export type SeedsOfResources<Class> = Combined<Class extends { seeds: infer Wanted } ? Partial<Wanted> : never>;
export type ObjectsOfResources<Class> = Combined<
  Class extends new (context: never) => { objects(): infer Objects } ? Objects : never
>;
export type ControlClientOf<Definition> = Combined<
  Definition extends { controlClient(calls: ControlCalls): infer Methods } ? Methods : never
>;

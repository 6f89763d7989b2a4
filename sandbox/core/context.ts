import type { CommonSettings } from "./commonSettings";
import { rotated } from "./order";

export interface Credentials {
  clientId: string;
  clientSecret: string;
}

/** What the parts of one running service share: its settings, its credentials, and each other. */
export class ServiceContext<Settings = unknown> {
  private readonly parts = new Map<unknown, unknown>();

  constructor(
    /** What the service was started with. */
    readonly credentials: Credentials,
    readonly settings: () => Settings & CommonSettings,
  ) {}

  /** This service's one instance of a class, such as another resource; created by the first who asks. */
  get<Part>(kind: new (context: never) => Part): Part {
    if (!this.parts.has(kind)) this.parts.set(kind, new kind(this as never));
    return this.parts.get(kind) as Part;
  }

  /** A set in the order in which reads return it. */
  inReadOrder<T>(items: readonly T[]): T[] {
    return this.settings().shuffle ? rotated(items) : [...items];
  }
}

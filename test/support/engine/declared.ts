import type { ResourceName } from "../../../provider/services";

/** A resource of a test's program. */
export interface Declared {
  /** `onegini.ApiClient` */
  type: string;
  name: string;
  args?: Record<string, unknown>;
  opts?: Record<string, unknown>;
  /** Looked up rather than created. */
  get?: { id: unknown; state?: Record<string, unknown> };
}

/** Of `onegini.ApiClient` the class. */
export function classOf(type: string): ResourceName {
  return type.slice(type.indexOf(".") + 1) as ResourceName;
}

import { profileName } from "./formats";
import type { Properties } from "./properties";

/** The properties of every resource. */
export const common = {
  adoptExisting: { kind: "boolean", meta: true },
  profile: { kind: "string", replaces: true, format: profileName },
} as const satisfies Properties;

import type { Context } from "../context";
import type { Tenant } from "./tenant";

/** Loaded by the first call, with all that talks HTTP: an `up` without changes makes none. */
export async function connect(context: Context, profile: string | undefined): Promise<Tenant> {
  const { tenant } = await import("./tenant.js");
  return tenant(context, profile);
}

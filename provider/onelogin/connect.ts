import type { Context } from "../context";
import type { OneLoginConnection } from "./connection";

/** Loads the HTTP code on first use: an `up` without changes doesn't need it. */
export async function connect(context: Context, profile: string | undefined): Promise<OneLoginConnection> {
  const { openConnection } = await import("./connection.js");
  return openConnection(context, profile);
}

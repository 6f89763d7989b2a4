import type { Context } from "../context";
import type { OneginiConnection } from "./connection";

/** Loads the HTTP code on first use: an `up` without changes doesn't need it. */
export async function connect(context: Context, profile: string | undefined): Promise<OneginiConnection> {
  const { openConnection } = await import("./connection.js");
  return openConnection(context, profile);
}

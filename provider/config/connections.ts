import type { Context } from "../context";
import { readSettings, type SettingNames, type Settings } from "./settings";

/**
 * Returns the same connection for the same service and settings throughout a run, so that tokens, rate limits and cached
 * reads are shared.
 */
export function sharedConnections<Connection>(
  names: SettingNames,
  open: (settings: Settings, context: Context) => Connection,
): (context: Context, profile: string | undefined) => Connection {
  return (context, profile) => {
    // Parsing the settings for each call would take as long as everything else that a refresh does for it.
    // The profile in an edited state may be anything; readSettings rejects what isn't a string.
    const byProfile = typeof profile === "string" ? `${names.namespace}-${profile}` : names.namespace;
    const known = context.connectionsByProfile.get(byProfile);
    if (known && (profile === undefined || typeof profile === "string")) return known as Connection;
    const settings = readSettings(names, context.configuration, profile, context.advice);
    const key = JSON.stringify(settings);
    const connection = (context.connections.get(key) as Connection | undefined) ?? open(settings, context);
    context.connections.set(key, connection);
    context.connectionsByProfile.set(byProfile, connection);
    return connection;
  };
}

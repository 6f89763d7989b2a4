import type { Context } from "../context";
import { readSettings, type SettingNames, type Settings } from "./settings";

/**
 * Gives everybody in a run who names the same service with the same settings the same connection, so that tokens, limits
 * and what was read are shared.
 */
export function connector<Connection>(
  names: SettingNames,
  connect: (settings: Settings, context: Context) => Connection,
): (context: Context, profile: string | undefined) => Connection {
  return (context, profile) => {
    // Read anew for each call, the settings would take as long as all else that this package does for it in a refresh.
    // The profile of a state that somebody has edited may be anything; readSettings refuses what is no text.
    const byProfile = typeof profile === "string" ? `${names.namespace}-${profile}` : names.namespace;
    const known = context.connectionsByProfile.get(byProfile);
    if (known && (profile === undefined || typeof profile === "string")) return known as Connection;
    const settings = readSettings(names, context.configuration, profile);
    const key = JSON.stringify(settings);
    const connection = (context.connections.get(key) as Connection | undefined) ?? connect(settings, context);
    context.connections.set(key, connection);
    context.connectionsByProfile.set(byProfile, connection);
    return connection;
  };
}

/** What to do when a service refuses the credentials. A refresh runs with the configuration of the last `up`, whatever it says now. */
export function rejected(namespace: string): string {
  return `Check ${namespace}:clientId and ${namespace}:clientSecret. If they were changed since the last \`pulumi up\`, refresh and destroy still use the old ones: add --run-program, or run \`pulumi up\` first`;
}

import type { Configuration } from "../lifecycle";
import { readSettings, type SettingNames, type Settings } from "./settings";

/**
 * Gives everybody who names the same service with the same settings the same connection, so that tokens, limits and
 * what was read are shared. It belongs to the process: Pulumi makes a provider object for each class of resources.
 */
export function connector<Connection>(
  names: SettingNames,
  connect: (settings: Settings) => Connection,
): (configuration: Configuration, profile: string | undefined) => Connection {
  const connections = new Map<string, Connection>();
  // Read anew for each call, the settings would take as long as all else that this package does for it in a refresh.
  const known = new WeakMap<Configuration, Map<string | undefined, Connection>>();
  return (configuration, profile) => {
    const ofProfile = known.get(configuration) ?? new Map<string | undefined, Connection>();
    known.set(configuration, ofProfile);
    const before = ofProfile.get(profile);
    if (before) return before;
    const settings = readSettings(names, configuration, profile);
    const key = JSON.stringify(settings);
    const connection = connections.get(key) ?? connect(settings);
    connections.set(key, connection);
    ofProfile.set(profile, connection);
    return connection;
  };
}

/** What to do when a service refuses the credentials. A refresh runs with the configuration of the last `up`, whatever it says now. */
export function rejected(namespace: string): string {
  return `Check ${namespace}:clientId and ${namespace}:clientSecret. If they were changed since the last \`pulumi up\`, refresh and destroy still use the old ones: add --run-program, or run \`pulumi up\` first`;
}

import type { Control } from "../../sandbox";
import type { Declared } from "../e2e/support/project";

/** Four servers with three scopes, two claims and a client app each, and twelve API clients: forty resources. */
export function forty({ adoptExisting }: { adoptExisting: boolean }): Declared[] {
  const adopt = adoptExisting ? { adoptExisting } : {};
  const servers = [1, 2, 3, 4].flatMap((n): Declared[] => {
    const server = `server${n}`;
    const authServerId = { $ref: `${server}.authServerId` };
    const identifier = `https://api.example.com/${n}`;
    const scope = (value: string): Declared => ({
      type: "onelogin.AuthServerScope",
      name: `${server}-${value}`,
      args: { authServerId, value, ...adopt },
    });
    const claim = (name: string): Declared => ({
      type: "onelogin.AuthServerClaim",
      name: `${server}-claim-${name}`,
      args: { authServerId, name, userAttributeMappings: name, ...adopt },
    });
    return [
      {
        type: "onelogin.AuthServer",
        name: server,
        args: { configuration: { resourceIdentifier: identifier, audiences: [identifier] }, ...adopt },
      },
      ...["read", "write", "admin"].map(scope),
      ...["email", "roles"].map(claim),
      {
        type: "onelogin.AuthServerClientApp",
        name: `${server}-app`,
        args: {
          authServerId,
          appId: 909021,
          scopeIds: [{ $ref: `${server}-read.scopeId` }, { $ref: `${server}-write.scopeId` }],
          ...adopt,
        },
      },
    ];
  });
  const clients = Array.from({ length: 12 }, (_, n): Declared => {
    return { type: "onegini.ApiClient", name: `client${n}`, args: { scopes: ["onegini_api_events"], ...adopt } };
  });
  return [...servers, ...clients];
}

/** What a sandbox holds, in a form in which two runs can be compared: everything but ids and secrets. */
export async function held(control: Control): Promise<string[]> {
  const { onegini, onelogin } = await control.objects();
  const clients = Object.keys(onegini.apiClients).filter((id) => id.startsWith("e2e-"));
  const servers = Object.values(onelogin.authServers).flatMap(({ name, scopes, claims, clientApps }) => [
    name,
    ...scopes.map(({ value }) => `${name}-${value}`),
    ...claims.map((claim) => `${name}-claim-${claim.name}`),
    ...clientApps.map(({ app_id, scope_ids }) => `${name}-app-${app_id}-${scope_ids.length}`),
  ]);
  return [...clients, ...servers].sort();
}

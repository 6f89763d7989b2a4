import type { Values } from "../../../provider/lifecycle";
import type { Control } from "../../../sandbox";
import { type Environment, fixtures, layOver } from "../../support/resources";
import { oneOfEach } from "./programs";
import type { Declared } from "./project";

export interface Size {
  servers: number;
  /** So many API clients, and as many web clients. */
  clients: number;
}

/**
 * Authorization servers with three scopes, two claims and a client app each, which get the server's number from it, the
 * apps of these, API clients and web clients, and one of each class beside them.
 * @param args - Of every resource.
 */
export function largeProgram({ servers, clients }: Size, environment: Environment, args: Values = {}): Declared[] {
  const trees = Array.from({ length: servers }, (_, n) => serverTree(`server${n}`));
  const others = Array.from({ length: clients }, (_, n): Declared[] => [
    { type: "onegini.ApiClient", name: `client${n}`, args: { scopes: ["onegini_api_events"] } },
    {
      type: "onegini.WebClient",
      name: `web${n}`,
      args: { grantTypes: ["CLIENT_CREDENTIALS"], accessTokenExpiresIn: 900 },
    },
  ]);
  const all = [...trees.flat(), ...others.flat()].map((each) => ({ ...each, args: layOver(each.args ?? {}, args) }));
  return [...all, ...oneOfEach(environment, { args: () => args })];
}

function serverTree(server: string): Declared[] {
  const authServerId = { $ref: `${server}.authServerId` };
  const identifier = `https://${server}.example.com`;
  return [
    {
      type: "onelogin.AuthServer",
      name: server,
      args: { configuration: { resourceIdentifier: identifier, audiences: [identifier] } },
    },
    ...["read", "write", "admin"].map((value) => ({
      type: "onelogin.AuthServerScope",
      name: `${server}-${value}`,
      args: { authServerId, value },
    })),
    ...["email", "roles"].map((name) => ({
      type: "onelogin.AuthServerClaim",
      name: `${server}-claim-${name}`,
      args: { authServerId, name, userAttributeMappings: name },
    })),
    {
      type: "onelogin.OidcApp",
      name: `${server}-oidc`,
      args: { configuration: { redirectUris: [`${identifier}/callback`] } },
    },
    {
      type: "onelogin.AuthServerClientApp",
      name: `${server}-app`,
      args: {
        authServerId,
        appId: { $ref: `${server}-oidc.appId` },
        scopeIds: [{ $ref: `${server}-read.scopeId` }, { $ref: `${server}-write.scopeId` }],
      },
    },
  ];
}

/** The resources whose objects there are, by their names; one whose object there is twice is named twice. */
export async function present(control: Control, environment: Environment): Promise<string[]> {
  const objects = await control.objects();
  const { apiClients, webClients } = objects.onegini;
  const clients = [apiClients, webClients].flatMap(Object.keys).filter((id) => id.startsWith(ownIds));
  const apps = objects.onelogin.apps.map(({ name }) => name).filter((name) => /^server\d+-oidc$/.test(name));
  const servers = Object.values(objects.onelogin.authServers).filter(({ name }) => /^server\d+$/.test(String(name)));
  const trees = servers.flatMap(({ name, scopes, claims, clientApps }) => [
    name,
    ...scopes.map(({ value }) => `${name}-${value}`),
    ...claims.map((claim) => `${name}-claim-${claim.name}`),
    ...clientApps.map(() => `${name}-app`),
  ]);
  const others = fixtures.flatMap(({ name, find, inputs }) => find(objects, inputs(environment)).map(() => name));
  return [...clients.map((id) => id.slice(ownIds.length)), ...apps, ...trees, ...others].map(String).sort();
}

/** The ids of clients whose program gives none. */
const ownIds = "e2e-test-";

export function namesOf(program: Declared[]): string[] {
  return program.map(({ name }) => name).sort();
}

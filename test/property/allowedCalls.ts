import type { Resource } from "./engineModel";
import type { Tenants } from "./expectations";

/** How many calls a refresh of this state may make, by issue 4's table. */
export function allowedCalls(state: Resource[], tenants: Tenants, verifySecrets: boolean): number {
  const of = (profile: string) => state.filter(({ inputs }) => String(inputs.profile ?? "") === profile);
  return Object.entries(tenants).reduce((sum, [profile, { onegini }]) => {
    const mine = of(profile);
    return sum + oneginiCalls(mine, Object.keys(onegini.apiClients).length, verifySecrets) + oneloginCalls(mine);
  }, 0);
}

function oneginiCalls(state: Resource[], there: number, verifySecrets: boolean): number {
  const clients = state.filter(({ type }) => type === "onegini.ApiClient");
  if (clients.length === 0) return 0;
  const verified = verifySecrets ? clients.filter(({ outputs }) => outputs.clientSecret !== undefined).length : 0;
  return 2 * Math.min(clients.length, Math.ceil((there + 1) / 100)) + 1 + verified;
}

/** One for each server, one for each list, one for each app whose credentials are exported, and the token. */
function oneloginCalls(state: Resource[]): number {
  const ours = state.filter(({ type }) => type.startsWith("onelogin."));
  const reads = ours.map(({ type, id }) => (type === "onelogin.AuthServer" ? id : `${type} ${id.split("/")[0]}`));
  const apps = ours.flatMap(({ id, outputs }) => (outputs.exportCredentials ? [`app ${id.split("/")[1]}`] : []));
  const needed = new Set([...reads, ...apps]).size;
  return needed > 0 ? needed + 1 : 0;
}

import type { Resource } from "../../../support/engine/state";
import type { Conditions } from "./conditions";
import type { ObjectsByProfile } from "./tenants";

/**
 * How many calls a refresh of this state may make by docs/calls.md, with what it takes to be sure that something is gone.
 *
 * Onegini, for n clients of which g are gone, where the service's clients fill p = ⌈(t+1)/100⌉ pages: at most
 * 2 × min(n, p) + 1 single reads and pages, with `verifySecrets` one for each secret, and one single read for each that is
 * gone. Single reads that ended in a 404 are confirmed by a look at the list, all that are known by then together: of those
 * that are made in the place of a page each may have a look of its own, and those after the last page have one. A look is
 * one page, or all of them where the 404 has another form than documented.
 *
 * OneLogin: one for each server, each list, and each app whose credentials are exported, and the token. Each that was
 * answered with a 404 may have a look at the list of servers.
 */
export function allowedCalls(state: Resource[], objects: ObjectsByProfile, conditions: Conditions): number {
  return Object.entries(objects).reduce((sum, [profile, { onegini, onelogin }]) => {
    const mine = state.filter(({ inputs }) => String(inputs.profile ?? "") === profile);
    const clients = oneginiCalls(mine, Object.keys(onegini.apiClients), conditions);
    return sum + clients + oneloginCalls(mine, Object.keys(onelogin.authServers));
  }, 0);
}

function oneginiCalls(state: Resource[], there: string[], { verifySecrets, reading }: Conditions): number {
  const clients = state.filter(({ type }) => type === "onegini.ApiClient");
  if (clients.length === 0) return 0;
  const verified = verifySecrets ? clients.filter(({ outputs }) => outputs.clientSecret !== undefined).length : 0;
  const gone = clients.filter(({ id }) => !there.includes(id)).length;
  const pages = Math.ceil((there.length + 1) / 100);
  const looks = Math.min(gone, pages + 1) * (reading.notFoundForm === "documented" ? 1 : pages);
  return 2 * Math.min(clients.length, pages) + 1 + verified + gone + looks;
}

function oneloginCalls(state: Resource[], there: string[]): number {
  const ours = state.filter(({ type }) => type.startsWith("onelogin."));
  const serverOf = ({ id }: Resource) => id.split("/")[0] ?? "";
  const reads = new Set(ours.map((each) => `${each.type} ${serverOf(each)}`));
  const apps = new Set(ours.flatMap(({ id, outputs }) => (outputs.exportCredentials ? [id.split("/")[1]] : [])));
  const missed = [...reads].filter((read) => !there.includes(read.split(" ")[1] ?? "")).length;
  const needed = reads.size + apps.size;
  return needed > 0 ? needed + 1 + missed : 0;
}

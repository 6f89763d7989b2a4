import type { Op, Resource, Step } from "../../../support/engine/state";
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
 * OneLogin: one for each server whose lifetimes are managed and one for all others, each list, each app that is managed or
 * whose credentials are exported, and the token. A server that the one list lacks takes a read of its own. Each that was
 * answered with a 404 may have a look at the list of servers, or of apps.
 */
export function allowedCalls(state: Resource[], objects: ObjectsByProfile, conditions: Conditions): number {
  return Object.entries(objects).reduce((sum, [profile, { onegini, onelogin }]) => {
    const mine = state.filter(({ inputs }) => String(inputs.profile ?? "") === profile);
    const clients = oneginiCalls(mine, "ApiClient", Object.keys(onegini.apiClients), conditions);
    const webClients = oneginiCalls(mine, "WebClient", Object.keys(onegini.webClients), conditions);
    const apps = onelogin.apps.map(({ id }) => String(id));
    return sum + clients + webClients + oneloginCalls(mine, Object.keys(onelogin.authServers), apps);
  }, 0);
}

const writesOf: Record<Op, number> = { same: 0, create: 1, update: 1, replace: 2, delete: 1 };

/**
 * How many calls that change something the steps of an `up` may make: one each, and two where an object is deleted and
 * created again. A client whose key set gives way to a key may take two, since it's tried in two ways, and each parameter
 * that an app loses takes one.
 */
export function allowedWrites(steps: Step[], before: Resource[], after: Resource[]): number {
  return steps.reduce((sum, { name, op }) => {
    const [old, now] = [before, after].map((state) => state.find((each) => each.name === name));
    const isTried = now?.inputs.publicJwk !== undefined && now.inputs.jwksUri === undefined;
    const parameters = op === "update" ? namesIn(old).filter((each) => !namesIn(now).includes(each)).length : 0;
    return sum + writesOf[op] + (isTried && op !== "same" ? 1 : 0) + parameters;
  }, 0);
}

function namesIn(app: Resource | undefined): string[] {
  return Object.keys((app?.outputs.parameters ?? {}) as object);
}

function oneginiCalls(
  state: Resource[],
  kind: "ApiClient" | "WebClient",
  there: string[],
  { verifySecrets, reading }: Conditions,
): number {
  const clients = state.filter(({ type }) => type === `onegini.${kind}`);
  if (clients.length === 0) return 0;
  // A web client can't read itself.
  const canVerify = verifySecrets && kind === "ApiClient";
  const verified = canVerify ? clients.filter(({ outputs }) => outputs.clientSecret !== undefined).length : 0;
  const gone = clients.filter(({ id }) => !there.includes(id)).length;
  const pages = Math.ceil((there.length + 1) / 100);
  const looks = Math.min(gone, pages + 1) * (reading.notFoundForm === "documented" ? 1 : pages);
  return 2 * Math.min(clients.length, pages) + 1 + verified + gone + looks;
}

function oneloginCalls(state: Resource[], servers: string[], apps: string[]): number {
  const ours = state.filter(({ type }) => type.startsWith("onelogin."));
  const [managed, others] = [ours.filter(isApp), ours.filter((each) => !isApp(each))];
  const listed = others.filter((each) => each.type === "onelogin.AuthServer" && !managesLifetimes(each));
  const serverOf = ({ id }: Resource) => id.split("/")[0] ?? "";
  const alone = others.filter((each) => !listed.includes(each) || !servers.includes(each.id));
  const reads = new Set(alone.map((each) => `${each.type} ${serverOf(each)}`));
  const exported = others.flatMap(({ id, outputs }) => (outputs.exportCredentials ? [id.split("/")[1]] : []));
  const appReads = new Set([...managed.map(({ id }) => id), ...exported]);
  const missedServers = [...reads].filter((read) => !servers.includes(read.split(" ")[1] ?? "")).length;
  const missedApps = managed.filter(({ id }) => !apps.includes(id)).length;
  const needed = reads.size + appReads.size + (listed.length > 0 ? 1 : 0);
  return needed > 0 ? needed + 1 + missedServers + missedApps : 0;
}

function isApp({ type }: Resource): boolean {
  return type === "onelogin.OidcApp";
}

function managesLifetimes({ outputs }: Resource): boolean {
  return Object.keys((outputs.configuration ?? {}) as object).some((key) => key.endsWith("Minutes"));
}

import fc from "fast-check";
import { fixtureOf } from "../../../../support/resources";
import { adopting, maybe, pick } from "../values";
import { type RandomResource, type Spec, secretAsKnown } from "./resource";

/** The OpenID Connect apps that each slot may name. */
const oidcApps: Record<string, number[]> = { app0: [909021, 909022], app1: [909023, 1026152] };

const fixture = fixtureOf("AuthServerClientApp");

export const random: RandomResource = {
  fixture,
  slot: "app",
  slots: 2,
  belongsToServer: true,
  refersTo: ["server", "scope"],
  replaces: ["authServerId", "appId"],
  sets: ["scopeIds"],
  specs: fc.record({
    server: pick,
    app: fc.record({ which: fc.nat({ max: 1 }), asText: fc.boolean() }),
    /** Which ones, and whether they are named by their ids rather than by their numbers. */
    scopes: fc.array(fc.tuple(pick, fc.boolean()), { maxLength: 4 }),
    exportCredentials: maybe(fc.boolean()),
    adoptExisting: adopting,
  }),
  args: (spec, { slot, scopes }) => {
    const { which, asText } = spec.app as { which: number; asText: boolean };
    const appId = oidcApps[slot]?.[which];
    return {
      appId: asText ? String(appId) : appId,
      scopeIds: (spec.scopes as [number, boolean][]).flatMap(([n, byId]) => {
        const scope = scopes[n % scopes.length];
        return scope === undefined ? [] : [{ $ref: `${scope}.${byId ? "id" : "scopeId"}` }];
      }),
      exportCredentials: spec.exportCredentials,
    };
  },
  rewritten: ({ app, ...others }) => {
    const { which, asText } = app as Spec;
    return { ...others, app: { which, asText: !asText } };
  },

  byHand: (what, spec, { id, object, objects }) => {
    const [serverId = "", appId] = id.split("/");
    if (what === "respell") return fixture.byHand.set(id, { scopeIds: [...(object.scope_ids as number[])].reverse() });
    if (what === "exportCredentials") return regeneratedSecret(objects.onelogin.apps, Number(appId));
    if (what !== "scopes") return undefined;
    const scopes = [...(objects.onelogin.authServers[serverId]?.scopes ?? [])];
    const ids = scopes.sort((a, b) => (a.value < b.value ? -1 : 1)).map(({ id }) => id);
    const chosen = (spec.scopes as [number, boolean][]).flatMap(([n]) => ids[n % ids.length] ?? []);
    return fixture.byHand.set(id, { scopeIds: [...new Set(chosen)] });
  },

  comparable: (app, resource, { state, objects }) => {
    const [serverId, appId] = resource.id.split("/");
    const scopes = state.filter(
      ({ type, inputs }) => type === "onelogin.AuthServerScope" && inputs.profile === resource.inputs.profile,
    );
    const nameOf = (id: number) => scopes.find((scope) => scope.id === `${serverId}/${id}`)?.name ?? `#${id}`;
    const oidcApp = objects.onelogin.apps.find(({ id }) => id === Number(appId));
    return {
      scopeIds: (app.scope_ids as number[]).map(nameOf),
      ...secretAsKnown(resource, oidcApp?.sso?.client_secret),
    };
  },
};

function regeneratedSecret(apps: { id: number; sso?: Spec | undefined }[], id: number) {
  const sso = apps.find((app) => app.id === id)?.sso;
  const body = { sso: { ...sso, client_secret: `${sso?.client_secret}-again` } };
  return sso && ({ method: "PATCH", path: `/onelogin/apps/${id}`, body } as const);
}

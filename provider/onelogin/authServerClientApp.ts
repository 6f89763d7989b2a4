import { common } from "../common";
import { changedByHand } from "../defineResource";
import { hasStatus, isKind } from "../http/errors";
import type { Failure, Values } from "../lifecycle";
import type { Properties, ValuesOf } from "../properties";
import type { ClientAppWire } from "./api";
import { defineChild } from "./serverChild";
import type { Tenant } from "./tenant";

/** An OpenID Connect app's access to an authorization server: developers.onelogin.com/api-docs/2/api-authorization/add-client-app */
export const properties = {
  authServerId: { kind: "id", required: true, replaces: true },
  appId: { kind: "id", required: true, replaces: true },
  scopeIds: { kind: "idSet", required: true, wire: "scopes" },
  exportCredentials: { kind: "boolean" },
  ...common,
} as const satisfies Properties;

export type Inputs = ValuesOf<typeof properties>;

export const authServerClientApp = defineChild<Inputs, ClientAppWire>({
  type: "onelogin:AuthServerClientApp",
  properties,
  rules,
  collection: (account) => account.clientApps,
  numberOf: ({ app_id }) => app_id,
  numberIn: ({ appId }) => appId,
  key: "appId",
  keyMember: "app_id",
  title: ({ appId }) => `client app ${appId}`,
  createBody: ({ appId, scopeIds }) => ({ app_id: appId, scopes: scopeIds }),
  // The app is named in the path.
  replaceBody: ({ scopeIds }) => ({ scopes: scopeIds }),
  fromItem: ({ app_id, scopes }) => ({ appId: app_id, scopeIds: scopes }),
  furtherOutputs: async (account, inputs, { clientId, clientSecret }) => {
    const { exportCredentials, appId } = inputs;
    if (!exportCredentials || appId === undefined) return {};
    // `ignoreChanges` has brought it back: the credentials that the state has stay.
    if ((inputs as Values).clientSecret === changedByHand && clientSecret !== undefined)
      return { clientId, clientSecret, clientSecretDrifted: true };
    return credentials(account, appId);
  },
  // The program goes on with the credentials that it knows until an `up` takes the new ones over.
  refreshed: (state, { clientId, clientSecret }) => {
    if (state.clientSecret === undefined || clientSecret === undefined) return { outputs: { clientId, clientSecret } };
    const isSecretRight = state.clientSecret === clientSecret && state.clientId === clientId;
    return { outputs: { clientId: state.clientId, clientSecret: state.clientSecret }, isSecretRight };
  },
});

/** A scope's id names its server, too: one of another server would be refused, or would name another scope. */
function rules({ authServerId }: Partial<Inputs>, { scopeIds }: Values): Failure[] {
  if (!Array.isArray(scopeIds) || typeof authServerId !== "number") return [];
  return scopeIds.flatMap((id, i) => {
    const [, server] = (typeof id === "string" && /^([1-9]\d*)\/[1-9]\d*$/.exec(id)) || [];
    if (server === undefined || server === String(authServerId)) return [];
    return [{ property: "scopeIds", reason: `value ${i + 1} is a scope of another authorization server` }];
  });
}

/** The credentials of an OpenID Connect app: developers.onelogin.com/api-docs/2/apps/get-app */
async function credentials(account: Tenant, appId: number): Promise<Values> {
  const app = await account.oidcApp(appId).catch((error) => {
    if (isKind(error, "notFound")) throw error.advise("Check appId: there is no such app");
    // The token's own request has another reason.
    if (hasStatus(error, 401, 403) && !error.path.startsWith("/auth/")) {
      throw error.advise(
        "exportCredentials reads the app with the Apps API: the API credentials need the scope Manage All (or Read All) for it. Give them that scope, or leave exportCredentials out",
      );
    }
    throw error;
  });
  if (!app)
    throw new Error(
      `exportCredentials: the app ${appId} is no OpenID Connect app, so it has no client id and client secret. Check appId, or leave exportCredentials out.`,
    );
  if (app.clientSecret === undefined) {
    throw new Error(
      `exportCredentials: OneLogin shows the app ${appId} without its client secret, as an account's policy can have it. Allow the API to read it, or leave exportCredentials out and copy the secret from OneLogin's console.`,
    );
  }
  account.http.keepSecret(app.clientSecret);
  return { ...app };
}

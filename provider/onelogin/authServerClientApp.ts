import { common } from "../common";
import { hasStatus, isGone } from "../http/errors";
import type { Values } from "../lifecycle";
import type { Properties, ValuesOf } from "../properties";
import type { ClientAppWire } from "./api";
import { serverPart } from "./serverPart";
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

export const authServerClientApp = serverPart<Inputs, ClientAppWire>({
  type: "onelogin:AuthServerClientApp",
  properties,
  of: (account) => account.clientApps,
  numberOf: ({ app_id }) => app_id,
  key: "appId",
  isNamed: (app, { appId }) => app.app_id === appId,
  title: ({ appId }) => `client app ${appId}`,
  // A PUT names the app in its path.
  body: ({ appId, scopeIds }, state): Values => (state ? { scopes: scopeIds } : { app_id: appId, scopes: scopeIds }),
  fromItem: ({ app_id, scopes }) => ({ appId: app_id, scopeIds: scopes }),
  more: async (account, { exportCredentials, appId }) =>
    exportCredentials && appId !== undefined ? credentials(account, appId) : {},
  // The program goes on with the credentials that it knows until an `up` takes the new ones over.
  refreshed: (state: Values, { clientId, clientSecret }) => {
    if (state.clientSecret === undefined || clientSecret === undefined) return { more: { clientId, clientSecret } };
    const secretDrifted = state.clientSecret !== clientSecret || state.clientId !== clientId;
    return { more: { clientId: state.clientId, clientSecret: state.clientSecret }, secretDrifted };
  },
});

/** The credentials of an OpenID Connect app: developers.onelogin.com/api-docs/2/apps/get-app */
async function credentials(account: Tenant, appId: number): Promise<Values> {
  const app = await account.oidcApp(appId).catch((error) => {
    if (isGone(error)) throw error.advise("Check appId: there is no such app");
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

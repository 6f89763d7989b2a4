import type { Values } from "../lifecycle";
import type { Properties, ValuesOf } from "../properties";
import type { ClientAppWire } from "./api";
import { serverPart } from "./serverPart";

/** An OpenID Connect app's access to an authorization server: developers.onelogin.com/api-docs/2/api-authorization/add-client-app */
export const properties = {
  authServerId: { kind: "id", required: true, replaces: true },
  appId: { kind: "id", required: true, replaces: true },
  scopeIds: { kind: "idSet", required: true, wire: "scopes" },
  adoptExisting: { kind: "boolean", meta: true },
  profile: { kind: "string", replaces: true },
} as const satisfies Properties;

export type Inputs = ValuesOf<typeof properties>;

export const authServerClientApp = serverPart<Inputs, ClientAppWire>({
  type: "onelogin:AuthServerClientApp",
  properties,
  of: (account) => account.clientApps,
  numberOf: ({ app_id }) => app_id,
  isNamed: (app, { appId }) => app.app_id === appId,
  title: ({ appId }) => `client app ${appId}`,
  // A PUT names the app in its path.
  body: ({ appId, scopeIds }, state): Values => (state ? { scopes: scopeIds } : { app_id: appId, scopes: scopeIds }),
  fromItem: ({ app_id, scopes }) => ({ appId: app_id, scopeIds: scopes }),
});

import { common } from "../commonProperties";
import { hasStatus, isKind } from "../http/errors";
import { type CheckFailure, UNKNOWN, type Values } from "../lifecycle";
import { boolean, type Declaration, id, type Properties, set, text, type ValuesOf } from "../properties";
import { changedByHand, flagsOf } from "../writeOnly";
import type { ClientAppWire } from "./api";
import { defineChild } from "./authServerChild";
import type { OneLoginConnection } from "./connection";
import { scopeId } from "./ids";

/** An OpenID Connect app's access to an authorization server: developers.onelogin.com/api-docs/2/api-authorization/add-client-app */
export const properties = {
  authServerId: {
    kind: id,
    required: true,
    replaces: true,
    description: "The authorization server: its `authServerId` or its `id`. A change replaces the client app.",
  },
  appId: {
    kind: id,
    required: true,
    replaces: true,
    description:
      "The OpenID Connect app that may ask for tokens: its number, such as an `OidcApp`'s `appId`. A change replaces the client app.",
  },
  scopeIds: {
    kind: set(scopeId),
    required: true,
    wire: "scopes",
    description:
      "The scopes that the app may ask for: `scopeId`s or `id`s of scopes of the same server (otherwise 422). A set: order and repetitions mean nothing. A change updates in place.",
  },
  exportCredentials: {
    kind: boolean,
    description:
      "Read the OpenID Connect app's credentials into the outputs `clientId` and `clientSecret`, with the Apps API, which the API credentials have to reach (otherwise 401 or 403). An account that doesn't return the secret to a read is an error; the output `clientSecret` of an `OidcApp` needs no read. A secret that somebody regenerates shows as a change of `clientSecret`, and the next `pulumi up` takes it over. Default: false, and no call. A change updates in place. https://developers.onelogin.com/api-docs/2/apps/get-app",
  },
  ...common,
} as const satisfies Properties;

const outputs = {
  clientId: {
    kind: text(),
    description: "With `exportCredentials` the OpenID Connect app's client id, otherwise undefined.",
  },
  clientSecret: {
    kind: text(),
    secret: true,
    writeOnly: true,
    description: "With `exportCredentials` the OpenID Connect app's client secret, always secret, otherwise undefined.",
  },
} as const satisfies Properties;

export const declaration = {
  type: "onelogin:AuthServerClientApp",
  description:
    "The access of an OpenID Connect app to an authorization server: which scopes it may ask for. https://developers.onelogin.com/api-docs/2/api-authorization/add-client-app",
  example: `new onelogin.AuthServerClientApp("web", { authServerId: contacts.authServerId, appId: app.appId, scopeIds: [read.scopeId] });`,
  id: "Its server's number and its app's, such as `1022743/909021`.",
  get: "Looks an existing client app up without managing it.",
  properties,
  outputs,
} as const satisfies Declaration;

export type Inputs = ValuesOf<typeof properties>;

export const authServerClientApp = defineChild<Inputs, ClientAppWire>({
  declaration,
  rules,
  collection: (connection) => connection.clientApps,
  numberOf: ({ app_id }) => app_id,
  numberIn: ({ appId }) => appId,
  key: "appId",
  keyMember: "app_id",
  title: ({ appId }) => `client app ${appId}`,
  createBody: ({ appId, scopeIds }) => ({ app_id: appId, scopes: scopeIds }),
  // The path contains the app.
  replaceBody: ({ scopeIds }) => ({ scopes: scopeIds }),
  fromItem: ({ app_id, scopes }) => ({ appId: app_id, scopeIds: scopes }),
  furtherOutputs: async (connection, inputs, { clientId, clientSecret }) => {
    const { exportCredentials, appId } = inputs;
    if (!exportCredentials || appId === undefined) return {};
    // The marker comes from `ignoreChanges`: the state's credentials stay.
    if ((inputs as Values).clientSecret === changedByHand && clientSecret !== undefined)
      return { clientId, clientSecret, clientSecretDrifted: true };
    return credentials(connection, appId);
  },
  // The program keeps using the known credentials until an `up` takes over the new ones.
  refreshed: (state, { clientId, clientSecret }) => {
    if (state.clientSecret === undefined || clientSecret === undefined) return { outputs: { clientId, clientSecret } };
    const isWriteOnlyRight = state.clientSecret === clientSecret && state.clientId === clientId;
    return { outputs: { clientId: state.clientId, clientSecret: state.clientSecret }, isWriteOnlyRight };
  },
  plan: (state, inputs) => {
    if (!inputs.exportCredentials) return { clientId: undefined, clientSecret: undefined };
    const { clientId, clientSecret } = state;
    const isLeftAlone = inputs.clientSecret === changedByHand;
    const stays = clientSecret !== undefined && (isLeftAlone || !flagsOf("clientSecret", state).drifted);
    return inputs.exportCredentials === true && stays
      ? { clientId, clientSecret }
      : { clientId: UNKNOWN, clientSecret: UNKNOWN };
  },
});

/** A scope's id contains its server: a scope of another server would be rejected, or be taken for another scope. */
function rules({ authServerId }: Partial<Inputs>, { scopeIds }: Values): CheckFailure[] {
  if (!Array.isArray(scopeIds) || typeof authServerId !== "number") return [];
  return scopeIds.flatMap((id, i) => {
    const [, server] = (typeof id === "string" && /^([1-9]\d*)\/[1-9]\d*$/.exec(id)) || [];
    if (server === undefined || server === String(authServerId)) return [];
    return [{ property: "scopeIds", reason: `value ${i + 1} is a scope of another authorization server` }];
  });
}

/** The credentials of an OpenID Connect app: developers.onelogin.com/api-docs/2/apps/get-app */
async function credentials(connection: OneLoginConnection, appId: number): Promise<Values> {
  const { sso } = await connection.app(appId).catch((error) => {
    if (isKind(error, "notFound")) throw error.advise("Check appId: there is no such app");
    // If the token request failed, the reason is another one.
    if (hasStatus(error, 401, 403) && !error.path.startsWith("/auth/")) {
      throw error.advise(
        "exportCredentials reads the app with the Apps API: the API credentials need the scope Manage All (or Read All). Give them that scope, or leave exportCredentials out",
      );
    }
    throw error;
  });
  if (!sso)
    throw new Error(
      `exportCredentials: the app ${appId} is not an OpenID Connect app, so it has no client id and client secret. Check appId, or leave exportCredentials out.`,
    );
  if (sso.client_secret === undefined)
    throw new Error(
      `exportCredentials: OneLogin returned the app ${appId} without its client secret. By its documentation, only the response to the app's creation contains it. If an OidcApp of this program creates the app, leave exportCredentials out and use the output clientSecret of that OidcApp; otherwise copy the secret from OneLogin's console (the app's SSO tab).`,
    );
  connection.http.keepSecret(sso.client_secret, sso.client_id);
  return { clientId: sso.client_id, clientSecret: sso.client_secret };
}

import { generateKeyPairSync } from "node:crypto";
import type { Control, Objects } from "../../../sandbox";
import type { Values } from "../../property/providerProcess";

/** What a case begins with at the services, beside what the operation itself is about. */
export interface Given {
  serverId: number;
  scopeIds: number[];
}

/** One kind of resource, and all that the matrix has to know of it. */
export interface Scenario {
  title: string;
  service: "onegini" | "onelogin";
  /** `onegini.ApiClient` */
  type: string;
  program(given: Given): Values;
  /** The program after somebody edited it. The natural key stays. */
  edited(given: Given): Values;
  /** Somebody makes, or changes to their liking, an object with the program's natural key. */
  byHand(control: Control, given: Given): Promise<unknown>;
  /** Somebody deletes it. */
  removeByHand(control: Control, given: Given): Promise<unknown>;
  /** What has the natural key of the program; taken out of `all`, so that all others stay. */
  take(all: Objects, given: Given): Values[];
  /** The object as it has to be at the service. */
  says(inputs: Values, outputs: Values): Values;
  /** Its id in the state while nobody knows whether its create came through. */
  unfinishedId(given: Given): string;
  /** How it is changed in place. */
  change: "PUT" | "PATCH";
  /** What is there is read before it's created, since nothing else would tell it from what somebody else has made. */
  looksFirst: boolean;
  /** Where its requests go. */
  path: string;
  /** A variant of another scenario, which the quick form plays in these operations alone. */
  variantIn?: string[];
  /** The secrets that an operation sends, where they are known beforehand. */
  sends?(operation: string): string[];
}

const clientId = "case-client";
const jwk = () => generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" }) as Values;
const [firstKey, secondKey] = [jwk(), jwk()];

const apiClientBase = {
  service: "onegini",
  type: "onegini.ApiClient",
  unfinishedId: () => clientId,
  byHand: (control) =>
    control.setApiClient(clientId, {
      name: "Somebody's",
      scopes: ["onegini_api_end_user"],
      public_base_uri: "https://somebody.example.com",
    }),
  removeByHand: (control) => control.deleteApiClient(clientId),
  take: ({ onegini: { apiClients } }) => taken(apiClients, ({ client_id }) => client_id === clientId),
  change: "PATCH",
  looksFirst: true,
  path: "^/oauth/api/v1/configuration/api-clients",
} satisfies Partial<Scenario>;

function apiClient(title: string, program: Values, edited: Values, variantIn?: string[]): Scenario {
  const common = { clientId, name: "Orders", scopes: ["onegini_api_events", "onegini_api_config"] };
  return {
    ...(apiClientBase as Omit<Scenario, "title" | "program" | "edited" | "says">),
    title: `onegini.ApiClient, ${title}`,
    ...(variantIn ? { variantIn } : {}),
    // A secret that was generated just now proves whose it is.
    looksFirst: program.clientSecret !== undefined || program.publicJwk !== undefined,
    sends: (operation) =>
      [{ create: program, adopt: program, update: edited }[operation]?.clientSecret].flatMap(
        (secret) => secret ?? [],
      ) as string[],
    program: () => ({ ...common, ...program }),
    edited: () => ({ ...common, name: "Orders, edited", scopes: ["onegini_api_events"], ...edited }),
    says: ({ name, scopes, publicBaseUri, authenticationMethod, publicJwk }, { clientSecret }) => ({
      name,
      scopes: sorted(scopes),
      authentication_method: authenticationMethod ?? "client_secret_basic",
      ...(publicBaseUri === undefined ? {} : { public_base_uri: publicBaseUri }),
      ...(publicJwk === undefined ? {} : { public_jwk: publicJwk }),
      client_secret: clientSecret,
    }),
  };
}

const authServer: Scenario = {
  title: "onelogin.AuthServer",
  service: "onelogin",
  type: "onelogin.AuthServer",
  unfinishedId: () => "unfinished",
  program: () => ({
    name: "Orders API",
    description: "Orders",
    configuration: {
      resourceIdentifier: "https://orders.example.com",
      audiences: ["https://a.example.com", "https://b.example.com"],
      accessTokenExpirationMinutes: 15,
    },
  }),
  edited: () => ({
    name: "Orders API",
    description: "Orders, edited",
    configuration: {
      resourceIdentifier: "https://orders.example.com",
      audiences: ["https://c.example.com"],
      accessTokenExpirationMinutes: 25,
    },
  }),
  byHand: async (control, given) => {
    const description = "Somebody's";
    const [there] = authServer.take(await control.objects(), given);
    if (there) return control.setAuthServer(Number(there.id), { description });
    const configuration = { resource_identifier: "https://orders.example.com" };
    return control.createAuthServer({ name: "Orders API", description, configuration });
  },
  removeByHand: async (control, given) => {
    for (const { id } of authServer.take(await control.objects(), given)) await control.deleteAuthServer(Number(id));
  },
  take: ({ onelogin: { authServers } }) =>
    taken(
      authServers,
      ({ name, configuration }) =>
        name === "Orders API" && configuration.resource_identifier === "https://orders.example.com",
    ),
  says: ({ name, description, configuration }, { authServerId }) => {
    const { audiences, accessTokenExpirationMinutes } = configuration as Values;
    return {
      ...(authServerId === undefined ? {} : { id: authServerId }),
      name,
      description,
      configuration: { audiences: sorted(audiences), access_token_expiration_minutes: accessTokenExpirationMinutes },
    };
  },
  change: "PUT",
  looksFirst: true,
  path: "^/api/2/api_authorizations",
};

const scope = part("AuthServerScope", "scopes", {
  program: { value: "orders:read", description: "Read orders" },
  edited: { value: "orders:read", description: "Read all orders" },
  byHand: { value: "orders:read", description: "Somebody's" },
  says: ({ value, description }, { scopeId }) => ({ value, description, ...(scopeId ? { id: scopeId } : {}) }),
});

const claim = part("AuthServerClaim", "claims", {
  program: { name: "mail", userAttributeMappings: "email" },
  edited: { name: "mail", userAttributeMappings: "_macro_", userAttributeMacros: "{email}" },
  byHand: { name: "mail", user_attribute_mappings: "username" },
  says: ({ name, userAttributeMappings, userAttributeMacros }, { claimId }) => ({
    name,
    user_attribute_mappings: userAttributeMappings,
    ...(userAttributeMacros ? { user_attribute_macros: userAttributeMacros } : {}),
    ...(claimId ? { id: claimId } : {}),
  }),
});

const appId = 909021;
const clientApp: Scenario = {
  title: "onelogin.AuthServerClientApp, with its credentials",
  service: "onelogin",
  type: "onelogin.AuthServerClientApp",
  unfinishedId: ({ serverId }) => `${serverId}/${appId}`,
  program: ({ serverId, scopeIds }) => ({
    authServerId: serverId,
    appId,
    scopeIds: scopeIds.slice(0, 2),
    exportCredentials: true,
  }),
  edited: ({ serverId, scopeIds }) => ({
    authServerId: serverId,
    appId,
    scopeIds: scopeIds.slice(1),
    exportCredentials: true,
  }),
  byHand: (control, { serverId }) => control.setClientApp(serverId, appId, []),
  removeByHand: (control, { serverId }) => control.deleteClientApp(serverId, appId),
  take: (all, { serverId }) => takenFrom(serverOf(all, serverId), "clientApps", ({ app_id }) => app_id === appId),
  says: ({ scopeIds }) => ({ app_id: appId, scope_ids: sorted(scopeIds) }),
  change: "PUT",
  looksFirst: true,
  path: "^/api/2/api_authorizations",
};

/** Everything that is played through. */
export const scenarios = {
  apiClient: [
    apiClient("its secret generated", { publicBaseUri: "https://orders.example.com" }, { clientSecretVersion: 2 }),
    apiClient(
      "its secret given",
      { clientSecret: "canary-given-secret-one" },
      { clientSecret: "canary-given-secret-two" },
      ["create", "update"],
    ),
    apiClient(
      "with a key",
      { authenticationMethod: "private_key_jwt", publicJwk: firstKey },
      { authenticationMethod: "private_key_jwt", publicJwk: secondKey },
      ["create"],
    ),
  ],
  authServer: [authServer],
  authServerScope: [scope],
  authServerClaim: [claim],
  authServerClientApp: [clientApp],
};

function part(
  name: "AuthServerScope" | "AuthServerClaim",
  collection: "scopes" | "claims",
  values: { program: Values; edited: Values; byHand: Values; says: Scenario["says"] },
): Scenario {
  const key = collection === "scopes" ? "value" : "name";
  const find = async (control: Control, given: Given) => scenario.take(await control.objects(), given)[0];
  const scenario: Scenario = {
    title: `onelogin.${name}`,
    service: "onelogin",
    type: `onelogin.${name}`,
    unfinishedId: ({ serverId }) => `${serverId}/unfinished`,
    program: ({ serverId }) => ({ authServerId: serverId, ...values.program }),
    edited: ({ serverId }) => ({ authServerId: serverId, ...values.edited }),
    byHand: async (control, given) => {
      const there = await find(control, given);
      const [create, set] =
        collection === "scopes"
          ? [control.createScope.bind(control), control.setScope.bind(control)]
          : [control.createClaim.bind(control), control.setClaim.bind(control)];
      return there ? set(given.serverId, Number(there.id), values.byHand) : create(given.serverId, values.byHand);
    },
    removeByHand: async (control, given) => {
      const id = Number((await find(control, given))?.id);
      await (collection === "scopes"
        ? control.deleteScope(given.serverId, id)
        : control.deleteClaim(given.serverId, id));
    },
    take: (all, { serverId }) =>
      takenFrom(serverOf(all, serverId), collection, (item) => item[key] === values.program[key]),
    says: values.says,
    change: "PUT",
    looksFirst: true,
    path: "^/api/2/api_authorizations",
  };
  return scenario;
}

function serverOf({ onelogin: { authServers } }: Objects, id: number): Values {
  return (authServers[String(id)] ?? {}) as unknown as Values;
}

/** Takes what fits out of the object, and gives it with its sets in order. */
function taken<T extends object>(all: Record<string, T>, fits: (item: T) => boolean): Values[] {
  const found = Object.entries(all).filter(([, item]) => fits(item));
  for (const [key] of found) delete all[key];
  return found.map(([, item]) => ordered(item));
}

function takenFrom(owner: Values, collection: string, fits: (item: Values) => boolean): Values[] {
  const items = (owner[collection] ?? []) as Values[];
  owner[collection] = items.filter((item) => !fits(item));
  return items.filter(fits).map(ordered);
}

function ordered(item: object): Values {
  return JSON.parse(JSON.stringify(item), (_key, value) => (Array.isArray(value) ? sorted(value) : value));
}

function sorted(set: unknown): unknown[] {
  return [...(set as unknown[])].sort();
}

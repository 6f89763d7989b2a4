import { expect } from "vitest";
import type { Control } from "../../../sandbox";
import { asSecret } from "./reading";

/** What the sandbox holds before a program runs: two servers, each with three scopes, for what belongs to a server. */
export interface Ground {
  server: number;
  scopes: number[];
}

export const ground = ["there:read", "there:write", "there:admin"];

export async function prepare(control: Control): Promise<[Ground, Ground]> {
  const make = async (): Promise<Ground> => {
    const server = await control.createAuthServer();
    const scopes: number[] = [];
    for (const value of ground) scopes.push(await control.createScope(server, { value }));
    return { server, scopes };
  };
  return [await make(), await make()];
}

type Values = Record<string, unknown>;

/** What the program says, and what comes of it. */
interface Phase {
  args: Values;
  /** The calls it takes, tokens apart: {all} is the path of the kind, {one} of the object as it was before. */
  calls: string[];
  /** What the service then holds. */
  holds: Values;
}

/** One of the five resources, with all that its life takes. */
export interface Subject {
  type: string;
  name: string;
  /** Its calls among all. */
  owns: RegExp;
  all(id: string): string;
  one(id: string): string;
  held(control: Control, id: string): Promise<object | undefined>;
  remove(control: Control, id: string): Promise<void>;
  /** A refresh's call. */
  read: string;
  /** A refresh's calls when it is the first to find that something is gone. */
  findsItGone?: string[];
  /** With the inputs that are stored. */
  created: Phase & { inputs: Values };
  /** The outputs that are no inputs. */
  outputs(id: string): Values;
  updated: Phase;
  /** Somebody changes by hand what the program leaves out. */
  touchUnmanaged?(control: Control, id: string): Promise<void>;
  drift: {
    make(control: Control, id: string): Promise<void>;
    /** As `--diff` names them. */
    shows: string[];
    calls: string[];
  };
  /** By a change that can't be made in place. */
  replaced: Phase;
}

const [serverOf, partOf] = [0, 1].map((at) => (id: string) => Number(id.split("/")[at])) as [
  (id: string) => number,
  (id: string) => number,
];

export const apiClient: Subject = {
  type: "onegini.ApiClient",
  name: "events",
  owns: /^\/oauth\//,
  all: () => "/oauth/api/v1/configuration/api-clients",
  one: (id) => `/oauth/api/v1/configuration/api-clients/${encodeURIComponent(id)}`,
  held: (control, id) => control.apiClient(id),
  remove: (control, id) => control.deleteApiClient(id),
  read: "GET {one}",
  // A page, read after the 404, proves that the address is right and that the credentials may look.
  findsItGone: ["GET {one}", "GET {all}?page=0"],
  created: {
    args: {
      scopes: ["onegini_api_insights", "onegini_api_events", "onegini_api_insights"],
      publicBaseUri: "https://a.example.com",
    },
    inputs: {
      name: "events",
      clientId: "e2e-test-events",
      scopes: ["onegini_api_insights", "onegini_api_events"],
      publicBaseUri: "https://a.example.com",
    },
    calls: ["POST {all} name,client_id,scopes,public_base_uri,client_secret"],
    holds: {
      name: "events",
      client_id: "e2e-test-events",
      scopes: ["onegini_api_insights", "onegini_api_events"],
      public_base_uri: "https://a.example.com",
      client_secret: expect.stringMatching(/^[\w-]{43}$/),
      authentication_method: "client_secret_basic",
    },
  },
  outputs: () => ({ clientSecret: asSecret(expect.stringMatching(/^"[\w-]{43}"$/)), clientSecretGenerated: true }),
  updated: {
    args: { scopes: ["onegini_api_config", "onegini_api_events"], publicBaseUri: "https://a.example.com" },
    // A scope is taken out: whether this server replaces the set is looked at.
    calls: ["PATCH {one} scopes", "GET {one}"],
    holds: { scopes: ["onegini_api_config", "onegini_api_events"], public_base_uri: "https://a.example.com" },
  },
  drift: {
    make: (control, id) => control.setApiClient(id, { public_base_uri: "https://by-hand.example.com" }),
    shows: ["publicBaseUri"],
    calls: ["PATCH {one} public_base_uri"],
  },
  replaced: {
    args: { clientId: "a/../b", scopes: ["onegini_api_events"] },
    calls: ["DELETE {one}", "POST {all} name,client_id,scopes,client_secret"],
    holds: { client_id: "a/../b", scopes: ["onegini_api_events"], public_base_uri: "" },
  },
};

const servers = "/api/2/api_authorizations";
const contacts = { resourceIdentifier: "https://contacts.example.com", audiences: ["two", "one"] };
const inSandbox = { resource_identifier: "https://contacts.example.com", audiences: ["two", "one"] };

export const authServer: Subject = {
  type: "onelogin.AuthServer",
  name: "contacts",
  owns: /^\/api\/2\/api_authorizations(\/\d+)?$/,
  all: () => servers,
  one: (id) => `${servers}/${id}`,
  held: (control, id) => control.authServer(id),
  remove: (control, id) => control.deleteAuthServer(id),
  read: "GET {one}",
  // The list, read after the 404, makes sure that it isn't there.
  findsItGone: ["GET {one}", "GET {all}"],
  created: {
    args: { configuration: contacts },
    inputs: { name: "contacts", description: "Managed by Pulumi", configuration: contacts },
    calls: ["GET {all}", "POST {all} name,description,configuration"],
    holds: { name: "contacts", description: "Managed by Pulumi", configuration: expect.objectContaining(inSandbox) },
  },
  outputs: (id) => ({ authServerId: Number(id) }),
  touchUnmanaged: (control, id) =>
    control.setAuthServer(id, {
      configuration: { access_token_expiration_minutes: 77, refresh_token_expiration_minutes: 88 },
    }),
  updated: {
    args: { name: "people", configuration: contacts },
    calls: ["GET {one}", "PUT {one} name,description,configuration"],
    // The lifetimes that the program leaves out stay as somebody set them.
    holds: {
      name: "people",
      description: "Managed by Pulumi",
      configuration: { ...inSandbox, access_token_expiration_minutes: 77, refresh_token_expiration_minutes: 88 },
    },
  },
  drift: {
    make: (control, id) => control.setAuthServer(id, { configuration: { audiences: ["one", "two", "three"] } }),
    shows: ["configuration", "audiences"],
    calls: ["GET {one}", "PUT {one} name,description,configuration"],
  },
  replaced: {
    args: {
      profile: "other",
      configuration: { ...contacts, accessTokenExpirationMinutes: 5, refreshTokenExpirationMinutes: 6 },
    },
    calls: ["DELETE {one}", "GET {all}", "POST {all} name,description,configuration"],
    holds: {
      name: "contacts",
      configuration: { ...inSandbox, access_token_expiration_minutes: 5, refresh_token_expiration_minutes: 6 },
    },
  },
};

export function authServerScope(first: Ground, second: Ground): Subject {
  return {
    type: "onelogin.AuthServerScope",
    name: "read",
    owns: /\/scopes(\/\d+)?$/,
    all: (id) => `${servers}/${serverOf(id)}/scopes`,
    one: (id) => `${servers}/${serverOf(id)}/scopes/${partOf(id)}`,
    held: async (control, id) => partIn((await control.authServer(serverOf(id)))?.scopes, "id", id),
    remove: (control, id) => control.deleteScope(serverOf(id), partOf(id)),
    read: "GET {all}",
    created: {
      args: { authServerId: String(first.server), value: "contacts:read" },
      inputs: { authServerId: first.server, value: "contacts:read", description: "" },
      calls: ["GET {all}", "POST {all} value,description"],
      holds: { value: "contacts:read", description: "" },
    },
    outputs: (id) => ({ scopeId: partOf(id) }),
    updated: {
      args: { authServerId: first.server, value: "people:read", description: "Read people" },
      calls: ["PUT {one} value,description"],
      holds: { value: "people:read", description: "Read people" },
    },
    drift: {
      make: (control, id) => control.setScope(serverOf(id), partOf(id), { description: "by hand" }),
      shows: ["description"],
      calls: ["PUT {one} value,description"],
    },
    replaced: {
      args: { authServerId: second.server, value: "contacts:read" },
      calls: ["DELETE {one}", "GET {all}", "POST {all} value,description"],
      holds: { value: "contacts:read", description: "" },
    },
  };
}

/** Nothing is left to what a service makes of a PUT that leaves something out. */
const wholeClaim = "PUT {one} user_attribute_mappings,user_attribute_macros,attributes_transformations,name";

export function authServerClaim(first: Ground, second: Ground): Subject {
  return {
    type: "onelogin.AuthServerClaim",
    name: "mail",
    owns: /\/claims(\/\d+)?$/,
    all: (id) => `${servers}/${serverOf(id)}/claims`,
    one: (id) => `${servers}/${serverOf(id)}/claims/${partOf(id)}`,
    held: async (control, id) => partIn((await control.authServer(serverOf(id)))?.claims, "id", id),
    remove: (control, id) => control.deleteClaim(serverOf(id), partOf(id)),
    read: "GET {all}",
    created: {
      args: { authServerId: first.server, name: "mail", userAttributeMappings: "email" },
      inputs: { authServerId: first.server, name: "mail", userAttributeMappings: "email" },
      calls: ["GET {all}", "POST {all} name,user_attribute_mappings"],
      holds: { name: "mail", user_attribute_mappings: "email", user_attribute_macros: null },
    },
    outputs: (id) => ({ claimId: partOf(id) }),
    touchUnmanaged: (control, id) =>
      control.setClaim(serverOf(id), partOf(id), { attributes_transformations: "by_hand" }),
    // What was given and is taken out is emptied; what was never given stays.
    updated: {
      args: { authServerId: first.server, name: "mail", userAttributeMacros: "{email}" },
      calls: ["GET {all}", wholeClaim],
      holds: {
        name: "mail",
        user_attribute_mappings: null,
        user_attribute_macros: "{email}",
        attributes_transformations: "by_hand",
      },
    },
    drift: {
      make: (control, id) => control.setClaim(serverOf(id), partOf(id), { user_attribute_macros: "{by_hand}" }),
      shows: ["userAttributeMacros"],
      calls: ["GET {all}", wholeClaim],
    },
    replaced: {
      args: { authServerId: second.server, name: "mail" },
      calls: ["DELETE {one}", "GET {all}", "POST {all} name"],
      holds: { name: "mail", user_attribute_mappings: null },
    },
  };
}

export function authServerClientApp(first: Ground, second: Ground): Subject {
  const [read, write, admin] = first.scopes as [number, number, number];
  return {
    type: "onelogin.AuthServerClientApp",
    name: "web",
    owns: /\/clients(\/\d+)?$/,
    all: (id) => `${servers}/${serverOf(id)}/clients`,
    one: (id) => `${servers}/${serverOf(id)}/clients/${partOf(id)}`,
    held: async (control, id) => partIn((await control.authServer(serverOf(id)))?.clientApps, "app_id", id),
    remove: (control, id) => control.deleteClientApp(serverOf(id), partOf(id)),
    read: "GET {all}",
    created: {
      args: {
        authServerId: first.server,
        appId: "909021",
        scopeIds: [`${first.server}/${write}`, String(read), write, admin],
      },
      inputs: { authServerId: first.server, appId: 909021, scopeIds: [write, read, admin] },
      calls: ["GET {all}", "POST {all} app_id,scopes"],
      holds: { app_id: 909021, scope_ids: [write, read, admin] },
    },
    outputs: () => ({}),
    updated: {
      args: { authServerId: first.server, appId: 909021, scopeIds: [write] },
      calls: ["PUT {one} scopes"],
      holds: { app_id: 909021, scope_ids: [write] },
    },
    drift: {
      make: (control, id) => control.setClientApp(serverOf(id), partOf(id), [write, read]),
      shows: ["scopeIds"],
      calls: ["PUT {one} scopes"],
    },
    replaced: {
      args: { authServerId: second.server, appId: 909022, scopeIds: second.scopes },
      calls: ["DELETE {one}", "GET {all}", "POST {all} app_id,scopes"],
      holds: { app_id: 909022, scope_ids: second.scopes },
    },
  };
}

function partIn(parts: object[] | undefined, key: string, id: string): object | undefined {
  return parts?.find((part) => (part as Values)[key] === partOf(id));
}

import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import type { Settings } from "../../sandbox";
import type { Declared, Project } from "./support/project";
import { five, idsIn, useStacks } from "./support/stacks";

/**
 * Where the vendors' pages leave a choice, each service may have chosen either way: the same life ends the same. The
 * combinations hold every choice that ends well but for the sandbox's defaults, which all other tests have.
 */
const stacks = useStacks();

const readings: [name: string, settings: Partial<Settings>][] = [
  [
    "null unsets, a claim's PUT empties, POSTs are 201, what may not be seen is hidden",
    {
      claimUpdate: "empties",
      unsetBy: "null",
      pageOrder: "clientId",
      createdStatus: 201,
      notFoundForm: "framework",
      unknownRouteForm: "framework",
      hiddenAs: 404,
      errorStyle: "error_code",
      shuffle: true,
    },
  ],
  [
    "either unsets, pages by name, a PATCH adds scopes",
    {
      unsetBy: "either",
      pageOrder: "name",
      patchedScopes: "extended",
      notFoundForm: "html",
      unknownRouteForm: "html",
      errorStyle: "code",
    },
  ],
  [
    "no default lifetimes, errors within errors",
    {
      claimUpdate: "empties",
      missingLifetimes: true,
      notFoundForm: "empty",
      unknownRouteForm: "empty",
      errorStyle: "nested",
      shuffle: true,
    },
  ],
];

const publicJwk = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });
const jwksUri = "https://keys.example.com/jwks";
const adoptExisting = true;

/** Beside `five`, a client that was there before, and one with a key. */
function program(changed: boolean): Declared[] {
  const more = {
    client: { scopes: ["onegini_api_events", ...(changed ? ["onegini_api_config"] : [])] },
    server: {
      configuration: {
        resourceIdentifier: "https://orders.example.com",
        audiences: ["https://orders.example.com", "https://b.example.com"],
        // Not from the start: a service may have none of its own.
        ...(changed ? { accessTokenExpirationMinutes: 20, refreshTokenExpirationMinutes: 60 } : {}),
      },
    },
    scope: { description: changed ? "Read orders" : "Read" },
    claim: changed ? { name: "address", userAttributeMappings: "email" } : { userAttributeMacros: "{email}" },
    app: changed ? { exportCredentials: true } : {},
  };
  const client = (name: string, args: object): Declared => ({
    type: "onegini.ApiClient",
    name,
    args: { clientId: name, scopes: ["onegini_api_events"], ...args },
  });
  return [
    ...five("", more),
    client("adopted", { adoptExisting, publicBaseUri: "https://orders.example.com" }),
    client("key", { authenticationMethod: "private_key_jwt", ...(changed ? { publicJwk } : { jwksUri }) }),
  ];
}

/** What the services hold, without numbers, secrets and order. */
async function held() {
  const { onegini, onelogin } = await stacks.control.objects();
  const { "sandbox-admin": admin, ...clients } = onegini.apiClients;
  return {
    clients: Object.values(clients)
      .map(({ scopes, jwks_uri, public_jwk, ...client }) => {
        return { ...client, scopes: [...scopes].sort(), public_jwk, jwks_uri: jwks_uri || undefined };
      })
      .sort((a, b) => (a.client_id < b.client_id ? -1 : 1)),
    servers: Object.values(onelogin.authServers).map(({ id, scopes, claims, clientApps, ...server }) => ({
      ...server,
      scopes: scopes.map(({ value, description }) => ({ value, description })),
      claims: claims.map(({ id: number, ...claim }) => claim),
      clientApps: clientApps.map(({ app_id, scope_ids }) => ({ app_id, scopes: scope_ids.length })),
    })),
  };
}

/** Somebody changes some by hand, and deletes others. */
async function drift(project: Project): Promise<void> {
  const { control } = stacks;
  const number = (name: string, at = 1) => Number(idsIn(project)[name]?.split("/")[at]);
  const server = number("scope", 0);
  await control.setApiClient("adopted", { client_secret: "by-hand", name: "By hand" });
  await control.deleteApiClient("orders");
  await control.setAuthServer(server, { configuration: { access_token_expiration_minutes: 99 } });
  await control.setClaim(server, number("claim"), { user_attribute_mappings: "by_hand" });
  await control.deleteScope(server, number("scope"));
}

test.each(readings)("%s", async (_, settings) => {
  const { control } = stacks;
  await control.settings(settings);
  await control.setApiClient("adopted", { name: "Theirs", scopes: ["onegini_api_events"], client_secret: "theirs" });
  const project = await stacks.project({ "onegini:verifySecrets": "true" });

  project.declare(program(false));
  await project.up();
  expect(await held()).toMatchObject(expected(false));
  await project.refresh("--expect-no-changes");

  project.declare(program(true));
  await project.up();
  expect(await held()).toMatchObject(expected(true));

  await drift(project);
  await project.up("--refresh");
  expect(await held()).toMatchObject(expected(true));
  expect((await control.apiClient("adopted"))?.client_secret).not.toBe("by-hand");

  await project.destroy();
  expect(await held()).toEqual({ clients: [], servers: [] });
});

/** What the program says, whatever the services are like. */
function expected(changed: boolean) {
  const client = { scopes: ["onegini_api_events"], public_base_uri: "", public_jwk: undefined, jwks_uri: undefined };
  return {
    clients: [
      { ...client, client_id: "adopted", name: "adopted", public_base_uri: "https://orders.example.com" },
      { ...client, client_id: "key", ...(changed ? { public_jwk: publicJwk } : { jwks_uri: jwksUri }) },
      { ...client, client_id: "orders", scopes: [...(changed ? ["onegini_api_config"] : []), "onegini_api_events"] },
    ],
    servers: [
      {
        name: "Orders",
        configuration: {
          audiences: ["https://orders.example.com", "https://b.example.com"],
          ...(changed ? { access_token_expiration_minutes: 20, refresh_token_expiration_minutes: 60 } : {}),
        },
        scopes: [{ value: "orders:read", description: changed ? "Read orders" : "Read" }],
        claims: [
          changed
            ? { name: "address", user_attribute_mappings: "email", user_attribute_macros: null }
            : { name: "mail", user_attribute_mappings: null, user_attribute_macros: "{email}" },
        ],
        clientApps: [{ app_id: 909021, scopes: 1 }],
      },
    ],
  };
}

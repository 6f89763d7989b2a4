import type { Values } from "../../../provider/lifecycle";
import { type Fixture, layOver, positiveIntegerExpected, present } from "./fixture";

const collection = "/api/2/apps";
const appsByHand = "/onelogin/apps";
const listed = "GET {all}?auth_method=8&limit=1000&page=1";

// An app that needs no secret: the loss of the only answer that contains it is no error.
const configuration = {
  redirectUris: ["https://a.example.com/callback", "https://b.example.com/callback?x=1&y=2"],
  tokenEndpointAuthMethod: "none",
  // The other lifetime is left out.
  accessTokenExpirationMinutes: 15,
};
const parameters = { unit: { label: "Unit", values: "sales & more", skipIfBlank: true } };
const sso = { client_id: "app", client_secret: "canary-3pLwN6yB1f" };

const callback =
  "it must be a complete URI with its scheme, without white space and commas, such as https://app.example.com/callback";

export const fixture: Fixture = {
  name: "OidcApp",
  service: "onelogin",

  args: (_environment, number = 1) => ({
    name: `app ${number}`,
    description: "Takes orders",
    roleIds: ["31", 32, 31],
    parameters,
    configuration: {
      ...configuration,
      redirectUris: [...configuration.redirectUris, ...configuration.redirectUris],
      accessTokenExpirationMinutes: "15",
    },
  }),
  inputs: (_environment, number = 1) => ({
    name: `app ${number}`,
    connectorId: 108419,
    description: "Takes orders",
    roleIds: [31, 32],
    parameters,
    configuration,
  }),
  // None of the apps that a sandbox has by itself.
  exampleId: () => "900001",
  outputs: (id) => ({ appId: Number(id), clientId: sso.client_id, clientSecret: sso.client_secret }),
  unfinishedId: () => "unfinished",

  change: () => ({
    description: undefined,
    roleIds: [32, 33],
    parameters: { unit: { label: "Unit", values: ["sales", "support"] } },
    configuration: {
      ...configuration,
      redirectUris: ["https://c.example.com/callback"],
      oidcApplicationType: "native",
      accessTokenExpirationMinutes: 25,
    },
  }),
  rename: { name: "another app" },
  replacement: () => ({ profile: "other", configuration: { ...configuration, refreshTokenExpirationMinutes: 6 } }),
  variants: [
    { title: "" },
    {
      title: "with a secret that reads contain",
      args: { configuration: { ...configuration, tokenEndpointAuthMethod: "basic" } },
      settings: { appSecretInReads: "shown" },
      operations: ["create", "adopt"],
    },
  ],

  holds: (inputs, { appId, clientId, clientSecret } = {}) =>
    present({
      id: appId,
      ...attributes(inputs),
      sso: clientId && { client_id: clientId, client_secret: clientSecret },
    }),
  serverDefaults: { description: null, visible: true },
  find: ({ onelogin }, { name, connectorId }) =>
    onelogin.apps.filter((app) => app.name === name && app.connector_id === connectorId) as unknown as Values[],
  held: ({ onelogin }, id) => onelogin.apps.find((app) => app.id === Number(id)) as unknown as Values | undefined,
  idOf: ({ id }) => String(id),
  getOutputs: (environment, id) => ({
    ...fixture.inputs(environment),
    visible: true,
    allowAssumedSignin: false,
    parameters: {
      groups: { label: "groups", ...noFlags },
      unit: { ...parameters.unit, ...noFlags, skipIfBlank: true },
    },
    configuration: {
      ...configuration,
      postLogoutRedirectUris: [],
      oidcApplicationType: "web",
      includeAmrClaims: false,
    },
    appId: Number(id),
    clientId: `sandbox-oidc-client-${id}`,
  }),

  byHand: {
    make: (inputs) => ({ method: "POST", path: appsByHand, body: present(attributes(inputs)) }),
    set: (id, inputs) => ({ method: "PATCH", path: `${appsByHand}/${id}`, body: present(attributes(inputs)) }),
    remove: (id) => ({ method: "DELETE", path: `${appsByHand}/${id}` }),
  },
  somebodyElses: {
    description: "Somebody's",
    roleIds: [39],
    parameters: { unit: { label: "Another", values: "somebody's", skipIfBlank: false } },
    configuration: layOver(configuration, {
      redirectUris: ["https://somebody.example.com"],
      tokenEndpointAuthMethod: "post",
      accessTokenExpirationMinutes: 77,
    }),
  },
  similar: { connectorId: 38568 },
  drift: {
    inputs: () => ({
      configuration: { redirectUris: ["https://c.example.com/callback", "https://by-hand.example.com"] },
    }),
    shows: ["configuration", "redirectUris"],
  },
  unmanaged: {
    notes: "by hand",
    parameters: { region: { values: "by hand" } },
    configuration: { loginUrl: "https://by-hand.example.com", refreshTokenExpirationMinutes: 88 },
  },

  paths: {
    collection: () => collection,
    object: (id) => `${collection}/${id}`,
    readsFrom: "object",
    looksUpIn: "collection",
    listQuery: "\\?auth_method=8&limit=1000&page=1(&name=.*)?",
    update: "PUT",
  },
  calls: {
    create: [listed, "POST {all} name,connector_id,description,role_ids,parameters,configuration"],
    read: ["GET {one}"],
    // The list, read after the 404, makes sure that it isn't there.
    readGone: ["GET {one}", listed],
    // The parameters are read just before.
    update: ["GET {one}", "PUT {one} name,description,role_ids,configuration,parameters"],
    repair: ["PUT {one} configuration"],
    replace: ["DELETE {one}", listed, "POST {all} name,connector_id,description,role_ids,parameters,configuration"],
  },
  refusesDuplicates: false,
  looksFirst: true,
  takesDuplicates: true,

  refused: () => [
    {
      title: "wrong types, and wrong members of the configuration and of a parameter",
      args: {
        name: " app ",
        connectorId: 0,
        visible: "yes",
        roleIds: [31, "x"],
        parameters: { unit: { label: 7, values: [1], nonsense: 1 }, zone: 3 },
        configuration: {
          redirectUri: "https://a.example.com",
          redirectUris: [
            "https://a.example.com,https://b.example.com",
            "callback",
            "localhost:3000/callback",
            "a.example.com:443",
            "https:callback",
          ],
          postLogoutRedirectUris: ["https://a.example.com\nhttps://b.example.com"],
          loginUrl: "ftp://a.example.com",
          oidcApplicationType: 1,
          tokenEndpointAuthMethod: "client_secret_basic",
          accessTokenExpirationMinutes: 0,
          refreshTokenExpirationMinutes: 1.5,
        },
      },
      messages: [
        "name: it must not begin or end with white space",
        `connectorId: ${positiveIntegerExpected} a number that isn't above 0`,
        "visible: expected true or false, got a string",
        `roleIds: value 2: ${positiveIntegerExpected} a string`,
        "parameters: unit.nonsense: unknown property; valid properties are label, userAttributeMappings, userAttributeMacros, attributesTransformations, values, defaultValues, skipIfBlank, provisionedEntitlements, safeEntitlementsEnabled, includeInSamlAssertion; unit.label: expected a string, got a number; unit.values: expected a string, or an array of strings; zone: expected an object, got a number",
        "configuration.redirectUri: unknown property; valid properties are redirectUris, postLogoutRedirectUris, loginUrl, oidcApplicationType, tokenEndpointAuthMethod, accessTokenExpirationMinutes, refreshTokenExpirationMinutes, includeAmrClaims",
        `configuration.redirectUris: ${[1, 2, 3, 4, 5].map((value) => `value ${value}: ${callback}`).join("; ")}`,
        `configuration.postLogoutRedirectUris: value 1: ${callback}`,
        "configuration.loginUrl: it must be a URL that begins with https:// or http://",
        'configuration.oidcApplicationType: expected one of "web", "native", got a number',
        'configuration.tokenEndpointAuthMethod: expected one of "basic", "post", "none", got a string',
        `configuration.accessTokenExpirationMinutes: ${positiveIntegerExpected} a number that isn't above 0`,
        `configuration.refreshTokenExpirationMinutes: ${positiveIntegerExpected} a number that isn't whole`,
      ],
    },
    {
      title: "no redirect URI",
      args: { configuration: { ...configuration, redirectUris: [] } },
      messages: ["configuration.redirectUris: expected at least one value"],
    },
  ],
  oneLineTexts: [{ property: "name", args: (name) => ({ name }) }],
  accepted: () => [
    { name: "* & <more>", description: "of\nmany\nlines", notes: "" },
    { parameters: { constructor: {}, unit: { defaultValues: [] } }, roleIds: [] },
    {
      configuration: {
        redirectUris: ["com.example.app:/callback", "myapp://callback", "http://localhost:8080", "http://[::1]:80/"],
        postLogoutRedirectUris: [],
        loginUrl: "",
      },
    },
  ],

  answers: (environment) => {
    const inputs = fixture.inputs(environment);
    const { name, connector_id, description, ...others } = attributes(inputs);
    const id = Number(fixture.exampleId(environment));
    const summary = { id, connector_id, auth_method: 8, name, description, visible: true };
    const object = { ...summary, ...others, sso };
    return { create: object, update: object, object, list: [summary] };
  },
};

const noFlags = {
  skipIfBlank: false,
  provisionedEntitlements: false,
  safeEntitlementsEnabled: false,
  includeInSamlAssertion: false,
};

function attributes(inputs: Values): Values {
  const { redirectUris, postLogoutRedirectUris, ...rest } = (inputs.configuration ?? {}) as Values;
  return present({
    name: inputs.name,
    connector_id: inputs.connectorId,
    description: inputs.description,
    notes: inputs.notes,
    visible: inputs.visible,
    role_ids: inputs.roleIds,
    parameters: inputs.parameters && parametersIn(inputs.parameters as Values),
    configuration: inputs.configuration && {
      redirect_uri: lines(redirectUris),
      post_logout_redirect_uri: lines(postLogoutRedirectUris),
      login_url: rest.loginUrl,
      oidc_application_type: numberOf(rest.oidcApplicationType, ["web", "native"]),
      token_endpoint_auth_method: numberOf(rest.tokenEndpointAuthMethod, ["basic", "post", "none"]),
      access_token_expiration_minutes: rest.accessTokenExpirationMinutes,
      refresh_token_expiration_minutes: rest.refreshTokenExpirationMinutes,
      include_amr_claims: rest.includeAmrClaims,
    },
  });
}

function parametersIn(all: Values): Values {
  const members = Object.entries(all).map(([name, each]) => {
    const { skipIfBlank, ...others } = each as Values;
    return [name, { ...others, skip_if_blank: skipIfBlank }];
  });
  return Object.fromEntries(members);
}

function lines(uris: unknown): unknown {
  return Array.isArray(uris) ? uris.join("\n") : uris;
}

function numberOf(word: unknown, words: string[]): number | undefined {
  return word === undefined ? undefined : words.indexOf(String(word));
}

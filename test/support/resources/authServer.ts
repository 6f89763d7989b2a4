import type { Values } from "../../../provider/lifecycle";
import { type Fixture, layOver, positiveIntegerExpected, present } from "./fixture";

export const authServers = "/api/2/api_authorizations";
export const authServersByHand = "/onelogin/auth-servers";

const configuration = {
  resourceIdentifier: "https://orders.example.com",
  audiences: ["https://a.example.com", "https://b.example.com"],
  // The other lifetime is left out.
  accessTokenExpirationMinutes: 15,
};

export const fixture: Fixture = {
  name: "AuthServer",
  service: "onelogin",

  args: (_environment, number = 1) => ({
    name: `server ${number}`,
    configuration: { ...configuration, accessTokenExpirationMinutes: "15" },
  }),
  inputs: (_environment, number = 1) => ({
    name: `server ${number}`,
    description: "Managed by Pulumi",
    configuration,
  }),
  exampleId: () => "4711",
  outputs: (id) => ({ authServerId: Number(id) }),
  unfinishedId: () => "unfinished",

  change: () => ({
    description: "Orders",
    configuration: { ...configuration, audiences: ["https://c.example.com"], accessTokenExpirationMinutes: 25 },
  }),
  rename: { name: "another server" },
  replacement: () => ({ profile: "other", configuration: { ...configuration, refreshTokenExpirationMinutes: 6 } }),

  holds: (inputs, { authServerId } = {}) => present({ id: authServerId, ...attributes(inputs) }),
  find: ({ onelogin }, { name, configuration }) => {
    const { resourceIdentifier } = configuration as Values;
    const found = Object.values(onelogin.authServers).filter(
      (server) => server.name === name && server.configuration?.resource_identifier === resourceIdentifier,
    );
    return found as unknown as Values[];
  },
  held: ({ onelogin }, id) => onelogin.authServers[id] as unknown as Values | undefined,
  idOf: ({ id }) => String(id),
  getOutputs: (environment, id) => ({
    ...fixture.inputs(environment),
    configuration: { ...configuration, refreshTokenExpirationMinutes: 30 },
    authServerId: Number(id),
  }),

  byHand: {
    make: (inputs) => ({ method: "POST", path: authServersByHand, body: present(attributes(inputs)) }),
    set: (id, inputs) => ({ method: "PATCH", path: `${authServersByHand}/${id}`, body: present(attributes(inputs)) }),
    remove: (id) => ({ method: "DELETE", path: `${authServersByHand}/${id}` }),
  },
  somebodyElses: {
    description: "Somebody's",
    configuration: layOver(configuration, {
      audiences: ["https://somebody.example.com"],
      accessTokenExpirationMinutes: 77,
    }),
  },
  similar: { configuration: { ...configuration, resourceIdentifier: "https://other.example.com" } },
  drift: {
    inputs: () => ({ configuration: { audiences: ["https://c.example.com", "https://by-hand.example.com"] } }),
    shows: ["configuration", "audiences"],
  },
  unmanaged: { configuration: { refreshTokenExpirationMinutes: 88 } },

  paths: {
    collection: () => authServers,
    object: (id) => `${authServers}/${id}`,
    readsFrom: "object",
    looksUpIn: "collection",
    listQuery: "(\\?name=.*)?",
    update: "PUT",
  },
  calls: {
    create: ["GET {all}", "POST {all} name,description,configuration"],
    read: ["GET {one}"],
    // The list, read after the 404, makes sure that it isn't there.
    readGone: ["GET {one}", "GET {all}"],
    // The lifetime that the program leaves out is read and sent back.
    update: ["GET {one}", "PUT {one} name,description,configuration"],
    repair: ["GET {one}", "PUT {one} name,description,configuration"],
    replace: ["DELETE {one}", "GET {all}", "POST {all} name,description,configuration"],
  },
  looksFirst: true,
  refusesDuplicates: false,
  takesDuplicates: true,

  refused: () => [
    {
      title: "white space around the name, and wrong members of the configuration",
      args: {
        name: " contacts ",
        configuration: {
          audience: "a",
          audiences: [],
          accessTokenExpirationMinutes: 0,
          refreshTokenExpirationMinutes: 1.5,
        },
      },
      messages: [
        "name: it must not begin or end with white space",
        "configuration.audience: unknown property; valid properties are resourceIdentifier, audiences, accessTokenExpirationMinutes, refreshTokenExpirationMinutes",
        "configuration.resourceIdentifier: required, but missing",
        "configuration.audiences: expected at least one value",
        `configuration.accessTokenExpirationMinutes: ${positiveIntegerExpected} a number that isn't above 0`,
        `configuration.refreshTokenExpirationMinutes: ${positiveIntegerExpected} a number that isn't whole`,
      ],
    },
  ],
  oneLineTexts: [
    { property: "name", args: (name) => ({ name }) },
    {
      property: "configuration.resourceIdentifier",
      args: (resourceIdentifier) => ({ configuration: { ...configuration, resourceIdentifier } }),
    },
  ],
  accepted: () => [{ description: "of\nmany\nlines" }],

  answers: (environment) => {
    const { name, description } = fixture.inputs(environment);
    const { resourceIdentifier, audiences, accessTokenExpirationMinutes } = configuration;
    const id = Number(fixture.exampleId(environment));
    const inLists = { id, name, description, configuration: { resource_identifier: resourceIdentifier, audiences } };
    const lifetimes = {
      access_token_expiration_minutes: accessTokenExpirationMinutes,
      refresh_token_expiration_minutes: 30,
    };
    return {
      create: { id },
      update: { id },
      object: { ...inLists, configuration: { ...inLists.configuration, ...lifetimes } },
      list: [inLists],
    };
  },
};

function attributes({ name, description, configuration }: Values): Values {
  const { resourceIdentifier, audiences, accessTokenExpirationMinutes, refreshTokenExpirationMinutes } =
    (configuration ?? {}) as Values;
  return {
    name,
    description,
    configuration: configuration && {
      resource_identifier: resourceIdentifier,
      audiences,
      access_token_expiration_minutes: accessTokenExpirationMinutes,
      refresh_token_expiration_minutes: refreshTokenExpirationMinutes,
    },
  };
}

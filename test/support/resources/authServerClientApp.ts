import type { Values } from "../../../provider/lifecycle";
import { authServersByHand } from "./authServer";
import { authServerChild } from "./authServerChild";
import { type Fixture, partsOf, positiveIntegerExpected, present } from "./fixture";

const child = authServerChild({
  collection: "clients",
  list: "clientApps",
  numberMember: "app_id",
  key: "appId",
  keyMember: "app_id",
  attributes,
});

export const fixture: Fixture = {
  name: "AuthServerClientApp",
  ...child,

  args: ({ authServerId, scopeIds: [read, write] }, number = 1) => ({
    authServerId,
    appId: String(909020 + number),
    scopeIds: [`${authServerId}/${write}`, String(read), write],
  }),
  inputs: ({ authServerId, scopeIds: [read, write] }, number = 1) => ({
    authServerId,
    appId: 909020 + number,
    scopeIds: [write, read],
  }),
  // The numbers of the sandbox's OpenID Connect apps.
  highestNumber: 3,
  exampleId: ({ authServerId }) => `${authServerId}/909021`,
  outputs: () => ({}),
  unfinishedId: ({ authServerId }) => `${authServerId}/909021`,

  change: ({ scopeIds: [, write, admin] }) => ({ scopeIds: [write, admin] }),
  replacement: ({ other }) => ({ ...other, appId: 909022 }),
  variants: [
    {
      title: "with the app's credentials",
      args: { exportCredentials: true },
      outputs: { clientId: "app", clientSecret: "canary-3pLwN6yB1f" },
      settings: { appSecretInReads: "shown" },
    },
  ],

  getOutputs: (environment, id) => ({ ...fixture.inputs(environment), ...fixture.outputs(id) }),
  holds: (inputs) => present(attributes(inputs)),

  byHand: {
    ...child.byHand,
    make: ({ authServerId, appId, scopeIds }) => setByHand(`${authServerId}/${appId}`, { scopeIds }),
    set: setByHand,
  },
  somebodyElses: { scopeIds: [] },
  drift: { inputs: ({ scopeIds: [read, write] }) => ({ scopeIds: [write, read] }), shows: ["scopeIds"] },

  calls: {
    create: ["GET {all}", "POST {all} app_id,scopes"],
    read: ["GET {all}"],
    readGone: ["GET {all}"],
    update: ["PUT {one} scopes"],
    repair: ["PUT {one} scopes"],
    replace: ["DELETE {one}", "GET {all}", "POST {all} app_id,scopes"],
  },

  refused: ({ authServerId, other, scopeIds: [read, write] }) => [
    {
      title: "a scope of another server",
      args: { scopeIds: [`${other.authServerId}/${read}`] },
      messages: ["scopeIds: value 1 is a scope of another authorization server"],
    },
    {
      title: "a scope of a server whose number begins the same",
      args: { scopeIds: [read, `${authServerId}/${write}`, `${authServerId}1/${write}`] },
      messages: ["scopeIds: value 3 is a scope of another authorization server"],
    },
    {
      title: "a scope of another server, this one's number as a text",
      args: { authServerId: String(authServerId), scopeIds: [`${other.authServerId}/${read}`] },
      messages: ["scopeIds: value 1 is a scope of another authorization server"],
    },
    {
      title: "ids that are no numbers",
      args: { authServerId: `${authServerId}/${read}/3`, appId: "web", scopeIds: [read, "read"] },
      messages: [
        `authServerId: ${positiveIntegerExpected} a string`,
        `appId: ${positiveIntegerExpected} a string`,
        `scopeIds: value 2: ${positiveIntegerExpected} a string`,
      ],
    },
  ],
  oneLineTexts: [],
  accepted: ({ authServerId, scopeIds: [read, write, admin] }) => [
    { scopeIds: [`${authServerId}/${read}`, write, String(admin)] },
    { scopeIds: [] },
  ],

  answers: (environment) => {
    const [server, number] = partsOf(fixture.exampleId(environment)).map(Number);
    const [read, write] = environment.scopeIds;
    const scopes = [
      { id: write, value: "parent:write" },
      { id: read, value: "parent:read" },
    ];
    const app = { id: server, app_id: number };
    return { create: app, update: app, list: [{ app_id: number, scopes }] };
  },
};

function attributes({ appId, scopeIds }: Values): Values {
  return { app_id: appId, scope_ids: scopeIds };
}

function setByHand(id: string, { scopeIds }: Values) {
  const [server, number] = partsOf(id);
  const path = `${authServersByHand}/${server}/client-apps/${number}`;
  return { method: "PUT" as const, path, body: { scope_ids: scopeIds } };
}

import type { Values } from "../../../provider/lifecycle";
import { authServerChild } from "./authServerChild";
import { type Fixture, partsOf, positiveIntegerExpected, present } from "./fixture";

/** Nothing is left to what a service makes of a PUT that leaves something out. */
const replaceAll = [
  "GET {all}",
  "PUT {one} user_attribute_mappings,user_attribute_macros,attributes_transformations,name",
];

export const fixture: Fixture = {
  name: "AuthServerClaim",
  ...authServerChild({
    collection: "claims",
    list: "claims",
    numberMember: "id",
    key: "name",
    keyMember: "name",
    attributes,
  }),

  args: (environment, number = 1) => ({
    ...fixture.inputs(environment, number),
    authServerId: `${environment.authServerId}`,
  }),
  inputs: ({ authServerId }, number = 1) => ({
    authServerId,
    name: `claim_${number}`,
    userAttributeMappings: "email",
  }),
  exampleId: ({ authServerId }) => `${authServerId}/77`,
  outputs: (id) => ({ claimId: Number(partsOf(id)[1]) }),
  unfinishedId: ({ authServerId }) => `${authServerId}/unfinished`,

  change: () => ({ userAttributeMappings: undefined, userAttributeMacros: "{email}" }),
  rename: { name: "another_claim" },
  replacement: ({ other }) => ({ authServerId: other.authServerId, userAttributeMappings: undefined }),

  getOutputs: (environment, id) => ({ ...fixture.inputs(environment), ...fixture.outputs(id) }),
  holds: (inputs, { claimId } = {}) => present({ id: claimId, ...attributes(inputs) }),
  serverDefaults: { user_attribute_mappings: null, user_attribute_macros: null, attributes_transformations: null },

  somebodyElses: { userAttributeMappings: "username" },
  drift: { inputs: () => ({ userAttributeMacros: "{by_hand}" }), shows: ["userAttributeMacros"] },
  unmanaged: { attributesTransformations: "by_hand" },

  calls: {
    create: ["GET {all}", "POST {all} name,user_attribute_mappings"],
    read: ["GET {all}"],
    readGone: ["GET {all}"],
    update: replaceAll,
    repair: replaceAll,
    replace: ["DELETE {one}", "GET {all}", "POST {all} name"],
  },

  refused: () => [
    {
      title: "a negative id, an empty name, and a wrong type",
      args: { authServerId: -1, name: "", userAttributeMappings: 7 },
      messages: [
        `authServerId: ${positiveIntegerExpected} a number that isn't above 0`,
        "name: expected a non-empty string",
        "userAttributeMappings: expected a string, got a number",
      ],
    },
  ],
  oneLineTexts: [{ property: "name", args: (name) => ({ name }) }],
  accepted: () => [],

  answers: (environment) => {
    const { name, userAttributeMappings } = fixture.inputs(environment);
    const id = Number(partsOf(fixture.exampleId(environment))[1]);
    return { create: { id }, update: { id }, list: [{ id, name, user_attribute_mappings: userAttributeMappings }] };
  },
};

function attributes(inputs: Values): Values {
  const { name, userAttributeMappings, userAttributeMacros, attributesTransformations } = inputs;
  return {
    name,
    user_attribute_mappings: userAttributeMappings,
    user_attribute_macros: userAttributeMacros,
    attributes_transformations: attributesTransformations,
  };
}

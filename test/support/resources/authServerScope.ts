import type { Values } from "../../../provider/lifecycle";
import { authServerChild } from "./authServerChild";
import { type Fixture, partsOf, positiveIntegerExpected, present } from "./fixture";

const whiteSpace =
  "value: it must not contain white space, which separates scopes (RFC 6749 3.3), or control characters";

export const fixture: Fixture = {
  name: "AuthServerScope",
  ...authServerChild({
    collection: "scopes",
    list: "scopes",
    numberMember: "id",
    key: "value",
    keyMember: "value",
    attributes,
  }),

  args: ({ authServerId }, number = 1) => ({ authServerId: String(authServerId), value: `orders:${number}` }),
  inputs: ({ authServerId }, number = 1) => ({ authServerId, value: `orders:${number}`, description: "" }),
  exampleId: ({ authServerId }) => `${authServerId}/81`,
  outputs: (id) => ({ scopeId: Number(partsOf(id)[1]) }),
  unfinishedId: ({ authServerId }) => `${authServerId}/unfinished`,

  change: () => ({ description: "Read orders" }),
  rename: { value: "people:read" },
  replacement: ({ other }) => ({ authServerId: other.authServerId }),

  getOutputs: (environment, id) => ({ ...fixture.inputs(environment), ...fixture.outputs(id) }),
  holds: (inputs, { scopeId } = {}) => present({ id: scopeId, ...attributes(inputs) }),

  somebodyElses: { description: "Somebody's" },
  drift: { inputs: () => ({ description: "by hand" }), shows: ["description"] },

  calls: {
    create: ["GET {all}", "POST {all} value,description"],
    read: ["GET {all}"],
    readGone: ["GET {all}"],
    update: ["PUT {one} value,description"],
    repair: ["PUT {one} value,description"],
    replace: ["DELETE {one}", "GET {all}", "POST {all} value,description"],
  },

  refused: () => [
    { title: "white space in the value", args: { value: "orders read" }, messages: [whiteSpace], mayStay: true },
    {
      title: "an id that is no number, white space in the value, and wrong types",
      args: { authServerId: "contacts", value: "contacts read", description: 7, adoptExisting: "yes" },
      messages: [
        `authServerId: ${positiveIntegerExpected} a string`,
        whiteSpace,
        "description: expected a string, got a number",
        "adoptExisting: expected true or false, got a string",
      ],
    },
  ],
  oneLineTexts: [{ property: "value", args: (value) => ({ value }) }],
  accepted: () => [{ description: "of\nmany lines" }],

  answers: (environment) => {
    const { value, description } = fixture.inputs(environment);
    const id = Number(partsOf(fixture.exampleId(environment))[1]);
    return { create: { id }, update: { id }, list: [{ id, value, description }] };
  },
};

function attributes({ value, description }: Values): Values {
  return { value, description };
}

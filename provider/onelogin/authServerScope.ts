import { common } from "../commonProperties";
import { scopeValue } from "../formats";
import { type Declaration, id, type Properties, text, toWire, type ValuesOf } from "../properties";
import type { ScopeWire } from "./api";
import { defineChild } from "./authServerChild";

/** A scope of an authorization server: developers.onelogin.com/api-docs/2/api-authorization/add-scope */
export const properties = {
  authServerId: {
    kind: id,
    required: true,
    replaces: true,
    description: "The authorization server: its `authServerId` or its `id`. A change replaces the scope.",
  },
  value: {
    kind: text({ maxLength: 255, format: scopeValue }),
    required: true,
    wire: "value",
    description:
      "What clients ask for and tokens carry, such as `contacts:read` (RFC 6749 3.3): 1 to 255 characters without white space, unique in its server (otherwise 422). A change updates in place.",
  },
  description: {
    kind: text({ allowEmpty: true }),
    default: "",
    wire: "description",
    description: 'What the scope allows. Default: `""`. A change updates in place.',
  },
  ...common,
} as const satisfies Properties;

const outputs = {
  scopeId: { kind: id, fromId: true, description: "The number that OneLogin gave it, for `scopeIds` of client apps." },
} as const satisfies Properties;

export const declaration = {
  type: "onelogin:AuthServerScope",
  description:
    "A scope of an authorization server. https://developers.onelogin.com/api-docs/2/api-authorization/add-scope",
  example: `const read = new onelogin.AuthServerScope("read", { authServerId: contacts.authServerId, value: "contacts:read" });`,
  id: "Its server's number and its own, such as `1022743/51`.",
  get: "Looks an existing scope up without managing it.",
  properties,
  outputs,
} as const satisfies Declaration;

export type Inputs = ValuesOf<typeof properties>;

export const authServerScope = defineChild<Inputs, ScopeWire>({
  declaration,
  collection: (connection) => connection.scopes,
  numberOf: ({ id }) => id,
  numberOutput: "scopeId",
  key: "value",
  keyMember: "value",
  title: ({ value }) => `scope "${value}"`,
  createBody: (inputs) => toWire(properties, inputs),
  replaceBody: (inputs) => toWire(properties, inputs),
  fromItem: ({ value, description }) => ({ value, description }),
});

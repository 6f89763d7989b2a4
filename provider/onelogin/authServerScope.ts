import { common } from "../common";
import { scopeValue } from "../formats";
import { type Properties, toWire, type ValuesOf } from "../properties";
import type { ScopeWire } from "./api";
import { defineChild } from "./serverChild";

/** A scope of an authorization server: developers.onelogin.com/api-docs/2/api-authorization/add-scope */
export const properties = {
  authServerId: { kind: "id", required: true, replaces: true },
  value: { kind: "string", required: true, maxLength: 255, format: scopeValue, wire: "value" },
  description: { kind: "string", default: "", blank: true, wire: "description" },
  ...common,
} as const satisfies Properties;

export type Inputs = ValuesOf<typeof properties>;

export const authServerScope = defineChild<Inputs, ScopeWire>({
  type: "onelogin:AuthServerScope",
  properties,
  collection: (account) => account.scopes,
  numberOf: ({ id }) => id,
  numberOutput: "scopeId",
  key: "value",
  keyMember: "value",
  title: ({ value }) => `scope "${value}"`,
  createBody: (inputs) => toWire(properties, inputs),
  replaceBody: (inputs) => toWire(properties, inputs),
  fromItem: ({ value, description }) => ({ value, description }),
});

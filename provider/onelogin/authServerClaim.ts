import { common } from "../common";
import { oneLine } from "../formats";
import { fromWire, type Properties, toWire, type ValuesOf } from "../properties";
import type { ClaimWire } from "./api";
import { defineChild } from "./serverChild";

/** A claim of an authorization server's access tokens: developers.onelogin.com/api-docs/2/api-authorization/add-claim */
export const properties = {
  authServerId: { kind: "id", required: true, replaces: true },
  name: { kind: "string", required: true, maxLength: 255, format: oneLine, wire: "name" },
  userAttributeMappings: { kind: "string", blank: true, wire: "user_attribute_mappings" },
  userAttributeMacros: { kind: "string", blank: true, wire: "user_attribute_macros" },
  attributesTransformations: { kind: "string", blank: true, wire: "attributes_transformations" },
  ...common,
} as const satisfies Properties;

export type Inputs = ValuesOf<typeof properties>;

const attributes = ["user_attribute_mappings", "user_attribute_macros", "attributes_transformations"] as const;

export const authServerClaim = defineChild<Inputs, ClaimWire>({
  type: "onelogin:AuthServerClaim",
  properties,
  collection: (account) => account.claims,
  numberOf: ({ id }) => id,
  numberOutput: "claimId",
  key: "name",
  keyMember: "name",
  title: ({ name }) => `claim "${name}"`,
  createBody: (inputs) => toWire(properties, inputs),
  // The page doesn't say whether a PUT keeps or empties what isn't in it. So all is in it: what the program gives, null for
  // what it has taken out, and of the others what the service has just now.
  replaceBody: async (inputs, before, now) => {
    const takenOut = Object.fromEntries(Object.keys(toWire(properties, before)).map((attribute) => [attribute, null]));
    const known = { ...takenOut, ...toWire(properties, inputs) };
    const there = attributes.every((attribute) => attribute in known) ? undefined : await now();
    return { ...Object.fromEntries(attributes.map((attribute) => [attribute, there?.[attribute] ?? null])), ...known };
  },
  fromItem: (claim) => fromWire(properties, { ...claim }),
});

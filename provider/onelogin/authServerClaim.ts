import { common } from "../common";
import { trimmed } from "../formats";
import { fromWire, type Properties, toWire, type ValuesOf } from "../properties";
import type { ClaimWire } from "./api";
import { serverPart } from "./serverPart";

/** A claim of an authorization server's access tokens: developers.onelogin.com/api-docs/2/api-authorization/add-claim */
export const properties = {
  authServerId: { kind: "id", required: true, replaces: true },
  name: { kind: "string", required: true, maxLength: 255, format: trimmed, wire: "name" },
  userAttributeMappings: { kind: "string", blank: true, wire: "user_attribute_mappings" },
  userAttributeMacros: { kind: "string", blank: true, wire: "user_attribute_macros" },
  attributesTransformations: { kind: "string", blank: true, wire: "attributes_transformations" },
  ...common,
} as const satisfies Properties;

export type Inputs = ValuesOf<typeof properties>;

export const authServerClaim = serverPart<Inputs, ClaimWire>({
  type: "onelogin:AuthServerClaim",
  properties,
  of: (account) => account.claims,
  numberOf: ({ id }) => id,
  numberOutput: "claimId",
  key: "name",
  isNamed: (claim, { name }) => claim.name === name,
  title: ({ name }) => `claim "${name}"`,
  // A PUT needs the name alone and leaves what isn't in it, so what was managed and is taken out has to be emptied.
  body: (inputs, state = {}) => {
    const before = toWire(properties, state);
    const now = toWire(properties, inputs);
    return { ...Object.fromEntries(Object.keys(before).map((attribute) => [attribute, null])), ...now };
  },
  fromItem: (claim) => fromWire(properties, { ...claim }),
});

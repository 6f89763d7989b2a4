import { common } from "../commonProperties";
import { oneLine } from "../formats";
import { type Declaration, fromWire, id, type Properties, text, toWire, type ValuesOf } from "../properties";
import type { ClaimWire } from "./api";
import { defineChild } from "./authServerChild";

/** A claim of an authorization server's access tokens: developers.onelogin.com/api-docs/2/api-authorization/add-claim */
export const properties = {
  authServerId: {
    kind: id,
    required: true,
    replaces: true,
    description: "The authorization server: its `authServerId` or its `id`. A change replaces the claim.",
  },
  name: {
    kind: text({ maxLength: 255, format: oneLine }),
    required: true,
    wire: "name",
    description:
      "The claim's name in the access token (RFC 7519 4). 1 to 255 characters, unique in its server (otherwise 422). A change updates in place.",
  },
  userAttributeMappings: {
    kind: text({ allowEmpty: true }),
    wire: "user_attribute_mappings",
    description:
      'The user attribute that fills the claim, such as `email`; `custom_attribute_<name>` for a custom one, `roles` for the roles (with `attributesTransformations: "semicolon_separated_list"`), `_macro_` for a macro. Left out, it stays what it is at the service; taken out after it was given, it is emptied. A change updates in place.',
  },
  userAttributeMacros: {
    kind: text({ allowEmpty: true }),
    wire: "user_attribute_macros",
    description:
      "The macro that fills the claim, used where `userAttributeMappings` is `_macro_`. Left out and taken out: as above. A change updates in place.",
  },
  attributesTransformations: {
    kind: text({ allowEmpty: true }),
    wire: "attributes_transformations",
    description:
      "How several values become one, such as `semicolon_separated_list`. Left out and taken out: as above. A change updates in place.",
  },
  ...common,
} as const satisfies Properties;

const outputs = {
  claimId: { kind: id, fromId: true, description: "The number that OneLogin gave it." },
} as const satisfies Properties;

export const declaration = {
  type: "onelogin:AuthServerClaim",
  description:
    "A claim that an authorization server puts into its access tokens. https://developers.onelogin.com/api-docs/2/api-authorization/add-claim",
  example: `new onelogin.AuthServerClaim("email", { authServerId: contacts.authServerId, name: "email", userAttributeMappings: "email" });`,
  id: "Its server's number and its own, such as `1022743/77`.",
  get: "Looks an existing claim up without managing it.",
  properties,
  outputs,
} as const satisfies Declaration;

export type Inputs = ValuesOf<typeof properties>;

const attributes = ["user_attribute_mappings", "user_attribute_macros", "attributes_transformations"] as const;

export const authServerClaim = defineChild<Inputs, ClaimWire>({
  declaration,
  collection: (connection) => connection.claims,
  numberOf: ({ id }) => id,
  numberOutput: "claimId",
  key: "name",
  keyMember: "name",
  title: ({ name }) => `claim "${name}"`,
  createBody: (inputs) => toWire(properties, inputs),
  // The page doesn't say whether a PUT keeps or empties missing attributes. So it always has all of them: the program's
  // values, null for those that the program has removed, and the service's current values for the others.
  replaceBody: async (inputs, before, now) => {
    const takenOut = Object.fromEntries(Object.keys(toWire(properties, before)).map((attribute) => [attribute, null]));
    const known = { ...takenOut, ...toWire(properties, inputs) };
    const there = attributes.every((attribute) => attribute in known) ? undefined : await now();
    return { ...Object.fromEntries(attributes.map((attribute) => [attribute, there?.[attribute] ?? null])), ...known };
  },
  fromItem: (claim) => fromWire(properties, { ...claim }),
});

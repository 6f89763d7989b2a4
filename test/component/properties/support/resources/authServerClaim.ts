import fc from "fast-check";
import { fixtureOf } from "../../../../support/resources";
import { adopting, anyText, maybe, pick, respelled, words } from "../values";
import type { RandomResource } from "./resource";

const attributes: Record<string, string> = {
  mappings: "userAttributeMappings",
  macros: "userAttributeMacros",
  transformations: "attributesTransformations",
};

const fixture = fixtureOf("AuthServerClaim");

export const random: RandomResource = {
  fixture,
  slot: "claim",
  slots: 2,
  belongsToServer: true,
  refersTo: ["server"],
  replaces: ["authServerId"],
  emptied: { userAttributeMappings: "", userAttributeMacros: "", attributesTransformations: "" },
  specs: fc.record({
    server: pick,
    name: words,
    mappings: maybe(anyText),
    macros: maybe(anyText),
    transformations: maybe(anyText),
    adoptExisting: adopting,
  }),
  args: ({ name, mappings, macros, transformations }, { slot }) => ({
    name: `${slot} ${name}`,
    userAttributeMappings: mappings,
    userAttributeMacros: macros,
    attributesTransformations: transformations,
  }),

  byHand: (what, spec, { slot, id, object }) => {
    if (what === "respell") {
      const { name, userAttributeMappings, userAttributeMacros, attributesTransformations } = comparable(object);
      return fixture.byHand.set(id, {
        name: respelled(name),
        userAttributeMappings: respelled(userAttributeMappings),
        userAttributeMacros: respelled(userAttributeMacros),
        attributesTransformations: respelled(attributesTransformations),
      });
    }
    if (what === "name") return fixture.byHand.set(id, { name: `${slot} ${spec.name}` });
    const attribute = attributes[what];
    return attribute === undefined ? undefined : fixture.byHand.set(id, { [attribute]: spec[what] ?? null });
  },

  comparable,
};

function comparable(claim: Record<string, unknown>) {
  return {
    name: claim.name,
    userAttributeMappings: claim.user_attribute_mappings,
    userAttributeMacros: claim.user_attribute_macros,
    attributesTransformations: claim.attributes_transformations,
  };
}

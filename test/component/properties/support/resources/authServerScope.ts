import fc from "fast-check";
import { fixtureOf } from "../../../../support/resources";
import { adopting, anyText, maybe, pick, respelled } from "../values";
import type { RandomResource } from "./resource";

const fixture = fixtureOf("AuthServerScope");

export const random: RandomResource = {
  fixture,
  slot: "scope",
  slots: 3,
  belongsToServer: true,
  refersTo: ["server"],
  replaces: ["authServerId"],
  specs: fc.record({
    server: pick,
    value: fc.constantFrom("read", "Read", "Caf\u00e9", "Cafe\u0301"),
    description: maybe(anyText),
    adoptExisting: adopting,
  }),
  args: ({ value, description }, { slot }) => ({ value: `${slot}:${value}`, description }),

  byHand: (what, spec, { slot, id, object }) => {
    if (what === "respell")
      return fixture.byHand.set(id, { value: respelled(object.value), description: respelled(object.description) });
    if (what === "value") return fixture.byHand.set(id, { value: `${slot}:${spec.value}` });
    if (what === "description") return fixture.byHand.set(id, { description: String(spec.description ?? "") });
    return undefined;
  },

  completeArgs: (args) => ({ ...args, description: args.description ?? "" }),
  comparable: ({ value, description }) => ({ value, description }),
};

import fc from "fast-check";
import { fixtureOf, present } from "../../../../support/resources";
import { adopting, maybe, otherNumber, profile, respelled, urls, words } from "../values";
import type { RandomResource, Spec } from "./resource";

/** The service refuses a server without a description. */
const described = fc.oneof(words, fc.constantFrom(" orders", "orders "));
const minutes = fc.constantFrom<unknown>(1, 15, "15", 525_600);

const fixture = fixtureOf("AuthServer");

export const random: RandomResource = {
  fixture,
  slot: "server",
  slots: 2,
  refersTo: [],
  sets: ["configuration.audiences"],
  specs: fc.record({
    name: words,
    description: maybe(described),
    identifier: urls,
    audiences: fc.array(fc.oneof(urls, words), { minLength: 1, maxLength: 3 }),
    access: maybe(minutes),
    refresh: maybe(minutes),
    adoptExisting: adopting,
    profile,
  }),
  args: ({ name, description, identifier, audiences, access, refresh }, { slot }) => ({
    name: `${name} ${slot}`,
    description,
    configuration: present({
      resourceIdentifier: identifier,
      audiences,
      accessTokenExpirationMinutes: access,
      refreshTokenExpirationMinutes: refresh,
    }),
  }),
  rewritten: ({ access, refresh, ...others }) => ({
    ...others,
    access: otherNumber(access),
    refresh: otherNumber(refresh),
  }),

  byHand: (what, spec, { slot, id, object }) => {
    const set = (inputs: Spec) => fixture.byHand.set(id, inputs);
    const configure = (configuration: Spec) => set({ configuration });
    if (what === "respell") {
      const { resource_identifier, audiences } = object.configuration as Spec;
      return set({
        name: respelled(object.name),
        description: respelled(object.description),
        configuration: {
          resourceIdentifier: respelled(resource_identifier),
          audiences: (audiences as string[]).map(respelled).reverse(),
        },
      });
    }
    if (what === "name") return set({ name: `${spec.name} ${slot}` });
    if (what === "description") return set({ description: spec.description ?? "by hand" });
    if (what === "identifier") return configure({ resourceIdentifier: spec.identifier });
    if (what === "audiences") return configure({ audiences: [...new Set(spec.audiences as string[])] });
    if (what === "access") return configure({ accessTokenExpirationMinutes: Number(spec.access ?? 7) });
    if (what === "refresh") return configure({ refreshTokenExpirationMinutes: Number(spec.refresh ?? 7) });
    return undefined;
  },

  completeArgs: (args) => ({ ...args, description: args.description ?? "Managed by Pulumi" }),
  comparable: ({ name, description, configuration }) => {
    const { resource_identifier, audiences, ...lifetimes } = configuration as Spec;
    return {
      name,
      description,
      "configuration.resourceIdentifier": resource_identifier,
      "configuration.audiences": audiences,
      "configuration.accessTokenExpirationMinutes": lifetimes.access_token_expiration_minutes,
      "configuration.refreshTokenExpirationMinutes": lifetimes.refresh_token_expiration_minutes,
    };
  },
};

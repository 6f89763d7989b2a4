import type { Values } from "../../../provider/lifecycle";
import type { Objects } from "../../../sandbox";
import { authServers, authServersByHand } from "./authServer";
import { type Fixture, partsOf, present } from "./fixture";

interface Kind {
  /** In the API's paths. */
  collection: string;
  /** The list that the sandbox's servers have. */
  list: "scopes" | "claims" | "clientApps";
  /** The member that is the second half of the id. */
  numberMember: string;
  /** The natural key, as an input and as the member of an object. */
  key: string;
  keyMember: string;
  attributes(inputs: Values): Values;
}

/** What scopes, claims and client apps have in common. */
export function authServerChild({ collection, list, numberMember, key, keyMember, attributes }: Kind) {
  const itemsOf = ({ onelogin }: Objects, server: unknown): Values[] =>
    (onelogin.authServers[String(server)]?.[list] ?? []) as unknown as Values[];
  const objectByHand = (id: string) => {
    const [server, number] = partsOf(id);
    return `${authServersByHand}/${server}/${list === "clientApps" ? "client-apps" : list}/${number}`;
  };
  return {
    service: "onelogin",
    find: (objects, inputs) => itemsOf(objects, inputs.authServerId).filter((item) => item[keyMember] === inputs[key]),
    held: (objects, id) => {
      const [server, number] = partsOf(id);
      return itemsOf(objects, server).find((item) => item[numberMember] === Number(number));
    },
    idOf: (object, { authServerId }) => `${authServerId}/${object[numberMember]}`,
    byHand: {
      make: (inputs) => ({
        method: "POST",
        path: `${authServersByHand}/${inputs.authServerId}/${list}`,
        body: present(attributes(inputs)),
      }),
      set: (id, inputs) => ({ method: "PATCH", path: objectByHand(id), body: present(attributes(inputs)) }),
      remove: (id) => ({ method: "DELETE", path: objectByHand(id) }),
    },
    paths: {
      collection: ({ authServerId }) => `${authServers}/${authServerId}/${collection}`,
      object: (id) => {
        const [server, number] = partsOf(id);
        return `${authServers}/${server}/${collection}/${number}`;
      },
      readsFrom: "collection",
      looksUpIn: "collection",
      update: "PUT",
    },
    looksFirst: true,
    refusesDuplicates: true,
  } satisfies Partial<Fixture>;
}

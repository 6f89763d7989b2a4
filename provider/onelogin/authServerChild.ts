import { createOrAdopt } from "../createOrAdopt";
import { type Definition, defineResource, type ServiceValues, type StateBase } from "../defineResource";
import type { Wire } from "../http/decode";
import { isKind } from "../http/errors";
import type { CheckFailure, Values } from "../lifecycle";
import { adviseRefresh, ignoreNotFound, undefinedIfNotFound } from "../notFound";
import { changes, type Declaration, isSameText, reconcile } from "../properties";
import { withoutMarker, writeOnlyIn } from "../writeOnly";
import { connect } from "./connect";
import type { OneLoginConnection, SharedChildren } from "./connection";
import { childId } from "./ids";

interface ChildInputs extends Values {
  authServerId: number;
  adoptExisting?: boolean;
  profile?: string;
}

/** What is specific to one kind of child of an authorization server. */
export interface Child<Inputs, Item> {
  declaration: Declaration;
  rules?(inputs: Partial<Inputs>, given: Values): CheckFailure[];
  /** Its requests. */
  collection(connection: OneLoginConnection): SharedChildren<Item>;
  /** The number that identifies it within its server. */
  numberOf(item: Item): number;
  /** Its number, if the inputs already contain it. */
  numberIn?(inputs: Inputs): number;
  /** The argument that is its natural key within the server. */
  key: string & keyof Inputs;
  /** The member of the service's answer that holds the key. */
  keyMember: string;
  /** How messages name it: `scope "orders:read"`. */
  title(inputs: Inputs): string;
  /** The name of the output that is its number, if the number isn't an input. */
  numberOutput?: string;
  createBody(inputs: Inputs): Values;
  /** The body of a PUT. `before` is the previous state; `now` reads the object from the service. */
  replaceBody(inputs: Inputs, before: Values, now: () => Promise<Item | undefined>): Values | Promise<Values>;
  /** The item's properties, as a program spells them. */
  fromItem(item: Item): Values;
  /** Further outputs, which take separate requests. */
  furtherOutputs?(connection: OneLoginConnection, inputs: Partial<Inputs>, state: Values): Promise<Values>;
  /** What a refresh does with the further outputs. */
  refreshed?(state: Values, outputs: Values): Pick<ServiceValues, "outputs" | "isWriteOnlyRight">;
  /** What an update does with them, as in a definition. */
  plan?(state: Values, inputs: Values): Values;
}

/** Defines a resource that belongs to an authorization server, has a natural key within it, and is only read in lists. */
export function defineChild<Inputs extends ChildInputs, Item>(child: Child<Inputs, Item>) {
  type State = Inputs & StateBase & Values;
  const { properties } = child.declaration;
  const writeOnly = writeOnlyIn(child.declaration);

  const isNamed = (inputs: Inputs) => (item: Wire) => isSameText(item[child.keyMember], inputs[child.key]);
  const isAsSent = (inputs: Inputs, item: Item) =>
    !reconcile(properties, { ...inputs }, { authServerId: inputs.authServerId, ...child.fromItem(item) }).drifted;
  const replace = async (
    connection: OneLoginConnection,
    server: number,
    number: number,
    inputs: Inputs,
    before: Values,
  ) => {
    const collection = child.collection(connection);
    const now = async () => (await collection.listNow(server)).byId(number);
    await collection.replace(server, number, await child.replaceBody(inputs, before, now));
  };

  const definition: Definition<Inputs, State, OneLoginConnection> = {
    declaration: child.declaration,
    connect,
    parentType: "onelogin:AuthServer",
    ...(child.rules ? { rules: child.rules } : {}),
    ...(child.plan ? { plan: child.plan } : {}),
    ...(child.numberIn ? {} : { keyWithoutId: child.key }),

    outputs: (id) => {
      const { serverId, number } = childId(id);
      return { authServerId: serverId, ...(child.numberOutput ? { [child.numberOutput]: number } : {}) };
    },

    async create(connection, inputs, adopting) {
      const collection = child.collection(connection);
      const server = inputs.authServerId;
      // Before anything is created, because it may fail.
      const further = await child.furtherOutputs?.(connection, inputs, {});
      const what = `${child.title(inputs)} of the authorization server ${server}`;
      const adviseServer = (error: unknown) => {
        throw isKind(error, "notFound")
          ? error.advise(`Check authServerId: the authorization server ${server} doesn't exist`)
          : error;
      };
      const { number } = await createOrAdopt<{ number: number; item?: Item }>(
        {
          title: what,
          key: child.key,
          send: async (recheck) => {
            const number = await collection.create(server, child.createBody(inputs), recheck).catch(adviseServer);
            return { number };
          },
          lookUp: async (urgent) => {
            const [item] = (await collection.listNow(server, urgent).catch(adviseServer)).where(isNamed(inputs));
            return item && { number: child.numberOf(item), item };
          },
          isAsSent: ({ item }) => item !== undefined && isAsSent(inputs, item),
          refusesDuplicates: true,
          idOf: ({ number }) => `${server}/${number}`,
          adopt: inputs.adoptExisting ? ({ number }) => replace(connection, server, number, inputs, {}) : undefined,
          unfinished: { id: `${server}/${child.numberIn?.(inputs) ?? "unfinished"}`, state: inputs },
          advice: `Run \`pulumi up --refresh\`: it looks for the ${what}, and adds it to the state if it is there.`,
        },
        connection,
        adopting,
      );
      const id = `${server}/${number}`;
      return { id, state: { ...inputs, ...definition.outputs(id, inputs as State), ...further } };
    },

    async read(connection, id, state) {
      const { serverId, number } = childId(id);
      const list = child.collection(connection).list(serverId);
      const listing = await undefinedIfNotFound(list, connection.absenceOfServer(serverId));
      const item = listing?.byId(number);
      if (!item) return undefined;
      const actual = { authServerId: serverId, ...child.fromItem(item) };
      const further = (await child.furtherOutputs?.(connection, { ...state, ...actual }, {})) ?? {};
      return { actual, ...(child.refreshed?.(state, further) ?? {}) };
    },

    async findLeftover(connection, state) {
      const server = state.authServerId;
      const list = child.collection(connection).listNow(server);
      const listing = await undefinedIfNotFound(list, connection.absenceOfServer(server));
      const [item] = listing?.where(isNamed(state)) ?? [];
      return item && { id: `${server}/${child.numberOf(item)}`, isOurs: isAsSent(state, item) };
    },

    async update(connection, id, state, inputs) {
      const { serverId, number } = childId(id);
      const further = await child.furtherOutputs?.(connection, inputs, state);
      if (changes(properties, state, inputs).some(({ property }) => properties[property]?.wire)) {
        try {
          await replace(connection, serverId, number, inputs, state);
        } catch (error) {
          throw adviseRefresh(error);
        }
      }
      return {
        ...(withoutMarker(writeOnly, inputs) as Inputs),
        ...definition.outputs(id, inputs as State),
        ...further,
      };
    },

    async delete(connection, id) {
      const { serverId, number } = childId(id);
      const collection = child.collection(connection);
      await ignoreNotFound(collection.remove(serverId, number), collection.absenceOf(serverId, number));
    },
  };
  return defineResource(definition);
}

import { createOnce, UncertainError } from "../createOnce";
import { type Definition, defineResource, type Found, type StateBase } from "../defineResource";
import { ExistsError } from "../existsError";
import type { Wire } from "../http/decode";
import { isKind } from "../http/errors";
import { type Failure, HalfDoneError, type Values } from "../lifecycle";
import { adviseRefresh, ignoreNotFound, undefinedIfNotFound } from "../notFound";
import { changes, type Declaration, isSameText, reconcile } from "../properties";
import { withoutMarker, writeOnlyIn } from "../writeOnly";
import { connect } from "./connect";
import { childId } from "./ids";
import type { SharedChildren, Tenant } from "./tenant";

interface ChildInputs extends Values {
  authServerId: number;
  adoptExisting?: boolean;
  profile?: string;
}

/** How one kind of child of an authorization server differs from the others. */
export interface Child<Inputs, Item> {
  declaration: Declaration;
  rules?(inputs: Partial<Inputs>, given: Values): Failure[];
  /** Its calls. */
  collection(account: Tenant): SharedChildren<Item>;
  /** The number that names it within its server. */
  numberOf(item: Item): number;
  /** Its number, where the inputs have it already. */
  numberIn?(inputs: Inputs): number;
  /** The argument that names it, and that no two of a server have in common. */
  key: string & keyof Inputs;
  /** The member of the service's answer that holds the key. */
  keyMember: string;
  /** What it is called in messages: `scope "orders:read"`. */
  title(inputs: Inputs): string;
  /** The name of the output that is its number, where that isn't an input. */
  numberOutput?: string;
  createBody(inputs: Inputs): Values;
  /** The body of a PUT. `before` is what it follows; `now` reads the object as it is at the service. */
  replaceBody(inputs: Inputs, before: Values, now: () => Promise<Item | undefined>): Values | Promise<Values>;
  /** In the program's words. */
  fromItem(item: Item): Values;
  /** Further outputs, which take calls of their own. */
  furtherOutputs?(account: Tenant, inputs: Partial<Inputs>, state: Values): Promise<Values>;
  /** How a refresh takes them. */
  refreshed?(state: Values, outputs: Values): Pick<Found, "outputs" | "isWriteOnlyRight">;
  /** What an update makes of them, as in a definition. */
  plan?(state: Values, inputs: Values): Values;
}

/** What belongs to an authorization server, has a natural key within it, and is read in lists alone. */
export function defineChild<Inputs extends ChildInputs, Item>(child: Child<Inputs, Item>) {
  type State = Inputs & StateBase & Values;
  const { properties } = child.declaration;
  const writeOnly = writeOnlyIn(child.declaration);

  const isNamed = (inputs: Inputs) => (item: Wire) => isSameText(item[child.keyMember], inputs[child.key]);
  const isAsSent = (inputs: Inputs, item: Item) =>
    !reconcile(properties, { ...inputs }, { authServerId: inputs.authServerId, ...child.fromItem(item) }).drifted;
  const replace = async (account: Tenant, server: number, number: number, inputs: Inputs, before: Values) => {
    const collection = child.collection(account);
    const now = async () => (await collection.listNow(server)).byId(number);
    await collection.replace(server, number, await child.replaceBody(inputs, before, now));
  };

  const definition: Definition<Inputs, State, Tenant> = {
    declaration: child.declaration,
    connect,
    ...(child.rules ? { rules: child.rules } : {}),
    ...(child.plan ? { plan: child.plan } : {}),
    ...(child.numberIn ? {} : { keyWithoutId: child.key }),

    outputs: (id) => {
      const { serverId, number } = childId(id);
      return { authServerId: serverId, ...(child.numberOutput ? { [child.numberOutput]: number } : {}) };
    },

    async create(account, inputs, adopting) {
      const collection = child.collection(account);
      const server = inputs.authServerId;
      // Before anything is made, since it may fail.
      const further = await child.furtherOutputs?.(account, inputs, {});
      const what = `${child.title(inputs)} of the authorization server ${server}`;
      const adviseServer = (error: unknown) => {
        throw isKind(error, "notFound")
          ? error.advise(`Check authServerId: there is no authorization server ${server}, or not any more`)
          : error;
      };
      const result = await createOnce<{ number: number; item?: Item }>(
        {
          send: async (recheck) => {
            const number = await collection.create(server, child.createBody(inputs), recheck).catch(adviseServer);
            return { number };
          },
          find: async (urgent) => {
            const [item] = (await collection.listNow(server, urgent).catch(adviseServer)).where(isNamed(inputs));
            return item && { number: child.numberOf(item), item };
          },
          isAsSent: ({ item }) => item !== undefined && isAsSent(inputs, item),
          refusesDuplicates: true,
          advice: `Run \`pulumi up --refresh\`, which looks for the ${what}, and finishes it if it is there.`,
        },
        account.http.settings,
        account.http,
      ).catch((error) => {
        if (!(error instanceof UncertainError)) throw error;
        const number = child.numberIn?.(inputs) ?? "unfinished";
        throw new HalfDoneError(error.message, `${server}/${number}`, { ...inputs, creationUncertain: true });
      });
      const { number } = "made" in result ? result.made : result.exists;
      if ("exists" in result) {
        const id = `${server}/${number}`;
        if (!inputs.adoptExisting) throw new ExistsError(`The ${what}`, id, child.key, result.refusal);
        adopting(id);
        await replace(account, server, number, inputs, {});
      }
      const id = `${server}/${number}`;
      return { id, state: { ...inputs, ...definition.outputs(id, inputs as State), ...further } };
    },

    async find(account, id, state) {
      const { serverId, number } = childId(id);
      const list = child.collection(account).list(serverId);
      const listing = await undefinedIfNotFound(list, account.absenceOfServer(serverId));
      const item = listing?.byId(number);
      if (!item) return undefined;
      const actual = { authServerId: serverId, ...child.fromItem(item) };
      const further = (await child.furtherOutputs?.(account, { ...state, ...actual }, {})) ?? {};
      return { actual, ...(child.refreshed?.(state, further) ?? {}) };
    },

    async findLeftover(account, state) {
      const server = state.authServerId;
      const list = child.collection(account).listNow(server);
      const listing = await undefinedIfNotFound(list, account.absenceOfServer(server));
      const [item] = listing?.where(isNamed(state)) ?? [];
      return item && { id: `${server}/${child.numberOf(item)}`, isOurs: isAsSent(state, item) };
    },

    async update(account, id, state, inputs) {
      const { serverId, number } = childId(id);
      const further = await child.furtherOutputs?.(account, inputs, state);
      if (changes(properties, state, inputs).some(({ property }) => properties[property]?.wire)) {
        try {
          await replace(account, serverId, number, inputs, state);
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

    async delete(account, id) {
      const { serverId, number } = childId(id);
      const collection = child.collection(account);
      await ignoreNotFound(collection.remove(serverId, number), collection.absenceOf(serverId, number));
    },
  };
  return defineResource(definition);
}

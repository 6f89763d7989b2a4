import { createOnce } from "../createOnce";
import { isGone } from "../http/errors";
import type { Failure, Values } from "../lifecycle";
import { deleted, ExistsError, explainGone, unlessGone } from "../presence";
import { changed, observe, type Properties } from "../properties";
import { type Definition, type Found, resource } from "../resource";
import { connect } from "./connect";
import { pair } from "./ids";
import type { SharedParts, Tenant } from "./tenant";

interface PartInputs extends Values {
  authServerId: number;
  adoptExisting?: boolean;
  profile?: string;
}

/** How one kind of part differs from the others. */
export interface Part<Inputs, Item> {
  type: string;
  properties: Properties;
  rules?(inputs: Partial<Inputs>): Failure[];
  /** Its calls. */
  of(account: Tenant): SharedParts<Item>;
  /** The number that names it within its server. */
  numberOf(item: Item): number;
  /** The argument that names it, and that no two of a server have in common. */
  key: string & keyof Inputs;
  /** Has it that of these inputs? */
  isNamed(item: Item, inputs: Inputs): boolean;
  /** What it is called in messages: `scope "orders:read"`. */
  title(inputs: Inputs): string;
  /** The name of the output that is its number, where that isn't an input. */
  numberOutput?: string;
  /** The body of a POST, and of a PUT that follows `state`. */
  body(inputs: Inputs, state?: Values): Values;
  /** In the program's words. */
  fromItem(item: Item): Values;
  /** Further outputs, which take calls of their own. */
  more?(account: Tenant, inputs: Partial<Inputs>): Promise<Values>;
  /** How a refresh takes them. */
  refreshed?(state: Partial<Inputs>, more: Values): Pick<Found, "more" | "secretDrifted">;
}

/** What belongs to an authorization server, has a natural key within it, and is read in lists alone. */
export function serverPart<Inputs extends PartInputs, Item>(part: Part<Inputs, Item>) {
  const definition: Definition<Inputs, Inputs & Values> = {
    type: part.type,
    properties: part.properties,
    ...(part.rules ? { rules: part.rules } : {}),

    outputs: (id) => {
      const { serverId, partId } = pair(id);
      return { authServerId: serverId, ...(part.numberOutput ? { [part.numberOutput]: partId } : {}) };
    },

    async create(inputs, configuration) {
      const account = await connect(configuration, inputs.profile);
      const calls = part.of(account);
      const server = inputs.authServerId;
      // Before anything is made, since it may fail.
      const more = await part.more?.(account, inputs);
      const what = `${part.title(inputs)} of the authorization server ${server}`;
      const send = async () => {
        try {
          return { number: await calls.create(server, part.body(inputs)) };
        } catch (error) {
          throw isGone(error)
            ? error.advise(`Check authServerId: there is no authorization server ${server}, or not any more`)
            : error;
        }
      };
      const result = await createOnce<{ number: number; item?: Item }>(
        {
          send,
          find: async () => {
            const item = (await calls.listAfresh(server)).find((each) => part.isNamed(each, inputs));
            return item && { number: part.numberOf(item), item };
          },
          // What was there before would have been refused, unless it differs from what was sent.
          isOurs: ({ item }) => !item || !observe(part.properties, { ...inputs }, part.fromItem(item)).drifted,
          check: `Look for the ${what} in OneLogin's console; if it is there, delete it or set adoptExisting: true. Then run \`pulumi up\` again.`,
        },
        account.http.settings,
        account.http.clock,
      );
      const { number } = "made" in result ? result.made : result.exists;
      if ("exists" in result) {
        if (!inputs.adoptExisting) throw new ExistsError(`The ${what}`, part.key, result.refusal);
        await calls.replace(server, number, part.body(inputs, {}));
      }
      const id = `${server}/${number}`;
      return { id, state: { ...inputs, ...definition.outputs(id, inputs), ...more } };
    },

    async find(id, state, configuration) {
      const { serverId, partId } = pair(id);
      const account = await connect(configuration, state.profile);
      const all = await unlessGone(part.of(account).list(serverId));
      const item = all?.find((each) => part.numberOf(each) === partId);
      if (!item) return undefined;
      const actual = { authServerId: serverId, ...part.fromItem(item) };
      const more = (await part.more?.(account, { ...state, ...actual })) ?? {};
      return { actual, ...(part.refreshed?.(state, more) ?? {}) };
    },

    async update(id, state, inputs, configuration) {
      const { serverId, partId } = pair(id);
      const account = await connect(configuration, inputs.profile);
      const more = await part.more?.(account, inputs);
      if (changed(part.properties, state, inputs).some((name) => part.properties[name]?.wire)) {
        try {
          await part.of(account).replace(serverId, partId, part.body(inputs, state));
        } catch (error) {
          throw explainGone(error);
        }
      }
      return { ...inputs, ...definition.outputs(id, inputs), ...more };
    },

    async delete(id, state, configuration) {
      const { serverId, partId } = pair(id);
      const account = await connect(configuration, state.profile);
      await deleted(part.of(account).remove(serverId, partId));
    },
  };
  return resource(definition);
}

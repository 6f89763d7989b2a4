import { common } from "../common";
import { createOnce, UncertainError } from "../createOnce";
import { defineResource, type StateBase } from "../defineResource";
import { ExistsError } from "../existsError";
import { oneLine } from "../formats";
import { hasStatus } from "../http/errors";
import { HalfDoneError, type Values } from "../lifecycle";
import { adviseRefresh, ignoreNotFound, undefinedIfNotFound } from "../notFound";
import {
  type Declaration,
  fromWire,
  id,
  item,
  object,
  type Properties,
  positiveInteger,
  propertiesToSend,
  reconcile,
  set,
  text,
  toWire,
  type ValuesOf,
} from "../properties";
import type { AuthServerWire } from "./api";
import { connect } from "./connect";
import { serverId } from "./ids";
import type { Tenant } from "./tenant";

/** An authorization server: developers.onelogin.com/api-docs/2/api-authorization/create-auth-server */
export const properties = {
  name: {
    kind: text({ maxLength: 255, format: oneLine }),
    required: true,
    defaultFrom: "resourceName",
    wire: "name",
    description:
      "The server's name. 1 to 255 characters, without white space around it. Default: the resource's name. A change updates in place.",
  },
  description: {
    kind: text({ allowEmpty: true }),
    default: "Managed by Pulumi",
    wire: "description",
    description: "What the server is for. Default: `Managed by Pulumi`. A change updates in place.",
  },
  configuration: {
    kind: object({
      resourceIdentifier: {
        kind: text({ format: oneLine }),
        required: true,
        wire: "resource_identifier",
        description:
          "Names the API that the server protects, mostly by its URL. Not empty, otherwise 422. A change updates in place.",
      },
      audiences: {
        kind: set(item(), { notEmpty: true }),
        required: true,
        wire: "audiences",
        description:
          "The values of the tokens' `aud` claim (RFC 7519 4.1.3), one at least. A set: order and repetitions mean nothing. A change updates in place.",
      },
      accessTokenExpirationMinutes: {
        kind: positiveInteger,
        wire: "access_token_expiration_minutes",
        description:
          "Minutes until an access token expires, a whole number above 0. Left out, or taken out again, it stays what it is at the service. A change updates in place.",
      },
      refreshTokenExpirationMinutes: {
        kind: positiveInteger,
        wire: "refresh_token_expiration_minutes",
        description:
          "Minutes until a refresh token expires, a whole number above 0. Left out, or taken out again, it stays what it is at the service. A change updates in place.",
      },
    }),
    required: true,
    wire: "configuration",
    description: "What the server's tokens say. A change updates in place.",
  },
  ...common,
} as const satisfies Properties;

const outputs = {
  authServerId: {
    kind: id,
    fromId: true,
    description: "The number that OneLogin gave it, for `authServerId` of its scopes, claims and client apps.",
  },
} as const satisfies Properties;

export const declaration = { type: "onelogin:AuthServer", properties, outputs } as const satisfies Declaration;

export type Inputs = ValuesOf<typeof properties>;
export type State = Inputs & StateBase & Values & { authServerId: number };

export const authServer = defineResource<Inputs, State, Tenant>({
  declaration,
  connect,
  keyWithoutId: "name",

  outputs: (id) => ({ authServerId: serverId(id) }),

  async create(account, inputs, adopting) {
    const { name } = inputs;
    const { resourceIdentifier } = inputs.configuration;
    // OneLogin lets two servers have one name and resource identifier, so nobody but us notices the second.
    return account.inTurn(`${name}\n${resourceIdentifier}`, async () => {
      const what = `authorization server "${name}" with the resource identifier "${resourceIdentifier}"`;
      const result = await createOnce<AuthServerWire>(
        {
          send: async (recheck) => ({
            ...wire(inputs),
            id: await account.api.authServers.create(wire(inputs), recheck),
          }),
          find: async (urgent) => {
            const found = await account.authServersNamed(name, resourceIdentifier, urgent);
            if (found.length > 1 && inputs.adoptExisting) throw severalOf(what, found);
            return found[0];
          },
          isAsSent: (found) => isAsSent(inputs, found),
          refusesDuplicates: false,
          advice: `Run \`pulumi up --refresh\`, which looks for the ${what}, and finishes it if it is there.`,
        },
        account.http.settings,
        account.http,
      ).catch((error) => {
        if (!(error instanceof UncertainError)) throw error;
        throw new HalfDoneError(error.message, "unfinished", { ...inputs, creationUncertain: true });
      });
      const { id } = "made" in result ? result.made : result.exists;
      if ("exists" in result) {
        if (!inputs.adoptExisting)
          throw new ExistsError(`The ${what}`, String(id), "name or resourceIdentifier", result.refusal);
        adopting(String(id));
        await replace(account, id, inputs);
      }
      return { id: String(id), state: { ...inputs, authServerId: id } };
    });
  },

  async find(account, id) {
    const server = serverId(id);
    const found = await undefinedIfNotFound(account.api.authServers.get(server), account.absenceOfServer(server));
    return found && { actual: fromWire(properties, { ...found }) };
  },

  async findLeftover(account, state) {
    const found = await account.authServersNamed(state.name, state.configuration.resourceIdentifier);
    const [first] = found;
    // Of several nobody can tell which is ours.
    return first && { id: String(first.id), isOurs: found.length === 1 && isAsSent(state, first) };
  },

  async update(account, id, state, inputs) {
    // A lifetime that is taken out of the program stays what it is at the service.
    if (propertiesToSend(properties, state, inputs).length > 0) await replace(account, serverId(id), inputs);
    return { ...inputs, authServerId: serverId(id) };
  },

  async delete(account, id) {
    const server = serverId(id);
    await ignoreNotFound(account.api.authServers.remove(server), account.absenceOfServer(server));
  },
});

/** Taking over the first of them would be a guess. */
function severalOf(what: string, found: AuthServerWire[]): Error {
  const ids = found.map(({ id }) => id).join(", ");
  return new Error(
    `There are several of the ${what}: ${ids}. adoptExisting takes over one alone: delete the others at the service, or give them another name.`,
  );
}

function wire(inputs: Inputs): Omit<AuthServerWire, "id"> {
  return toWire(properties, inputs) as unknown as Omit<AuthServerWire, "id">;
}

/** Lists have no lifetimes, so these don't count. */
function isAsSent(inputs: Inputs, found: AuthServerWire): boolean {
  return !reconcile(properties, inputs, fromWire(properties, { ...found })).drifted;
}

/** OneLogin wants every attribute in a PUT: what the program leaves to the service is asked of it just before. */
async function replace(account: Tenant, id: number, inputs: Inputs): Promise<void> {
  const body = wire(inputs);
  const { accessTokenExpirationMinutes, refreshTokenExpirationMinutes } = inputs.configuration;
  let lacksLifetime = false;
  try {
    if (accessTokenExpirationMinutes === undefined || refreshTokenExpirationMinutes === undefined) {
      const { configuration } = await account.api.authServers.get(id);
      body.configuration = { ...configuration, ...body.configuration };
      const { access_token_expiration_minutes, refresh_token_expiration_minutes } = body.configuration;
      lacksLifetime = access_token_expiration_minutes === undefined || refresh_token_expiration_minutes === undefined;
    }
    await account.api.authServers.replace(id, body);
  } catch (error) {
    if (lacksLifetime && hasStatus(error, 400, 422))
      throw error.advise(
        "OneLogin wants both lifetimes in every update, and this server has none that could be sent back: give configuration.accessTokenExpirationMinutes and configuration.refreshTokenExpirationMinutes in the program",
      );
    throw adviseRefresh(error);
  }
}

import { common } from "../commonProperties";
import { createOrAdopt } from "../createOrAdopt";
import { defineResource, type StateBase } from "../defineResource";
import { oneLine } from "../formats";
import { hasStatus } from "../http/errors";
import type { Values } from "../lifecycle";
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
import type { OneLoginConnection } from "./connection";
import { numericId } from "./ids";

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

export const declaration = {
  type: "onelogin:AuthServer",
  description:
    "An authorization server of OneLogin's API Authorization: it issues the access tokens for one API of yours. Deleting it deletes its scopes, claims and client apps. https://developers.onelogin.com/api-docs/2/api-authorization/overview",
  credentials:
    "Calls need the configuration `onelogin:url` (or `onelogin:subdomain`), `onelogin:clientId` and `onelogin:clientSecret`, or `ONELOGIN_API_URL` (or `ONELOGIN_SUBDOMAIN`), `ONELOGIN_CLIENT_ID` and `ONELOGIN_CLIENT_SECRET` in the environment: an API credential pair with the scope Manage All (otherwise 401 or 403).",
  example: `const contacts = new onelogin.AuthServer("contacts", {
  configuration: { resourceIdentifier: "https://api.example.com/contacts", audiences: ["https://api.example.com/contacts"] },
});`,
  id: "Its number, such as `1022743`.",
  get: "Looks an existing server up without managing it.",
  properties,
  outputs,
} as const satisfies Declaration;

export type Inputs = ValuesOf<typeof properties>;
export type State = Inputs & StateBase & Values & { authServerId: number };

export const authServer = defineResource<Inputs, State, OneLoginConnection>({
  declaration,
  connect,
  keyWithoutId: "name",

  outputs: (id) => ({ authServerId: numericId(id) }),

  async create(connection, inputs, adopting) {
    const { name } = inputs;
    const { resourceIdentifier } = inputs.configuration;
    // OneLogin accepts two servers with the same name and resource identifier, so we must prevent the second.
    return connection.inSequence(`${name}\n${resourceIdentifier}`, async () => {
      const what = `authorization server "${name}" with the resource identifier "${resourceIdentifier}"`;
      const { id } = await createOrAdopt<AuthServerWire>(
        {
          title: what,
          key: "name or resourceIdentifier",
          send: async (recheck) => ({
            ...wire(inputs),
            id: await connection.authServers.create(wire(inputs), recheck),
          }),
          lookUp: async (urgent) => {
            const found = await connection.authServersNamed(name, resourceIdentifier, urgent);
            if (found.length > 1 && inputs.adoptExisting) throw severalOf(what, found);
            return found[0];
          },
          isAsSent: (found) => isAsSent(inputs, found),
          refusesDuplicates: false,
          idOf: ({ id }) => String(id),
          adopt: inputs.adoptExisting ? ({ id }) => replace(connection, id, inputs) : undefined,
          unfinished: { id: "unfinished", state: inputs },
          advice: `Run \`pulumi up --refresh\`: it looks for the ${what}, and adds it to the state if it is there.`,
        },
        connection,
        adopting,
      );
      return { id: String(id), state: { ...inputs, authServerId: id } };
    });
  },

  async read(connection, id, state) {
    const server = numericId(id);
    const { authServers } = connection;
    const reading = needsLifetimes(state) ? authServers.get(server) : authServers.getWithoutLifetimes(server);
    const found = await undefinedIfNotFound(reading, connection.absenceOfServer(server));
    return found && { actual: fromWire(properties, { ...found }) };
  },

  async findLeftover(connection, state) {
    const found = await connection.authServersNamed(state.name, state.configuration.resourceIdentifier);
    const [first] = found;
    // If there are several, it's unknown which is ours.
    return first && { id: String(first.id), isOurs: found.length === 1 && isAsSent(state, first) };
  },

  async update(connection, id, state, inputs) {
    // A lifetime that the program removes keeps its value at the service.
    if (propertiesToSend(properties, state, inputs).length > 0) await replace(connection, numericId(id), inputs);
    return { ...inputs, authServerId: numericId(id) };
  },

  async delete(connection, id) {
    const server = numericId(id);
    await ignoreNotFound(connection.authServers.remove(server), connection.absenceOfServer(server));
  },
});

/** Lists lack lifetimes. `get` returns them, and so does a refresh of a server whose lifetimes are managed. */
function needsLifetimes({ configuration }: Partial<State>): boolean {
  if (!configuration) return true;
  const { accessTokenExpirationMinutes, refreshTokenExpirationMinutes } = configuration;
  return accessTokenExpirationMinutes !== undefined || refreshTokenExpirationMinutes !== undefined;
}

/** Adopting the first one would be a guess. */
function severalOf(what: string, found: AuthServerWire[]): Error {
  const ids = found.map(({ id }) => id).join(", ");
  return new Error(
    `There are several of the ${what}: ${ids}. adoptExisting adopts only one: delete the others at the service, or rename them.`,
  );
}

function wire(inputs: Inputs): Omit<AuthServerWire, "id"> {
  return toWire(properties, inputs) as unknown as Omit<AuthServerWire, "id">;
}

/** Lists lack lifetimes, so these aren't compared. */
function isAsSent(inputs: Inputs, found: AuthServerWire): boolean {
  return !reconcile(properties, inputs, fromWire(properties, { ...found })).drifted;
}

/** OneLogin requires every attribute in a PUT: what the program leaves out is read just before. */
async function replace(connection: OneLoginConnection, id: number, inputs: Inputs): Promise<void> {
  const body = wire(inputs);
  const { accessTokenExpirationMinutes, refreshTokenExpirationMinutes } = inputs.configuration;
  let lacksLifetime = false;
  try {
    if (accessTokenExpirationMinutes === undefined || refreshTokenExpirationMinutes === undefined) {
      const { configuration } = await connection.authServers.get(id);
      body.configuration = { ...configuration, ...body.configuration };
      const { access_token_expiration_minutes, refresh_token_expiration_minutes } = body.configuration;
      lacksLifetime = access_token_expiration_minutes === undefined || refresh_token_expiration_minutes === undefined;
    }
    await connection.authServers.replace(id, body);
  } catch (error) {
    if (lacksLifetime && hasStatus(error, 400, 422))
      throw error.advise(
        "OneLogin requires both lifetimes in every update, and this authorization server has none to send back: set configuration.accessTokenExpirationMinutes and configuration.refreshTokenExpirationMinutes in the program",
      );
    throw adviseRefresh(error);
  }
}

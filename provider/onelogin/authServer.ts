import { common } from "../common";
import { createOnce } from "../createOnce";
import { trimmed } from "../formats";
import { deleted, ExistsError, explainGone, unlessGone } from "../presence";
import { demanded, fromWire, type Properties, toWire, type ValuesOf } from "../properties";
import { resource } from "../resource";
import type { AuthServerWire } from "./api";
import { connect } from "./connect";
import { serverId } from "./ids";
import type { Tenant } from "./tenant";

/** An authorization server: developers.onelogin.com/api-docs/2/api-authorization/create-auth-server */
export const properties = {
  name: { kind: "string", required: true, maxLength: 255, format: trimmed, wire: "name" },
  description: { kind: "string", default: "Managed by Pulumi", blank: true, wire: "description" },
  configuration: {
    kind: "object",
    required: true,
    wire: "configuration",
    properties: {
      resourceIdentifier: { kind: "string", required: true, format: trimmed, wire: "resource_identifier" },
      audiences: { kind: "stringSet", required: true, notEmpty: true, wire: "audiences" },
      accessTokenExpirationMinutes: { kind: "positiveInteger", wire: "access_token_expiration_minutes" },
      refreshTokenExpirationMinutes: { kind: "positiveInteger", wire: "refresh_token_expiration_minutes" },
    },
  },
  ...common,
} as const satisfies Properties;

export type Inputs = ValuesOf<typeof properties>;
export type State = Inputs & { authServerId: number };

export const authServer = resource<Inputs, State>({
  type: "onelogin:AuthServer",
  properties,

  outputs: (id) => ({ authServerId: serverId(id) }),

  async create(inputs, configuration) {
    const account = await connect(configuration, inputs.profile);
    const { name } = inputs;
    const { resourceIdentifier } = inputs.configuration;
    const isThis = (server: AuthServerWire) =>
      server.name === name && server.configuration.resource_identifier === resourceIdentifier;
    // OneLogin lets two servers have one name and resource identifier, so nobody but us notices the second.
    return account.inTurn(`${name}\n${resourceIdentifier}`, async () => {
      const what = `authorization server "${name}" with the resource identifier "${resourceIdentifier}"`;
      const before = (await account.authServers.all()).find(isThis);
      const result = before
        ? { exists: before, refusal: undefined }
        : await createOnce(
            {
              send: async () => ({ ...wire(inputs), id: await account.api.authServers.create(wire(inputs)) }),
              find: async () => (await account.authServers.allAfresh()).find(isThis),
              isOurs: () => true,
              check: `Look for the ${what} in OneLogin's console; if it is there, delete it or set adoptExisting: true. Then run \`pulumi up\` again.`,
            },
            account.http.settings,
            account.http.clock,
          );
      const { id } = "made" in result ? result.made : result.exists;
      if ("made" in result) account.authServers.enter(result.made);
      else if (inputs.adoptExisting) await replace(account, id, inputs);
      else throw new ExistsError(`The ${what}`, "name or resourceIdentifier", result.refusal);
      return { id: String(id), state: { ...inputs, authServerId: id } };
    });
  },

  async find(id, state, configuration) {
    const account = await connect(configuration, state.profile);
    const server = await unlessGone(account.api.authServers.get(serverId(id)));
    return server && { actual: fromWire(properties, { ...server }) };
  },

  async update(id, state, inputs, configuration) {
    // A lifetime that is taken out of the program stays what it is at the service.
    if (demanded(properties, state, inputs).length > 0)
      await replace(await connect(configuration, inputs.profile), serverId(id), inputs);
    return { ...inputs, authServerId: serverId(id) };
  },

  async delete(id, state, configuration) {
    const account = await connect(configuration, state.profile);
    await deleted(account.api.authServers.remove(serverId(id)));
    account.authServers.drop(serverId(id));
  },
});

function wire(inputs: Inputs): Omit<AuthServerWire, "id"> {
  return toWire(properties, inputs) as unknown as Omit<AuthServerWire, "id">;
}

/** OneLogin wants every attribute in a PUT: what the program leaves to the service is asked of it just before. */
async function replace(account: Tenant, id: number, inputs: Inputs): Promise<void> {
  try {
    const body = wire(inputs);
    const { accessTokenExpirationMinutes, refreshTokenExpirationMinutes } = inputs.configuration;
    if (accessTokenExpirationMinutes === undefined || refreshTokenExpirationMinutes === undefined) {
      const { configuration } = await account.api.authServers.get(id);
      body.configuration = { ...configuration, ...body.configuration };
    }
    await account.api.authServers.replace(id, body);
    account.authServers.enter({ ...body, id });
  } catch (error) {
    throw explainGone(error);
  }
}

import { common } from "../common";
import { createOnce, UncertainError } from "../createOnce";
import { httpUrl, trimmed } from "../formats";
import { hasStatus } from "../http/errors";
import { isNoSegment } from "../http/request";
import { type Configuration, type Created, type Failure, HalfDoneError, unknown, type Values } from "../lifecycle";
import { deleted, ExistsError, explainGone } from "../presence";
import { demanded, fromWire, observe, type Properties, toWire, type ValuesOf } from "../properties";
import { resource } from "../resource";
import type { ApiClientWire } from "./api";
import { connect } from "./connect";
import type { Tenant } from "./tenant";

/** An API client: docs.onegini.com, access/api-reference/admin-api/api-client */
export const properties = {
  name: { kind: "string", required: true, maxLength: 255, format: trimmed, wire: "name" },
  clientId: {
    kind: "string",
    required: true,
    replaces: true,
    maxLength: 255,
    format: clientIdFormat,
    wire: "client_id",
  },
  scopes: { kind: "stringSet", required: true, wire: "scopes" },
  // The service never returns it, so it's no property to compare with what is there.
  clientSecret: { kind: "string", secret: true },
  clientSecretVersion: { kind: "version" },
  publicBaseUri: { kind: "string", blank: true, format: httpUrl, wire: "public_base_uri" },
  authenticationMethod: {
    kind: "string",
    assumed: "client_secret_basic",
    format: methodFormat,
    wire: "authentication_method",
  },
  publicJwk: { kind: "jwk", wire: "public_jwk" },
  jwksUri: { kind: "string", format: httpUrl, wire: "jwks_uri" },
  ...common,
} as const satisfies Properties;

export type Inputs = ValuesOf<typeof properties>;
/**
 * `clientSecretGenerated` tells that the program gave no secret, `clientSecretDrifted` that the service has another,
 * `creationUncertain` that nobody knows whether a create came through: what is there may be somebody else's.
 */
export type State = Inputs & {
  clientSecretGenerated?: boolean;
  clientSecretDrifted?: boolean;
  creationUncertain?: boolean;
};

export const apiClient = resource<Inputs, State>({
  type: "onegini:ApiClient",
  properties,
  rules,

  outputs: (_id, { clientSecretGenerated }) => (clientSecretGenerated ? { clientSecretGenerated } : {}),

  // A generated secret is no argument.
  arguments: ({ clientSecret, ...others }) =>
    others.clientSecretGenerated || clientSecret === undefined ? others : { ...others, clientSecret },

  create,

  async find(id, state, configuration) {
    const account = await accountOf(state, configuration);
    const client = await account.directory.find(id);
    if (!client || (await isStrange(account, id, state, client))) return undefined;
    const found = { actual: fromWire(properties, { ...client }) };
    if (!account.verifiesSecrets || state.clientSecret === undefined) return found;
    return { ...found, secretDrifted: !(await account.verify(id, state.clientSecret)) };
  },

  async update(id, state, inputs, configuration) {
    const account = await accountOf({ ...state, profile: inputs.profile }, configuration);
    if (state.creationUncertain) {
      const found = await account.directory.alone(id);
      if (!found || (await isStrange(account, id, state, found))) return (await create(inputs, configuration)).state;
    }
    const secret = secretFor(state, inputs);
    const body = changes(state, inputs, secret);
    try {
      account.directory.wrote(id);
      // A key set that was left at the service would win over the key given now.
      if (turnsTo(state, inputs) === "private_key_jwt" && !inputs.jwksUri && (await account.api.get(id)).jwks_uri)
        body.jwks_uri = "";
      if (Object.keys(body).length > 0) await account.api.change(id, body);
    } catch (error) {
      if (hasStatus(error, 400) && body.jwks_uri === "") throw error.advise(keptKeySet);
      throw explainGone(error);
    }
    return stateOf(inputs, secret);
  },

  async delete(id, state, configuration) {
    const account = await accountOf(state, configuration);
    if (state.creationUncertain && (await isStrange(account, id, state, await account.directory.alone(id)))) return;
    account.directory.wrote(id);
    await deleted(account.api.remove(id));
  },
});

/** The server that the state names. Whatever it may echo of the state's secret, no error shows it. */
async function accountOf(
  { profile, clientId, clientSecret }: Partial<State>,
  configuration: Configuration,
): Promise<Tenant> {
  const account = await connect(configuration, profile);
  if (typeof clientSecret === "string") account.http.keepSecret(clientSecret, clientId);
  return account;
}

async function create(inputs: Inputs, configuration: Configuration): Promise<Created<State>> {
  const { clientId } = inputs;
  const secret = secretFor({}, inputs);
  const state = stateOf(inputs, secret);
  const account = await accountOf(state, configuration);
  const body = { ...toWire(properties, inputs), ...(secret ? { client_secret: secret.value } : {}) };
  account.directory.wrote(clientId);
  const result = await createOnce<ApiClientWire | undefined>(
    {
      send: () => account.api.create(body).then(() => undefined),
      find: () => account.directory.alone(clientId),
      isOurs: (found) => isOurs(account, found, inputs, secret?.value),
      check: `Look for the API client ${clientId} in Onegini's console.`,
    },
    account.http.settings,
    account.http.clock,
  ).catch((error) => {
    throw failedCreate(error, clientId, state);
  });
  if ("exists" in result && result.exists) {
    if (!inputs.adoptExisting) throw new ExistsError(`The API client "${clientId}"`, "clientId", result.refusal);
    await account.api.change(clientId, takeover(inputs, result.exists, secret?.value));
  }
  return { id: clientId, state };
}

/** Nothing documents how a key set is unset, and the server knows no other way than this one. */
const keptKeySet =
  "This server doesn't let go of a jwksUri, which would win over publicJwk. Make the client anew with `pulumi up --replace <its URN>`, or keep jwksUri";

type Method = "client_secret_basic" | "private_key_jwt";

function methodOf({ authenticationMethod }: Partial<Inputs>): Method {
  return authenticationMethod === "private_key_jwt" ? "private_key_jwt" : "client_secret_basic";
}

/** The method that this update changes to, if it does. */
function turnsTo(state: Partial<State>, inputs: Inputs): Method | undefined {
  return methodOf(state) === methodOf(inputs) ? undefined : methodOf(inputs);
}

interface Secret {
  value: string;
  generated: boolean;
  /** The service doesn't have it yet. */
  fresh: boolean;
}

/** The secret that the inputs call for after this state. */
function secretFor(state: Partial<State>, inputs: Inputs): Secret | undefined {
  if (methodOf(inputs) === "private_key_jwt") return undefined;
  // A secret that somebody changed by hand is put back, so that what depends on it goes on working.
  const resend = turnsTo(state, inputs) !== undefined || state.clientSecretDrifted === true;
  if (inputs.clientSecret !== undefined) {
    return {
      value: inputs.clientSecret,
      generated: false,
      fresh: resend || inputs.clientSecret !== state.clientSecret,
    };
  }
  if (state.clientSecret !== undefined && inputs.clientSecretVersion === state.clientSecretVersion) {
    return { value: state.clientSecret, generated: true, fresh: resend };
  }
  // The global one, since node:crypto would be a third of what it takes to load the provider.
  const value = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
  return { value, generated: true, fresh: true };
}

function stateOf(inputs: Inputs, secret: Secret | undefined): State {
  if (!secret) return inputs;
  return { ...inputs, clientSecret: secret.value, ...(secret.generated ? { clientSecretGenerated: true } : {}) };
}

/** The members of a PATCH: what differs, and nothing else. */
function changes(state: State, inputs: Inputs, secret: Secret | undefined): Values {
  const wanted = demanded(properties, state, inputs).map((name) => [name, inputs[name as keyof Inputs]]);
  const { authentication_method, ...body } = toWire(properties, Object.fromEntries(wanted));
  const method = turnsTo(state, inputs);
  if (method) body.authentication_method = method;
  if (secret?.fresh) body.client_secret = secret.value;
  if (state.publicBaseUri && inputs.publicBaseUri === undefined) body.public_base_uri = "";
  // It would win over a key given now. That "" unsets it is undocumented, but so it is for the public base URI.
  if (state.jwksUri && inputs.publicJwk && inputs.jwksUri === undefined) body.jwks_uri = "";
  return body;
}

/** Brings a client that was there to what the program says. What the program leaves out stays. */
function takeover(inputs: Inputs, found: ApiClientWire, secret: string | undefined): Values {
  const { client_id, ...body } = toWire(properties, inputs);
  if (secret !== undefined) body.client_secret = secret;
  if (found.authentication_method === "private_key_jwt" && methodOf(inputs) === "client_secret_basic")
    body.authentication_method = "client_secret_basic";
  if (found.jwks_uri && inputs.publicJwk && !inputs.jwksUri) body.jwks_uri = "";
  return body;
}

/** Is what was found what this create made? Its own secret proves it; without one, everything has to be as it was sent. */
async function isOurs(
  account: Tenant,
  found: ApiClientWire | undefined,
  inputs: Inputs,
  secret: string | undefined,
): Promise<boolean> {
  if (!found) return false;
  if (secret === undefined) return !observe(properties, inputs, fromWire(properties, { ...found })).drifted;
  return account.verify(inputs.clientId, secret);
}

/** Is what has the client id of a create that nobody knows the end of another's? */
async function isStrange(
  account: Tenant,
  clientId: string,
  state: Partial<State>,
  found: ApiClientWire | undefined,
): Promise<boolean> {
  const sent = { ...state, clientId } as State;
  return state.creationUncertain === true && !(await isOurs(account, found, sent, state.clientSecret));
}

function failedCreate(error: unknown, clientId: string, state: State): unknown {
  if (hasStatus(error, 409)) {
    return error.advise(
      `The client id "${clientId}" is taken by a web client or a device, which this API doesn't show, and nothing was changed. Choose another clientId`,
    );
  }
  if (error instanceof UncertainError) {
    return new HalfDoneError(error.message, clientId, { ...state, creationUncertain: true });
  }
  return error;
}

function rules(inputs: Partial<Inputs>): Failure[] {
  const failures: Failure[] = [];
  const fail = (property: keyof Inputs, reason: string) => failures.push({ property, reason });
  const { authenticationMethod: method, clientSecret, clientSecretVersion, publicJwk, jwksUri } = inputs as Values;
  if (clientSecret !== undefined && clientSecretVersion !== undefined)
    fail(
      "clientSecretVersion",
      "it generates a new secret whenever it changes, so it can't be given beside clientSecret",
    );
  if (method === unknown) return failures;
  if (method === "private_key_jwt") {
    if (clientSecret !== undefined)
      fail("clientSecret", "a client that authenticates with private_key_jwt has no secret; leave it out");
    if (clientSecretVersion !== undefined)
      fail(
        "clientSecretVersion",
        "a client that authenticates with private_key_jwt has no secret to generate; leave it out",
      );
    if (publicJwk === undefined && jwksUri === undefined)
      fail("publicJwk", "private_key_jwt needs publicJwk or jwksUri");
  } else {
    for (const name of ["publicJwk", "jwksUri"] as const) {
      if (inputs[name] !== undefined)
        fail(name, 'it belongs to authenticationMethod: "private_key_jwt", which is not set');
    }
  }
  return failures;
}

function methodFormat(value: string): string | undefined {
  return value === "client_secret_basic" || value === "private_key_jwt"
    ? undefined
    : 'it must be "client_secret_basic" or "private_key_jwt"';
}

/** The client id is a segment of its own path. */
function clientIdFormat(value: string): string | undefined {
  return isNoSegment(value) ? "it can't be . or .., which no path can name" : trimmed(value);
}

import { common } from "../common";
import { createOnce, UncertainError } from "../createOnce";
import { defineResource, type Leftover, type StateBase } from "../defineResource";
import { ExistsError } from "../existsError";
import { httpUrl, oneLine, scopeValue } from "../formats";
import { hasStatus } from "../http/errors";
import { isNoSegment } from "../http/request";
import { type Failure, HalfDoneError, unknown, type Values } from "../lifecycle";
import { adviseRefresh, ignoreNotFound } from "../notFound";
import { demanded, fromWire, observe, type Properties, toWire, type ValuesOf } from "../properties";
import type { ApiClientWire } from "./api";
import { change } from "./changeApiClient";
import { type Secret, type SecretState, secretFor, secretState } from "./clientSecret";
import { connect } from "./connect";
import type { Tenant } from "./tenant";

/** An API client: docs.onegini.com, access/api-reference/admin-api/api-client */
export const properties = {
  name: { kind: "string", required: true, maxLength: 255, format: oneLine, wire: "name" },
  clientId: {
    kind: "string",
    required: true,
    replaces: true,
    maxLength: 255,
    format: clientIdFormat,
    wire: "client_id",
  },
  scopes: { kind: "stringSet", required: true, notEmpty: true, itemFormat: scopeValue, wire: "scopes" },
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
export type State = Inputs & StateBase & SecretState & Values;

export const apiClient = defineResource<Inputs, State, Tenant>({
  type: "onegini:ApiClient",
  properties,
  connect,
  rules,

  outputs: (_id, { clientSecretGenerated }) => (clientSecretGenerated ? { clientSecretGenerated } : {}),

  // A generated secret is no argument.
  arguments: ({ clientSecret, ...others }) =>
    others.clientSecretGenerated || clientSecret === undefined ? others : { ...others, clientSecret },

  async create(account, inputs, adopting) {
    const { clientId } = inputs;
    const secret = methodOf(inputs) === "private_key_jwt" ? undefined : secretFor(undefined, inputs, true);
    const state: State = { ...inputs, ...secretState(secret) };
    keepSecret(account, state);
    const body = { ...toWire(properties, inputs), client_id: clientId, ...bodyOf(secret) };
    account.directory.invalidate(clientId);
    const result = await createOnce<ApiClientWire | undefined>(
      {
        send: (recheck) => account.api.create(body, recheck),
        find: (urgent) => account.directory.alone(clientId, urgent),
        // Nobody else can know a secret that was generated just now; a given one may have been set before.
        proves: secret?.generated ? () => account.verify(clientId, secret.value) : undefined,
        isAsSent: (found) => isAsSent(account, found, inputs, secret?.value),
        refusesDuplicates: true,
        advice: "Run `pulumi up --refresh`, which finds out whether it is this program's, and finishes it.",
      },
      account.http.settings,
      account.http,
    ).catch((error) => {
      throw failedCreate(error, clientId, state);
    });
    if ("exists" in result && result.exists) {
      if (!inputs.adoptExisting)
        throw new ExistsError(`The API client "${clientId}"`, clientId, "clientId", result.refusal);
      adopting(clientId);
      // Of the other properties nobody knows what was taken, so that the next update sends them all.
      const { profile, adoptExisting } = inputs;
      const uncertain = { clientId, profile, adoptExisting, ...secretState(secret) };
      await change(account, clientId, uncertain, takeover(inputs, result.exists, secret), {
        unsetJwksUri: mustUnsetJwksUri(inputs, result.exists),
        scopesBefore: result.exists.scopes,
      });
    }
    return { id: clientId, state };
  },

  async find(account, id, state) {
    keepSecret(account, state);
    const client = await account.directory.find(id);
    if (!client) return undefined;
    return { actual: fromWire(properties, { ...client }), isSecretRight: await isSecretRight(account, id, state) };
  },

  async findLeftover(account, state): Promise<Leftover | undefined> {
    const { clientId, clientSecret } = state;
    keepSecret(account, state);
    const found = await account.directory.alone(clientId);
    if (!found) return undefined;
    const isOurs = await isAsSent(account, found, state, clientSecret);
    return { id: clientId, isOurs, isProven: isOurs && state.clientSecretGenerated === true };
  },

  async update(account, id, state, inputs) {
    keepSecret(account, state);
    const isTurned = methodOf(state) !== methodOf(inputs) || state.authenticationMethodUncertain === true;
    const turnsTo = isTurned ? methodOf(inputs) : undefined;
    const secret = methodOf(inputs) === "private_key_jwt" ? undefined : secretFor(state, inputs, isTurned);
    const { clientSecret, ...others } = inputs;
    const updated: State = { ...others, ...secretState(secret) };
    keepSecret(account, updated);
    account.directory.invalidate(id);
    try {
      // A key set that was left behind would win over the key given now.
      const unsetJwksUri =
        turnsTo === "private_key_jwt"
          ? mustUnsetJwksUri(inputs, await account.api.get(id))
          : takesOutJwksUri(state, inputs);
      const body = changes(state, inputs, turnsTo, secret);
      await change(account, id, state, body, {
        unsetJwksUri,
        scopesBefore: state.scopes,
      });
    } catch (error) {
      throw adviseRefresh(error);
    }
    return updated;
  },

  async delete(account, id, state) {
    keepSecret(account, state);
    account.directory.invalidate(id);
    await ignoreNotFound(account.api.remove(id), account.directory.absenceOf(id));
  },
});

/** Whatever the service may echo of a state's secret, no error shows it. */
function keepSecret(account: Tenant, { clientId, clientSecret }: Partial<State>): void {
  if (typeof clientSecret === "string") account.http.keepSecret(clientSecret, clientId);
}

type Method = "client_secret_basic" | "private_key_jwt";

function methodOf({ authenticationMethod }: Partial<Inputs>): Method {
  return authenticationMethod === "private_key_jwt" ? "private_key_jwt" : "client_secret_basic";
}

function bodyOf(secret: Secret | undefined): Values {
  return secret?.send ? { client_secret: secret.value } : {};
}

/** The members of a PATCH: what differs, and nothing else. */
function changes(state: State, inputs: Inputs, turnsTo: Method | undefined, secret: Secret | undefined): Values {
  const wanted = demanded(properties, state, inputs).map((name) => [name, inputs[name as keyof Inputs]]);
  const { authentication_method, ...body } = toWire(properties, Object.fromEntries(wanted));
  if (turnsTo) body.authentication_method = turnsTo;
  // What the service has of a key, nobody knows then.
  if (turnsTo === "private_key_jwt" && state.authenticationMethodUncertain)
    Object.assign(body, toWire(properties, { publicJwk: inputs.publicJwk, jwksUri: inputs.jwksUri }));
  if (state.publicBaseUri && inputs.publicBaseUri === undefined) body.public_base_uri = "";
  return { ...body, ...bodyOf(secret) };
}

/** Brings a client that was there to what the program says. What the program leaves out stays. */
function takeover(inputs: Inputs, found: ApiClientWire, secret: Secret | undefined): Values {
  const { client_id, ...body } = toWire(properties, inputs);
  if (found.authentication_method === "private_key_jwt" && methodOf(inputs) === "client_secret_basic")
    body.authentication_method = "client_secret_basic";
  return { ...body, ...bodyOf(secret) };
}

function mustUnsetJwksUri(inputs: Inputs, found: ApiClientWire): boolean {
  return Boolean(found.jwks_uri) && inputs.publicJwk !== undefined && inputs.jwksUri === undefined;
}

function takesOutJwksUri(state: State, inputs: Inputs): boolean {
  return state.jwksUri !== undefined && inputs.publicJwk !== undefined && inputs.jwksUri === undefined;
}

/** Has the client what was sent, its secret too? */
async function isAsSent(
  account: Tenant,
  found: ApiClientWire | undefined,
  inputs: Inputs,
  secret: string | undefined,
): Promise<boolean> {
  if (!found) return false;
  if (secret !== undefined && canVerify(inputs.clientId)) return account.verify(inputs.clientId, secret);
  return !observe(properties, inputs, fromWire(properties, { ...found })).drifted;
}

/** RFC 7617 2: a colon ends the user name. */
function canVerify(clientId: string): boolean {
  return !clientId.includes(":");
}

/** Undefined where it isn't to be found out, or can't be. */
async function isSecretRight(account: Tenant, clientId: string, state: Partial<State>): Promise<boolean | undefined> {
  const { clientSecret, clientSecretUncertain } = state;
  if (clientSecret === undefined || !(account.verifiesSecrets || clientSecretUncertain)) return undefined;
  const untold = (why: string) => {
    account.http.log(`Whether the secret of the API client "${clientId}" is still right can't be told: ${why}`);
    return undefined;
  };
  if (!canVerify(clientId)) return untold("HTTP Basic authentication can't carry a client id with a colon (RFC 7617).");
  try {
    return await account.verify(clientId, clientSecret);
  } catch (error) {
    // Neither the service's word that it's right nor that it's wrong.
    if (hasStatus(error, 401, 403, 404)) return untold(error.message);
    throw error;
  }
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
  const {
    authenticationMethod: method,
    clientId,
    clientSecret,
    clientSecretVersion,
    publicJwk,
    jwksUri,
  } = inputs as Values;
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
    if (typeof clientId === "string" && clientId.includes(":"))
      fail(
        "clientId",
        "it must not hold a colon: HTTP Basic authentication can't carry it (RFC 7617 2), so nobody could use the client",
      );
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
  return isNoSegment(value) ? "it can't be . or .., which no path can name" : oneLine(value);
}

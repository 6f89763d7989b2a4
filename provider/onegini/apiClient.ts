import { common } from "../common";
import { createOnce, UncertainError } from "../createOnce";
import { defineResource, type Leftover, type StateBase } from "../defineResource";
import { ExistsError } from "../existsError";
import { httpUrl, oneLine, scopeValue } from "../formats";
import { hasStatus } from "../http/errors";
import { isNoSegment } from "../http/request";
import { type Failure, HalfDoneError, UNKNOWN, type Values } from "../lifecycle";
import { adviseRefresh, ignoreNotFound } from "../notFound";
import {
  type Declaration,
  fromWire,
  item,
  type Properties,
  propertiesToSend,
  reconcile,
  set,
  text,
  toWire,
  type ValuesOf,
  version,
} from "../properties";
import type { ApiClientWire } from "./api";
import { change } from "./changeApiClient";
import { type Secret, type SecretState, secretFor, secretState } from "./clientSecret";
import { connect } from "./connect";
import { publicKey } from "./jwk";
import type { Tenant } from "./tenant";

/** An API client: docs.onegini.com, access/api-reference/admin-api/api-client */
export const properties = {
  name: {
    kind: text({ maxLength: 255, format: oneLine }),
    required: true,
    defaultFrom: "resourceName",
    wire: "name",
    description:
      "The client's name, as Onegini's console shows it. 1 to 255 characters, without white space around it. Default: the resource's name. A change updates in place.",
  },
  clientId: {
    kind: text({ maxLength: 255, format: clientIdFormat }),
    required: true,
    defaultFrom: "projectStackName",
    replaces: true,
    wire: "client_id",
    description:
      "The OAuth 2.0 client identifier (RFC 6749 2.2): the user name of the client's HTTP Basic authentication, so without a colon. 1 to 255 characters, unique among the server's API clients, web clients and devices; otherwise 409. Default: `<project>-<stack>-<resource name>`, made when the resource is registered, so renaming the resource replaces its client, alias or not, unless this is given. A change replaces the client.",
  },
  scopes: {
    kind: set(item(scopeValue), { notEmpty: true }),
    required: true,
    wire: "scopes",
    description:
      "The APIs that the client may call, such as `onegini_api_admin`: one at least. A set: order and repetitions mean nothing. Servers differ by version in the scopes that they know, and answer 400 to others. A change updates in place. https://docs.onegini.com/ (Access, Admin API, API client)",
  },
  clientSecret: {
    kind: text(),
    secret: true,
    writeOnly: true,
    description:
      "The client's secret. Always encrypted in the state, whether it's given as a secret or not. Onegini never returns it. Default: 32 random bytes in base64url, generated once and kept. A change updates in place; taking it out keeps the secret that was given.",
  },
  clientSecretVersion: {
    kind: version,
    description:
      "Any change of it, setting and removing included, generates a new secret in place: a way to rotate it, such as a date or a counter. Refused beside a given `clientSecret`.",
  },
  publicBaseUri: {
    kind: text({ allowEmpty: true, format: httpUrl }),
    wire: "public_base_uri",
    description:
      'The base URI from which all calls of this client come, needed where the client may call the token introspection API. A complete http or https URL, or `""` for none. Left out, it stays what it is at the service; taken out after it was given, it goes back to `""`. A change updates in place.',
  },
  authenticationMethod: {
    kind: text({ format: methodFormat }),
    serverDefault: "client_secret_basic",
    wire: "authentication_method",
    description:
      "How the client authenticates: `client_secret_basic`, or `private_key_jwt`: with a key of its own (OpenID Connect Core 9) and no secret, which needs `publicJwk` or `jwksUri`, and a server that knows it. Default: `client_secret_basic`. A change updates in place.",
  },
  publicJwk: {
    kind: publicKey,
    wire: "public_jwk",
    description:
      "The client's public key: EC P-256 alone. `jwksUri` wins when both are set. A change updates in place.",
  },
  jwksUri: {
    kind: text({ format: httpUrl }),
    wire: "jwks_uri",
    description:
      "Where the server fetches the client's public keys: a complete URL (RFC 7517 5). A change updates in place.",
  },
  ...common,
} as const satisfies Properties;

export const declaration = { type: "onegini:ApiClient", properties, outputs: {} } as const satisfies Declaration;

export type Inputs = ValuesOf<typeof properties>;
export type State = Inputs & StateBase & SecretState & Values;

export const apiClient = defineResource<Inputs, State, Tenant>({
  declaration,
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
    return { actual: fromWire(properties, { ...client }), isWriteOnlyRight: await isSecretRight(account, id, state) };
  },

  async findLeftover(account, state): Promise<Leftover | undefined> {
    const { clientId, clientSecret } = state;
    keepSecret(account, state);
    const found = await account.directory.alone(clientId);
    if (!found) return undefined;
    const isOurs = await isAsSent(account, found, state, clientSecret);
    return { id: clientId, isOurs, isProven: isOurs && state.clientSecretGenerated === true };
  },

  plan(state, inputs) {
    if ((inputs as Values).authenticationMethod === UNKNOWN) return { clientSecret: UNKNOWN };
    const secret = secretAfter(state, inputs);
    if (!secret) return {};
    // One that is to be generated can't be known. Where the create turns out to have come to nothing, that's any.
    const isNew = secret.value !== state.clientSecret || state.creationUncertain === true;
    return { clientSecret: secret.generated && isNew ? UNKNOWN : secret.value };
  },

  async update(account, id, state, inputs) {
    keepSecret(account, state);
    const turnsTo = isTurned(state, inputs) ? methodOf(inputs) : undefined;
    const secret = secretAfter(state, inputs);
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

function isTurned(state: State, inputs: Inputs): boolean {
  return methodOf(state) !== methodOf(inputs) || state.authenticationMethodUncertain === true;
}

function secretAfter(state: State, inputs: Inputs): Secret | undefined {
  return methodOf(inputs) === "private_key_jwt" ? undefined : secretFor(state, inputs, isTurned(state, inputs));
}

function bodyOf(secret: Secret | undefined): Values {
  return secret?.send ? { client_secret: secret.value } : {};
}

/** The members of a PATCH: what differs, and nothing else. */
function changes(state: State, inputs: Inputs, turnsTo: Method | undefined, secret: Secret | undefined): Values {
  const wanted = propertiesToSend(properties, state, inputs).map((name) => [name, inputs[name as keyof Inputs]]);
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
  return !reconcile(properties, inputs, fromWire(properties, { ...found })).drifted;
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
  if (method === UNKNOWN) return failures;
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

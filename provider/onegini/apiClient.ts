import { createOrAdopt } from "../createOrAdopt";
import { defineResource, type Leftover, type StateBase } from "../defineResource";
import { hasStatus, type ServiceError } from "../http/errors";
import { type CheckFailure, UNKNOWN, type Values } from "../lifecycle";
import { adviseRefresh, ignoreNotFound } from "../notFound";
import { changedOnWire, fromWire, reconcile, toWire, type ValuesOf } from "../properties";
import type { ApiClientWire, ClientCalls } from "./api";
import { declaration, properties } from "./apiClientDeclaration";
import { changeClient, isFirstKey, mustUnsetJwksUri } from "./changeClient";
import {
  canVerify,
  isSecretRight,
  keepSecret,
  keptThroughRefresh,
  type Secret,
  type SecretState,
  secretFor,
  secretState,
  withSecretSent,
} from "./clientSecret";
import { connect } from "./connect";
import type { OneginiConnection } from "./connection";

export type Inputs = ValuesOf<typeof properties>;
export type State = Inputs & StateBase & SecretState & Values;

/** An API client: docs.onegini.com, access/api-reference/admin-api/api-client */
export const apiClient = defineResource<Inputs, State, OneginiConnection>({
  declaration,
  connect,
  rules,

  outputs: (_id, state) => ({ ...keptThroughRefresh(state) }),

  // A generated secret isn't an argument.
  arguments: ({ clientSecret, ...others }) =>
    others.clientSecretGenerated || clientSecret === undefined ? others : { ...others, clientSecret },

  async create(connection, inputs, adopting) {
    const { clientId } = inputs;
    const secret = methodOf(inputs) === "private_key_jwt" ? undefined : secretFor(undefined, inputs, true);
    const state: State = { ...inputs, ...secretState(secret) };
    keepSecret(connection, state);
    const body = { ...toWire(properties, inputs), client_id: clientId, ...bodyOf(secret) };
    connection.apiClients.invalidate(clientId);
    await createOrAdopt<ApiClientWire | undefined>(
      {
        title: `API client "${clientId}"`,
        key: "clientId",
        send: (recheck) => connection.api.apiClients.create(body, recheck),
        lookUp: (urgent) => connection.apiClients.readNow(clientId, urgent),
        // Nobody else can know a secret that was just generated; a given secret may have been set before.
        proves: secret?.generated ? () => connection.verify(clientId, secret.value) : undefined,
        isAsSent: (found) => isAsSent(connection, found, inputs, secret?.value),
        refusesDuplicates: true,
        idOf: () => clientId,
        adopt: inputs.adoptExisting ? (existing) => adopt(connection, inputs, existing, secret) : undefined,
        unfinished: { id: clientId, state },
        advice: "Run `pulumi up --refresh` to find out whether this program created it, and to finish it.",
      },
      connection,
      adopting,
    ).catch((error) => {
      throw hasStatus(error, 409) ? adviseTakenId(error, clientId) : error;
    });
    return { id: clientId, state };
  },

  async read(connection, id, state, context) {
    const client = await connection.apiClients.read(id);
    if (!client) return undefined;
    return {
      actual: fromWire(properties, { ...client }),
      isWriteOnlyRight: await isSecretRight(connection, id, state, context),
    };
  },

  async findLeftover(connection, state): Promise<Leftover | undefined> {
    const { clientId, clientSecret } = state;
    const found = await connection.apiClients.readNow(clientId);
    if (!found) return undefined;
    const isOurs = await isAsSent(connection, found, state, clientSecret);
    return { id: clientId, isOurs, isProven: isOurs && state.clientSecretGenerated === true };
  },

  plan(state, inputs) {
    if ((inputs as Values).authenticationMethod === UNKNOWN) return { clientSecret: UNKNOWN };
    const secret = secretAfter(state, inputs);
    if (!secret) return {};
    // A secret that will be generated isn't known yet. If an unfinished create turns out to have failed, that's always the case.
    const isNew = secret.value !== state.clientSecret || state.creationUncertain === true;
    return { clientSecret: secret.generated && isNew ? UNKNOWN : secret.value };
  },

  async update(connection, id, state, inputs) {
    const turnsTo = isTurned(state, inputs) ? methodOf(inputs) : undefined;
    const secret = secretAfter(state, inputs);
    const { clientSecret, ...others } = inputs;
    const updated: State = { ...others, ...secretState(secret) };
    keepSecret(connection, updated);
    connection.apiClients.invalidate(id);
    try {
      // A remaining key set would take precedence over the new key.
      const unsetJwksUri =
        turnsTo === "private_key_jwt" || isFirstKey(inputs, state)
          ? mustUnsetJwksUri(inputs, { ...state, jwksUri: (await connection.api.apiClients.get(id)).jwks_uri })
          : mustUnsetJwksUri(inputs, state);
      const body = changes(state, inputs, turnsTo, secret);
      await change(connection, id, { body, uncertain: withSecretSent(state, secret), unsetJwksUri }, state.scopes);
    } catch (error) {
      throw adviseRefresh(error);
    }
    return updated;
  },

  async delete(connection, id) {
    connection.apiClients.invalidate(id);
    await ignoreNotFound(connection.api.apiClients.remove(id), connection.apiClients.absenceOf(id));
  },
});

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

/** The body of a PATCH: only what differs. */
function changes(state: State, inputs: Inputs, turnsTo: Method | undefined, secret: Secret | undefined): Values {
  const { authentication_method, ...body } = changedOnWire(properties, state, inputs);
  if (turnsTo) body.authentication_method = turnsTo;
  // Then it's unknown which key the service has.
  if (methodOf(inputs) === "private_key_jwt" && (state.authenticationMethodUncertain || state.clientSecretUncertain))
    Object.assign(body, toWire(properties, { publicJwk: inputs.publicJwk, jwksUri: inputs.jwksUri }));
  return { ...body, ...bodyOf(secret) };
}

function change(
  { api }: OneginiConnection,
  clientId: string,
  what: { body: Values; uncertain: Values; unsetJwksUri: boolean },
  scopesBefore: unknown,
): Promise<void> {
  const { scopes } = what.body;
  const verify = async () => {
    if (Array.isArray(scopes)) await requireScopes(api.apiClients, clientId, scopes, scopesBefore);
  };
  const changesMethod = what.body.authentication_method !== undefined;
  return changeClient({ calls: api.apiClients, clientId, verify, changesMethod, ...what });
}

/** The page doesn't say whether a PATCH replaces a set or adds to it: if scopes are removed, the client is read to check. */
async function requireScopes(
  calls: ClientCalls<ApiClientWire>,
  clientId: string,
  scopes: unknown[],
  before: unknown,
): Promise<void> {
  if (Array.isArray(before) && before.every((scope) => scopes.includes(scope))) return;
  const left = (await calls.get(clientId)).scopes.filter((scope) => !scopes.includes(scope));
  if (left.length > 0)
    throw new Error(
      `The API client "${clientId}" still has the scopes ${left.join(", ")}: this server adds an update's scopes to the existing ones. Recreate the client with \`pulumi up --replace <its URN>\`.`,
    );
}

/** Changes an existing client to match the program. What the program leaves out stays. */
async function adopt(
  connection: OneginiConnection,
  inputs: Inputs,
  existing: ApiClientWire | undefined,
  secret: Secret | undefined,
): Promise<void> {
  if (!existing) return;
  const { clientId, profile, adoptExisting } = inputs;
  // It's unknown which of the other properties were set, so the next update sends them all.
  const uncertain = { clientId, profile, adoptExisting, ...secretState(secret) };
  const body = takeover(inputs, existing, secret);
  await change(
    connection,
    clientId,
    { body, uncertain, unsetJwksUri: mustUnsetJwksUri(inputs, { jwksUri: existing.jwks_uri }) },
    existing.scopes,
  );
}

function takeover(inputs: Inputs, found: ApiClientWire, secret: Secret | undefined): Values {
  const { client_id, ...body } = toWire(properties, inputs);
  if (found.authentication_method === "private_key_jwt" && methodOf(inputs) === "client_secret_basic")
    body.authentication_method = "client_secret_basic";
  return { ...body, ...bodyOf(secret) };
}

/** Does the client match what was sent, including the secret? */
async function isAsSent(
  connection: OneginiConnection,
  found: ApiClientWire | undefined,
  inputs: Inputs,
  secret: string | undefined,
): Promise<boolean> {
  if (!found) return false;
  if (secret !== undefined && canVerify(inputs.clientId)) return connection.verify(inputs.clientId, secret);
  return !reconcile(properties, inputs, fromWire(properties, { ...found })).drifted;
}

function adviseTakenId(error: ServiceError, clientId: string): ServiceError {
  return error.advise(
    `The client id "${clientId}" is taken by a web client or a device, which this API doesn't show, and nothing was changed. Choose another clientId`,
  );
}

function rules(inputs: Partial<Inputs>): CheckFailure[] {
  const failures: CheckFailure[] = [];
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
      "it generates a new secret whenever it changes, so it can't be combined with clientSecret",
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
        "it must not contain a colon: HTTP Basic authentication can't transmit it (RFC 7617 2), so the client couldn't authenticate",
      );
    for (const name of ["publicJwk", "jwksUri"] as const) {
      if (inputs[name] !== undefined) fail(name, 'it requires authenticationMethod: "private_key_jwt"');
    }
  }
  return failures;
}

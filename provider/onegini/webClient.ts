import { createOrAdopt } from "../createOrAdopt";
import { defineResource, type StateBase } from "../defineResource";
import { hasStatus } from "../http/errors";
import { HalfDoneError, UNKNOWN, type Values } from "../lifecycle";
import { adviseRefresh, ignoreNotFound } from "../notFound";
import { changedOnWire, fromWire, isRecord, reconcile, toWire, type ValuesOf } from "../properties";
import type { WebClientWire } from "./api";
import { changeClient, isFirstKey, mustUnsetJwksUri } from "./changeClient";
import {
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
import { declaration, defaultMethod, properties } from "./webClientDeclaration";
import { webClientRules } from "./webClientRules";

export type Inputs = ValuesOf<typeof properties>;
export type State = Inputs & StateBase & SecretState & Values;

/** A web client: docs.onegini.com, access/api-reference/config-api/web-client */
export const webClient = defineResource<Inputs, State, OneginiConnection>({
  declaration,
  connect,
  rules: webClientRules,

  outputs: (_id, state) => ({ ...keptThroughRefresh(state) }),

  // A generated secret isn't an argument.
  arguments: ({ clientSecret, ...others }) =>
    others.clientSecretGenerated || clientSecret === undefined ? others : { ...others, clientSecret },

  async create(connection, inputs, adopting) {
    const { clientId } = inputs;
    const secret = secretAfter(undefined, inputs);
    const state: State = { ...inputs, ...secretState(secret) };
    keepSecrets(connection, state);
    const sent = { ...toWire(properties, inputs), client_id: clientId, ...bodyOf(secret) };
    connection.webClients.invalidate(clientId);
    // Whether the service has confirmed that it took everything, including what no read returns.
    let isSure = false;
    await createOrAdopt<WebClientWire | undefined>(
      {
        title: `web client "${clientId}"`,
        key: "clientId",
        send: async (recheck) => {
          await connection.api.webClients.create(sent, recheck);
          isSure = true;
          return undefined;
        },
        lookUp: (urgent) => connection.webClients.readNow(clientId, urgent),
        isAsSent: (found) => isAsSent(found, inputs),
        refusesDuplicates: true,
        idOf: () => clientId,
        adopt: inputs.adoptExisting
          ? async (existing) => {
              await adopt(connection, inputs, existing, secret);
              isSure = true;
            }
          : undefined,
        unfinished: { id: clientId, state: withUncertainSecret(state) },
        advice: "Run `pulumi up --refresh` to find out whether it was created as it was sent, and to finish it.",
      },
      connection,
      adopting,
    ).catch((error) => {
      throw hasStatus(error, 409)
        ? error.advise(
            `The client id "${clientId}" is taken by an API client or a device, which this API doesn't show, and nothing was changed. Choose another clientId`,
          )
        : error;
    });
    if (!isSure) await sendAgain(connection, state, sent);
    return { id: clientId, state };
  },

  async read(connection, id) {
    const client = await connection.webClients.read(id);
    return client && { actual: fromWire(properties, client) };
  },

  async findLeftover(connection, state) {
    const { clientId } = state;
    const found = await connection.webClients.readNow(clientId);
    return found && { id: clientId, isOurs: isAsSent(found, state) };
  },

  plan(state, inputs) {
    const { clientAuthenticationMethod: method, grantTypes, hashedClientSecret } = inputs as Values;
    const isOpen =
      [method, grantTypes, hashedClientSecret].includes(UNKNOWN) ||
      (method === undefined && Array.isArray(grantTypes) && grantTypes.includes(UNKNOWN));
    if (isOpen) return { clientSecret: UNKNOWN };
    const secret = secretAfter(state, inputs);
    if (!secret) return {};
    const isNew = secret.value !== state.clientSecret || state.creationUncertain === true;
    return { clientSecret: secret.generated && isNew ? UNKNOWN : secret.value };
  },

  async update(connection, id, state, inputs) {
    const secret = secretAfter(state, inputs);
    const { clientSecret, ...others } = inputs;
    const updated: State = { ...others, ...secretState(secret) };
    keepSecrets(connection, updated);
    connection.webClients.invalidate(id);
    try {
      await change(connection, id, state, { inputs, secret });
    } catch (error) {
      throw adviseRefresh(error);
    }
    return updated;
  },

  async delete(connection, id) {
    connection.webClients.invalidate(id);
    await ignoreNotFound(connection.api.webClients.remove(id), connection.webClients.absenceOf(id));
  },
});

type Method = NonNullable<Inputs["clientAuthenticationMethod"]>;

function methodOf({ clientAuthenticationMethod, grantTypes }: Partial<Inputs>): Method {
  return clientAuthenticationMethod ?? defaultMethod(grantTypes);
}

function methodChanges(state: State, inputs: Inputs): boolean {
  return methodOf(state) !== methodOf(inputs) || state.authenticationMethodUncertain === true;
}

/** The client's plain secret; there is none with another method, or if the program gives a hash. */
function secretAfter(state: State | undefined, inputs: Inputs): Secret | undefined {
  if (methodOf(inputs) !== "CLIENT_SECRET_BASIC" || inputs.hashedClientSecret !== undefined) return undefined;
  const isNew = state === undefined || methodChanges(state, inputs) || state.hashedClientSecret !== undefined;
  return secretFor(state, inputs, isNew);
}

function bodyOf(secret: Secret | undefined): Values {
  return secret?.send ? { client_secret: secret.value } : {};
}

/** It's unknown whether the client has this secret or key, so the next update sets it. */
function withUncertainSecret(state: State): State {
  const hasNone = ["PKCE", "PUBLIC"].includes(methodOf(state));
  return hasNone ? state : { ...state, clientSecretUncertain: true };
}

/** After a lost response, nothing proves that the client found is the one that was sent: its secret can't be read. */
async function sendAgain(connection: OneginiConnection, state: State, { client_id, ...body }: Values): Promise<void> {
  const { clientId } = state;
  try {
    await connection.api.webClients.change(clientId, body);
  } catch (error) {
    throw new HalfDoneError(
      `${(error as Error).message} The web client was created, but it isn't certain how it authenticates. Run \`pulumi up\` again to set it.`,
      clientId,
      withUncertainSecret(state),
    );
  }
}

async function change(
  { api }: OneginiConnection,
  clientId: string,
  state: State,
  { inputs, secret }: { inputs: Inputs; secret: Secret | undefined },
): Promise<void> {
  const changesMethod = methodChanges(state, inputs);
  const { client_authentication_method, ...changed } = changedOnWire(properties, state, inputs);
  const mayHaveJwksUri =
    (changesMethod || isFirstKey(inputs, state)) && mustUnsetJwksUri(inputs, { jwksUriUncertain: true });
  const there =
    changed.open_id_connect !== undefined || mayHaveJwksUri ? await api.webClients.get(clientId) : undefined;
  const unsetJwksUri = mustUnsetJwksUri(inputs, { ...state, jwksUri: state.jwksUri ?? there?.jwks_uri });
  const body = bodyFor(state, inputs, { changed: { ...changed, ...bodyOf(secret) }, secret, unsetJwksUri });
  if (changed.open_id_connect !== undefined)
    body.open_id_connect = openIdConnectFor(there, inputs, changed.open_id_connect);
  const uncertain = withSecretSent(state, secret);
  await changeClient({ calls: api.webClients, clientId, body, changesMethod, unsetJwksUri, uncertain });
}

const authentication = [
  "clientAuthenticationMethod",
  "grantTypes",
  "hashedClientSecret",
  "publicJwk",
  "jwksUri",
] as const satisfies (keyof Inputs)[];

/** The members of a PATCH: what differs, and everything that the server checks together with it. */
function bodyFor(
  state: State,
  inputs: Inputs,
  { changed, secret, unsetJwksUri }: { changed: Values; secret: Secret | undefined; unsetJwksUri: boolean },
): Values {
  const given = Object.fromEntries(authentication.map((name) => [name, inputs[name]]));
  const together = toWire(properties, given);
  const isTouched =
    methodChanges(state, inputs) ||
    unsetJwksUri ||
    state.clientSecretUncertain === true ||
    "client_secret" in changed ||
    Object.keys(together).some((name) => name in changed);
  const body: Values = { ...changed };
  if (isTouched) Object.assign(body, together, secret && { client_secret: secret.value });
  if (Object.keys(body).length === 0) return body;
  // Until 2023 the page said that a PATCH without the method sets the default.
  const isDefault = methodOf(inputs) === defaultMethod(inputs.grantTypes);
  if (methodChanges(state, inputs) || !isDefault) body.client_authentication_method = methodOf(inputs);
  // Until 2023-07-27 servers set it to false with each PATCH that didn't have it.
  if (inputs.sessionBasedSilentAuth) body.session_based_silent_auth = true;
  return body;
}

/** The page doesn't say whether a PATCH merges its members, so all existing ones are sent, with the program's changes. */
function openIdConnectFor(there: WebClientWire | undefined, inputs: Inputs, changed: unknown = {}): Values {
  const known = isRecord(there?.open_id_connect) ? there.open_id_connect : {};
  const { open_id_connect } = toWire(properties, { openIdConnect: inputs.openIdConnect });
  const isSet = ([, value]: [string, unknown]) => value !== null && value !== "";
  return { ...Object.fromEntries(Object.entries(known).filter(isSet)), ...Object(open_id_connect), ...Object(changed) };
}

/** Changes an existing client to match the program. What the program leaves out stays. */
async function adopt(
  { api }: OneginiConnection,
  inputs: Inputs,
  existing: WebClientWire | undefined,
  secret: Secret | undefined,
): Promise<void> {
  const { client_id, ...body } = { ...toWire(properties, inputs), ...bodyOf(secret) } as Values;
  const method = existing?.client_authentication_method;
  const changesMethod = method !== undefined && method !== methodOf(inputs);
  if (changesMethod) body.client_authentication_method = methodOf(inputs);
  if (body.open_id_connect !== undefined) body.open_id_connect = openIdConnectFor(existing, inputs);
  // It's unknown which of the other properties were set, so the next update sends them all.
  const { clientId, profile, adoptExisting } = inputs;
  const uncertain = { clientId, profile, adoptExisting, ...secretState(secret) };
  const unsetJwksUri = mustUnsetJwksUri(inputs, { jwksUri: existing?.jwks_uri });
  await changeClient({ calls: api.webClients, clientId, body, changesMethod, unsetJwksUri, uncertain });
}

function isAsSent(found: WebClientWire | undefined, inputs: Inputs): boolean {
  return found !== undefined && !reconcile(properties, inputs, fromWire(properties, found)).drifted;
}

function keepSecrets(connection: OneginiConnection, state: Partial<State>): void {
  const { clientId, clientSecret, hashedClientSecret } = state;
  keepSecret(connection, { clientId, clientSecret });
  keepSecret(connection, { clientId, clientSecret: hashedClientSecret });
}

import { createOrAdopt } from "../createOrAdopt";
import { defineResource, type StateBase } from "../defineResource";
import type { Wire } from "../http/decode";
import { hasStatus, type ServiceError } from "../http/errors";
import { HalfDoneError, type Values } from "../lifecycle";
import { adviseRefresh, ignoreNotFound, undefinedIfNotFound } from "../notFound";
import { changedOnWire, fromWire, isSameText, reconcile, toWire, type ValuesOf } from "../properties";
import { type AppCredentials, type AppWire, openIdConnect } from "./appsApi";
import { isSameInApp, unescaped } from "./appText";
import { connect } from "./connect";
import type { OneLoginConnection } from "./connection";
import { numericId } from "./ids";
import { declaration, properties } from "./oidcAppDeclaration";
import { changedParameters, parametersToSend } from "./oidcAppParameters";

export type Inputs = ValuesOf<typeof properties>;
export type State = Inputs & StateBase & Values & { appId: number; clientId?: string; clientSecret?: string };

/** An OpenID Connect app: developers.onelogin.com/api-docs/2/apps/app-resource */
export const oidcApp = defineResource<Inputs, State, OneLoginConnection>({
  declaration,
  connect,
  keyWithoutId: "name",

  outputs: (id) => ({ appId: numericId(id) }),

  async create(connection, inputs, adopting) {
    const { api } = connection;
    const title = titleOf(inputs);
    // OneLogin accepts two apps with the same name, so we must prevent the second.
    return connection.inSequence(`app ${inputs.connectorId} ${inputs.name}`, async () => {
      let sso: AppCredentials | undefined;
      let isAdopted = false;
      const { id } = await createOrAdopt<{ id: number }>(
        {
          title,
          key: "name",
          send: async (recheck) => {
            const created = await api.apps.create(toWire(properties, inputs), recheck).catch(async (error) => {
              throw isConnectorInvalid(error) ? await adviseConnector(connection, inputs, error) : error;
            });
            sso = created.sso;
            return created;
          },
          lookUp: async (urgent) => {
            const found = await appsNamed(connection, inputs, urgent);
            if (found.length > 1 && inputs.adoptExisting) throw severalOf(title, found);
            return found[0];
          },
          isAsSent: async ({ id }) => {
            const found = await api.apps.get(id);
            sso = found.sso;
            return isAsSent(inputs, found);
          },
          refusesDuplicates: false,
          idOf: ({ id }) => String(id),
          adopt: inputs.adoptExisting
            ? async ({ id }) => {
                isAdopted = true;
                sso = await adopt(connection, id, inputs);
              }
            : undefined,
          unfinished: { id: "unfinished", state: inputs },
          advice: `${isPublic(inputs) ? "" : "Only the lost response contained its client secret. "}Run \`pulumi up --refresh\`: it looks for the ${title}, and adds it to the state if it is there.`,
        },
        connection,
        adopting,
      );
      if (!isAdopted) sso ??= await knownCredentials(connection, title, { ...inputs, appId: id });
      const state: State = { ...inputs, appId: id, ...credentials(connection, sso, {}) };
      if (state.clientSecret === undefined && !isPublic(inputs)) {
        if (!isAdopted) throw lostSecret(title, state);
        connection.http.runtime.log(`${unreadable(title)} ${waysToSecret}`);
      }
      return { id: String(id), state };
    });
  },

  async read(connection, id, state) {
    const number = numericId(id);
    const app = await undefinedIfNotFound(connection.app(number), connection.absenceOfApp(number));
    if (!app) return undefined;
    if (app.auth_method !== undefined && app.auth_method !== openIdConnect)
      throw new Error(`The app ${id} is not an OpenID Connect app. Check the id.`);
    const actual = actualOf(app);
    const outputs = credentials(connection, app.sso, state);
    // Another client id has another secret; or a refresh has found the app that a create of unknown outcome made.
    const isNews = state.clientSecret !== undefined || (state.name !== undefined && state.clientId === undefined);
    if (isNews && outputs.clientSecret === undefined && !isPublic(actual.configuration ? actual : state))
      connection.http.runtime.log(`${unreadable(titleOf(state as State))} ${waysToSecret}`);
    return { actual, outputs };
  },

  async findLeftover(connection, state) {
    const found = await appsNamed(connection, state);
    const [first] = found;
    if (!first) return undefined;
    // If there are several, it's unknown which is ours.
    const isOurs = found.length === 1 && isAsSent(state, await connection.api.apps.get(first.id));
    return { id: String(first.id), isOurs };
  },

  async update(connection, id, state, inputs) {
    const number = numericId(id);
    try {
      let sso = await change(connection, number, state, inputs);
      // The create couldn't read it.
      if (state.clientId === undefined) sso ??= (await connection.api.apps.get(number)).sso;
      const known = credentials(connection, sso, state);
      // An app that needed no secret may never have got one.
      const method = inputs.configuration.tokenEndpointAuthMethod;
      const isNewlyNeeded = isPublic(state) && method !== undefined && method !== "none";
      const isDropped = state.clientSecret !== undefined && !isPublic(inputs);
      if (known.clientSecret === undefined && (isNewlyNeeded || isDropped))
        connection.http.runtime.log(`${unreadable(titleOf(inputs))} ${waysToSecret}`);
      return { ...inputs, appId: number, ...known };
    } catch (error) {
      throw adviseRefresh(error);
    }
  },

  async delete(connection, id) {
    const number = numericId(id);
    const removing = connection.changingApp(number, connection.api.apps.remove(number));
    await ignoreNotFound(removing, connection.absenceOfApp(number));
  },
});

function titleOf({ name, connectorId }: Inputs): string {
  return `OpenID Connect app "${name}" of the connector ${connectorId}`;
}

/** The list may escape characters of a name. */
function appsNamed(connection: OneLoginConnection, { name, connectorId }: Inputs, urgent = false): Promise<AppWire[]> {
  const isWanted = (item: Wire) => item.connector_id === connectorId && isSameInApp(name, item.name);
  return connection.appsNamed(name, isWanted, urgent);
}

/** Adopting the first one would be a guess. */
function severalOf(title: string, found: AppWire[]): Error {
  const ids = found.map(({ id }) => id).join(", ");
  return new Error(
    `There are several of the ${title}: ${ids}. adoptExisting adopts only one: delete the others at the service, or rename them.`,
  );
}

/** The connector's own parameters keep their labels, whatever a create says. */
function isAsSent({ parameters, ...others }: Inputs, found: AppWire): boolean {
  const unlabelled = Object.entries(parameters ?? {}).map(([name, { label: _, ...members }]) => [name, members]);
  const sent = { ...others, ...(parameters && { parameters: Object.fromEntries(unlabelled) }) };
  return !reconcile(properties, sent, actualOf(found)).drifted;
}

/** Some responses leave out the two enumerations if they are 0. An empty configuration says nothing. */
function actualOf({ configuration = {}, ...app }: AppWire): Values {
  const enumerations = { oidc_application_type: 0, token_endpoint_auth_method: 0 };
  const given = Object.entries(configuration);
  if (given.length === 0) return fromWire(properties, app);
  const known = given.filter(([name, value]) => !(name in enumerations && value === null));
  return fromWire(properties, { ...app, configuration: { ...enumerations, ...Object.fromEntries(known) } });
}

/** Brings an app to what the program says. */
async function adopt(connection: OneLoginConnection, id: number, inputs: Inputs): Promise<AppCredentials | undefined> {
  const found = await connection.api.apps.get(id);
  if (!(await isSurelyNamed(connection, found, inputs.name))) throw unsureName(id, inputs);
  const { parameters } = reconcile(properties, inputs, actualOf(found)).values as Partial<Inputs>;
  const changed = await change(connection, id, { ...(parameters && { parameters }) }, inputs, found);
  return changed?.client_secret === undefined ? found.sso : changed;
}

/**
 * Escaped, `a & b` reads as another app's `a &amp; b` does unescaped. Only the list's filter tells them apart, unless it
 * has a wildcard or compares escaped names, too.
 */
async function isSurelyNamed(connection: OneLoginConnection, { id, name }: AppWire, wanted: string): Promise<boolean> {
  if (isSameText(name, wanted) && unescaped(wanted) === wanted) return true;
  if (wanted.includes("*")) return false;
  return (await connection.appsFiltered(wanted)).byId(id) !== undefined;
}

function unsureName(id: number, { name }: Inputs): Error {
  return new Error(
    `The app ${id} was not adopted: OneLogin's response doesn't tell whether its name is ${JSON.stringify(name)} or only looks like it after HTML escaping. Nothing was changed. Rename one of them, or the app in the program.`,
  );
}

/** Sends what differs. Returns the credentials if the response contains them. */
async function change(
  connection: OneLoginConnection,
  id: number,
  before: Partial<Inputs>,
  inputs: Inputs,
  found?: AppWire,
): Promise<AppCredentials | undefined> {
  const { connector_id, parameters: _, ...body } = changedOnWire(properties, before, inputs);
  if (changedParameters(before.parameters, inputs.parameters).length > 0) {
    const app = found ?? (await connection.api.apps.get(id));
    const parameters = await parametersToSend(connection, app, before.parameters, inputs.parameters);
    if (Object.keys(parameters).length > 0) body.parameters = parameters;
  }
  if (Object.keys(body).length === 0) return undefined;
  return connection.changingApp(id, connection.api.apps.change(id, body));
}

/** What a read returns when the response to a create contained none. The app is there, whether it can be read or not. */
async function knownCredentials(
  { api }: OneLoginConnection,
  title: string,
  state: State,
): Promise<AppCredentials | undefined> {
  try {
    return (await api.apps.get(state.appId)).sso;
  } catch (error) {
    throw new HalfDoneError(
      `The ${title} was created and is in the state, but the response contained no client id, and reading it failed: ${error instanceof Error ? error.message : error} Run \`pulumi up --refresh\` to read it again.`,
      String(state.appId),
      state,
    );
  }
}

/** Only the response to the create contains the secret, so the state's secret stays while the client id is the same. */
function credentials(
  connection: OneLoginConnection,
  sso: AppCredentials | undefined,
  { clientId, clientSecret }: Partial<State>,
): { clientId?: string; clientSecret?: string } {
  const isSame = sso === undefined || clientId === undefined || sso.client_id === clientId;
  const [id, secret] = [sso?.client_id ?? clientId, sso?.client_secret ?? (isSame ? clientSecret : undefined)];
  if (secret !== undefined) connection.http.keepSecret(secret, id);
  return { ...(id !== undefined && { clientId: id }), ...(secret !== undefined && { clientSecret: secret }) };
}

/** With `none`, the app has no use for a secret. */
function isPublic({ configuration }: Partial<Inputs>): boolean {
  return configuration?.tokenEndpointAuthMethod === "none";
}

const waysToSecret =
  "Regenerate it in OneLogin's console (the app's SSO tab) and pass it on yourself, or recreate the app with `pulumi up --replace <its URN>`.";

function unreadable(title: string): string {
  return `The client secret of the ${title} can't be read, so the output clientSecret is undefined.`;
}

/** The app is in the state, but whoever needs its secret must not go on without it unnoticed. */
function lostSecret(title: string, state: State): HalfDoneError {
  return new HalfDoneError(
    `The ${title} was created and is in the state, but its client secret was lost: only the response to the create contains it, and that response didn't arrive or had none. The output clientSecret is undefined. ${waysToSecret}`,
    String(state.appId),
    state,
  );
}

function isConnectorInvalid(error: unknown): error is ServiceError {
  return hasStatus(error, 422) && /connector id/i.test(error.reason);
}

/** The number of OneLogin's OpenID Connect connector is not the same in all accounts. */
async function adviseConnector(
  { api }: OneLoginConnection,
  { connectorId }: Inputs,
  error: ServiceError,
): Promise<ServiceError> {
  const connectors = await api.apps.connectors().catch(() => []);
  const others = connectors.filter(({ id }) => id !== connectorId).map(({ id, name }) => `${id} (${name})`);
  if (others.length === 0) return error;
  return error.advise(`Set connectorId to one of this account's OpenID Connect connectors: ${others.join(", ")}`);
}

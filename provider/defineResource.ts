import type { Settings } from "./config/settings";
import type { Context, Runtime } from "./context";
import { ExistsError } from "./existsError";
import {
  type Change,
  type CheckFailure,
  HalfDoneError,
  type Lifecycle,
  type ReadResult,
  type Values,
} from "./lifecycle";
import { markOf, type StateEntry } from "./objectsOfRun";
import { deletionOf, requireSameService } from "./ownership";
import { argumentsOf, changes, type Declaration, isFirstLook, reconcile, validate } from "./properties";
import { changedByHand, flagged, flagsOf, withoutMarker, writeOnlyIn } from "./writeOnly";

export interface ServiceValues {
  /** The properties, as a program spells them. */
  actual: Values;
  /** Further outputs. */
  outputs?: Values;
  /** Does the service still have the state's value of the write-only property? Undefined if it wasn't tested. */
  isWriteOnlyRight?: boolean | undefined;
}

/** What a create of unknown outcome may have left: the object that has its natural key now. */
export interface Leftover {
  id: string;
  /** That create made it, as far as can be determined. */
  isOurs: boolean;
  /** Proven: nobody else can have made it. */
  isProven?: boolean;
}

/** What every resource's state contains besides its properties. */
export interface StateBase {
  profile?: string | undefined;
  /** The service's address when the object was created. States of 0.1.0 lack it. */
  serviceUrl?: string;
  /** Random; tells two entries of the same object apart. States of 0.1.0 lack it. */
  resourceMark?: string;
  /** It is unknown whether the create came through: an existing object may be somebody else's. */
  creationUncertain?: boolean;
}

/** A service as resources reach it. */
export interface Connection {
  http: { settings: Settings; runtime: Runtime; keepSecret(value: string, user?: string): void };
}

/** What is specific to a resource, besides its declaration. */
export interface Definition<Inputs, State, Service extends Connection> {
  declaration: Declaration;
  connect(context: Context, profile: string | undefined): Promise<Service>;
  /** Rules across properties. `given` are the inputs before they were normalised. */
  rules?(inputs: Partial<Inputs>, given: Values): CheckFailure[];
  /** The outputs besides the arguments that are known without a request. Throws if the id isn't valid. */
  outputs(id: string, state: Partial<State>): Values;
  /** The arguments that led to this state, if the state doesn't simply contain them. */
  arguments?(state: Values): Values;
  /** @param adopting - Called before an object is adopted. */
  create(
    connection: Service,
    inputs: Inputs,
    adopting: (id: string) => void,
    context: Context,
  ): Promise<{ id: string; state: State }>;
  /** What the service holds now; undefined if the object was deleted. */
  read(connection: Service, id: string, state: Partial<State>, context: Context): Promise<ServiceValues | undefined>;
  /** The outputs that an update changes: UNKNOWN if they aren't known yet, undefined if they go away. */
  plan?(state: State, inputs: Inputs): Values;
  /** What a create of unknown outcome has left at the service; undefined if there is nothing. */
  findLeftover(connection: Service, state: State): Promise<Leftover | undefined>;
  update(connection: Service, id: string, state: State, inputs: Inputs): Promise<State>;
  delete(connection: Service, id: string, state: Partial<State>): Promise<void>;
  /** The type of its parent, whose id its own id begins with. */
  parentType?: string;
  /** The property whose change is shown when an unfinished create is replaced; only if the id isn't known before the create. */
  keyWithoutId?: string;
}

/** Builds a resource's lifecycle from its definition. */
export function defineResource<Inputs, State extends StateBase & Values, Service extends Connection>(
  definition: Definition<Inputs, State, Service>,
): Lifecycle<Inputs, State> {
  const { type, properties } = definition.declaration;
  const writeOnly = writeOnlyIn(definition.declaration);
  const declared = { ...properties, ...definition.declaration.outputs };
  const secrets = Object.keys(declared).filter((name) => declared[name]?.secret);
  const isMarked = (inputs: Values) => writeOnly !== undefined && inputs[writeOnly] === changedByHand;
  const marker = (inputs: Values) => (writeOnly && isMarked(inputs) ? { [writeOnly]: changedByHand } : {});
  const inputsOf = (state: Values) => argumentsOf(properties, definition.arguments?.(state) ?? state);

  const entryOf = (id: string, state: Partial<State>): StateEntry => ({
    type,
    id,
    serviceUrl: serviceUrlOf(state),
    profile: state.profile,
    parentType: definition.parentType,
    mark: markOf(state as Values),
  });
  /** What every new state contains. */
  const origin = ({ http }: Service, { resourceMark }: Partial<State> = {}) => ({
    serviceUrl: http.settings.url,
    resourceMark: resourceMark ?? crypto.randomUUID(),
  });
  const connect = async (context: Context, profile: string | undefined, id?: string, state?: Partial<State>) => {
    const connection = await definition.connect(context, profile);
    if (id === undefined || !state) return connection;
    requireSameService({ type, id, serviceUrl: serviceUrlOf(state) }, connection.http.settings, context.advice);
    // No error shows the state's secrets, not even if the service repeats them.
    for (const name of secrets) {
      const [value, user] = [(state as Values)[name], (state as Values).clientId];
      if (typeof value === "string") connection.http.keepSecret(value, typeof user === "string" ? user : undefined);
    }
    return connection;
  };

  const settingsOf = (context: Context) => async (profile: string | undefined) =>
    (await definition.connect(context, profile)).http.settings;

  return {
    declaration: definition.declaration,

    check(news, olds) {
      const given = withoutMarker(writeOnly, news);
      const checked = validate(properties, given, olds);
      const broken = (inputs: Values, raw: Values) => definition.rules?.(inputs as Partial<Inputs>, raw) ?? [];
      // `ignoreChanges` may bring back values from a refresh that break the rules: the program can't change those.
      const before = broken(argumentsOf(properties, olds), olds).map(({ property, reason }) => `${property} ${reason}`);
      const failures = broken(checked.inputs, given).filter(
        ({ property, reason }) => !before.includes(`${property} ${reason}`),
      );
      return {
        inputs: { ...checked.inputs, ...marker(news) },
        failures: [...checked.failures, ...failures],
      };
    },

    diff(id, state, inputs, context) {
      const whole = (property: string, replaces: boolean): Change => ({
        property,
        path: property,
        kind: "update",
        replaces,
      });
      if (isUnfinishedCreate(state) && definition.keyWithoutId)
        return { changes: [whole(definition.keyWithoutId, true)], isUnfinished: true };
      const isLeftAlone = isMarked(inputs as Values);
      const found = changes(properties, inputsOf(state), inputs as Values).filter(
        ({ property }) => property !== writeOnly || !isLeftAlone,
      );
      const { drifted, uncertain } = flagsOf(writeOnly, state);
      const isUnfinished = isUnfinishedCreate(state) || uncertain;
      const isShown = found.some(({ property }) => property === writeOnly);
      if (!isShown && (isUnfinished || (drifted && !isLeftAlone)))
        found.push(whole(writeOnly ?? Object.keys(properties)[0] ?? "", false));
      if (found.some(({ replaces }) => replaces)) context.objects.addReplaced(entryOf(id, state));
      else context.objects.add(entryOf(id, state));
      return { changes: found, isUnfinished };
    },

    plan(id, state, inputs) {
      const all: Values = {
        ...argumentsOf(definition.declaration.outputs, state),
        ...withoutMarker(writeOnly, inputs as Values),
        ...(isUnfinishedCreate(state) ? {} : definition.outputs(id, state)),
        ...definition.plan?.(state, inputs),
      };
      // The state's other values aren't outputs.
      return argumentsOf({ ...properties, ...definition.declaration.outputs }, all);
    },

    async create(given, context) {
      // A new object has no value that was set by hand.
      const inputs = withoutMarker(writeOnly, given as Values) as Inputs;
      const connection = await connect(context, (inputs as StateBase).profile);
      const common = origin(connection);
      const { profile } = inputs as StateBase;
      const entry = (id: string) => entryOf(id, { profile, ...common } as Partial<State>);
      const { objects } = context;
      // Recorded before the object is changed, so that no other entry's delete comes in between.
      const adopting = (id: string) => objects.add(entry(id));
      const work = () =>
        definition.create(connection, inputs, adopting, context).catch((error) => {
          if (error instanceof HalfDoneError) objects.add(entry(error.objectId));
          else if (error instanceof ExistsError) objects.addConflict(entry(error.objectId));
          else objects.turnIntoConflict(common.resourceMark);
          throw error;
        });
      const { id, state } = await keepingHalfDone(work, common);
      objects.add(entry(id));
      return { id, state: { ...state, ...common } };
    },

    async read(id, state, context) {
      const isFirst = isFirstLook(properties, state as Values);
      if (isUnfinishedCreate(state)) return readLeftover(state as State, context);
      definition.outputs(id, state);
      const connection = await connect(context, state.profile, id, state);
      const found = await definition.read(connection, id, state, context);
      if (!found) {
        if (!isFirst) return undefined;
        throw new Error(
          `There is no ${type} with the id ${JSON.stringify(id)}. Check the id that is passed to \`get\`.`,
        );
      }
      if (isFirst)
        context.objects.add({ ...entryOf(id, state), serviceUrl: connection.http.settings.url, mark: "get" });
      return observed(connection, id, state, found);
    },

    async update(id, state, inputs, context) {
      const profile = (inputs as StateBase).profile;
      const connection = await connect(context, profile, id, state);
      const common = origin(connection, state);
      const { creationUncertain, ...known } = state;
      const update = async () => {
        const isUnfinished = isUnfinishedCreate(state);
        const leftover = isUnfinished ? await findLeftover(connection, state) : undefined;
        if (isUnfinished && !leftover?.isOurs)
          return (await definition.create(connection, inputs, () => {}, context)).state;
        return definition.update(connection, id, known as State, inputs);
      };
      // Whatever the outcome, the resource still manages the object.
      context.objects.add(entryOf(id, { ...state, ...common }));
      return { ...(await keepingHalfDone(update, common)), ...common };
    },

    async delete(id, state, context) {
      const isUnfinished = isUnfinishedCreate(state);
      if (!isUnfinished) definition.outputs(id, state);
      const connection = await connect(context, state.profile, id, state);
      const { http } = connection;
      if (isUnfinished) return deleteLeftover(connection, state as State, context);
      const entry = entryOf(id, state);
      const kept = await deletionOf(entry, context, http.settings, settingsOf(context));
      if (kept !== undefined) {
        context.log(kept);
        return;
      }
      await definition.delete(connection, id, state);
      context.objects.remove(entry);
    },
  };

  function observed(connection: Service, id: string, state: Partial<State>, found: ServiceValues): ReadResult<State> {
    const { values, drifted } = reconcile(properties, state as Values, found.actual);
    const { serviceUrl, resourceMark } = state;
    const before = flagsOf(writeOnly, state as Values);
    // If the secret wasn't tested, the result of an earlier refresh stays.
    // After our own update with unknown outcome, a wrong secret isn't drift.
    const isUncertain = before.uncertain && found.isWriteOnlyRight !== true;
    const isDrifted = found.isWriteOnlyRight === undefined || isUncertain ? before.drifted : !found.isWriteOnlyRight;
    const now: Values = {
      ...values,
      ...definition.outputs(id, state),
      ...found.outputs,
      ...(serviceUrlOf({ serviceUrl }) === undefined ? {} : { serviceUrl: connection.http.settings.url }),
      ...(resourceMark === undefined ? {} : { resourceMark }),
      ...flagged(writeOnly, { drifted: isDrifted, uncertain: isUncertain }),
    };
    // The inputs of a failed update that had no effect after all: the next one has yet to make that change.
    const isUndone = before.uncertain && !isUncertain;
    const isShown = drifted || isDrifted !== before.drifted || isUndone;
    if (!isShown) return { state: now as State };
    const inputs = { ...inputsOf(now), ...(isDrifted && writeOnly ? { [writeOnly]: changedByHand } : {}) };
    return { state: now as State, inputs };
  }

  /** The lookup needs the arguments, so they are validated: an edited state may lack them. */
  function findLeftover(connection: Service, state: State): Promise<Leftover | undefined> {
    const { inputs, failures } = validate(properties, inputsOf(state));
    const [failure] = failures;
    if (failure)
      throw new Error(`The state of an unfinished ${type} can't be used: ${failure.property}: ${failure.reason}.`);
    return definition.findLeftover(connection, { ...state, ...inputs });
  }

  /** A refresh completes a create of unknown outcome if it came through; otherwise the entry is dropped, and `up` creates it. */
  async function readLeftover(state: State, context: Context): Promise<ReadResult<State> | undefined> {
    const connection = await connect(context, state.profile, "", state);
    const leftover = await findLeftover(connection, state);
    if (!leftover?.isOurs) return undefined;
    const { creationUncertain, ...known } = state;
    const found = await definition.read(connection, leftover.id, known as State, context);
    return found && { id: leftover.id, ...observed(connection, leftover.id, known as State, found) };
  }

  /** The leftover of a create of unknown outcome is deleted only if it's proven ours, or after a refresh has adopted it. */
  async function deleteLeftover(connection: Service, state: State, context: Context): Promise<void> {
    const leftover = await findLeftover(connection, state);
    if (!leftover) return;
    const entry = { ...entryOf(leftover.id, state), mark: "leftover" };
    const { settings } = connection.http;
    if (!leftover.isOurs || (await deletionOf(entry, context, settings, settingsOf(context))) !== undefined) {
      context.log(
        `${type} "${leftover.id}" was not deleted, because it doesn't match what this program was creating when the response was lost.`,
      );
      return;
    }
    if (leftover.isProven) return definition.delete(connection, leftover.id, state);
    throw new Error(
      `${type} "${leftover.id}" was created after all, although the response was lost. Run \`pulumi refresh\` (or \`pulumi up --refresh\`) to add it to the state, and then try again.`,
    );
  }
}

/** An edited state may contain anything. */
function serviceUrlOf({ serviceUrl }: Partial<StateBase>): string | undefined {
  return typeof serviceUrl === "string" && /^https?:\/\/[\x21-\x7e]+$/.test(serviceUrl) ? serviceUrl : undefined;
}

function isUnfinishedCreate({ creationUncertain }: Partial<StateBase>): boolean {
  return creationUncertain === true;
}

/** The state of a half-done operation contains the common values too. */
async function keepingHalfDone<T>(work: () => Promise<T>, common: Values): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof HalfDoneError)) throw error;
    throw new HalfDoneError(error.message, error.objectId, { ...error.state, ...common });
  }
}

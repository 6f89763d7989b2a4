import type { Context } from "./context";
import { ExistsError } from "./existsError";
import type { Settings } from "./http/settings";
import { type Change, type Failure, HalfDoneError, type Lifecycle, type Observed, type Values } from "./lifecycle";
import { markOf, type StateEntry } from "./objectsOfRun";
import { deletionOf, requireSameService } from "./ownership";
import { argumentsOf, changes, check, type Declaration, isFirstLook, reconcile } from "./properties";
import { changedByHand, flagged, flagsOf, withoutMarker, writeOnlyIn } from "./writeOnly";

export interface Found {
  /** The properties, in the program's words. */
  actual: Values;
  /** Further outputs. */
  outputs?: Values;
  /** Is the state's value of the write-only property still the service's? Undefined where it wasn't tried. */
  isWriteOnlyRight?: boolean | undefined;
}

/** What a create of unknown end may have left: the object that has its natural key now. */
export interface Leftover {
  id: string;
  /** It is what that create made, as far as anybody can tell. */
  isOurs: boolean;
  /** Nobody else can have made it. */
  isProven?: boolean;
}

/** What every resource's state holds beside its properties. */
export interface StateBase {
  profile?: string | undefined;
  /** Where the object was made: the service's address. States of 0.1.0 lack it. */
  serviceUrl?: string;
  /** Random, tells two entries of a state apart that stand for the same object. States of 0.1.0 lack it. */
  resourceMark?: string;
  /** Nobody knows whether a create came through: what is there may be somebody else's. */
  creationUncertain?: boolean;
}

/** A service as resources reach it. */
export interface Connection {
  http: { settings: Settings; log(message: string): void };
}

/** What makes a resource different from the others; its properties tell the rest. */
export interface Definition<Inputs, State, Account extends Connection> {
  declaration: Declaration;
  connect(context: Context, profile: string | undefined): Promise<Account>;
  /** What the properties can't say one by one. `given` are the inputs before they were normalised. */
  rules?(inputs: Partial<Inputs>, given: Values): Failure[];
  /** The outputs beside the arguments that are known without asking. Throws where the id can't be one. */
  outputs(id: string, state: Partial<State>): Values;
  /** The arguments that made this state, where they aren't simply in it. */
  arguments?(state: Values): Values;
  /** @param adopting - To be told of an object that is about to be taken over. */
  create(account: Account, inputs: Inputs, adopting: (id: string) => void): Promise<{ id: string; state: State }>;
  /** What the service holds now; undefined when it's gone. */
  find(account: Account, id: string, state: Partial<State>): Promise<Found | undefined>;
  /** The outputs of an update that aren't what the state has: UNKNOWN where nobody knows them, undefined where there are none. */
  plan?(state: State, inputs: Inputs): Values;
  /** What a create of unknown end has left at the service; undefined when there is nothing. */
  findLeftover(account: Account, state: State): Promise<Leftover | undefined>;
  update(account: Account, id: string, state: State, inputs: Inputs): Promise<State>;
  delete(account: Account, id: string, state: Partial<State>): Promise<void>;
  /** The property that a resource of unknown end is replaced for, where its id isn't known before it's made. */
  keyWithoutId?: string;
}

/** A resource's whole life, from its definition. */
export function defineResource<Inputs, State extends StateBase & Values, Account extends Connection>(
  definition: Definition<Inputs, State, Account>,
): Lifecycle<Inputs, State> {
  const { type, properties } = definition.declaration;
  const writeOnly = writeOnlyIn(definition.declaration);
  const isMarked = (inputs: Values) => writeOnly !== undefined && inputs[writeOnly] === changedByHand;
  const marker = (inputs: Values) => (writeOnly && isMarked(inputs) ? { [writeOnly]: changedByHand } : {});
  const inputsOf = (state: Values) => argumentsOf(properties, definition.arguments?.(state) ?? state);

  const entryOf = (id: string, state: Partial<State>): StateEntry => ({
    type,
    id,
    serviceUrl: serviceUrlOf(state),
    profile: state.profile,
    mark: markOf(state as Values),
  });
  /** What every state that an own call writes has in common. */
  const origin = ({ http }: Account, { resourceMark }: Partial<State> = {}) => ({
    serviceUrl: http.settings.url,
    resourceMark: resourceMark ?? crypto.randomUUID(),
  });
  const connect = async (context: Context, profile: string | undefined, id?: string, state?: Partial<State>) => {
    const account = await definition.connect(context, profile);
    if (id !== undefined && state) requireSameService(type, id, serviceUrlOf(state), account.http.settings);
    return account;
  };

  const settingsOf = (context: Context) => async (profile: string | undefined) =>
    (await definition.connect(context, profile)).http.settings;

  return {
    check(news, olds) {
      const given = withoutMarker(writeOnly, news);
      const checked = check(properties, given, olds);
      const broken = (inputs: Values, raw: Values) => definition.rules?.(inputs as Partial<Inputs>, raw) ?? [];
      // What a refresh has found may break the rules, and `ignoreChanges` brings it back: that is nothing to mend here.
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
      // What a state holds beside them is nobody's output.
      return argumentsOf({ ...properties, ...definition.declaration.outputs }, all);
    },

    async create(given, context) {
      // A new object has nothing that could be left alone.
      const inputs = withoutMarker(writeOnly, given as Values) as Inputs;
      const account = await connect(context, (inputs as StateBase).profile);
      const common = origin(account);
      const { profile } = inputs as StateBase;
      const entry = (id: string) => entryOf(id, { profile, ...common } as Partial<State>);
      const { objects } = context;
      // Noted before it's touched, so that no other entry's delete comes in between.
      const adopting = (id: string) => objects.add(entry(id));
      const work = () =>
        definition.create(account, inputs, adopting).catch((error) => {
          if (error instanceof HalfDoneError) objects.add(entry(error.objectId));
          else if (error instanceof ExistsError) objects.addMet(entry(error.objectId));
          else objects.turnIntoMet(common.resourceMark);
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
      const account = await connect(context, state.profile, id, state);
      const found = await definition.find(account, id, state);
      if (!found) {
        if (!isFirst) return undefined;
        throw new Error(`There is no ${type} with the id ${JSON.stringify(id)}. Check the id that \`get\` is given.`);
      }
      if (isFirst) context.objects.add({ ...entryOf(id, state), serviceUrl: account.http.settings.url, mark: "get" });
      return observed(account, id, state, found);
    },

    async update(id, state, inputs, context) {
      const profile = (inputs as StateBase).profile;
      const account = await connect(context, profile, id, state);
      const common = origin(account, state);
      const { creationUncertain, ...known } = state;
      const update = async () => {
        const isUnfinished = isUnfinishedCreate(state);
        const leftover = isUnfinished ? await findLeftover(account, state) : undefined;
        if (isUnfinished && !leftover?.isOurs) return (await definition.create(account, inputs, () => {})).state;
        return definition.update(account, id, known as State, inputs);
      };
      // Whatever comes of it, the resource goes on standing for it.
      context.objects.add(entryOf(id, { ...state, ...common }));
      return { ...(await keepingHalfDone(update, common)), ...common };
    },

    async delete(id, state, context) {
      const isUnfinished = isUnfinishedCreate(state);
      if (!isUnfinished) definition.outputs(id, state);
      const account = await connect(context, state.profile, id, state);
      const { http } = account;
      if (isUnfinished) return deleteLeftover(account, state as State, context);
      const entry = entryOf(id, state);
      const kept = await deletionOf(entry, context, http.settings, settingsOf(context));
      if (kept !== undefined) {
        http.log(kept);
        return;
      }
      await definition.delete(account, id, state);
      context.objects.remove(entry);
    },
  };

  function observed(account: Account, id: string, state: Partial<State>, found: Found): Observed<State> {
    const { values, drifted } = reconcile(properties, state as Values, found.actual);
    const { serviceUrl, resourceMark } = state;
    const before = flagsOf(writeOnly, state as Values);
    // Where the secret wasn't tried, what an earlier refresh has found stays.
    // After an update of ours of unknown end, a wrong one is nobody's drift.
    const isUncertain = before.uncertain && found.isWriteOnlyRight !== true;
    const isDrifted = found.isWriteOnlyRight === undefined || isUncertain ? before.drifted : !found.isWriteOnlyRight;
    const now: Values = {
      ...values,
      ...definition.outputs(id, state),
      ...found.outputs,
      ...(serviceUrlOf({ serviceUrl }) === undefined ? {} : { serviceUrl: account.http.settings.url }),
      ...(resourceMark === undefined ? {} : { resourceMark }),
      ...flagged(writeOnly, { drifted: isDrifted, uncertain: isUncertain }),
    };
    const isShown = drifted || isDrifted !== before.drifted;
    if (!isShown) return { state: now as State };
    const inputs = { ...inputsOf(now), ...(isDrifted && writeOnly ? { [writeOnly]: changedByHand } : {}) };
    return { state: now as State, inputs };
  }

  /** It's found by its arguments, so a state that somebody has edited must have them. */
  function findLeftover(account: Account, state: State): Promise<Leftover | undefined> {
    const { inputs, failures } = check(properties, inputsOf(state));
    const [failure] = failures;
    if (failure)
      throw new Error(`The state of an unfinished ${type} can't be used: ${failure.property}: ${failure.reason}.`);
    return definition.findLeftover(account, { ...state, ...inputs });
  }

  /** A refresh finishes a create of unknown end, if it came through; otherwise there is nothing, and `up` makes it. */
  async function readLeftover(state: State, context: Context): Promise<Observed<State> | undefined> {
    const account = await connect(context, state.profile, "", state);
    const leftover = await findLeftover(account, state);
    if (!leftover?.isOurs) return undefined;
    const { creationUncertain, ...known } = state;
    const found = await definition.find(account, leftover.id, known as State);
    return found && { id: leftover.id, ...observed(account, leftover.id, known as State, found) };
  }

  /** What a create of unknown end has left is deleted only where it's proven ours, or after a refresh has made it ours. */
  async function deleteLeftover(account: Account, state: State, context: Context): Promise<void> {
    const leftover = await findLeftover(account, state);
    if (!leftover) return;
    const entry = { ...entryOf(leftover.id, state), mark: "leftover" };
    const { settings } = account.http;
    if (!leftover.isOurs || (await deletionOf(entry, context, settings, settingsOf(context))) !== undefined) {
      account.http.log(
        `${type} "${leftover.id}" was not deleted: it is not what this program was making when the answer was lost.`,
      );
      return;
    }
    if (leftover.isProven) return definition.delete(account, leftover.id, state);
    throw new Error(
      `${type} "${leftover.id}" was created after all, when the answer was lost. Run \`pulumi refresh\` (or \`pulumi up --refresh\`), which takes it into the state; then go on.`,
    );
  }
}

/** A state that somebody has edited may hold anything. */
function serviceUrlOf({ serviceUrl }: Partial<StateBase>): string | undefined {
  return typeof serviceUrl === "string" && /^https?:\/\/[\x21-\x7e]+$/.test(serviceUrl) ? serviceUrl : undefined;
}

function isUnfinishedCreate({ creationUncertain }: Partial<StateBase>): boolean {
  return creationUncertain === true;
}

/** What every state has in common is in that of a half-done one, too. */
async function keepingHalfDone<T>(work: () => Promise<T>, common: Values): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof HalfDoneError)) throw error;
    throw new HalfDoneError(error.message, error.objectId, { ...error.state, ...common });
  }
}

import type { dynamic } from "@pulumi/pulumi";
import { type Context, createContext, type Run } from "../../context";
import { HalfDoneError, type Lifecycle, UNKNOWN, type Values } from "../../lifecycle";

/** What Pulumi's Node SDK uses for a value that a preview can't know (`runtime.unknownValue`). Loading the SDK for it would take longer than everything else here. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Pulumi stores the provider's code among a resource's properties. */
const providerKey = "__provider";

/**
 * A lifecycle as a dynamic provider. Pulumi doesn't wait for `configure`, so it only stores the configuration; the first
 * call that needs the configuration reports what is wrong with it.
 */
export function dynamicProvider(lifecycle: Lifecycle, run: Run): dynamic.ResourceProvider {
  let context: Context = createContext(() => undefined, run);
  return {
    async configure({ config }) {
      context = createContext((key) => config.get(key), run);
    },

    check: (olds, news) =>
      plainly(async () => {
        const { inputs, failures } = lifecycle.check(fromPulumi(news), fromPulumi(olds));
        // Pulumi prints the value of a property that a failure names, even a secret. So failures name none.
        return {
          inputs: toPulumi(inputs),
          failures: failures.map(({ property, reason }) => ({ property: "", reason: `${property}: ${reason}` })),
        };
      }),

    diff: (id, olds, news) =>
      plainly(async () => {
        const { changes, isUnfinished } = lifecycle.diff(id, fromPulumi(olds), fromPulumi(news), context);
        if (changes.length === 0) return { changes: false };
        const replacing = changes.filter((change) => change.replaces).map(({ property }) => property);
        const replaces = [...new Set(replacing)];
        if (isUnfinished) return { changes: true, replaces };
        // Without `changes`, the engine compares the inputs itself, so `replaceOnChanges` and `ignoreChanges` work.
        return { replaces };
      }),

    create: (inputs) =>
      plainly(async () => {
        try {
          const { id, state } = await lifecycle.create(fromPulumi(inputs), context);
          return { id, outs: toPulumi(state) };
        } catch (error) {
          throw halfDone(error, inputs);
        }
      }),

    read: (id, props = {}) =>
      plainly(async () => {
        const observed = await lifecycle.read(id, fromPulumi(props), context);
        // The engine treats an answer without an id as "deleted".
        if (!observed) return {};
        return {
          id: observed.id ?? id,
          props: toPulumi(observed.state),
          ...(observed.inputs ? { inputs: toPulumi(observed.inputs) } : {}),
        };
      }),

    update: (id, olds, news) =>
      plainly(async () => {
        try {
          const state = await lifecycle.update(id, fromPulumi(olds), fromPulumi(news), context);
          return { outs: toPulumi(state) };
        } catch (error) {
          throw halfDone(error, news);
        }
      }),

    delete: (id, props) => plainly(() => lifecycle.delete(id, fromPulumi(props), context)),
  };
}

/** Plain data with unknowns marked, without Pulumi's own property. */
function fromPulumi(properties: Values): Values {
  return translate(properties, (value) => (value === unknownValue ? UNKNOWN : value)) as Values;
}

function toPulumi(values: object): Values {
  return translate(values, (value) => (value === UNKNOWN ? unknownValue : value)) as Values;
}

/** Keys without a value are left out: Pulumi's protocol can't carry `undefined`. */
function translate(value: unknown, leaf: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => translate(item, leaf));
  if (typeof value !== "object" || value === null) return leaf(value);
  const entries = Object.entries(value).filter(([key, member]) => key !== providerKey && member !== undefined);
  return Object.fromEntries(entries.map(([key, member]) => [key, translate(member, leaf)]));
}

/** In the form that Pulumi's server recognises: given an id, it keeps the properties and reasons in the state. */
function halfDone(error: unknown, inputs: Values): unknown {
  if (!(error instanceof HalfDoneError)) return error;
  const properties = { ...toPulumi(error.state), [providerKey]: inputs[providerKey] };
  return withHalfDone(new Error(error.message), error.objectId, properties);
}

/** The properties contain secrets, so they aren't enumerable: printing the error must not show them. */
function withHalfDone(error: Error, id: unknown, properties: unknown): Error {
  return Object.defineProperties(error, {
    id: { value: id },
    properties: { value: properties },
    reasons: { value: [error.message] },
  });
}

/** Pulumi prints some errors with their stack, but a user needs only the message. */
async function plainly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw shown(error);
  }
}

function shown(error: unknown): Error {
  const { id, properties } = (error ?? {}) as { id?: unknown; properties?: unknown };
  const shown = new Error(error instanceof Error ? error.message : String(error));
  shown.stack = shown.message;
  // Pulumi's server prints `${error}: ${error.stack}`.
  shown.toString = () => "pulumi-idp";
  return id === undefined ? shown : withHalfDone(shown, id, properties);
}

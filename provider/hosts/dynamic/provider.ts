import type { dynamic } from "@pulumi/pulumi";
import { type Configuration, HalfDoneError, type Lifecycle, unknown, type Values } from "../../lifecycle";

/** What Pulumi's Node SDK puts where a preview can't know a value (`runtime.unknownValue`); loading the SDK for it would cost more than everything else here. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Pulumi keeps the provider's own text among a resource's properties. */
const providerKey = "__provider";

/**
 * A lifecycle as a dynamic provider. Pulumi calls `configure` without waiting for it, so it only stores what it gets:
 * what is wrong with the configuration is told by the first call that needs it.
 */
export function dynamicProvider(lifecycle: Lifecycle): dynamic.ResourceProvider {
  let configuration: Configuration = () => undefined;
  return {
    async configure({ config }) {
      configuration = (key) => config.get(key);
    },

    check: (olds, news) =>
      plainly(async () => {
        const { inputs, failures } = lifecycle.check(fromPulumi(news), fromPulumi(olds));
        // A failure that names its property is printed with the property's value, a secret's too: so it stays unnamed.
        return {
          inputs: toPulumi(inputs),
          failures: failures.map(({ property, reason }) => ({ property: "", reason: `${property}: ${reason}` })),
        };
      }),

    diff: (_id, olds, news) =>
      plainly(async () => {
        const { changed, replaces } = lifecycle.diff(fromPulumi(olds), fromPulumi(news));
        if (changed.length === 0) return { changes: false };
        // Left open, the engine compares the inputs itself, and `replaceOnChanges` and `ignoreChanges` work.
        return { replaces };
      }),

    create: (inputs) =>
      plainly(async () => {
        try {
          const { id, state } = await lifecycle.create(fromPulumi(inputs), configuration);
          return { id, outs: toPulumi(state) };
        } catch (error) {
          throw halfDone(error, inputs);
        }
      }),

    read: (id, props = {}) =>
      plainly(async () => {
        const observed = await lifecycle.read(id, fromPulumi(props), configuration);
        // The engine takes an answer without an id for "gone".
        if (!observed) return {};
        return {
          id,
          props: toPulumi(observed.state),
          ...(observed.inputs ? { inputs: toPulumi(observed.inputs) } : {}),
        };
      }),

    update: (id, olds, news) =>
      plainly(async () => {
        const state = await lifecycle.update(id, fromPulumi(olds), fromPulumi(news), configuration);
        return { outs: toPulumi(state) };
      }),

    delete: (id, props) => plainly(() => lifecycle.delete(id, fromPulumi(props), configuration)),
  };
}

/** Plain data, unknowns marked, without what belongs to Pulumi. */
function fromPulumi(properties: Values): Values {
  return translate(properties, (value) => (value === unknownValue ? unknown : value)) as Values;
}

function toPulumi(values: object): Values {
  return translate(values, (value) => (value === unknown ? unknownValue : value)) as Values;
}

/** Keys without a value are left out: Pulumi's protocol can't carry `undefined`. */
function translate(value: unknown, leaf: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => translate(item, leaf));
  if (typeof value !== "object" || value === null) return leaf(value);
  const entries = Object.entries(value).filter(([key, member]) => key !== providerKey && member !== undefined);
  return Object.fromEntries(entries.map(([key, member]) => [key, translate(member, leaf)]));
}

function halfDone(error: unknown, inputs: Values): unknown {
  if (!(error instanceof HalfDoneError)) return error;
  const properties = { ...toPulumi(error.state), [providerKey]: inputs[providerKey] };
  return Object.assign(error, { id: error.objectId, properties, reasons: [error.message] });
}

/** Pulumi prints some errors with their stack; a person needs the message alone. */
async function plainly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw shown(error);
  }
}

function shown(error: unknown): Error {
  const { id, properties, reasons } = (error ?? {}) as { id?: unknown; properties?: unknown; reasons?: unknown };
  const shown = new Error(error instanceof Error ? error.message : String(error));
  shown.stack = shown.message;
  // Pulumi's server prints `${error}: ${error.stack}`.
  shown.toString = () => "pulumi-idp";
  return id === undefined ? shown : Object.assign(shown, { id, properties, reasons });
}

import type { Values } from "./lifecycle";
import type { Declaration } from "./properties";

/**
 * A property that a service takes and never returns, such as a client's secret. Whether the service still has it can be
 * tried, but not read: what a refresh has found out stands beside it in the state, under names that are kept for ever.
 */
export interface WriteOnlyFlags {
  /** The service has another value than the state, which somebody has set by hand. */
  drifted: boolean;
  /** Nobody knows whether an update of it came through. */
  uncertain: boolean;
}

/**
 * Stands among the inputs that a refresh returns for a value that somebody changed by hand, so that the engine shows the
 * property as changed, and no secret has to be there. The outputs keep the value that was. `ignoreChanges` brings it back
 * as an input: then the service's value is to be left alone.
 */
export const changedByHand = "[changed outside Pulumi]";

/** Of any other property it's a text like others. */
export function withoutMarker(name: string | undefined, inputs: Values): Values {
  return Object.fromEntries(Object.entries(inputs).filter(([each, value]) => each !== name || value !== changedByHand));
}

/** The name of a resource's write-only property; none has two. */
export function writeOnlyIn({ properties, outputs }: Declaration): string | undefined {
  return Object.entries({ ...properties, ...outputs }).find(([, { writeOnly }]) => writeOnly)?.[0];
}

export function flagsOf(name: string | undefined, state: Values): WriteOnlyFlags {
  const isSet = (flag: string) => name !== undefined && state[`${name}${flag}`] === true;
  return { drifted: isSet("Drifted"), uncertain: isSet("Uncertain") };
}

export function flagged(name: string | undefined, { drifted, uncertain }: WriteOnlyFlags): Values {
  return {
    ...(drifted ? { [`${name}Drifted`]: true } : {}),
    ...(uncertain ? { [`${name}Uncertain`]: true } : {}),
  };
}

import type { Values } from "./lifecycle";
import type { Declaration } from "./properties";

/**
 * A property that a service takes and never returns, such as a client's secret. Whether the service still has the value
 * can be tested, but not read. The state keeps what a refresh found out, under names that must never change.
 */
export interface WriteOnlyFlags {
  /** Somebody changed the value at the service by hand. */
  drifted: boolean;
  /** It is unknown whether an update of it came through. */
  uncertain: boolean;
}

/**
 * Replaces a value that was changed by hand in the inputs that a refresh returns, so that the engine shows the
 * property as changed without showing a secret. The outputs keep the previous value. With `ignoreChanges` the marker
 * comes back as an input: then the service's value must not be touched.
 */
export const changedByHand = "[changed outside Pulumi]";

/** In any other property, the marker is an ordinary text. */
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

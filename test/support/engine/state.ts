import { isDeepStrictEqual } from "node:util";
import type { Values } from "../../../provider/lifecycle";
import { overWire, type ProviderProcess } from "../providerProcess";
import { classOf } from "./declared";

/** One entry of a state. */
export interface Resource {
  name: string;
  /** `onegini.ApiClient` */
  type: string;
  id: string;
  inputs: Values;
  outputs: Values;
  /** By argument, the names of the resources whose outputs it was made of. */
  dependencies: Record<string, string[]>;
  /** Its object is deleted, since another is to take its place. */
  pendingReplacement?: true;
  /** Its create or update is half done: the next `up` updates it, whatever has changed. A refresh ends that. */
  halfDone?: true;
}

export type Op = "same" | "create" | "update" | "replace" | "delete";
export interface Step {
  name: string;
  op: Op;
  /** The arguments that the engine shows as changed; an object's members one by one. */
  changed: string[];
}
/** What a command did. */
export interface CommandResult {
  /** What a refresh found; only what isn't the same. */
  refreshed: Step[];
  steps: Step[];
  /** Why it stopped. */
  error?: Error;
}

export interface Differences {
  differs: boolean;
  /** What is shown; a provider may see a difference where the inputs have none. */
  changed: string[];
  replaces: boolean;
}

/** diffResource: when the provider leaves it open, the engine compares the old inputs and the new ones. */
export async function differences(state: Resource, inputs: Values, process: ProviderProcess): Promise<Differences> {
  const diff = await process.of(classOf(state.type)).diff(state.id, overWire(state.outputs), overWire(inputs));
  if (diff.changes === false) return { differs: false, changed: [], replaces: false };
  const changed = differing(state.inputs, inputs).sort();
  const differs = diff.changes ?? changed.length > 0;
  return { differs, changed, replaces: differs && (diff.replaces ?? []).length > 0 };
}

/** Where two sets of inputs differ: by property, and by member where both are objects. */
export function differing(olds: Values, news: Values, path = ""): string[] {
  return [...new Set([...Object.keys(olds), ...Object.keys(news)])]
    .filter((key) => !key.startsWith("__"))
    .flatMap((key) => {
      const [a, b] = [olds[key], news[key]];
      if (isObject(a) && isObject(b)) return differing(a, b, `${path}${key}.`);
      return isDeepStrictEqual(a, b) ? [] : [path + key];
    });
}

function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import type { Configuration, Failure, Lifecycle, Values } from "./lifecycle";
import { changed, check, inputsOf, isFirstLook, observe, type Properties } from "./properties";

/** What makes a resource different from the others; its properties tell the rest. */
export interface Definition<Inputs, State> {
  /** `onelogin:AuthServer`, as messages name it. */
  type: string;
  properties: Properties;
  /** What the properties can't say one by one. */
  rules?(inputs: Partial<Inputs>): Failure[];
  /** The outputs beside the arguments that are known without asking. Throws where the id can't be one. */
  outputs(id: string, state: Partial<State>): Values;
  /** The arguments that made this state, where they aren't simply in it. */
  arguments?(state: Values): Values;
  create(inputs: Inputs, configuration: Configuration): Promise<{ id: string; state: State }>;
  /** What the service holds now, in the program's words; undefined when it's gone. */
  find(id: string, state: Partial<State>, configuration: Configuration): Promise<Values | undefined>;
  update(id: string, state: State, inputs: Inputs, configuration: Configuration): Promise<State>;
  delete(id: string, state: Partial<State>, configuration: Configuration): Promise<void>;
}

/** A resource's whole life, from its definition. */
export function resource<Inputs, State>(definition: Definition<Inputs, State>): Lifecycle<Inputs, State> {
  const { type, properties, create, update } = definition;
  const given = (state: Values) => inputsOf(properties, definition.arguments?.(state) ?? state);
  return {
    check(news, olds) {
      const checked = check(properties, news, olds);
      const failures = definition.rules?.(checked.inputs as Partial<Inputs>) ?? [];
      return { inputs: checked.inputs, failures: [...checked.failures, ...failures] };
    },

    diff(state, inputs) {
      const differing = changed(properties, given(state as Values), inputs as Values);
      return { changed: differing, replaces: differing.filter((name) => properties[name]?.replaces) };
    },

    create,

    async read(id, state, configuration) {
      const outputs = definition.outputs(id, state);
      const actual = await definition.find(id, state, configuration);
      if (!actual) {
        if (isFirstLook(properties, state as Values))
          throw new Error(`There is no ${type} with the id "${id}". Check the id that \`get\` is given.`);
        return undefined;
      }
      const { values, drifted } = observe(properties, state as Values, actual);
      const observed = { ...values, ...outputs };
      return { state: observed as State, ...(drifted ? { inputs: given(observed) } : {}) };
    },

    update,

    async delete(id, state, configuration) {
      definition.outputs(id, state);
      await definition.delete(id, state, configuration);
    },
  };
}

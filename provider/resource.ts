import type { Configuration, Failure, Lifecycle, Values } from "./lifecycle";
import { changed, check, inputsOf, isFirstLook, observe, type Properties } from "./properties";

export interface Found {
  /** The properties, in the program's words. */
  actual: Values;
  /** Further outputs. */
  more?: Values;
  /** The secret in the state isn't the service's any more, though nobody can show the service's. */
  secretDrifted?: boolean;
}

/**
 * Stands among the inputs that a refresh returns for a secret that somebody changed by hand, so that the engine shows
 * `clientSecret` as changed, and no secret has to be there. The outputs keep the secret that was.
 */
const changedByHand = "[changed outside Pulumi]";

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
  /** What the service holds now; undefined when it's gone. */
  find(id: string, state: Partial<State>, configuration: Configuration): Promise<Found | undefined>;
  update(id: string, state: State, inputs: Inputs, configuration: Configuration): Promise<State>;
  delete(id: string, state: Partial<State>, configuration: Configuration): Promise<void>;
}

/** A resource's whole life, from its definition. */
export function resource<Inputs, State>(definition: Definition<Inputs, State>): Lifecycle<Inputs, State> {
  const { type, properties, create, update } = definition;
  const given = (state: Values) => inputsOf(properties, definition.arguments?.(state) ?? state);
  return {
    check(news, olds) {
      // `ignoreChanges` brings the old input back, and that is no secret to set.
      const { clientSecret, ...others } = news;
      const checked = check(properties, clientSecret === changedByHand ? others : news, olds);
      const failures = definition.rules?.(checked.inputs as Partial<Inputs>) ?? [];
      return { inputs: checked.inputs, failures: [...checked.failures, ...failures] };
    },

    diff(state, inputs) {
      const differing = changed(properties, given(state as Values), inputs as Values);
      if (secretDrifted(state) && !differing.includes("clientSecret")) differing.push("clientSecret");
      return { changed: differing, replaces: differing.filter((name) => properties[name]?.replaces) };
    },

    create,

    async read(id, state, configuration) {
      const outputs = definition.outputs(id, state);
      const found = await definition.find(id, state, configuration);
      if (!found) {
        if (isFirstLook(properties, state as Values))
          throw new Error(`There is no ${type} with the id ${JSON.stringify(id)}. Check the id that \`get\` is given.`);
        return undefined;
      }
      const { values, drifted } = observe(properties, state as Values, found.actual);
      const observed = {
        ...values,
        ...outputs,
        ...found.more,
        ...(found.secretDrifted ? { clientSecretDrifted: true } : {}),
      };
      if (!drifted && !found.secretDrifted && !secretDrifted(state)) return { state: observed as State };
      const inputs = { ...given(observed), ...(found.secretDrifted ? { clientSecret: changedByHand } : {}) };
      return { state: observed as State, inputs };
    },

    update,

    async delete(id, state, configuration) {
      definition.outputs(id, state);
      await definition.delete(id, state, configuration);
    },
  };
}

function secretDrifted(state: unknown): boolean {
  return (state as { clientSecretDrifted?: unknown }).clientSecretDrifted === true;
}

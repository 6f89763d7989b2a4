import * as pulumi from "@pulumi/pulumi";
import type { Declaration, GivenValuesOf, Properties } from "../provider/properties";
import { warnOfPlainCredentials } from "./credentials";
import { requireProvider } from "./installed";

/** What all classes of this package have in common. */
export abstract class IdpResource extends pulumi.CustomResource {
  /**
   * @param declaration - What the provider says of the resource: defaults, outputs and secrets follow from it.
   * @param args - The arguments; for `get` the little that a lookup needs.
   */
  protected constructor(
    { type, properties: declared, outputs }: Declaration,
    name: string,
    args: object,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    requireProvider();
    const all = { ...declared, ...outputs };
    const inputs: pulumi.Inputs = opts.id === undefined ? inputsOf(declared, name, { ...args }) : { ...args };
    if (opts.import !== undefined) {
      throw new pulumi.RunError(
        `${type} "${name}": Pulumi can't import dynamic resources (pulumi/pulumi#16175). Set adoptExisting: true instead of the option import: it takes over what exists.`,
      );
    }
    const [service, className] = type.split(":");
    warnOfPlainCredentials(typeof inputs.profile === "string" ? `${service}-${inputs.profile}` : `${service}`);
    // Outputs that no input gives are told to Pulumi as undefined; what is the last number of the id is made of that.
    const names = Object.keys(all).filter((each) => !all[each]?.fromId);
    const properties: pulumi.Inputs = { ...Object.fromEntries(names.map((each) => [each, undefined])), ...inputs };
    // State files hold this line for years: it names the installed package and carries no code.
    properties.__provider = `exports.handler = () => require('pulumi-idp/dynamic').${className};`;
    // Pulumi's SDK takes a stack trace, mapped to its sources, for each of the four promises of each property, to be
    // shown should one of them leak: a third of the time that a program of some hundred resources runs. The position in
    // the program, which the state notes, isn't taken by this limit.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      super(`pulumi-nodejs:dynamic/${type}`, name, properties, {
        ...opts,
        // What keeps its natural key when it's replaced has to be deleted first: no service holds two.
        deleteBeforeReplace: opts.deleteBeforeReplace ?? true,
        additionalSecretOutputs: [
          ...(opts.additionalSecretOutputs ?? []),
          ...Object.keys(all).filter((each) => all[each]?.secret),
        ],
      });
    } catch (error) {
      Error.stackTraceLimit = stackTraceLimit;
      // A person needs to know where.
      if (error instanceof Error) Error.captureStackTrace(error);
      throw error;
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
    for (const each of Object.keys(outputs))
      if (outputs[each]?.fromId) Object.assign(this, { [each]: numberIn(this.id) });
  }
}

/** The arguments with the defaults that only the program's side knows, and secrets encrypted however they were given. */
function inputsOf(properties: Properties, name: string, args: pulumi.Inputs): pulumi.Inputs {
  const inputs: pulumi.Inputs = { ...args };
  for (const [key, { defaultFrom, secret }] of Object.entries(properties)) {
    if (defaultFrom === "resourceName") inputs[key] = args[key] ?? name;
    if (defaultFrom === "projectStackName")
      inputs[key] = args[key] ?? `${pulumi.getProject()}-${pulumi.getStack()}-${name}`;
    if (secret && args[key] !== undefined && args[key] !== null) inputs[key] = pulumi.secret(args[key]);
  }
  return inputs;
}

/**
 * The number that ends an id. Taken from the id rather than from an output of its own, since in the preview of an
 * update the engine knows the id still, and what depends on the number shows no change that nobody made.
 */
function numberIn(id: pulumi.Output<pulumi.ID>): pulumi.Output<number> {
  return id.apply((text) => Number(text.slice(text.lastIndexOf("/") + 1)));
}

/** The arguments that the provider takes; any of them, and any part of them, may be an output. */
export type InputsOf<P extends Properties> = { [K in keyof GivenValuesOf<P>]: InputOf<GivenValuesOf<P>[K]> };

type InputOf<T> = pulumi.Input<
  T extends readonly (infer Item)[] ? InputOf<Item>[] : T extends object ? { [K in keyof T]: InputOf<T[K]> } : T
>;

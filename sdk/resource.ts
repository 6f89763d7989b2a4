import * as pulumi from "@pulumi/pulumi";
import { warnOfPlainCredentials } from "./credentials";
import { requireProvider } from "./installed";

/** What all classes of this package have in common. */
export abstract class IdpResource extends pulumi.CustomResource {
  /**
   * @param type - The service and the class: `onelogin:AuthServer`.
   * @param inputs - The arguments, secrets wrapped; for `get` the little that a lookup needs.
   * @param known - The names of all outputs, and of those that are secret whatever they are made of.
   */
  protected constructor(
    type: string,
    name: string,
    inputs: pulumi.Inputs,
    known: { outputs: string[]; secrets?: string[] },
    opts: pulumi.CustomResourceOptions = {},
  ) {
    requireProvider();
    if (opts.import !== undefined) {
      throw new pulumi.RunError(
        `${type} "${name}": Pulumi can't import dynamic resources (pulumi/pulumi#16175). Set adoptExisting: true instead of the option import: it takes over what exists.`,
      );
    }
    const [service, className] = type.split(":");
    warnOfPlainCredentials(typeof inputs.profile === "string" ? `${service}-${inputs.profile}` : `${service}`);
    const properties: pulumi.Inputs = Object.fromEntries(known.outputs.map((output) => [output, undefined]));
    Object.assign(properties, inputs);
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
        additionalSecretOutputs: [...(opts.additionalSecretOutputs ?? []), ...(known.secrets ?? [])],
      });
    } catch (error) {
      Error.stackTraceLimit = stackTraceLimit;
      // A person needs to know where.
      if (error instanceof Error) Error.captureStackTrace(error);
      throw error;
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }
}

/** Encrypted in the state, however it was given. */
export function secret<T>(value: pulumi.Input<T> | undefined): pulumi.Output<T> | undefined {
  return value === undefined || value === null ? undefined : (pulumi.secret(value) as pulumi.Output<T>);
}

/**
 * The number that ends an id. Taken from the id rather than from an output of its own, since in the preview of an
 * update the engine knows the id still, and what depends on the number shows no change that nobody made.
 */
export function numberIn(id: pulumi.Output<pulumi.ID>): pulumi.Output<number> {
  return id.apply((text) => Number(text.slice(text.lastIndexOf("/") + 1)));
}

/** What every class's arguments share. */
export interface CommonArgs {
  /**
   * Take over what exists already instead of failing: it's brought to what the program says, and from then on it's
   * managed, deleted with its resource too. It matters at a create alone; turning it on or off later changes nothing.
   * Default: false.
   */
  adoptExisting?: pulumi.Input<boolean>;
  /**
   * Another tenant: with `acme`, the configuration is read from `onelogin-acme:…` or `onegini-acme:…`, and from nowhere
   * else. Letters, digits, `-` and `_`. Default: none. A change replaces the resource.
   */
  profile?: pulumi.Input<string>;
}

/** What `get` needs beside the id. */
export type GetState = Pick<CommonArgs, "profile">;

/** The keys of every member of a union. */
export type KeysOf<Union> = Union extends unknown ? keyof Union : never;

/**
 * Fails to compile unless a class has exactly the provider's properties as arguments, so that nothing is said in one
 * place and forgotten in the other.
 */
export type SameKeys<Args, Properties> = [
  Exclude<KeysOf<Args>, Properties>,
  Exclude<Properties, KeysOf<Args>>,
] extends [never, never]
  ? true
  : never;

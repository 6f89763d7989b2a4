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
    args: pulumi.Inputs,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    requireProvider();
    const all = { ...declared, ...outputs };
    const inputs = opts.id === undefined ? inputsOf(declared, name, args) : args;
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

/** Every member of a union with all keys of all members. */
type Whole<Union> = { [K in KeysOf<Union>]?: Union extends { [P in K]?: infer Value } ? Value : never };
type KeysOf<Union> = Union extends unknown ? keyof Union : never;

/** A value as the program gives it, without Pulumi's promises around it and its members. */
type Plain<T> = pulumi.Unwrap<Exclude<T, undefined>>;

/**
 * Is `true` only where a class's arguments are exactly the provider's, by name and by type, and where a program must give
 * the same ones, so that nothing is said in one place and forgotten in the other.
 */
export type SameArguments<Args, P extends Properties> = [Differences<Args, P>] extends [never]
  ? true
  : Differences<Args, P>;

type Differences<Args, P extends Properties> =
  | Either<KeysOf<Args>, keyof P>
  | Either<Demands<Args>, Demands<GivenValuesOf<P>>>
  | Mismatches<Whole<Args>, GivenValuesOf<P>>;

/** What is in one of two unions alone. */
type Either<A, B> = Exclude<A, B> | Exclude<B, A>;

/** The names that every member of a union demands. */
type Demands<Union> = { [K in KeysOf<Union>]: [Union] extends [{ [P in K]: unknown }] ? K : never }[KeysOf<Union>];

/** The names of the arguments that take what the provider doesn't. */
type Mismatches<Args, Given> = {
  [K in keyof Args & keyof Given]-?: [Plain<Args[K]>] extends [Exclude<Given[K], undefined>] ? never : K;
}[keyof Args & keyof Given];

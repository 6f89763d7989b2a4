import type { Values } from "../../../provider/lifecycle";
import type { ResourceName, services } from "../../../provider/services";
import type { ControlChange, Objects, Settings } from "../../../sandbox";
import type { Environment } from "./environment";

/**
 * One resource, as the tests of all kinds need to know it. Arguments and inputs are spelled as in programs; what a
 * service holds is spelled as the sandbox's control interface does. Nothing here comes from the provider's code.
 */
export interface Fixture {
  /** Of its class. */
  name: ResourceName;
  service: keyof typeof services;

  /**
   * Arguments as a program may write them: defaults left out, numbers as texts, sets with repetitions. `number` makes
   * another object, with another natural key.
   */
  args(environment: Environment, number?: number): Values;
  /** What `check` makes of `args`. */
  inputs(environment: Environment, number?: number): Values;
  /** The highest number, where a sandbox has no room for more. */
  highestNumber?: number;
  /** Its id, or one that the service may give it. A fresh sandbox has no object with it. */
  exampleId(environment: Environment): string;
  /** The outputs that are no inputs, with an example of what is generated. */
  outputs(id: string): Values;
  /** Its id in the state while nobody knows whether its create came through. */
  unfinishedId(environment: Environment): string;

  /** Laid over the arguments it's an update in place; undefined takes an argument out. The natural key stays. */
  change(environment: Environment): Values;
  /** A new natural key, in place. */
  rename?: Values;
  /** Laid over the arguments it makes another object. A profile is always called "other". */
  replacement(environment: Environment): Values;
  /** Other arguments, which take other ways through the provider. */
  variants?: Variant[];

  /** What the service must hold when the state has these inputs and outputs, as far as these say anything of it. */
  holds(inputs: Values, outputs?: Values): Values;
  /** What the service holds where a program leaves something out. */
  serverDefaults?: Values;
  /** The objects with the natural key of these inputs: the very ones within `objects`. */
  find(objects: Objects, inputs: Values): Values[];
  /** The object with this id. */
  held(objects: Objects, id: string): Values | undefined;
  /** The id of such an object. */
  idOf(object: Values, environment: Environment): string;
  /** All outputs of the class's `get` for an object that was made with `inputs`. */
  getOutputs(environment: Environment, id: string): Values;

  /** What people do in the service's console: calls of the sandbox's control interface. */
  byHand: {
    /** Makes an object with all that these inputs say. */
    make(inputs: Values): ControlChange;
    /** Sets these inputs. */
    set(id: string, inputs: Values): ControlChange;
    remove(id: string): ControlChange;
  };
  /** Inputs that differ from the fixture's wherever they can; the natural key is the same. */
  somebodyElses: Values;
  /** Laid over the inputs: another object that could be taken for this one. */
  similar?: Values;
  /** Inputs that somebody sets by hand after `change`. */
  drift: {
    inputs(environment: Environment): Values;
    /** The names that `--diff` shows. */
    shows: string[];
  };
  /** Inputs that the program leaves out, and that somebody sets by hand. */
  unmanaged?: Values;

  paths: {
    collection(environment: Environment): string;
    object(id: string): string;
    /** A read of one object goes to… */
    readsFrom: "object" | "collection";
    /** A create looks there for what has its natural key. */
    looksUpIn: "object" | "collection";
    /** What follows the collection's path when it is listed, as a regular expression. */
    listQuery?: string;
    update: "PUT" | "PATCH";
  };
  /** The calls that operations take, tokens apart: {all} is the collection's path, {one} the object's. */
  calls: {
    create: string[];
    read: string[];
    /** A read that finds it gone, when nothing else was read before. */
    readGone: string[];
    update: string[];
    /** Taking the drift back. */
    repair: string[];
    replace: string[];
  };
  /** Nothing tells whether the service has the state's secret: after a create of unknown end, the next update sets it again. */
  hasUnprovenSecret?: true;
  /** The service refuses a second object with the same natural key. */
  refusesDuplicates: boolean;
  /** A create reads first, since nothing else tells what it has made from what was there. */
  looksFirst: boolean;
  /** The service takes a second object with the same natural key. */
  takesDuplicates?: true;

  /** Arguments, laid over the others, that `check` refuses, and all that it says. */
  refused(environment: Environment): Refused[];
  /** The texts that must be one line. */
  oneLineTexts: { property: string; args(text: string): Values }[];
  /** Unusual arguments, laid over the others, that `check` takes. */
  accepted(environment: Environment): Values[];

  /** Bodies as the vendor's pages show them; undefined is none. */
  answers(environment: Environment): { create: unknown; update: unknown; object?: unknown; list: unknown };
}

export interface Refused {
  title: string;
  args: Values;
  /** Each begins with its property. */
  messages: string[];
  /** A state that holds it already may go on holding it. */
  mayStay?: true;
}

/** Stands in refused values that could be secrets. */
export const refusedCanary = "canary-Xq7-do-not-show";

/** What is said of a number that isn't a positive integer. */
export const positiveIntegerExpected = "expected a whole number above 0, got";

export interface Variant {
  title: string;
  /** Laid over the arguments. */
  args?: Values;
  /** Laid over the change. */
  change?: Values;
  /** Laid over the outputs. */
  outputs?: Values;
  /** In place of the fixture's. */
  looksFirst?: boolean;
  /** What the sandbox has to do otherwise than by itself. */
  settings?: Partial<Settings>;
  /** The operations in which it differs from the variants before it; left out, all. */
  operations?: string[];
}

/** Values with others in their place; undefined takes one out. */
export function layOver(values: Values, ...changes: (Values | undefined)[]): Values {
  return present(Object.assign({}, values, ...changes));
}

/** Without what is undefined, at any depth. */
export function present(values: Values): Values {
  return JSON.parse(JSON.stringify(values));
}

/** Of `1022743/51` the server and the number. */
export function partsOf(id: string): [server: string, number: string] {
  const [server = "", number = ""] = id.split("/");
  return [server, number];
}

import type fc from "fast-check";
import type { ControlChange, Objects } from "../../../../../sandbox";
import type { Resource } from "../../../../support/engine/state";
import type { Fixture } from "../../../../support/resources";

/** What a person wrote of one resource, in properties that can be edited one by one. */
export type Spec = Record<string, unknown>;

/**
 * Arguments, or the object at the service, spelled alike so that they can be compared: an object's members by their paths,
 * resources that are referred to by their names in the program.
 */
export type Comparable = Record<string, unknown>;

/** What a read can see. */
export interface Visible {
  older: boolean;
  verifySecrets: boolean;
  /** A client without the scope for it is answered 404 when it reads itself, which proves no secret right. */
  hidesClients: boolean;
}

/** One resource, as random sequences need it. */
export interface RandomResource {
  fixture: Fixture;
  /** Its slots are called `server0`, `server1` … */
  slot: string;
  slots: number;
  /** It belongs to an authorization server: `server` in its specification says to which of the program's. */
  belongsToServer?: true;
  /** Slots, by name, whose outputs its arguments hold. */
  refersTo: string[];
  specs: fc.Arbitrary<Spec>;
  /** Its arguments but for `authServerId`, `adoptExisting` and `profile`. */
  args(spec: Spec, context: ArgsContext): Spec;
  /** The same specification, with what is no set written differently. */
  rewritten?(spec: Spec): Spec;

  /**
   * What somebody does to the object in the service's console: sets what this specification has for one of its
   * properties, or respells it (`respell`). Undefined when there is nothing to do.
   */
  byHand(what: string, spec: Spec, there: ThereByHand): ControlChange | undefined;

  /** Arguments whose change makes another object, `profile` apart. */
  replaces?: string[];
  /** Comparable properties in which order and repetitions mean nothing. */
  sets?: string[];
  /** What a comparable property is at the service after it is taken out of a program; without an entry it stays. */
  emptied?: Comparable;
  /** Makes arguments comparable with the object. */
  completeArgs?(args: Comparable, context: { name: string; older: boolean }): Comparable;
  /** The object as arguments would say it. */
  comparable(object: Spec, resource: Resource, context: ComparableContext): Comparable;
}

export interface ArgsContext {
  slot: string;
  /** The server knows no other authentication than by secret. */
  older: boolean;
  /** The scopes of the server that it belongs to, by their names in the program. */
  scopes: string[];
}

export interface ThereByHand {
  slot: string;
  older: boolean;
  id: string;
  object: Spec;
  objects: Objects;
}

export interface ComparableContext {
  state: Resource[];
  objects: Objects;
  visible: Visible;
}

/** Is the secret that the state holds the service's? */
export function secretAsKnown({ outputs }: Resource, secret: unknown): Comparable {
  if (outputs.clientSecret === undefined) return {};
  return { clientSecret: outputs.clientSecret === secret ? "held" : "another" };
}

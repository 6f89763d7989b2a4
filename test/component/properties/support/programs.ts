import fc from "fast-check";
import type { Declared } from "../../../support/engine/declared";
import { present, typeOf } from "../../../support/resources";
import { allSlots, randomResourceIn, type Spec } from "./resources";

/**
 * Random programs, by slot. A slot (`server0`, `scope2`) is a resource's name in the program and makes its natural key
 * its own, so that no program contradicts itself. What refers to a slot that isn't there is left out.
 */
export type Program = Record<string, Spec>;

/** What the resource in a slot is called, by how often somebody has renamed it. */
const nameIn = (program: Program, slot: string) => {
  const renamed = program[slot]?.renamed;
  return renamed ? `${slot}-${renamed}` : slot;
};
export const slotOf = (name: string): string => name.replace(/-\d+$/, "");

/** A program of some of these slots. */
export const programOf = (slots: string[]): fc.Arbitrary<Program> =>
  fc
    .tuple(...slots.map((slot) => fc.option(randomResourceIn(slot).specs, { nil: undefined, freq: 6 })))
    .map((each) => Object.fromEntries(slots.flatMap((slot, i) => (each[i] ? [[slot, each[i]]] : []))));

/** What means the same and is written differently: sets in another order and with repetitions, numbers as texts. */
export function rewritten(slot: string, spec: Spec): Spec {
  const again = randomResourceIn(slot).rewritten?.(spec) ?? spec;
  return Object.fromEntries(
    Object.entries(again).map(([key, value]) =>
      Array.isArray(value) ? [key, [...value].reverse().concat(value.slice(0, 1))] : [key, value],
    ),
  );
}

/**
 * The resource has another name and takes over what it created under the old one. Where others refer to its outputs it
 * stays: a preview can't know that what is taken over has the same number, so it would show more than there is to do.
 */
export function renamed(program: Program, slot: string): Program {
  const spec = program[slot];
  const isReferredTo = Object.keys(program).some((each) =>
    randomResourceIn(each).refersTo.includes(randomResourceIn(slot).slot),
  );
  if (!spec || isReferredTo) return program;
  return { ...program, [slot]: { ...spec, adoptExisting: true, renamed: Number(spec.renamed ?? 0) + 1 } };
}

/** @param older - The server knows no other authentication than by secret. */
export function declare(program: Program, older: boolean): Declared[] {
  const slots = allSlots.filter((slot) => program[slot]);
  const servers = slots.filter((slot) => randomResourceIn(slot).slot === "server");
  const serverOf = (slot: string) => servers[Number(program[slot]?.server) % servers.length];
  return slots.flatMap((slot): Declared[] => {
    const { fixture, args, belongsToServer } = randomResourceIn(slot);
    const spec = program[slot] ?? {};
    const server = belongsToServer ? serverOf(slot) : undefined;
    if (belongsToServer && server === undefined) return [];
    const scopes = slots.filter((each) => randomResourceIn(each).slot === "scope" && serverOf(each) === server);
    const common = {
      ...(server && {
        authServerId: { $ref: `${nameIn(program, server)}.${slot.endsWith("0") ? "authServerId" : "id"}` },
      }),
      adoptExisting: spec.adoptExisting,
      profile: server ? program[server]?.profile : spec.profile,
    };
    const own = args(spec, { slot, older, scopes: scopes.map((scope) => nameIn(program, scope)) });
    return [{ type: typeOf(fixture), name: nameIn(program, slot), args: present({ ...own, ...common }) }];
  });
}

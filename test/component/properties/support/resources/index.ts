/// <reference types="vite/types/importMeta.d.ts" />
import { typeOf } from "../../../../support/resources";
import type { RandomResource } from "./resource";

export type { RandomResource, Spec } from "./resource";

const modules = import.meta.glob<{ random?: RandomResource }>("./*.ts", { eager: true });

/** Each module in this folder that exports one; what refers to others comes after them, as in a program. */
export const randomResources: RandomResource[] = Object.values(modules)
  .flatMap(({ random }) => random ?? [])
  .sort((a, b) => a.refersTo.length - b.refersTo.length);

/** The resource in a slot: of `server0` the AuthServer. */
export function randomResourceIn(slot: string): RandomResource {
  const found = randomResources.find((each) => each.slot === slot.replace(/\d+$/, ""));
  if (!found) throw new Error(`no resource for the slot ${slot}`);
  return found;
}

/** @param type - `onelogin.AuthServer` */
export function randomResourceOf(type: string): RandomResource {
  const found = randomResources.find(({ fixture }) => typeOf(fixture) === type);
  if (!found) throw new Error(`no random values for ${type}: add them to test/component/properties/support/resources`);
  return found;
}

export const allSlots: string[] = randomResources.flatMap(slotsFor);

export function slotsOf(service: string): string[] {
  return randomResources.filter(({ fixture }) => fixture.service === service).flatMap(slotsFor);
}

function slotsFor({ slot, slots }: RandomResource): string[] {
  return Array.from({ length: slots }, (_, i) => `${slot}${i}`);
}

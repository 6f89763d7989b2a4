/// <reference types="vite/types/importMeta.d.ts" />
import { type ResourceName, resources } from "../../../provider/services";
import type { Fixture } from "./fixture";

export * from "./environment";
export { type Fixture, layOver, partsOf, present, type Refused, refusedCanary, type Variant } from "./fixture";
export { type PreparedFixture, prepareFixture } from "./prepared";
export { createRequest, requestsFor } from "./requests";

const modules = import.meta.glob<{ fixture?: Fixture }>("./*.ts", { eager: true });

/** Every resource's: each module in this folder that exports one. */
export const fixtures: Fixture[] = Object.values(modules).flatMap(({ fixture }) => fixture ?? []);

export const resourceNames = Object.keys(resources) as ResourceName[];

export function fixtureOf(name: ResourceName): Fixture {
  const found = fixtures.find((each) => each.name === name);
  if (!found) throw new Error(`no fixture for ${name}: add one to test/support/resources`);
  return found;
}

/** Its class, as programs name it: `onelogin.AuthServer`. */
export function typeOf({ service, name }: Fixture): string {
  return `${service}.${name}`;
}

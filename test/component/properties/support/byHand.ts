import { doByHand } from "../../../support/byHand";
import type { Resource } from "../../../support/engine/state";
import { slotOf } from "./programs";
import { randomResourceIn, type Spec } from "./resources";
import type { Tenants } from "./tenants";

/** What somebody does in a service's console, behind Pulumi's back. */
export interface ByHand {
  slot: string;
  /** One of its specification's properties, `delete`, or `respell`: as services do, which is no change. */
  what: string;
  /** Where the new value comes from. */
  spec: Spec;
}

/** Does it to what is in the state. */
export async function changeByHand(
  { slot, what, spec }: ByHand,
  state: Resource[],
  tenants: Tenants,
  older: boolean,
): Promise<void> {
  const resource = state.find(({ name }) => slotOf(name) === slot);
  if (!resource) return;
  const sandbox = tenants.sandbox(resource.inputs.profile);
  const objects = await sandbox.control.objects();
  const { fixture, byHand } = randomResourceIn(slot);
  const { id } = resource;
  const object = fixture.held(objects, id);
  if (!object) return;
  const change =
    what === "delete" ? fixture.byHand.remove(id) : byHand(what, spec, { slot, older, id, object, objects });
  if (change) await doByHand(sandbox, change);
}

import { test } from "vitest";
import { checkSequences } from "../component/properties/support/checkSequences";
import { allSlots } from "../component/properties/support/resources";
import { tenantsForAll } from "../component/properties/support/tenants";
import { agreeOnSome } from "../e2e/support/agreement";

const model = tenantsForAll();
const real = tenantsForAll();
// Other ones each time; a failure says which.
const seed = Date.now() % 2 ** 31;

test("the real engine does what the model of the property tests does, at length", async () => {
  await agreeOnSome(model(), real(), { runs: 25, seed, maxEvents: 12 });
});

test("drift and previews are exact, whatever happens, at length", async () => {
  await checkSequences(model(), { slots: allSlots, runs: 5_000, seed, maxEvents: 16 });
});

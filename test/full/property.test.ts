import { test } from "vitest";
import { agreeOnSome } from "../property/agreement";
import { allSlots } from "../property/programs";
import { check } from "../property/run";
import { sandboxesForAll } from "../property/support";

const model = sandboxesForAll();
const real = sandboxesForAll();
// Other ones each time; a failure says which.
const seed = Date.now() % 2 ** 31;

test("the real engine does what the model of the property tests does, at length", async () => {
  await agreeOnSome(model(), real(), { runs: 25, seed, maxEvents: 12 });
});

test("drift and previews are exact, whatever happens, at length", async () => {
  await check(model(), { slots: allSlots, runs: 5_000, seed, maxEvents: 16 });
});

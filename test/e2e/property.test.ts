import { test } from "vitest";
import { agreeOnSome } from "../property/agreement";
import { sandboxesForAll } from "../property/support";

const model = sandboxesForAll();
const real = sandboxesForAll();

test("the real engine does what the model of the property tests does", async () => {
  await agreeOnSome(model(), real(), { runs: 2, seed: 4, maxEvents: 8 });
});

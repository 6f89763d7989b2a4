import { test } from "vitest";
import { tenantsForAll } from "../component/properties/support/tenants";
import { agreeOnSome } from "./support/agreement";

const model = tenantsForAll();
const real = tenantsForAll();

test("the real engine does what the model of the property tests does", async () => {
  await agreeOnSome(model(), real(), { runs: 1, seed: 12, maxEvents: 8 });
});

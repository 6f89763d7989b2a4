import { test } from "vitest";
import { checkSequences } from "./support/checkSequences";
import { slotsOf } from "./support/resources";
import { tenantsForAll } from "./support/tenants";

const tenants = tenantsForAll();

test("drift and previews of Onegini's resources are exact, whatever happens", async () => {
  await checkSequences(tenants(), { slots: slotsOf("onegini"), runs: 700, seed: 4, maxEvents: 8 });
}, 600_000);

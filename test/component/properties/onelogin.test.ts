import { test } from "vitest";
import { checkSequences } from "./support/checkSequences";
import { slotsOf } from "./support/resources";
import { tenantsForAll } from "./support/tenants";

const tenants = tenantsForAll();

test("drift and previews of OneLogin's resources are exact, whatever happens", async () => {
  await checkSequences(tenants(), { slots: slotsOf("onelogin"), runs: 500, seed: 4, maxEvents: 8 });
}, 600_000);

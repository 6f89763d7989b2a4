import { test } from "vitest";
import { allSlots } from "./programs";
import { check } from "./run";
import { sandboxesForAll } from "./support";

const sandboxes = sandboxesForAll();

test("drift and previews of authorization servers and what is in them are exact, whatever happens", async () => {
  const slots = allSlots.filter((slot) => !slot.startsWith("client"));
  await check(sandboxes(), { slots, runs: 500, seed: 4, maxEvents: 8 });
}, 600_000);

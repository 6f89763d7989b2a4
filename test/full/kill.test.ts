import { test } from "vitest";
import { killRounds } from "../kills/rounds";

test("thirty kills at random moments", async () => {
  console.log(await killRounds(30, Number(process.env.SEED ?? Date.now() % 1_000_000)));
});

import { test } from "vitest";
import { killRounds } from "../e2e/support/killRounds";

const rounds = Number(process.env.KILL_ROUNDS ?? 30);
const seed = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000);

test(`${rounds} runs killed at random moments`, async () => {
  console.log(await killRounds({ rounds, seed, size: { servers: 4, clients: 4 }, checkEach: true }));
});

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // The engine and real waits are slow by nature; only what is slower than that is worth a line.
    slowTestThreshold: 60_000,
    projects: [
      // Pure and local: no engine, no build, no sandbox.
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      // The provider against the sandbox, both in the test's process.
      {
        test: {
          name: "component",
          include: ["test/component/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      // Each test runs the real engine several times: few at once, and with time to spare.
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          testTimeout: 240_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      // Kills, load, and the long forms of the other tests.
      {
        test: {
          name: "stress",
          include: ["test/stress/**/*.test.ts"],
          testTimeout: 3_600_000,
          hookTimeout: 120_000,
          maxWorkers: 1,
        },
      },
    ],
  },
});

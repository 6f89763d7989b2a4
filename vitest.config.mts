import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Slow is what the engine and real waits are; only what is slower than that is worth a line.
    slowTestThreshold: 60_000,
    projects: [
      // Everything without the engine.
      {
        test: {
          name: "unit",
          include: ["test/{unit,component,sandbox,property,faults}/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      // Each test runs the real engine several times, so few at once, and none is hurried.
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          testTimeout: 240_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "full",
          include: ["test/full/**/*.test.ts"],
          testTimeout: 3_600_000,
          hookTimeout: 120_000,
          maxWorkers: 1,
        },
      },
    ],
  },
});

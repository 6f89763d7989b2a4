// @ts-check
// A vitest reporter that writes how many tests passed, failed and were skipped to the file that PULUMI_IDP_COUNTS names.
// test.mjs prints the numbers, after it has added the failures of the other checks.
import { writeFileSync } from "node:fs";

export default class CountReporter {
  /**
   * @param {ReadonlyArray<import("vitest/node").TestModule>} modules
   * @param {ReadonlyArray<unknown>} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { files: modules.length, passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      // A file, a suite or a hook can fail by itself, without a test of its own.
      counts.failed += module.errors().length;
      for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        // A test that is still pending when the run ends was never finished.
        counts[state === "pending" ? "failed" : state]++;
      }
    }
    writeFileSync(process.env.PULUMI_IDP_COUNTS ?? "", JSON.stringify(counts));
  }
}

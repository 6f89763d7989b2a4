import { driftedProgram, makeDrifted } from "./drifted";
import type { Recording } from "./recording";
import { makeUnfinished, unfinishedConfig, unfinishedProgram } from "./unfinished";

/** What the next `up` has to mend: drift that a refresh has noticed, and creates that nobody knows the end of. */
export const unsettled: Recording = {
  name: "unsettled",
  settled: false,
  config: { "onegini:verifySecrets": "true", ...unfinishedConfig },
  async make(project, tenants) {
    await makeDrifted(project, tenants);
    project.declare([...driftedProgram, ...unfinishedProgram]);
    await makeUnfinished(project, tenants);
  },
};

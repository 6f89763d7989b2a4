import { relative } from "node:path";
import fc from "fast-check";
import { expect } from "vitest";
import { SequenceRun } from "./sequenceRun";
import { describeSequence, sequence } from "./sequences";
import type { Tenants } from "./tenants";

interface Options {
  slots: string[];
  runs: number;
  seed: number;
  maxEvents: number;
}

/** `PROPERTY_SEED` and `PROPERTY_PATH`, as a failure prints them, run it again; `PROPERTY_RUNS` sets the number. */
export async function checkSequences(tenants: Tenants, options: Options): Promise<void> {
  const { PROPERTY_SEED, PROPERTY_PATH, PROPERTY_RUNS } = process.env;
  const seed = Number(PROPERTY_SEED ?? options.seed);
  const start = Date.now();
  let sequences = 0;
  let events = 0;
  const details = await fc.check(
    fc.asyncProperty(sequence(options.slots, options.maxEvents), async (each) => {
      sequences++;
      events += each.events.length + 3;
      await SequenceRun.check(tenants, each);
    }),
    { seed, numRuns: Number(PROPERTY_RUNS ?? options.runs), ...(PROPERTY_PATH ? { path: PROPERTY_PATH } : {}) },
  );
  const took = ((Date.now() - start) / 1000).toFixed(1);
  console.log(`property: ${sequences} sequences with ${events} events, seed ${seed}, ${took} s`);
  if (!details.failed) return;
  const { counterexample, errorInstance, counterexamplePath, numShrinks } = details;
  const why = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  throw new Error(
    `${why}\n\nSequence ${details.numRuns}, after ${numShrinks} shrinks:\n${counterexample ? describeSequence(counterexample[0]) : ""}\n\n` +
      `Run it again with: PROPERTY_SEED=${seed} PROPERTY_PATH=${counterexamplePath} npx vitest run ${relative(process.cwd(), expect.getState().testPath ?? "")}`,
    { cause: errorInstance },
  );
}

import type { Thrown } from "../../property/providerProcess";

/** What a run fails with; undefined when it goes well. */
export function failure(run: Promise<void>): Promise<Thrown | undefined> {
  return run.then(
    () => undefined,
    (thrown: unknown) => (thrown ?? new Error("threw nothing")) as Thrown,
  );
}

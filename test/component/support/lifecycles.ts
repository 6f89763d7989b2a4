import type { Difference, Lifecycle, Values } from "../../../provider/lifecycle";

/** What check makes of arguments. Fails where they are refused. */
export function checked({ lifecycle }: { lifecycle: Lifecycle }, args: Values, olds: Values = {}): Values {
  const { inputs, failures } = lifecycle.check(args, olds);
  if (failures.length > 0) throw new Error(JSON.stringify(failures));
  return inputs;
}

/** The names of the properties that a diff finds changed, each once. */
export function changedBy({ changes }: Difference): string[] {
  return [...new Set(changes.map(({ property }) => property))];
}

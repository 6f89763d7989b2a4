/**
 * The vendors promise no order for sets. `another order` is never the one given when there are two members or more,
 * so that whoever relies on the order is found out.
 */
export function inAnotherOrder<T>(items: readonly T[]): T[] {
  return [...items.slice(1), ...items.slice(0, 1)];
}

export function reversed<T>(items: readonly T[]): T[] {
  return [...items].reverse();
}

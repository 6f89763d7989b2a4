/**
 * The vendors promise no order for sets. This one is never the order given when there are two items or more, so that
 * code that relies on the order is found out.
 */
export function rotated<T>(items: readonly T[]): T[] {
  return [...items.slice(1), ...items.slice(0, 1)];
}

export function reversed<T>(items: readonly T[]): T[] {
  return [...items].reverse();
}

/** Every member of a union at once: `{ a: 1 } | { b: 2 }` becomes `{ a: 1 } & { b: 2 }`. */
export type Combined<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;

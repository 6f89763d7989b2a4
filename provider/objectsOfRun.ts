/** What a state says of the object that it stands for. */
export interface StateEntry {
  /** `onelogin:AuthServerScope` */
  type: string;
  id: string;
  /** Where the object lives; undefined in states of 0.1.0, which don't tell. */
  serviceUrl: string | undefined;
  profile: string | undefined;
  /** Tells one entry of a state from another of the same object. */
  mark: string;
}

/**
 * The objects that resources of this run stand for: made, adopted, looked up or found unchanged. Two entries of a state
 * can stand for one object, such as the old and the new one of a resource that was renamed while it was adopted: then
 * the deletion of one must not remove what the other goes on managing.
 */
export class ObjectsOfRun {
  private readonly entries = new Map<string, StateEntry[]>();
  /** Objects that a create has met, and that it may not take over. */
  private readonly met = new Map<string, StateEntry[]>();
  private readonly replaced = new Set<string>();

  add(entry: StateEntry): void {
    put(this.entries, entry);
  }

  remove(entry: StateEntry): void {
    const key = keyOf(entry);
    this.entries.set(key, without(this.entries.get(key), entry));
  }

  /** A create has failed, since this object exists. */
  addMet(entry: StateEntry): void {
    put(this.met, entry);
  }

  /** The create that was to take an object over has failed. */
  turnIntoMet(mark: string): void {
    for (const entry of [...this.entries.values()].flat().filter((each) => each.mark === mark)) {
      this.remove(entry);
      this.addMet(entry);
    }
  }

  /** The program keeps the resource of this entry, with another object. */
  addReplaced({ mark }: StateEntry): void {
    this.replaced.add(mark);
  }

  isReplaced({ mark }: StateEntry): boolean {
    return this.replaced.has(mark);
  }

  /** The other entries for an object of this id, at whichever service. */
  others(entry: StateEntry): StateEntry[] {
    return without(this.entries.get(keyOf(entry)), entry);
  }

  /** The creates that have met an object of this id, at whichever service. */
  meetings(entry: StateEntry): StateEntry[] {
    return this.met.get(keyOf(entry)) ?? [];
  }

  /** The entries whose ids begin with this one's, as a scope's does with its server's, at whichever service. */
  within({ id }: StateEntry): StateEntry[] {
    return [...this.entries.values()].flat().filter((other) => other.id.startsWith(`${id}/`));
  }
}

function keyOf({ type, id }: StateEntry): string {
  return `${type} ${id}`;
}

function put(entries: Map<string, StateEntry[]>, entry: StateEntry): void {
  const key = keyOf(entry);
  entries.set(key, [...without(entries.get(key), entry), entry]);
}

function without(entries: StateEntry[] = [], { mark }: StateEntry): StateEntry[] {
  return entries.filter((other) => other.mark !== mark);
}

/** Tells states without a mark of their own apart: version 0.1.0 wrote none. */
export function markOf(state: { [property: string]: unknown }): string {
  return typeof state.resourceMark === "string" ? state.resourceMark : JSON.stringify(sorted(state));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}

/** An entry of the state, and the object that it manages. */
export interface StateEntry {
  /** `onelogin:AuthServerScope` */
  type: string;
  id: string;
  /** The service's address; undefined in states of 0.1.0. */
  serviceUrl: string | undefined;
  profile: string | undefined;
  /** The type of its parent, whose id its own id begins with. */
  parentType?: string | undefined;
  /** Tells two entries of the same object apart. */
  mark: string;
}

/**
 * The objects that resources of this run manage: created, adopted, looked up or found unchanged. Two entries of a state
 * can manage one object, such as the old and the new entry of a resource that was renamed and adopted: then
 * deleting one must not remove what the other still manages.
 */
export class ObjectsOfRun {
  private readonly entries = new Map<string, StateEntry[]>();
  /** Existing objects that made a create fail, because it may not adopt them. */
  private readonly conflicts = new Map<string, StateEntry[]>();
  private readonly replaced = new Set<string>();

  add(entry: StateEntry): void {
    put(this.entries, entry);
  }

  remove(entry: StateEntry): void {
    const key = keyOf(entry);
    this.entries.set(key, without(this.entries.get(key), entry));
  }

  /** A create failed because this object exists. */
  addConflict(entry: StateEntry): void {
    put(this.conflicts, entry);
  }

  /** The create that was adopting an object failed. */
  turnIntoConflict(mark: string): void {
    for (const entry of [...this.entries.values()].flat().filter((each) => each.mark === mark)) {
      this.remove(entry);
      this.addConflict(entry);
    }
  }

  /** The program replaces the object of this entry. */
  addReplaced({ mark }: StateEntry): void {
    this.replaced.add(mark);
  }

  isReplaced({ mark }: StateEntry): boolean {
    return this.replaced.has(mark);
  }

  /** The other entries with this type and id, at any address. */
  others(entry: StateEntry): StateEntry[] {
    return without(this.entries.get(keyOf(entry)), entry);
  }

  /** The creates that failed because an object with this type and id exists, at any address. */
  conflictsWith(entry: StateEntry): StateEntry[] {
    return this.conflicts.get(keyOf(entry)) ?? [];
  }

  /** The entries whose ids begin with this one's, as a scope's id begins with its server's, at any address. */
  within({ type, id }: StateEntry): StateEntry[] {
    const all = [...this.entries.values()].flat();
    return all.filter((other) => other.parentType === type && other.id.startsWith(`${id}/`));
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

/** States of version 0.1.0 have no mark; their values serve as one. */
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

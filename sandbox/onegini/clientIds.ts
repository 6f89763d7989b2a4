import type { OneginiContext } from "./context";

/** Client ids are unique across all kinds of clients: API clients, web clients and devices. */
export class ClientIds {
  private readonly kinds: { has(id: string): boolean }[] = [];

  constructor(private readonly context: OneginiContext) {}

  /** Adds a kind of client. */
  add(kind: { has(id: string): boolean }): void {
    this.kinds.push(kind);
  }

  isTaken(id: string): boolean {
    return this.kinds.some((kind) => kind.has(id)) || this.context.settings().deviceIds.includes(id);
  }
}

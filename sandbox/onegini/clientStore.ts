import type { ApiClient } from "./apiClient";
import type { PageOrder } from "./settings";

/** API clients by id, with pages whose cost doesn't grow with what's before them. */
export class ClientStore {
  private clients = new Map<string, ApiClient>();
  /** The ids in each order that somebody has listed them in since it last changed. */
  private orders: { [order in PageOrder]?: string[] } = {};

  get(id: string): ApiClient | undefined {
    return this.clients.get(id);
  }

  set(client: ApiClient): void {
    const before = this.clients.get(client.client_id);
    if (!before) {
      this.orders.creation?.push(client.client_id);
      delete this.orders.clientId;
    }
    if (before?.name !== client.name) delete this.orders.name;
    this.clients.set(client.client_id, client);
  }

  delete(id: string): boolean {
    const deleted = this.clients.delete(id);
    if (deleted) this.orders = {};
    return deleted;
  }

  page(number: number, size: number, order: PageOrder): ApiClient[] {
    this.orders[order] ??= this.ids(order);
    const ids = this.orders[order].slice(number * size, (number + 1) * size);
    return ids.flatMap((id) => this.clients.get(id) ?? []);
  }

  all(): Record<string, ApiClient> {
    return Object.fromEntries(this.clients);
  }

  clear(): void {
    this.clients.clear();
    this.orders = {};
  }

  private ids(order: PageOrder): string[] {
    if (order === "creation") return [...this.clients.keys()];
    const clients = [...this.clients.values()];
    // A name that somebody else left null sorts like an empty one; clients of one name go by their ids.
    const keyOf = order === "name" ? ({ name }: ApiClient) => name ?? "" : () => "";
    clients.sort((one, other) => compare(keyOf(one), keyOf(other)) || compare(one.client_id, other.client_id));
    return clients.map(({ client_id }) => client_id);
  }
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

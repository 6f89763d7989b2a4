import type { OneginiSettings } from "./context";

type PageOrder = OneginiSettings["pageOrder"];

const PAGE_SIZE = 100;

/** Clients of one kind by id, with pages whose cost doesn't grow with their number. */
export class ClientStore<Client extends { client_id: string; name: string }> {
  private readonly clients = new Map<string, Client>();
  /** The ids in each order that was listed since the clients last changed. */
  private orders: { [order in PageOrder]?: string[] } = {};

  get(id: string): Client | undefined {
    return this.clients.get(id);
  }

  set(client: Client): void {
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

  /** Pages are counted from 0. */
  page(number: number, order: PageOrder): Client[] {
    this.orders[order] ??= this.sortedIds(order);
    const ids = this.orders[order].slice(number * PAGE_SIZE, (number + 1) * PAGE_SIZE);
    return ids.flatMap((id) => this.clients.get(id) ?? []);
  }

  all(): Record<string, Client> {
    return Object.fromEntries(this.clients);
  }

  clear(): void {
    this.clients.clear();
    this.orders = {};
  }

  private sortedIds(order: PageOrder): string[] {
    if (order === "creation") return [...this.clients.keys()];
    const clients = [...this.clients.values()];
    // A name that the control interface set to null sorts like an empty one; clients of one name are sorted by id.
    const keyOf = order === "name" ? ({ name }: Client) => name ?? "" : () => "";
    clients.sort((one, other) => compare(keyOf(one), keyOf(other)) || compare(one.client_id, other.client_id));
    return clients.map(({ client_id }) => client_id);
  }
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

import type { ApiClient } from "./apiClient";

/** API clients by id, in the order they were created, with pages whose cost doesn't grow with what's before them. */
export class ClientStore {
  private clients = new Map<string, ApiClient>();
  /** The ids in order; undefined after a deletion, until somebody lists. */
  private order: string[] | undefined = [];

  get(id: string): ApiClient | undefined {
    return this.clients.get(id);
  }

  set(client: ApiClient): void {
    if (!this.clients.has(client.client_id)) this.order?.push(client.client_id);
    this.clients.set(client.client_id, client);
  }

  delete(id: string): boolean {
    const deleted = this.clients.delete(id);
    if (deleted) this.order = undefined;
    return deleted;
  }

  page(number: number, size: number): ApiClient[] {
    this.order ??= [...this.clients.keys()];
    const ids = this.order.slice(number * size, (number + 1) * size);
    return ids.flatMap((id) => this.clients.get(id) ?? []);
  }

  all(): Record<string, ApiClient> {
    return Object.fromEntries(this.clients);
  }

  clear(): void {
    this.clients.clear();
    this.order = [];
  }
}

import type { FastifyInstance, FastifyReply } from "fastify";
import { attributesOf, parseInteger } from "../core/json";
import type { Resource } from "../core/resource";
import { AUTH_SERVERS, type AuthServer, AuthServers } from "./authServer";
import type { OneloginContext } from "./context";
import { notFound } from "./errors";
import { readFields, requireFields } from "./validation";

interface ServerPath {
  Params: { id: string };
}
interface ItemPath {
  Params: { id: string; itemId: string };
}

/**
 * A kind of object that belongs to an authorization server and goes with it. There is a list of them and no call that
 * reads one alone.
 */
export abstract class AuthServerChild<Item> implements Resource {
  protected readonly servers: AuthServers;
  // By server and not by its id, so that they go when the server goes.
  private readonly items = new WeakMap<AuthServer, Map<number, Item>>();
  private readonly deleteListeners: ((server: AuthServer, id: number) => void)[] = [];

  constructor(
    protected readonly context: OneloginContext,
    /** The end of its path in OneLogin's API. */
    private readonly path: string,
    /** The same in the control interface. */
    protected readonly controlPath = path,
  ) {
    this.servers = context.get(AuthServers);
    this.servers.addChild(this);
  }

  /** All that a server has, under the name of the collection. */
  abstract objectsOf(server: AuthServer): object;
  /** An item as in the list. */
  protected abstract wireForm(item: Item, server: AuthServer): unknown;
  /** Creates what a POST asks for, and answers it. */
  protected abstract create(server: AuthServer, body: unknown, reply: FastifyReply): unknown;
  /** Makes the changes of a PUT, and returns the response's body. */
  protected abstract update(server: AuthServer, item: Item, body: unknown): unknown;

  itemsOf(server: AuthServer): Map<number, Item> {
    const items = this.items.get(server) ?? new Map<number, Item>();
    this.items.set(server, items);
    return items;
  }

  onDelete(listener: (server: AuthServer, id: number) => void): void {
    this.deleteListeners.push(listener);
  }

  routes(app: FastifyInstance): void {
    const path = `${AUTH_SERVERS}/:id/${this.path}`;

    app.get<ServerPath>(path, async (request) => {
      const server = this.servers.require(request.params.id);
      const items = this.context.inReadOrder([...this.itemsOf(server).values()]);
      return items.map((item) => this.wireForm(item, server));
    });

    app.post<ServerPath>(path, async (request, reply) => {
      return this.create(this.servers.require(request.params.id), request.body, reply);
    });

    app.put<ItemPath>(`${path}/:itemId`, async (request) => {
      const server = this.servers.require(request.params.id);
      const item = this.itemsOf(server).get(parseInteger(request.params.itemId) ?? -1);
      if (item === undefined) throw notFound();
      return this.update(server, item, request.body);
    });

    app.delete<ItemPath>(`${path}/:itemId`, async (request, reply) => {
      const server = this.servers.require(request.params.id);
      if (!this.delete(server, request.params.itemId)) throw notFound();
      return reply.code(204).send();
    });
  }

  controlRoutes(app: FastifyInstance): void {
    app.delete<ItemPath>(`/auth-servers/:id/${this.controlPath}/:itemId`, async (request, reply) => {
      const server = this.servers.find(request.params.id);
      const deleted = server && this.delete(server, request.params.itemId);
      return deleted ? reply.code(204).send() : reply.callNotFound();
    });
  }

  /** The items have gone with their servers. */
  reset(): void {}

  private delete(server: AuthServer, itemId: string): boolean {
    const id = parseInteger(itemId) ?? -1;
    const deleted = this.itemsOf(server).delete(id);
    if (deleted) for (const listener of this.deleteListeners) listener(server, id);
    return deleted;
  }
}

/** A child with an id of its own. Ids are counted over all servers, so that an id of another server is never found. */
export abstract class NumberedAuthServerChild<Item extends { id: number }> extends AuthServerChild<Item> {
  private lastId = 0;

  constructor(
    context: OneloginContext,
    path: string,
    private readonly rules: {
      firstId: number;
      /** What OneLogin's calls take. */
      fields: readonly string[];
      requiredInPut: readonly string[];
      /** What an item has when nothing is given. */
      defaults: Omit<Item, "id">;
    },
  ) {
    super(context, path);
  }

  /** The attributes that the body sets; throws when they aren't valid. `itself` is the item that is updated. */
  protected abstract validated(server: AuthServer, body: Record<string, unknown>, itself?: Item): Partial<Item>;

  /** What a PUT sets that leaves out optional attributes. */
  protected omittedInPut(): Partial<Item> {
    return {};
  }

  protected override wireForm(item: Item): unknown {
    return item;
  }

  protected override create(server: AuthServer, given: unknown, reply: FastifyReply): unknown {
    const { createdStatus, refuseUnknownFields } = this.context.settings();
    const body = readFields(given, this.rules.fields, refuseUnknownFields);
    const { id } = this.add(server, this.validated(server, body));
    return reply.code(createdStatus).send({ id });
  }

  protected override update(server: AuthServer, item: Item, given: unknown): unknown {
    const body = readFields(given, this.rules.fields, this.context.settings().refuseUnknownFields);
    requireFields(body, this.rules.requiredInPut);
    Object.assign(item, this.omittedInPut(), this.validated(server, body, item));
    return { id: item.id };
  }

  override controlRoutes(app: FastifyInstance): void {
    super.controlRoutes(app);
    const path = `/auth-servers/:id/${this.controlPath}`;
    app.post<ServerPath>(path, async (request, reply) => {
      const server = this.servers.find(request.params.id);
      const attributes = attributesOf(request.body);
      return server ? { id: this.add(server, attributes as Partial<Item>).id } : reply.callNotFound();
    });
    app.patch<ItemPath>(`${path}/:itemId`, async (request, reply) => {
      const server = this.servers.find(request.params.id);
      const item = server && this.itemsOf(server).get(parseInteger(request.params.itemId) ?? -1);
      if (!item) return reply.callNotFound();
      Object.assign(item, attributesOf(request.body), { id: item.id });
      return reply.code(204).send();
    });
  }

  override reset(): void {
    this.lastId = this.rules.firstId - 1;
  }

  private add(server: AuthServer, attributes: Partial<Item>): Item {
    this.lastId += 1;
    const item = { ...this.rules.defaults, ...attributes, id: this.lastId } as Item;
    this.itemsOf(server).set(item.id, item);
    return item;
  }
}

import type { FastifyInstance, FastifyReply } from "fastify";
import { attributesOf, parseInteger } from "../core/json";
import { reversed } from "../core/order";
import type { ControlCalls, NumericId } from "../core/resource";
import { oneOf } from "../core/settings";
import { Apps } from "./app";
import type { AuthServer } from "./authServer";
import { AuthServerChild } from "./authServerChild";
import { AuthServerScopes } from "./authServerScope";
import { OIDC } from "./connector";
import type { OneloginContext } from "./context";
import { unprocessable } from "./errors";
import { readFields } from "./validation";

export interface ClientApp {
  app_id: number;
  scope_ids: number[];
}

/** Which OpenID Connect apps may request which scopes of an authorization server. */
export class AuthServerClientApps extends AuthServerChild<ClientApp> {
  static readonly type = "onelogin:AuthServerClientApp";
  static readonly settings = {
    /** Whether a client app may have no scope at all: the page requires an array, and not that it has items. */
    emptyScopes: oneOf("taken", "refused"),
    /** What becomes of an app's client apps when the app is deleted: no page says. */
    clientAppsOfDeletedApps: oneOf("deleted", "kept"),
  };

  private readonly apps: Apps;
  private readonly scopes: AuthServerScopes;

  constructor(context: OneloginContext) {
    super(context, "clients", "client-apps");
    this.apps = context.get(Apps);
    this.scopes = context.get(AuthServerScopes);
    this.apps.onDelete((appId) => {
      if (context.settings().clientAppsOfDeletedApps === "kept") return;
      for (const server of this.servers.all()) this.itemsOf(server).delete(appId);
    });
    this.scopes.onDelete((server, scopeId) => {
      for (const clientApp of this.itemsOf(server).values()) {
        clientApp.scope_ids = clientApp.scope_ids.filter((id) => id !== scopeId);
      }
    });
  }

  override controlRoutes(app: FastifyInstance): void {
    super.controlRoutes(app);
    app.put<{ Params: { id: string; appId: string } }>(
      "/auth-servers/:id/client-apps/:appId",
      async (request, reply) => {
        const server = this.servers.find(request.params.id);
        const app_id = parseInteger(request.params.appId);
        const { scope_ids, ...shown } = attributesOf(request.body);
        if (!server || app_id === undefined) return reply.callNotFound();
        if (!Array.isArray(scope_ids)) throw new Error("the body must be {scope_ids: [numbers], app_id?}");
        // Stored under the path's id, whatever it shows.
        this.itemsOf(server).set(app_id, { app_id, ...shown, scope_ids });
        return reply.code(204).send();
      },
    );
  }

  static controlClient(calls: ControlCalls) {
    const path = (serverId: NumericId, appId: NumericId): string => `/auth-servers/${serverId}/client-apps/${appId}`;
    return {
      /** Changes its scopes, or creates it. `shown` is what reads return when that isn't the app's id. */
      setClientApp: (
        serverId: NumericId,
        appId: NumericId,
        scopeIds: number[],
        shown: { app_id?: number | null } = {},
      ): Promise<void> => calls.send("PUT", path(serverId, appId), { ...shown, scope_ids: scopeIds }),
      deleteClientApp: (serverId: NumericId, appId: NumericId): Promise<void> =>
        calls.send("DELETE", path(serverId, appId)),
    };
  }

  override objectsOf(server: AuthServer): { clientApps: ClientApp[] } {
    return { clientApps: [...this.itemsOf(server).values()] };
  }

  protected override wireForm({ app_id, scope_ids }: ClientApp, server: AuthServer): unknown {
    const scopes = this.scopes.itemsOf(server);
    return {
      app_id,
      name: this.apps.find(app_id)?.name ?? null,
      api_auth_id: server.id,
      // Never in the order that was written, since the order means nothing.
      scopes: this.context.inReadOrder(reversed(scope_ids)).flatMap((id) => scopes.get(id) ?? []),
    };
  }

  protected override create(server: AuthServer, given: unknown, reply: FastifyReply): unknown {
    const body = readFields(given, ["app_id", "scopes"], this.context.settings().refuseUnknownFields);
    const problems = [...this.appProblems(server, body.app_id), ...this.scopeProblems(server, body.scopes)];
    if (problems.length > 0) throw unprocessable(problems);
    const app_id = body.app_id as number;
    this.itemsOf(server).set(app_id, { app_id, scope_ids: distinct(body.scopes) });
    return reply.code(201).send({ app_id, api_auth_id: server.id });
  }

  protected override update(server: AuthServer, clientApp: ClientApp, given: unknown): unknown {
    const body = readFields(given, ["scopes"], this.context.settings().refuseUnknownFields);
    const problems = this.scopeProblems(server, body.scopes);
    if (problems.length > 0) throw unprocessable(problems);
    clientApp.scope_ids = distinct(body.scopes);
    return { app_id: clientApp.app_id, api_auth_id: server.id };
  }

  /**
   * The page has a 404 only for the server's id, so an app that doesn't exist, isn't an OpenID Connect app or is used
   * already is an invalid value: 422.
   */
  private appProblems(server: AuthServer, id: unknown): string[] {
    if (id === undefined || id === null) return ["App can't be blank"];
    if (!Number.isInteger(id)) return ["App is not an integer"];
    const app = this.apps.find(id as number);
    if (!app) return ["App must exist"];
    if (app.auth_method !== OIDC) return ["App is not an OpenId Connect app"];
    return this.itemsOf(server).has(app.id) ? ["App has already been taken"] : [];
  }

  private scopeProblems(server: AuthServer, ids: unknown): string[] {
    if (ids === undefined || ids === null) return ["Scopes can't be blank"];
    if (!Array.isArray(ids) || !ids.every((id) => Number.isInteger(id))) return ["Scopes is not a list of integers"];
    if (ids.length === 0 && this.context.settings().emptyScopes === "refused") return ["Scopes can't be blank"];
    const scopes = this.scopes.itemsOf(server);
    const foreign = ids.filter((id) => !scopes.has(id));
    return foreign.length > 0
      ? [`Scopes ${foreign.join(", ")} does not belong to the specified ApiAuthorizationApp`]
      : [];
  }
}

function distinct(ids: unknown): number[] {
  return [...new Set(ids as number[])];
}

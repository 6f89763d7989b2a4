import type { FastifyInstance } from "fastify";
import { attributesOf, type JsonObject, parseInteger } from "../core/json";
import type { ControlCalls, NumericId, Patch, Resource } from "../core/resource";
import { oneOf } from "../core/settings";
import { answerSettings, appAnswer, appSummary } from "./appAnswers";
import { pageOf, type Query } from "./appList";
import { type App, AppStore } from "./appStore";
import { appBody, changedParameters, type Parameter, validatedApp } from "./appValues";
import { type Connector, connectorFor, connectorsOf } from "./connector";
import type { OneloginContext } from "./context";
import { forbidden, notFound, undeletable, unprocessable } from "./errors";

type AppPatch = Patch<Omit<App, "configuration" | "parameters" | "sso">> & {
  configuration?: JsonObject | null;
  parameters?: Record<string, Partial<Parameter> | null>;
  sso?: Patch<NonNullable<App["sso"]>>;
};

const APPS = "/api/2/apps";

interface AppPath {
  Params: { id: string };
}

/** The apps of the account, OpenID Connect and others. Two may have one name: no page says otherwise. */
export class Apps implements Resource {
  static readonly type = "onelogin:OidcApp";
  static readonly settings = {
    ...answerSettings,
    /** Which connectors the account has for OpenID Connect apps. */
    oidcConnectors: oneOf("108419", "38568", "both"),
    /** Whether apps that are created with `token_endpoint_auth_method` 2, which needs no secret, get one all the same. */
    publicAppSecret: oneOf("issued", "none"),
    /** Whether the policies and brands that a request names exist. */
    policiesAndBrandsExist: true,
    /** Whether the connectors allow new parameters. */
    newAppParameters: oneOf("taken", "refused"),
    /** What a PUT does to the members that it leaves out of a parameter that it names. */
    parameterUpdate: oneOf("keeps", "empties"),
    /** The credentials' scope doesn't cover apps: 403. */
    appsForbidden: false,
  };
  static readonly seeds = { apps: 0 };

  private readonly store = new AppStore();
  private readonly deleteListeners: ((id: number) => void)[] = [];

  constructor(private readonly context: OneloginContext) {}

  find(id: number): App | undefined {
    return this.store.find(id);
  }

  all(): App[] {
    return this.store.all();
  }

  onDelete(listener: (id: number) => void): void {
    this.deleteListeners.push(listener);
  }

  routes(app: FastifyInstance): void {
    app.get<{ Querystring: Query }>("/api/2/connectors", async (request, reply) => {
      this.requireAccess();
      return pageOf(this.connectors(), request.query, reply).map(
        ({ id, name, auth_method, allows_new_parameters, icon_url }) => ({
          id,
          name,
          auth_method,
          allows_new_parameters,
          icon_url,
        }),
      );
    });

    app.get<{ Querystring: Query }>(APPS, async (request, reply) => {
      this.requireAccess();
      return pageOf(this.all(), request.query, reply).map((each) => appSummary(each, this.context.settings()));
    });

    app.get<AppPath>(`${APPS}/:id`, async (request) => this.answer(this.require(request.params.id)));

    app.post(APPS, async (request, reply) => {
      this.requireAccess();
      const body = this.bodyOf(request.body);
      const connector = this.connectors().find(({ id }) => id === body.connector_id);
      if (!connector) throw unprocessable(["Connector ID is invalid"]);
      const created = this.store.newApp(this.store.nextId(), connector, "");
      this.change(created, connector, { name: null, ...body });
      const isPublic = Number(created.configuration.token_endpoint_auth_method) === 2;
      if (created.sso && isPublic && this.context.settings().publicAppSecret === "none")
        delete created.sso.client_secret;
      this.store.add(created);
      return reply.code(this.context.settings().createdStatus).send(this.answer(created, { withSecret: true }));
    });

    app.put<AppPath>(`${APPS}/:id`, async (request) => {
      const found = this.require(request.params.id);
      const body = this.bodyOf(request.body);
      const { connector_id = found.connector_id } = body;
      // No page says what a change of it does.
      if (connector_id !== found.connector_id) throw unprocessable(["Connector ID is invalid"]);
      this.change(found, this.connectorOf(found), body);
      found.updated_at = new Date().toISOString();
      return this.context.settings().appUpdateAnswer === "id" ? { id: found.id } : this.answer(found);
    });

    app.delete<AppPath>(`${APPS}/:id`, async (request, reply) => {
      this.remove(this.require(request.params.id).id);
      return reply.code(204).send();
    });

    app.delete<{ Params: { id: string; parameterId: string } }>(
      `${APPS}/:id/parameters/:parameterId`,
      async (request, reply) => {
        const found = this.require(request.params.id);
        const id = parseInteger(request.params.parameterId);
        const name = Object.keys(found.parameters).find((each) => found.parameters[each]?.id === id);
        if (name === undefined) throw notFound();
        if (this.connectorOf(found).parameters.includes(name)) throw undeletable(`${id}:${name}`);
        delete found.parameters[name];
        return reply.code(204).send();
      },
    );
  }

  controlRoutes(app: FastifyInstance): void {
    app.post("/apps", async (request) => {
      const id = this.store.nextId();
      this.store.patch(id, attributesOf(request.body));
      return { id };
    });
    app.patch<AppPath>("/apps/:id", async (request, reply) => {
      const id = parseInteger(request.params.id);
      if (id === undefined) return reply.callNotFound();
      this.store.patch(id, attributesOf(request.body));
      return reply.code(204).send();
    });
    app.delete<AppPath>("/apps/:id", async (request, reply) => {
      return this.remove(parseInteger(request.params.id) ?? -1) ? reply.code(204).send() : reply.callNotFound();
    });
  }

  static controlClient(calls: ControlCalls) {
    return {
      /** Returns the new app's id. It's an OpenID Connect app unless `auth_method` says otherwise. */
      createApp: (attributes: AppPatch = {}): Promise<number> => calls.create("/apps", attributes),
      /**
       * Changes these attributes of an app, or creates it as `createApp` does. `configuration`, `sso` and `parameters`
       * are changed key by key; a parameter that is null is removed.
       */
      setApp: (id: NumericId, patch: AppPatch): Promise<void> => calls.send("PATCH", `/apps/${id}`, patch),
      deleteApp: (id: NumericId): Promise<void> => calls.send("DELETE", `/apps/${id}`),
    };
  }

  objects(): { apps: App[] } {
    return { apps: this.all() };
  }

  seed({ apps }: typeof Apps.seeds): void {
    this.store.seed(apps);
  }

  reset(): void {
    this.store.reset();
  }

  private connectors(): Connector[] {
    const { oidcConnectors, newAppParameters } = this.context.settings();
    return connectorsOf(oidcConnectors).map((each) => ({
      ...each,
      allows_new_parameters: newAppParameters === "taken",
    }));
  }

  private connectorOf({ auth_method }: App): Connector {
    return {
      ...connectorFor(auth_method),
      allows_new_parameters: this.context.settings().newAppParameters === "taken",
    };
  }

  private bodyOf(body: unknown): JsonObject {
    return appBody(body, this.context.settings().refuseUnknownFields);
  }

  private requireAccess(): void {
    if (this.context.settings().appsForbidden) throw forbidden();
  }

  /** `id` as it is in a path. */
  private require(id: string): App {
    this.requireAccess();
    const found = this.find(parseInteger(id) ?? -1);
    if (!found) throw notFound();
    return found;
  }

  private answer(app: App, options: { withSecret?: boolean } = {}): object {
    const role_ids = this.context.inReadOrder(app.role_ids ?? []);
    return appAnswer({ ...app, role_ids }, this.context.settings(), options);
  }

  private change(app: App, connector: Connector, body: JsonObject): void {
    const { refuseUnknownFields, policiesAndBrandsExist, parameterUpdate } = this.context.settings();
    const given = validatedApp(body, connector, policiesAndBrandsExist);
    const parameters = changedParameters(app.parameters, body.parameters, connector, {
      refuseUnknown: refuseUnknownFields,
      omitted: parameterUpdate,
      nextId: () => this.store.nextParameterId(),
    });
    Object.assign(app, given, { parameters, configuration: { ...app.configuration, ...given.configuration } });
  }

  private remove(id: number): boolean {
    const removed = this.store.remove(id);
    if (removed) for (const listener of this.deleteListeners) listener(id);
    return removed;
  }
}

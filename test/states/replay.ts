import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { differences, secretIn } from "../e2e/support/output";
import { type Config, type Declared, Project, type StateResource, withoutCheckpoints } from "../e2e/support/project";
import type { Conditions } from "./recordings/recording";
import { completed, type Services, Tenants, tenantNames } from "./tenants";

/** A recorded state put back into a stack of its own, with the program it belongs to and the services as they were. */
export class Replay {
  private constructor(
    readonly tenants: Tenants,
    readonly project: Project,
    /** The recorded state, at this replay's addresses. */
    readonly state: string,
    readonly resources: StateResource[],
    readonly program: Declared[],
    readonly services: Services,
    readonly upFlags: string[],
  ) {}

  static async of(folder: string): Promise<Replay> {
    const read = (name: string) => readFileSync(join(folder, `${name}.json`), "utf8");
    const conditions: Conditions = existsSync(join(folder, "conditions.json")) ? JSON.parse(read("conditions")) : {};
    const tenants = await Tenants.start(conditions.settings);
    const state = tenants.withAddresses(read("state"));
    const { resources } = JSON.parse(state).deployment as { resources: StateResource[] };
    const project = await Project.with({ config: configIn(resources), environment: withoutCheckpoints });
    const replay = new Replay(
      tenants,
      project,
      state,
      resources.filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/")),
      JSON.parse(read("program")),
      completed(JSON.parse(read("services"))),
      conditions.upFlags ?? [],
    );
    project.declare(replay.program);
    writeFileSync(join(project.folder, "state.json"), state);
    await replay.restore();
    return replay;
  }

  /** State and services as they were recorded. */
  async restore(): Promise<void> {
    for (const name of tenantNames) await this.tenants[name].control.reset();
    await this.tenants.restore(this.services);
    await this.project.succeeds("stack", "import", "--file", "state.json");
  }

  async close(): Promise<void> {
    await this.tenants.close();
    this.project.remove();
  }
}

/** What a version makes of a state whose program wants something else. */
export interface Outcome {
  /** The steps that a preview shows, with the names of the properties that differ. */
  preview: Record<string, string[]>;
  /** The same of a refresh. */
  refresh: Record<string, string[]>;
  /** What the services still have after a destroy with a refresh. */
  destroy: object;
  /** What they have after an `up` instead. */
  up: object;
}

export async function outcomeOf(replay: Replay): Promise<Outcome> {
  const { project, tenants } = replay;
  const known = replay.state + JSON.stringify(replay.services);
  const [preview = ""] = (await project.previewAndUp("--diff", ...replay.upFlags)).split("\nUpdating ");
  const up = comparable(await tenants.contents(), known);
  await replay.restore();
  const refresh = differences(await project.succeeds("refresh", "--preview-only", "--diff"));
  // A refresh first, since a version may want to know what became of a create before it deletes anything.
  await project.destroy("--refresh");
  const destroy = comparable(await tenants.contents(), known);
  return { preview: differences(preview), refresh, destroy, up };
}

/**
 * Contents as another run would have them, too: by names instead of numbers, and without the secrets that were made at
 * random, of which all that can be said is that nobody knew them before.
 */
function comparable(services: Services, known: string): object {
  const unnumbered = tenantNames.map((tenant) => {
    const { apiClients, webClients, authServers, newApps } = services[tenant];
    const nameOf = (app: number) => newApps[app]?.name ?? String(app);
    const servers = Object.values(authServers).map(({ id: _id, scopes, claims, clientApps, ...server }) => ({
      ...server,
      scopes: byName(scopes.map(({ id: _id, ...scope }) => [scope.value, scope])),
      claims: byName(claims.map(({ id: _id, ...claim }) => [claim.name, claim])),
      clientApps: byName(
        clientApps.map(({ app_id, scope_ids }) => [
          nameOf(app_id),
          scope_ids.map((id) => scopes.find((scope) => scope.id === id)?.value).sort(),
        ]),
      ),
    }));
    const apps = Object.values(newApps).map(({ id: _id, sso, ...app }) => [
      String(app.name),
      { ...app, client_secret: sso?.client_secret },
    ]);
    return [
      tenant,
      {
        apiClients,
        ...(Object.keys(webClients).length > 0 && { webClients }),
        authServers: byName(servers.map((server) => [server.name, server])),
        ...(apps.length > 0 && { apps: byName(apps as [string, object][]) }),
      },
    ] as const;
  });
  return JSON.parse(JSON.stringify(Object.fromEntries(unnumbered)), (key, value) =>
    key === "client_secret" && !known.includes(value) ? "[new]" : value,
  );
}

function byName(entries: [string, unknown][]): object {
  return Object.fromEntries(entries);
}

/** The engine keeps a stack's configuration with the provider: the keys with a namespace. */
function configIn(resources: StateResource[]): Config {
  const provider = resources.find(({ type }) => type === "pulumi:providers:pulumi-nodejs");
  const entries = Object.entries(provider?.inputs ?? {}).filter(([key]) => key.includes(":"));
  return Object.fromEntries(
    entries.map(([key, value]) => {
      const secret = secretIn(value);
      return [key, secret ? { secret: String(secret.value) } : String(value)];
    }),
  );
}

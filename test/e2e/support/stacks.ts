import { afterAll, afterEach, beforeAll } from "vitest";
import { type Control, type Sandbox, type SandboxOptions, startSandbox } from "../../../sandbox";
import { type Config, type Declared, Project } from "./project";

/** A sandbox for all tests of a file, as at its start before each, and projects that are configured for it. */
export interface Stacks {
  readonly sandbox: Sandbox;
  readonly control: Control;
  project(config?: Config): Promise<Project>;
}

/** To be called once, at the top of a test file. */
export function useStacks(options: SandboxOptions = {}): Stacks {
  const projects: Project[] = [];
  let started: Sandbox | undefined;
  const running = () => {
    if (!started) throw new Error("the sandbox isn't running");
    return started;
  };
  beforeAll(async () => {
    started = await startSandbox(options);
  });
  afterEach(() => running().control.reset());
  afterAll(async () => {
    for (const project of projects) project.remove();
    await started?.close();
  });
  return {
    get sandbox() {
      return running();
    },
    get control() {
      return running().control;
    },
    async project(config = {}) {
      const project = await Project.create(running(), config);
      projects.push(project);
      return project;
    },
  };
}

/** The ids in a project's state, by the resources' names. */
export function idsIn(project: Project): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(project.stored()).map(([name, { id }]) => [name, id]));
}

/** The arguments of each of `five`, beyond its natural key. */
export interface More {
  /** Of every one. */
  all?: Record<string, unknown>;
  client?: Record<string, unknown>;
  server?: Record<string, unknown>;
  scope?: Record<string, unknown>;
  claim?: Record<string, unknown>;
  app?: Record<string, unknown>;
}

export const fiveNames = ["client", "server", "scope", "claim", "app"] as const;

/**
 * One resource of each class, with given keys, so that another name means the same objects.
 * @param prefix - Of the resources' names.
 * @param opts - The options of the resource with this name, which has no prefix.
 */
export function five(
  prefix = "",
  more: More = {},
  opts: (name: string) => Record<string, unknown> = () => ({}),
): Declared[] {
  const authServerId = { $ref: `${prefix}server.authServerId` };
  const configuration = { resourceIdentifier: "https://orders.example.com", audiences: ["https://orders.example.com"] };
  const declared = {
    client: ["onegini.ApiClient", { name: "Orders", clientId: "orders", scopes: ["onegini_api_events"] }],
    server: ["onelogin.AuthServer", { name: "Orders", configuration }],
    scope: ["onelogin.AuthServerScope", { authServerId, value: "orders:read" }],
    claim: ["onelogin.AuthServerClaim", { authServerId, name: "mail" }],
    app: [
      "onelogin.AuthServerClientApp",
      { authServerId, appId: 909021, scopeIds: [{ $ref: `${prefix}scope.scopeId` }] },
    ],
  } as const;
  return fiveNames.map((name) => {
    const [type, args] = declared[name];
    return { type, name: `${prefix}${name}`, args: { ...args, ...more.all, ...more[name] }, opts: opts(name) };
  });
}

import { afterAll, afterEach, beforeAll } from "vitest";
import { type Control, type Sandbox, type SandboxOptions, type Settings, startSandbox } from "../../../sandbox";
import { type Config, configFor, type Environment, Project } from "./project";

/** A sandbox for all tests of a file, and projects that are configured for it. */
export interface Stacks {
  readonly sandbox: Sandbox;
  readonly control: Control;
  project(config?: Config): Promise<Project>;
}

/** A sandbox that is as at its start before each test. To be called once, at the top of a test file. */
export function useStacks(options: SandboxOptions = {}): Stacks {
  const projects: Project[] = [];
  const sandbox = useSandbox(options);
  afterEach(() => sandbox().control.reset());
  afterAll(() => {
    for (const project of projects) project.remove();
  });
  return {
    get sandbox() {
      return sandbox();
    },
    get control() {
      return sandbox().control;
    },
    async project(config = {}) {
      const project = await Project.create(sandbox(), config);
      projects.push(project);
      return project;
    },
  };
}

/** A sandbox and a project, which the tests of a file use one after the other. */
export interface Stack {
  readonly sandbox: Sandbox;
  readonly control: Control;
  readonly project: Project;
}

/** To be called once, at the top of a test file. `config` is beside what points the stack at the sandbox. */
export function useStack(
  options: SandboxOptions = {},
  config: (sandbox: Sandbox) => Config = () => ({}),
  environment: Environment = {},
): Stack {
  const sandbox = useSandbox(options);
  const project = useProject(() => Project.create(sandbox(), config(sandbox()), environment));
  return {
    get sandbox() {
      return sandbox();
    },
    get control() {
      return sandbox().control;
    },
    get project() {
      return project();
    },
  };
}

/** A sandbox for each of several profiles, and a project that is configured for all of them. */
export interface Profiles<Name extends string> {
  readonly sandboxes: Record<Name, Sandbox>;
  readonly project: Project;
}

/** Several tenants in one stack: a run of Pulumi takes each through a step at once. To be called at the top of a file. */
export function useProfiles<Name extends string>(
  settings: Record<Name, Partial<Settings>>,
  config: (profile: Name) => Config = () => ({}),
): Profiles<Name> {
  const sandboxes = {} as Record<Name, Sandbox>;
  const names = Object.keys(settings) as Name[];
  beforeAll(async () => {
    for (const name of names) sandboxes[name] = await startSandbox({ settings: settings[name] });
  });
  afterAll(async () => {
    for (const name of names) await sandboxes[name]?.close();
  });
  const project = useProject(() => {
    const configs = names.map((name) => ({ ...configFor(sandboxes[name], name), ...config(name) }));
    return Project.with({ config: Object.assign({}, ...configs) });
  });
  return {
    sandboxes,
    get project() {
      return project();
    },
  };
}

function useSandbox(options: SandboxOptions): () => Sandbox {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox(options);
  });
  afterAll(() => sandbox?.close());
  return () => sandbox;
}

function useProject(create: () => Promise<Project>): () => Project {
  let project: Project;
  beforeAll(async () => {
    project = await create();
  });
  afterAll(() => project?.remove());
  return () => project;
}

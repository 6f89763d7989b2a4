import type { dynamic } from "@pulumi/pulumi";
import {
  ApiClient,
  AuthServer,
  AuthServerClaim,
  AuthServerClientApp,
  AuthServerScope,
} from "../../provider/hosts/dynamic";
import { unknownValue } from "../../provider/hosts/dynamic/provider";
import type { Declared } from "../e2e/support/project";
import { registered } from "./registration";

/**
 * What the real engine does with a program of dynamic resources, call for call, as read in its source (3.259,
 * resource/deploy): steps run one after the other, nothing is killed, `deleteBeforeReplace` is always set.
 * The JSON of each call goes through `wire`, as it goes through gRPC there.
 */
export type Values = Record<string, unknown>;

export interface Resource {
  name: string;
  /** `onegini.ApiClient` */
  type: string;
  id: string;
  inputs: Values;
  outputs: Values;
  /** The names of the resources whose outputs an argument was made of. */
  dependencies: Record<string, string[]>;
  /** Its object is deleted, since another is to take its place. */
  pendingReplacement?: true;
}

export type Op = "same" | "create" | "update" | "replace" | "delete";
export interface Step {
  name: string;
  op: Op;
  /** The arguments that the engine shows as changed; an object's members one by one. */
  changed: string[];
}
export interface Ran {
  /** What a refresh found; only what isn't the same. */
  refreshed: Step[];
  steps: Step[];
  /** Why it stopped. */
  error?: string;
}

/** How many provider processes there were. */
let processes = 300;

const providers = { ApiClient, AuthServer, AuthServerClaim, AuthServerClientApp, AuthServerScope };

type Provider = Required<Omit<dynamic.ResourceProvider, "invoke">>;

export class Engine {
  state: Resource[] = [];

  /** @param config - The stack's configuration. */
  constructor(private readonly config: Record<string, string>) {}

  up(program: Declared[], { refresh = false } = {}): Promise<Ran> {
    return this.run(async (ran) => {
      if (refresh) await this.refreshAll(ran);
      await new Update(this, program, ran, false).run();
    });
  }

  preview(program: Declared[], { refresh = false } = {}): Promise<Ran> {
    return this.withoutTrace(() =>
      this.run(async (ran) => {
        if (refresh) await this.refreshAll(ran);
        await new Update(this, program, ran, true).run();
      }),
    );
  }

  refresh({ previewOnly = false } = {}): Promise<Ran> {
    const work = () => this.run((ran) => this.refreshAll(ran));
    return previewOnly ? this.withoutTrace(work) : work();
  }

  destroy(): Promise<Ran> {
    return this.run((ran) => new Update(this, [], ran, false).run());
  }

  /** Each run has a provider process of its own, so nothing that was known before is known in it. */
  private async run(work: (ran: Ran) => Promise<void>): Promise<Ran> {
    processes++;
    const config = { ...this.config };
    // Connections are kept by their settings: a setting that makes no other difference stands for the new process.
    for (const key of Object.keys(config).filter((each) => each.endsWith(":url")))
      config[key.replace(/url$/, "retryTimeoutSeconds")] = String(processes);
    const get = (key: string) => config[key];
    for (const provider of Object.values(providers))
      void provider.configure?.({ config: { get, require: (key) => get(key) ?? "" } });
    const ran: Ran = { refreshed: [], steps: [] };
    try {
      await work(ran);
    } catch (error) {
      ran.error = error instanceof Error ? error.message : String(error);
    }
    return ran;
  }

  private async withoutTrace(work: () => Promise<Ran>): Promise<Ran> {
    const before = this.state;
    try {
      return await work();
    } finally {
      this.state = before;
    }
  }

  /** RefreshStep: many reads at once, as the engine has them. */
  private async refreshAll(ran: Ran): Promise<void> {
    const read = await Promise.all(this.state.map((resource) => refreshed(resource)));
    this.state.forEach(({ name }, i) => {
      const { now, changed } = read[i] as Refreshed;
      if (!now) ran.refreshed.push({ name, op: "delete", changed: [] });
      else if (changed.length > 0) ran.refreshed.push({ name, op: "update", changed });
    });
    this.state = read.flatMap(({ now }) => (now ? [now] : []));
  }
}

interface Refreshed {
  now?: Resource;
  changed: string[];
}

async function refreshed(resource: Resource): Promise<Refreshed> {
  if (resource.pendingReplacement) return { now: resource, changed: [] };
  const provider = providerOf(resource.type);
  const found = await provider.read(resource.id, wire(resource.outputs));
  if (!found.id) return { changed: [] };
  const { __provider } = resource.outputs;
  const outputs = wire({ ...found.props, __provider });
  const inputs = found.inputs ? wire({ ...found.inputs, __provider }) : resource.inputs;
  const now = { ...resource, id: found.id, inputs, outputs };
  // The difference that an `up` would see that follows, which the engine shows the other way round.
  const { changed } = await differences(now, resource.inputs);
  return { now, changed };
}

/** diffResource: left open, the engine compares what was and what is to be the inputs. */
async function differences(state: Resource, inputs: Values): Promise<{ changed: string[]; replaces: boolean }> {
  const diff = await providerOf(state.type).diff(state.id, wire(state.outputs), wire(inputs));
  if (diff.changes === false) return { changed: [], replaces: false };
  const changed = differing(state.inputs, inputs).sort();
  return { changed, replaces: changed.length > 0 && (diff.replaces ?? []).length > 0 };
}

/** One `up` or its preview: the steps of the step generator and the step executor. */
class Update {
  private readonly known = new Map<string, { id: string }>();

  constructor(
    private readonly engine: Engine,
    private readonly program: Declared[],
    private readonly ran: Ran,
    private readonly preview: boolean,
  ) {}

  async run(): Promise<void> {
    for (const declared of this.program) await this.register(declared);
    const left = this.engine.state.filter(({ name }) => !this.known.has(name));
    for (const resource of left.reverse()) {
      if (!resource.pendingReplacement) await this.delete(resource);
      this.ran.steps.push({ name: resource.name, op: "delete", changed: [] });
    }
    this.engine.state = this.engine.state.filter(({ name }) => this.known.has(name));
    const order = this.program.map(({ name }) => name);
    this.engine.state = [...this.engine.state].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  }

  private async register(declared: Declared): Promise<void> {
    const { type, name } = declared;
    const { news, dependencies } = registered(declared, this.known);
    const old = this.engine.state.find((each) => each.name === name);
    const recreating = old?.pendingReplacement === true;
    let inputs = await this.check(type, old && !recreating ? old.inputs : {}, news);
    const draft = { name, type, inputs, dependencies };

    if (!old || recreating) {
      await this.create(draft, recreating ? "replace" : "create", []);
      return;
    }
    const { changed, replaces } = await differences(old, inputs);
    if (replaces) {
      inputs = await this.check(type, {}, news);
      const all = [old, ...(await this.dependentsToReplace(old))];
      for (const each of all.reverse()) await this.deleteBeforeReplace(each);
      await this.create({ ...draft, inputs }, "replace", changed);
    } else if (changed.length > 0) {
      const outputs = this.preview ? inputs : await this.update(old, inputs);
      this.keep({ ...draft, id: old.id, outputs }, "update", changed);
    } else {
      this.keep({ ...draft, id: old.id, outputs: old.outputs }, "same", []);
    }
  }

  private async check(type: string, olds: Values, news: Values): Promise<Values> {
    const { inputs = news, failures = [] } = await providerOf(type).check(wire(olds), wire(news));
    if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("; "));
    return wire({ ...inputs, __provider: news.__provider });
  }

  private async create(draft: Omit<Resource, "id" | "outputs">, op: Op, changed: string[]): Promise<void> {
    if (this.preview) {
      this.keep({ ...draft, id: unknownValue, outputs: draft.inputs }, op, changed);
      return;
    }
    const { id, outs } = await providerOf(draft.type).create(wire(draft.inputs));
    this.keep({ ...draft, id, outputs: wire({ ...outs, __provider: draft.inputs.__provider }) }, op, changed);
  }

  private async update(old: Resource, inputs: Values): Promise<Values> {
    const { outs } = await providerOf(old.type).update(old.id, wire(old.outputs), wire(inputs));
    return wire({ ...outs, __provider: inputs.__provider });
  }

  private async delete(resource: Resource): Promise<void> {
    if (!this.preview) await providerOf(resource.type).delete(resource.id, wire(resource.outputs));
  }

  /** Whoever of the deleted is registered is made again. */
  private async deleteBeforeReplace(resource: Resource): Promise<void> {
    await this.delete(resource);
    const pending = { ...resource, pendingReplacement: true as const };
    this.engine.state = this.engine.state.map((each) => (each === resource ? pending : each));
  }

  /** calculateDependentReplacements: those that a replacement would replace, were what they get from it unknown. */
  private async dependentsToReplace(root: Resource): Promise<Resource[]> {
    const names = new Set([root.name]);
    const found: Resource[] = [];
    for (const resource of this.engine.state.filter((each) => !this.known.has(each.name) && !each.pendingReplacement)) {
      const touched = Object.entries(resource.dependencies).filter(([, of]) => of.some((name) => names.has(name)));
      if (touched.length === 0) continue;
      const inputs = { ...resource.inputs, ...Object.fromEntries(touched.map(([key]) => [key, unknownValue])) };
      if (!(await differences(resource, inputs)).replaces) continue;
      names.add(resource.name);
      found.push(resource);
    }
    return found;
  }

  private keep(resource: Resource, op: Op, changed: string[]): void {
    this.known.set(resource.name, resource);
    this.engine.state = [...this.engine.state.filter(({ name }) => name !== resource.name), resource];
    this.ran.steps.push({ name: resource.name, op, changed });
  }
}

function providerOf(type: string): Provider {
  return providers[type.split(".")[1] as keyof typeof providers] as Provider;
}

/** As gRPC carries it: a copy, and no `undefined` anywhere. */
function wire<T>(value: T): T {
  if (value === undefined) throw new Error("Unexpected struct type.");
  if (Array.isArray(value)) return value.map(wire) as T;
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, wire(member)])) as T;
}

/** Where two sets of inputs differ: by property, and by member where both are objects. */
function differing(olds: Values, news: Values, path = ""): string[] {
  return [...new Set([...Object.keys(olds), ...Object.keys(news)])]
    .filter((key) => !key.startsWith("__"))
    .flatMap((key) => {
      const [a, b] = [olds[key], news[key]];
      if (isObject(a) && isObject(b)) return differing(a, b, `${path}${key}.`);
      return JSON.stringify(a) === JSON.stringify(b) ? [] : [path + key];
    });
}

function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

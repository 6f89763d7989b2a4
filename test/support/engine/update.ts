import { unknownValue } from "../../../provider/hosts/dynamic/provider";
import type { Values } from "../../../provider/lifecycle";
import { overWire, type ProviderError, type ProviderProcess } from "../providerProcess";
import { classOf, type Declared } from "./declared";
import { registered } from "./registration";
import { type CommandResult, type Differences, differences, type Op, type Resource } from "./state";

/** One `up` or its preview: the steps that the engine's step generator and step executor take. */
export class Update {
  private readonly known = new Map<string, Resource>();

  constructor(
    private readonly engine: { state: Resource[] },
    private readonly process: ProviderProcess,
    private readonly program: Declared[],
    private readonly result: CommandResult,
    private readonly preview: boolean,
  ) {}

  async run(): Promise<void> {
    for (const declared of this.program) await this.register(declared);
    const left = this.engine.state.filter(({ name }) => !this.known.has(name));
    for (const resource of left.reverse()) {
      if (!resource.pendingReplacement) await this.delete(resource);
      this.engine.state = this.engine.state.filter((each) => each !== resource);
      this.result.steps.push({ name: resource.name, op: "delete", changed: [] });
    }
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
    const { differs, changed, replaces } = await this.differences(old, inputs);
    if (replaces) {
      inputs = await this.check(type, {}, news);
      const all = [old, ...(await this.dependentsToReplace(old))];
      for (const each of all.reverse()) await this.deleteBeforeReplace(each);
      await this.create({ ...draft, inputs }, "replace", changed);
    } else if (differs || old.halfDone) {
      await this.update(old, draft, changed);
    } else {
      this.keep({ ...draft, id: old.id, outputs: old.outputs }, "same", []);
    }
  }

  private async check(type: string, olds: Values, news: Values): Promise<Values> {
    const { inputs = news, failures = [] } = await this.process.of(classOf(type)).check(overWire(olds), overWire(news));
    if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("; "));
    return overWire({ ...inputs, __provider: news.__provider });
  }

  private async create(draft: Omit<Resource, "id" | "outputs">, op: Op, changed: string[]): Promise<void> {
    if (this.preview) {
      this.keep({ ...draft, id: unknownValue, outputs: draft.inputs }, op, changed);
      return;
    }
    try {
      const { id, outs } = await this.process.of(classOf(draft.type)).create(overWire(draft.inputs));
      this.keep({ ...draft, id, outputs: withProvider(outs, draft.inputs) }, op, changed);
    } catch (thrown) {
      const { id, properties } = thrown as ProviderError;
      if (id) this.keepHalfDone({ ...draft, id, outputs: withProvider(properties, draft.inputs) });
      throw thrown;
    }
  }

  private async update(old: Resource, draft: Omit<Resource, "id" | "outputs">, changed: string[]): Promise<void> {
    const { id } = old;
    if (this.preview) {
      this.keep({ ...draft, id, outputs: draft.inputs }, "update", changed);
      return;
    }
    try {
      const { outs } = await this.process
        .of(classOf(old.type))
        .update(id, overWire(old.outputs), overWire(draft.inputs));
      this.keep({ ...draft, id, outputs: withProvider(outs, draft.inputs) }, "update", changed);
    } catch (thrown) {
      const { id: isHalfDone, properties } = thrown as ProviderError;
      // engine/update.go: the old inputs stay, since they made what is there, beside the outputs that the provider gives.
      if (isHalfDone) {
        const { inputs } = old;
        this.keepHalfDone({ ...draft, inputs, id, outputs: withProvider(properties, draft.inputs) });
      }
      throw thrown;
    }
  }

  private async delete({ type, id, outputs }: Resource): Promise<void> {
    if (!this.preview) await this.process.of(classOf(type)).delete(id, overWire(outputs));
  }

  /** What is registered later in this program is created again. */
  private async deleteBeforeReplace(resource: Resource): Promise<void> {
    await this.delete(resource);
    const pending = { ...resource, pendingReplacement: true as const };
    this.engine.state = this.engine.state.map((each) => (each === resource ? pending : each));
  }

  /** calculateDependentReplacements: what would be replaced if all that it gets from the replaced resource were unknown. */
  private async dependentsToReplace(root: Resource): Promise<Resource[]> {
    const names = new Set([root.name]);
    const found: Resource[] = [];
    for (const resource of this.engine.state.filter((each) => !this.known.has(each.name) && !each.pendingReplacement)) {
      const touched = Object.entries(resource.dependencies).filter(([, of]) => of.some((name) => names.has(name)));
      if (touched.length === 0) continue;
      const inputs = { ...resource.inputs, ...Object.fromEntries(touched.map(([key]) => [key, unknownValue])) };
      if (!(await this.differences(resource, inputs)).replaces) continue;
      names.add(resource.name);
      found.push(resource);
    }
    return found;
  }

  private differences(state: Resource, inputs: Values): Promise<Differences> {
    return differences(state, inputs, this.process);
  }

  private keep(resource: Resource, op: Op, changed: string[]): void {
    this.known.set(resource.name, resource);
    this.engine.state = [...this.engine.state.filter(({ name }) => name !== resource.name), resource];
    this.result.steps.push({ name: resource.name, op, changed });
  }

  private keepHalfDone(resource: Resource): void {
    const others = this.engine.state.filter(({ name }) => name !== resource.name);
    this.engine.state = [...others, { ...resource, halfDone: true }];
  }
}

/** Pulumi keeps `__provider` among a resource's outputs, too. */
function withProvider(outputs: Values | undefined, { __provider }: Values): Values {
  return overWire({ ...outputs, __provider });
}

import type { Run } from "../../../provider/context";
import { overWire, ProviderProcess } from "../providerProcess";
import { type Keys, testRun } from "../run";
import { classOf, type Declared } from "./declared";
import { type CommandResult, differences, type Resource } from "./state";
import { Update } from "./update";

/**
 * A model of Pulumi's engine: what it does with a program of dynamic resources, call for call, as read in its source
 * (3.259, resource/deploy, sdk/nodejs/cmd/dynamic-provider). Steps run one after the other, the first that fails ends
 * the command, nothing is killed, `deleteBeforeReplace` is always set. The JSON of each call goes through `wire`, as it
 * goes through gRPC there. The end-to-end tests compare the model with the real engine.
 */
export class Engine {
  state: Resource[] = [];

  /**
   * @param configuration - The stack's.
   * @param startRun - Gives each command's provider process what it runs with.
   */
  constructor(
    public configuration: Keys,
    private readonly startRun: () => Run = testRun,
  ) {}

  up(program: Declared[], { refresh = false } = {}): Promise<CommandResult> {
    return this.run(async (result, process) => {
      if (refresh) await this.refreshAll(result, process);
      await new Update(this, process, program, result, false).run();
    });
  }

  preview(program: Declared[], { refresh = false } = {}): Promise<CommandResult> {
    return this.previewing(() =>
      this.run(async (result, process) => {
        if (refresh) await this.refreshAll(result, process);
        await new Update(this, process, program, result, true).run();
      }),
    );
  }

  refresh({ previewOnly = false } = {}): Promise<CommandResult> {
    const work = () => this.run((result, process) => this.refreshAll(result, process));
    return previewOnly ? this.previewing(work) : work();
  }

  destroy(): Promise<CommandResult> {
    return this.run((result, process) => new Update(this, process, [], result, false).run());
  }

  private async run(work: (result: CommandResult, process: ProviderProcess) => Promise<void>): Promise<CommandResult> {
    const result: CommandResult = { refreshed: [], steps: [] };
    try {
      await work(result, new ProviderProcess(this.configuration, this.startRun()));
    } catch (thrown) {
      result.error = thrown instanceof Error ? thrown : new Error(String(thrown));
    }
    return result;
  }

  private async previewing(work: () => Promise<CommandResult>): Promise<CommandResult> {
    const before = this.state;
    try {
      return await work();
    } finally {
      this.state = before;
    }
  }

  /** RefreshStep: many reads at once, as the engine has them. A read that fails leaves the state as it was. */
  private async refreshAll(result: CommandResult, process: ProviderProcess): Promise<void> {
    const reads = await Promise.allSettled(this.state.map((resource) => refreshed(resource, process)));
    const read = reads.map((each) => {
      if (each.status === "rejected") throw each.reason;
      return each.value;
    });
    this.state.forEach(({ name }, i) => {
      const { now, changed } = read[i] as Refreshed;
      if (!now) result.refreshed.push({ name, op: "delete", changed: [] });
      else if (changed.length > 0) result.refreshed.push({ name, op: "update", changed });
    });
    this.state = read.flatMap(({ now }) => (now ? [now] : []));
  }
}

interface Refreshed {
  now?: Resource;
  changed: string[];
}

async function refreshed(resource: Resource, process: ProviderProcess): Promise<Refreshed> {
  if (resource.pendingReplacement) return { now: resource, changed: [] };
  const found = await process.of(classOf(resource.type)).read(resource.id, overWire(resource.outputs));
  if (!found.id) return { changed: [] };
  const { __provider } = resource.outputs;
  const outputs = overWire({ ...found.props, __provider });
  const inputs = found.inputs ? overWire({ ...found.inputs, __provider }) : resource.inputs;
  const { halfDone, ...others } = resource;
  // The id may be another now.
  const now: Resource = { ...others, id: found.id, inputs, outputs };
  // The difference that an `up` would see that follows, which the engine shows the other way round.
  const { changed } = await differences(now, resource.inputs, process);
  return { now, changed };
}

import type { Runtime } from "../../provider/context";
import type { Declared } from "../e2e/support/project";
import { differences, type Ran, type Resource } from "./engineState";
import { Update } from "./engineUpdate";
import { ProviderProcess, wire } from "./providerProcess";

/**
 * What the real engine does with a program of dynamic resources, call for call, as read in its source (3.259,
 * resource/deploy, sdk/nodejs/cmd/dynamic-provider): steps run one after the other, the first that fails ends a run,
 * nothing is killed, `deleteBeforeReplace` is always set. The JSON of each call goes through `wire`, as it goes through
 * gRPC there.
 */
export class Engine {
  state: Resource[] = [];

  /**
   * @param config - The stack's configuration.
   * @param runtime - What the provider processes have of their own; they tell nobody anything unless it says so.
   */
  constructor(
    public config: Record<string, string>,
    private readonly runtime: Partial<Runtime> = {},
  ) {}

  up(program: Declared[], { refresh = false } = {}): Promise<Ran> {
    return this.run(async (ran, process) => {
      if (refresh) await this.refreshAll(ran, process);
      await new Update(this, process, program, ran, false).run();
    });
  }

  preview(program: Declared[], { refresh = false } = {}): Promise<Ran> {
    return this.withoutTrace(() =>
      this.run(async (ran, process) => {
        if (refresh) await this.refreshAll(ran, process);
        await new Update(this, process, program, ran, true).run();
      }),
    );
  }

  refresh({ previewOnly = false } = {}): Promise<Ran> {
    const work = () => this.run((ran, process) => this.refreshAll(ran, process));
    return previewOnly ? this.withoutTrace(work) : work();
  }

  destroy(): Promise<Ran> {
    return this.run((ran, process) => new Update(this, process, [], ran, false).run());
  }

  private async run(work: (ran: Ran, process: ProviderProcess) => Promise<void>): Promise<Ran> {
    const ran: Ran = { refreshed: [], steps: [] };
    try {
      await work(ran, new ProviderProcess(this.config, { log: () => undefined, ...this.runtime }));
    } catch (thrown) {
      ran.error = thrown instanceof Error ? thrown : new Error(String(thrown));
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

  /** RefreshStep: many reads at once, as the engine has them. A read that fails leaves the state as it was. */
  private async refreshAll(ran: Ran, process: ProviderProcess): Promise<void> {
    const reads = await Promise.allSettled(this.state.map((resource) => refreshed(resource, process)));
    const read = reads.map((each) => {
      if (each.status === "rejected") throw each.reason;
      return each.value;
    });
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

async function refreshed(resource: Resource, process: ProviderProcess): Promise<Refreshed> {
  if (resource.pendingReplacement) return { now: resource, changed: [] };
  const found = await process.of(resource.type).read(resource.id, wire(resource.outputs));
  if (!found.id) return { changed: [] };
  const { __provider } = resource.outputs;
  const outputs = wire({ ...found.props, __provider });
  const inputs = found.inputs ? wire({ ...found.inputs, __provider }) : resource.inputs;
  const { halfDone, ...others } = resource;
  // The id may be another now.
  const now: Resource = { ...others, id: found.id, inputs, outputs };
  // The difference that an `up` would see that follows, which the engine shows the other way round.
  const { changed } = await differences(now, resource.inputs, process);
  return { now, changed };
}

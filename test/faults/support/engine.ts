import { isDeepStrictEqual } from "node:util";
import { dynamicProvider } from "../../../provider/hosts/dynamic/provider";
import type { Lifecycle, Values } from "../../../provider/lifecycle";

/** What Pulumi puts beside a resource's own properties, and wants back. */
const text = "exports.handler = () => require('pulumi-idp/dynamic').Any;";

let processes = 0;

export interface Entry {
  id: string;
  inputs: Values;
  outputs: Values;
  /** A create or update ended half-done: the next `up` updates it, whatever has changed. */
  halfDone?: boolean;
}

export interface Patience {
  requestTimeoutSeconds: number;
  retryTimeoutSeconds: number;
}

/** An error as a provider throws it: one with an id tells the engine to keep what there is. */
export type Thrown = Error & { id?: string; properties?: Values; reasons?: string[] };

/**
 * What Pulumi's engine and its provider server do with one dynamic resource, from the engine's source
 * (pkg/resource/deploy/step_generator.go, sdk/nodejs/cmd/dynamic-provider): which calls it makes, in which order, with
 * which values, and what it keeps of their answers.
 */
export class Engine {
  state: Entry | undefined;
  private provider = dynamicProvider({} as Lifecycle);

  constructor(
    private readonly lifecycle: Lifecycle,
    private readonly configuration: Record<string, string>,
    private readonly namespace: string,
  ) {
    this.restart();
  }

  /** Every run of the CLI has a provider process of its own, which knows nothing of the one before. */
  restart(patience: Patience = { requestTimeoutSeconds: 20, retryTimeoutSeconds: 60 }): void {
    processes++;
    // Connections belong to a process and its settings: other settings are as good as another process.
    const tuning = { ...patience, maxConcurrency: 8 + processes };
    const tuned = Object.entries(tuning).map(([key, value]) => [`${this.namespace}:${key}`, String(value)]);
    const config = { ...this.configuration, ...Object.fromEntries(tuned) };
    this.provider = dynamicProvider(this.lifecycle);
    void this.provider.configure?.({ config: { get: (key: string) => config[key] } as never });
  }

  async up(program: Values): Promise<void> {
    const inputs = await this.checked(program);
    const before = this.state;
    if (!before) return this.create(inputs);
    const { changes, replaces = [] } =
      (await this.provider.diff?.(before.id, wire(before.outputs), wire(inputs))) ?? {};
    if (replaces.length > 0) {
      await this.destroy();
      return this.create(inputs);
    }
    const differs = changes ?? !isDeepStrictEqual(before.inputs, inputs);
    if (differs || before.halfDone) await this.update(before, inputs);
  }

  async refresh(): Promise<void> {
    const before = this.state;
    if (!before) return;
    const read = await this.provider.read?.(before.id, wire(before.outputs));
    this.state = read?.id
      ? { id: read.id, outputs: kept(read.props), inputs: read.inputs ? kept(read.inputs) : before.inputs }
      : undefined;
  }

  async destroy(): Promise<void> {
    if (!this.state) return;
    await this.provider.delete?.(this.state.id, wire(this.state.outputs));
    this.state = undefined;
  }

  private async checked(program: Values): Promise<Values> {
    const news = wire({ ...program, __provider: text });
    const { inputs = {}, failures = [] } = (await this.provider.check?.(wire(this.state?.inputs ?? {}), news)) ?? {};
    if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("; "));
    return kept(inputs);
  }

  private async create(inputs: Values): Promise<void> {
    try {
      const { id, outs } = await this.provider.create(wire(inputs));
      this.state = { id, inputs, outputs: kept(outs) };
    } catch (error) {
      this.keepHalf(error as Thrown, inputs);
      throw error;
    }
  }

  private async update({ id, outputs }: Entry, inputs: Values): Promise<void> {
    try {
      const answer = await this.provider.update?.(id, wire(outputs), wire(inputs));
      this.state = { id, inputs, outputs: kept(answer?.outs) };
    } catch (error) {
      this.keepHalf(error as Thrown, inputs);
      throw error;
    }
  }

  private keepHalf({ id, properties }: Thrown, inputs: Values): void {
    if (id) this.state = { id, inputs, outputs: kept(properties), halfDone: true };
  }
}

function kept(values: Values | undefined): Values {
  return { ...wire(values ?? {}), __provider: text };
}

/** A copy as gRPC's Struct carries it, which knows of JSON alone and refuses `undefined`. */
export function wire(values: Values): Values {
  return JSON.parse(
    JSON.stringify(values, (key, value) => {
      if (value === undefined || typeof value === "function" || typeof value === "symbol" || typeof value === "bigint")
        throw new Error(`Unexpected struct type. (${key} is ${typeof value})`);
      return value;
    }),
  );
}

import type { Run, Runtime } from "../../../../provider/context";
import type { Values } from "../../../../provider/lifecycle";
import { Engine } from "../../../support/engine/engine";
import type { CommandResult, Resource } from "../../../support/engine/state";
import type { ProviderError } from "../../../support/providerProcess";
import type { Keys } from "../../../support/run";

export interface Timeouts {
  requestTimeoutSeconds: number;
  retryTimeoutSeconds: number;
}

const ample: Timeouts = { requestTimeoutSeconds: 20, retryTimeoutSeconds: 60 };

/** A stack with one resource in its program. What a command fails with is thrown. */
export class Stack {
  private readonly engine: Engine;
  /** What the provider has told the person who runs Pulumi. */
  readonly messages: string[] = [];

  /** @param type - `onegini.ApiClient` */
  constructor(
    private readonly type: string,
    private readonly configuration: Keys,
    startRun: (log: Runtime["log"]) => Run,
  ) {
    this.engine = new Engine(configuration, () => startRun((message) => void this.messages.push(message)));
    this.setTimeouts();
  }

  get state(): Resource | undefined {
    return this.engine.state[0];
  }

  set state(state: Resource | undefined) {
    this.engine.state = state ? [state] : [];
  }

  /** What its configuration says of them from now on. */
  setTimeouts(timeouts: Timeouts = ample): void {
    const [namespace] = this.type.split(".");
    const entries = Object.entries(timeouts).map(([key, value]) => [`${namespace}:${key}`, String(value)]);
    this.engine.configuration = { ...this.configuration, ...Object.fromEntries(entries) };
  }

  up(args: Values, { refresh = false } = {}): Promise<void> {
    return succeeding(this.engine.up([{ type: this.type, name: "case", args }], { refresh }));
  }

  refresh(): Promise<void> {
    return succeeding(this.engine.refresh());
  }

  destroy(): Promise<void> {
    return succeeding(this.engine.destroy());
  }
}

async function succeeding(command: Promise<CommandResult>): Promise<void> {
  const { error } = await command;
  if (error) throw error;
}

/** What a command fails with; undefined when it succeeds. */
export function failure(command: Promise<void>): Promise<ProviderError | undefined> {
  return command.then(
    () => undefined,
    (thrown: unknown) => (thrown ?? new Error("threw nothing")) as ProviderError,
  );
}

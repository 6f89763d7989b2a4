import { Engine as Model } from "../../property/engineModel";
import type { Ran, Resource } from "../../property/engineState";
import type { Values } from "../../property/providerProcess";

export interface Patience {
  requestTimeoutSeconds: number;
  retryTimeoutSeconds: number;
}

const usually: Patience = { requestTimeoutSeconds: 20, retryTimeoutSeconds: 60 };

/** The model of Pulumi's engine, with one resource in its program. What a run fails with is thrown. */
export class Engine {
  private readonly model: Model;
  /** What the provider's processes told whoever ran them. */
  readonly told: string[] = [];

  /** @param type - `onegini.ApiClient` */
  constructor(
    private readonly type: string,
    private readonly configuration: Record<string, string>,
  ) {
    this.model = new Model(configuration, { log: (message) => this.told.push(message) });
    this.setPatience();
  }

  get state(): Resource | undefined {
    return this.model.state[0];
  }

  set state(state: Resource | undefined) {
    this.model.state = state ? [state] : [];
  }

  /** What the stack's configuration says of it from now on. */
  setPatience(patience: Patience = usually): void {
    const [namespace] = this.type.split(".");
    const tuned = Object.entries(patience).map(([key, value]) => [`${namespace}:${key}`, String(value)]);
    this.model.config = { ...this.configuration, ...Object.fromEntries(tuned) };
  }

  up(program: Values, { refresh = false } = {}): Promise<void> {
    return done(this.model.up([{ type: this.type, name: "case", args: program }], { refresh }));
  }

  refresh(): Promise<void> {
    return done(this.model.refresh());
  }

  destroy(): Promise<void> {
    return done(this.model.destroy());
  }
}

async function done(run: Promise<Ran>): Promise<void> {
  const { error } = await run;
  if (error) throw error;
}

import type { dynamic } from "@pulumi/pulumi";
import { createRun, type Runtime } from "../../provider/context";
import { dynamicProvider } from "../../provider/hosts/dynamic/provider";
import { resources } from "../../provider/resources";

export type Provider = Required<Omit<dynamic.ResourceProvider, "invoke">>;
export type Values = Record<string, unknown>;

/** An error as a provider throws it: one with an id tells the engine to keep what there is. */
export type Thrown = Error & { id?: string; properties?: Values; reasons?: string[] };

/** Pulumi's provider process: one for each run of the CLI, which knows nothing of the one before. */
export class ProviderProcess {
  private readonly providers: Record<string, Provider>;

  constructor(config: Record<string, string>, runtime: Partial<Runtime>) {
    const run = createRun(runtime);
    const get = (key: string) => config[key];
    this.providers = Object.fromEntries(
      Object.entries(resources).map(([name, lifecycle]) => [name, dynamicProvider(lifecycle, run) as Provider]),
    );
    for (const provider of Object.values(this.providers))
      void provider.configure({ config: { get, require: (key) => get(key) ?? "" } });
  }

  /** @param type - `onegini.ApiClient` */
  of(type: string): Provider {
    return this.providers[type.split(".")[1] ?? ""] as Provider;
  }
}

/** A copy as gRPC's Struct carries it, which knows of JSON alone and refuses `undefined`. */
export function wire<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (key, member) => {
      if (["undefined", "function", "symbol", "bigint"].includes(typeof member))
        throw new Error(`Unexpected struct type. (${key} is ${typeof member})`);
      return member;
    }),
  );
}

import type { dynamic } from "@pulumi/pulumi";
import type { Run } from "../../provider/context";
import { dynamicProviders } from "../../provider/hosts/dynamic/providers";
import type { ResourceName } from "../../provider/services";
import { type Keys, testRun } from "./run";

export type Provider = Required<Omit<dynamic.ResourceProvider, "invoke">>;

/** An error as a provider throws it: one with an id tells the engine to keep what there is. */
export type ProviderError = Error & { id?: string; properties?: Record<string, unknown>; reasons?: string[] };

/** Pulumi's provider process: one for each run of the CLI, which knows nothing of the one before. */
export class ProviderProcess {
  private readonly providers: Record<ResourceName, Provider>;

  /** @param keys - The stack's configuration. */
  constructor(keys: Keys | ((key: string) => string | undefined), run: Run = testRun()) {
    const get = typeof keys === "function" ? keys : (key: string) => keys[key];
    this.providers = dynamicProviders(run) as Record<ResourceName, Provider>;
    for (const provider of Object.values(this.providers))
      void provider.configure({ config: { get, require: (key) => get(key) ?? "" } });
  }

  /** @param name - Of the class, such as `AuthServer`. */
  of(name: ResourceName): Provider {
    return this.providers[name];
  }
}

/** A copy as gRPC's Struct carries it, which knows of JSON alone and refuses `undefined`. */
export function overWire<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (key, member) => {
      if (["undefined", "function", "symbol", "bigint"].includes(typeof member))
        throw new Error(`Unexpected struct type. (${key} is ${typeof member})`);
      return member;
    }),
  );
}

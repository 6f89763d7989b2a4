import type { dynamic } from "@pulumi/pulumi";
import type { Run } from "../../context";
import { type ResourceName, resources } from "../../services";
import { dynamicProvider } from "./provider";

/** Every resource as a dynamic provider, by the name that state files hold. */
export function dynamicProviders(run: Run): Record<ResourceName, dynamic.ResourceProvider> {
  const providers = Object.entries(resources).map(([name, lifecycle]) => [name, dynamicProvider(lifecycle, run)]);
  return Object.fromEntries(providers);
}

import { Control } from "./control/client";
import type { Credentials } from "./core/context";
import { startServer } from "./server";
import { type ServiceName, type Settings, sandboxServices } from "./services";

export { Control } from "./control/client";
export type { ControlChange, Fault, FaultEffect, FaultMatch, FaultState } from "./core/faults";
export type { LogEntry } from "./core/log";
export type { Objects, Settings } from "./services";

/** Recognisably not real, the same for all services, and documented. */
export const DEFAULT_CLIENT_ID = "sandbox-admin";
export const DEFAULT_CLIENT_SECRET = "sandbox-admin-secret";

/** The key of a service sets its credentials. */
export interface SandboxOptions extends Partial<Record<ServiceName, Partial<Credentials>>> {
  /** Left out: any free one. */
  port?: number;
  settings?: Partial<Settings>;
}

/** What a stack needs to use a service. */
export interface ServiceAccess extends Credentials {
  url: string;
}

export interface Sandbox extends Record<ServiceName, ServiceAccess> {
  /** Of the whole, without a slash at the end. */
  url: string;
  control: Control;
  close(): Promise<void>;
}

/** Starts all services in memory, on loopback. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const defaults: Credentials = { clientId: DEFAULT_CLIENT_ID, clientSecret: DEFAULT_CLIENT_SECRET };
  const credentials = forEachService(({ name }) => ({ ...defaults, ...options[name] }));
  const { url, close } = await startServer({
    port: options.port ?? 0,
    credentials,
    settings: options.settings ?? {},
  });
  return {
    ...forEachService(({ name, prefix }) => ({ url: `${url}${prefix}`, ...credentials[name] })),
    url,
    control: new Control(url),
    close,
  };
}

function forEachService<Value>(
  build: (service: (typeof sandboxServices)[number]) => Value,
): Record<ServiceName, Value> {
  const entries = sandboxServices.map((service) => [service.name, build(service)]);
  return Object.fromEntries(entries) as Record<ServiceName, Value>;
}

import { Control } from "./control";
import { startServer } from "./server";
import type { Settings } from "./services";

export { Control } from "./control";
export type { ControlChange, Fault, FaultEffect, FaultMatch, FaultState } from "./core/faults";
export type { LogEntry } from "./core/log";
export type { Objects, Settings } from "./services";

/** Obviously no real ones; the same for both services, and documented. */
export const DEFAULT_CLIENT_ID = "sandbox-admin";
export const DEFAULT_CLIENT_SECRET = "sandbox-admin-secret";

export interface SandboxOptions {
  /** Left out: any free one. */
  port?: number;
  onelogin?: { clientId?: string; clientSecret?: string };
  onegini?: { clientId?: string; clientSecret?: string };
  settings?: Partial<Settings>;
}

/** A service as a stack is pointed at it. */
export interface ServiceAccess {
  url: string;
  clientId: string;
  clientSecret: string;
}

export interface Sandbox {
  /** Of the whole, without a slash at the end. */
  url: string;
  onelogin: ServiceAccess;
  onegini: ServiceAccess;
  control: Control;
  close(): Promise<void>;
}

/** Starts both services in memory, on loopback. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const fallback = { clientId: DEFAULT_CLIENT_ID, clientSecret: DEFAULT_CLIENT_SECRET };
  const credentials = {
    onelogin: { ...fallback, ...options.onelogin },
    onegini: { ...fallback, ...options.onegini },
  };
  const server = await startServer({ port: options.port ?? 0, credentials, settings: options.settings ?? {} });
  return {
    url: server.url,
    onelogin: { url: server.url, ...credentials.onelogin },
    onegini: { url: `${server.url}/oauth`, ...credentials.onegini },
    control: new Control(server.url),
    close: server.close,
  };
}

import type { Service } from "./core/service";
import { Onegini, type OneginiObjects, type OneginiSettings, oneginiDefaults } from "./onegini/service";
import { Onelogin, type OneloginObjects, type OneloginSettings, oneloginDefaults } from "./onelogin/service";

/** What holds for all services. */
interface CommonSettings {
  /** Every request waits this long before it's looked at. */
  latencyMs: number;
  /** Reads give every set in another order than usual. */
  shuffle: boolean;
  /** Bodies with attributes the vendors' pages don't name are refused with 400; otherwise they are ignored. */
  refuseUnknownFields: boolean;
}

export interface Settings extends CommonSettings, OneginiSettings, OneloginSettings {}

/** Everything the services hold, by service. */
export interface Objects {
  onegini: OneginiObjects;
  onelogin: OneloginObjects;
}

export interface Credentials {
  clientId: string;
  clientSecret: string;
}

export function defaultSettings(): Settings {
  return { latencyMs: 0, shuffle: false, refuseUnknownFields: false, ...oneginiDefaults(), ...oneloginDefaults() };
}

/** The list of services. */
export function createServices(
  credentials: { onegini: Credentials; onelogin: Credentials },
  settings: () => Settings,
): Service[] {
  return [new Onegini(credentials.onegini, settings), new Onelogin(credentials.onelogin, settings)];
}

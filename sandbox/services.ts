import type { Choices } from "./core/choices";
import { type NotFoundForm, notFoundForms } from "./core/notFoundForms";
import type { Service } from "./core/service";
import { Onegini, type OneginiObjects } from "./onegini/service";
import { type OneginiSettings, oneginiChoices, oneginiDefaults } from "./onegini/settings";
import { Onelogin, type OneloginObjects } from "./onelogin/service";
import { type OneloginSettings, oneloginChoices, oneloginDefaults } from "./onelogin/settings";

/** What holds for all services. */
export interface CommonSettings {
  /** Every request waits this long before it's looked at. */
  latencyMs: number;
  /** Reads give every set in another order than usual. */
  shuffle: boolean;
  /** Bodies with attributes the vendors' pages don't name are refused with 400; otherwise they are ignored. */
  refuseUnknownFields: boolean;
  /** The 404 of an object that isn't there. Each vendor's page has a form of its own. */
  notFoundForm: NotFoundForm;
  /** The 404 of a path there is no call for, as under a wrong context path. The pages say nothing of it. */
  unknownRouteForm: NotFoundForm;
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
  return {
    latencyMs: 0,
    shuffle: false,
    refuseUnknownFields: false,
    notFoundForm: "documented",
    unknownRouteForm: "documented",
    ...oneginiDefaults(),
    ...oneloginDefaults(),
  };
}

export const settingChoices: Choices<Settings> = {
  notFoundForm: notFoundForms,
  unknownRouteForm: notFoundForms,
  ...oneginiChoices,
  ...oneloginChoices,
};

/** The list of services. */
export function createServices(
  credentials: { onegini: Credentials; onelogin: Credentials },
  settings: () => Settings,
): Service[] {
  return [new Onegini(credentials.onegini, settings), new Onelogin(credentials.onelogin, settings)];
}

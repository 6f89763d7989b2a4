import type { ServiceContext } from "../core/context";
import type { SettingsOfResources } from "../core/resource";
import type { SettingsOf } from "../core/settings";
import type { resources } from "./service";
import type { settings } from "./settings";

export type OneloginSettings = SettingsOf<typeof settings> & SettingsOfResources<(typeof resources)[number]>;

/** What the parts of the simulated OneLogin share. */
export type OneloginContext = ServiceContext<OneloginSettings>;

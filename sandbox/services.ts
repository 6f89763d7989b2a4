import type { Combined } from "./core/combined";
import { type CommonSettings, commonSettings } from "./core/commonSettings";
import { type Credentials, ServiceContext } from "./core/context";
import type { ControlClientOf, ObjectsOfResources, SeedsOfResources, SettingsOfResources } from "./core/resource";
import type { Service, ServiceDefinition } from "./core/service";
import type { SettingsOf } from "./core/settings";
import { onegini } from "./onegini/service";
import { onelogin } from "./onelogin/service";

/** The services that the sandbox simulates. A new one is a line here. */
export const sandboxServices = [onegini, onelogin] as const;

// All below follows from the list.

type Definition = (typeof sandboxServices)[number];
type ResourceClasses = Definition["resources"][number];

export type ServiceName = Definition["name"];

export type Settings = CommonSettings &
  Combined<SettingsOf<Definition["settings"]>> &
  SettingsOfResources<ResourceClasses>;

/** All objects, by service. */
export type Objects = {
  [One in Definition as One["name"]]: ObjectsOfResources<One["resources"][number]>;
};

/** How many objects `seed` adds of each kind, and how it names them. */
export type Seeds = SeedsOfResources<ResourceClasses>;

/** The methods that the `Control` client has for the services and their objects. */
export type ResourceMethods = ControlClientOf<Definition | ResourceClasses>;

const definitions: readonly ServiceDefinition[] = sandboxServices;

export const settingsDeclaration = Object.assign(
  { ...commonSettings },
  ...definitions.flatMap(({ settings, resources }) => [settings, ...resources.map((resource) => resource.settings)]),
);

export function createServices(credentials: Record<ServiceName, Credentials>, settings: () => Settings): Service[] {
  return sandboxServices.map((definition: ServiceDefinition) => {
    const context = new ServiceContext(credentials[definition.name as ServiceName], settings);
    return new definition.service(context as never);
  });
}

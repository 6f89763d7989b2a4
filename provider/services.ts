import type { Lifecycle } from "./lifecycle";
import { apiClient } from "./onegini/apiClient";
import { webClient } from "./onegini/webClient";
import { authServer } from "./onelogin/authServer";
import { authServerClaim } from "./onelogin/authServerClaim";
import { authServerClientApp } from "./onelogin/authServerClientApp";
import { authServerScope } from "./onelogin/authServerScope";
import { oidcApp } from "./onelogin/oidcApp";

/**
 * Every service with its resources, by the names of their classes. Only this list has to be extended for a new resource:
 * the hosts and the generated classes are derived from it, and tests compare the sandbox with it.
 */
export const services = {
  onegini: {
    ApiClient: hosted(apiClient),
    WebClient: hosted(webClient),
  },
  onelogin: {
    AuthServer: hosted(authServer),
    AuthServerScope: hosted(authServerScope),
    AuthServerClaim: hosted(authServerClaim),
    AuthServerClientApp: hosted(authServerClientApp),
    OidcApp: hosted(oidcApp),
  },
};

/** The resources of all services. No two have the same class name, because states of dynamic providers don't name the service. */
export const resources = Object.assign({}, ...Object.values(services)) as Resources;

type Services = typeof services;
export type Resources = UnionToIntersection<Services[keyof Services]>;
export type ResourceName = keyof Resources;

type UnionToIntersection<U> = (U extends unknown ? (each: U) => void : never) extends (all: infer I) => void
  ? I
  : never;

/** Hosts see only plain values, which have been through `check` or come from a state that the provider wrote. */
function hosted<Inputs, State>(lifecycle: Lifecycle<Inputs, State>): Lifecycle {
  return lifecycle as unknown as Lifecycle;
}

import type { Lifecycle } from "./lifecycle";
import { apiClient } from "./onegini/apiClient";
import { authServer } from "./onelogin/authServer";
import { authServerClaim } from "./onelogin/authServerClaim";
import { authServerClientApp } from "./onelogin/authServerClientApp";
import { authServerScope } from "./onelogin/authServerScope";

/** Every resource, by the name of its class. A new one is added here and nowhere else. */
export const resources = {
  ApiClient: hosted(apiClient),
  AuthServer: hosted(authServer),
  AuthServerScope: hosted(authServerScope),
  AuthServerClaim: hosted(authServerClaim),
  AuthServerClientApp: hosted(authServerClientApp),
};

/** Hosts see values alone: what they pass on has been through `check`, or comes from a state that an own call wrote. */
function hosted<Inputs, State>(lifecycle: Lifecycle<Inputs, State>): Lifecycle {
  return lifecycle as unknown as Lifecycle;
}

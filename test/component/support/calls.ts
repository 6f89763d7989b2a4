import type { FaultMatch } from "../../../sandbox";
import type { Name } from "../../unit/support/lives";
import type { Entry } from "./providerRun";

const servers = "/api/2/api_authorizations";
const clients = "/api/v1/configuration/api-clients";
const collections: { [name in Name]?: string } = {
  AuthServerScope: "scopes",
  AuthServerClaim: "claims",
  AuthServerClientApp: "clients",
};

/** The calls that read, change and delete one object, as the sandbox's faults match them. */
export function callsFor({ name, id }: Entry): {
  read: FaultMatch;
  change: FaultMatch;
  remove: FaultMatch;
  list: FaultMatch;
} {
  if (name === "ApiClient") {
    const path = `${clients}/${id}$`;
    return {
      read: { method: "GET", path },
      list: { method: "GET", path: `${clients}\\?page=` },
      change: { method: "PATCH", path },
      remove: { method: "DELETE", path },
    };
  }
  const [server, number] = id.split("/");
  const collection = collections[name];
  const path = collection === undefined ? `${servers}/${server}$` : `${servers}/${server}/${collection}/${number}$`;
  // A child is read in the list of its kind.
  const list = collection === undefined ? `${servers}(\\?name=.*)?$` : `${servers}/${server}/${collection}$`;
  return {
    read: { method: "GET", path: collection === undefined ? path : list },
    list: { method: "GET", path: list },
    change: { method: "PUT", path },
    remove: { method: "DELETE", path },
  };
}

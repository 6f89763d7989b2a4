import { type ApiClient, ApiClients } from "./apiClient";
import type { OneginiContext } from "./context";
import { forbidden, notFound, unauthorized } from "./errors";

/** Throws unless the header has the id and secret of an API client that has the scope. */
export function authenticate(context: OneginiContext, authorization: string | undefined, scope: string): void {
  const client = authenticatedClient(context.get(ApiClients), authorization ?? "");
  if (client.scopes.includes(scope)) return;
  throw context.settings().hiddenAs === 404 ? notFound() : forbidden();
}

function authenticatedClient(clients: ApiClients, authorization: string): ApiClient {
  const encoded = /^basic +([a-z0-9+/]+=*)$/i.exec(authorization)?.[1] ?? "";
  const credentials = Buffer.from(encoded, "base64").toString();
  const colon = credentials.indexOf(":");
  const client = clients.find(credentials.slice(0, Math.max(0, colon)));
  // A client that authenticates with a key has no secret.
  if (client?.client_secret === undefined || client.client_secret !== credentials.slice(colon + 1)) {
    throw unauthorized();
  }
  return client;
}

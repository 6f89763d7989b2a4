import { type ApiClient, ApiClients } from "./apiClient";
import { Assertions } from "./assertions";
import type { OneginiContext } from "./context";
import { forbidden, notFound, unauthorized } from "./errors";

/**
 * Throws unless the header has the credentials of an API client that has the scope.
 * @param audience - The server's base URL.
 */
export async function authenticate(
  context: OneginiContext,
  { authorization = "", audience, scope }: { authorization: string | undefined; audience: string; scope: string },
): Promise<void> {
  const [scheme = "", credentials = ""] = authorization.split(/ +/);
  const client =
    scheme.toLowerCase() === "bearer"
      ? await clientOfAssertion(context, credentials, audience)
      : clientOfBasic(context.get(ApiClients), authorization);
  if (client.scopes.includes(scope)) return;
  throw context.settings().hiddenAs === 404 ? notFound() : forbidden();
}

function clientOfBasic(clients: ApiClients, authorization: string): ApiClient {
  const { id, secret } = basicCredentials(authorization);
  const client = clients.find(id);
  // A client that authenticates with a key has no secret.
  if (client?.client_secret === undefined || client.client_secret !== secret) throw unauthorized();
  return client;
}

async function clientOfAssertion(context: OneginiContext, assertion: string, audience: string): Promise<ApiClient> {
  const assertions = context.get(Assertions);
  const client = context.get(ApiClients).find((await assertions.issuer(assertion)) ?? "");
  if (client?.authentication_method !== "private_key_jwt") throw unauthorized();
  if (!(await assertions.accept(assertion, client, audience))) throw unauthorized();
  return client;
}

/** Id and secret of an HTTP Basic header; both are empty if the header isn't one. */
export function basicCredentials(authorization: string): { id: string; secret: string } {
  const encoded = /^basic +([a-z0-9+/]+=*)$/i.exec(authorization)?.[1] ?? "";
  const pair = Buffer.from(encoded, "base64").toString();
  const colon = Math.max(0, pair.indexOf(":"));
  return { id: pair.slice(0, colon), secret: pair.slice(colon + 1) };
}

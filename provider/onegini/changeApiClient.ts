import { hasStatus, isAmbiguous } from "../http/errors";
import { HalfDoneError, type Values } from "../lifecycle";
import type { Tenant } from "./tenant";

/**
 * Sends a PATCH and makes sure of what the service's page leaves open.
 * @param uncertain - The state to keep where the client may have a new secret or method, and the update isn't done.
 */
export async function change(
  account: Tenant,
  clientId: string,
  uncertain: Values,
  body: Values,
  { unsetJwksUri, scopesBefore }: { unsetJwksUri: boolean; scopesBefore: unknown },
): Promise<void> {
  let isSent = false;
  try {
    if (unsetJwksUri) await changeWithoutJwksUri(account, clientId, body);
    else if (Object.keys(body).length > 0) await account.api.change(clientId, body);
    isSent = true;
    if (Array.isArray(body.scopes)) await requireScopes(account, clientId, body.scopes, scopesBefore);
  } catch (error) {
    const isMethod = body.authentication_method !== undefined;
    if (!(body.client_secret !== undefined || isMethod) || !(isSent || isAmbiguous(error))) throw error;
    throw new HalfDoneError(
      `${(error as Error).message} How the client authenticates isn't certain any more. Run \`pulumi up\` again, which sets it.`,
      clientId,
      { ...uncertain, clientSecretUncertain: true, ...(isMethod ? { authenticationMethodUncertain: true } : {}) },
    );
  }
}

/**
 * The page doesn't say how a key set is unset: "" does it for the other URI, and null is what JSON has for it. A server
 * may refuse one of them, or take it and do nothing.
 */
async function changeWithoutJwksUri(account: Tenant, clientId: string, body: Values): Promise<void> {
  let refusal: unknown;
  for (const unset of ["", null]) {
    try {
      await account.api.change(clientId, { ...body, jwks_uri: unset });
      if (!(await account.api.get(clientId)).jwks_uri) return;
    } catch (error) {
      // It may be about something else that was sent with it.
      const isAboutIt =
        hasStatus(error, 400) && (error.parameters.length === 0 || error.parameters.includes("jwks_uri"));
      if (!isAboutIt) throw error;
      refusal = error;
    }
  }
  const advice =
    "This server doesn't let go of a jwksUri, which would win over publicJwk. Make the client anew with `pulumi up --replace <its URN>`, or keep jwksUri";
  throw hasStatus(refusal, 400) ? refusal.advise(advice) : new Error(`${advice}.`);
}

/** The page doesn't say whether a PATCH replaces a set or adds to it: where some are taken out, it's looked at. */
async function requireScopes(account: Tenant, clientId: string, scopes: unknown[], before: unknown): Promise<void> {
  if (Array.isArray(before) && before.every((scope) => scopes.includes(scope))) return;
  const left = (await account.api.get(clientId)).scopes.filter((scope) => !scopes.includes(scope));
  if (left.length > 0)
    throw new Error(
      `The API client "${clientId}" still has the scopes ${left.join(", ")}: this server adds the scopes of an update to those that a client has. Make the client anew with \`pulumi up --replace <its URN>\`.`,
    );
}

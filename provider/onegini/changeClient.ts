import { hasStatus, isAmbiguous } from "../http/errors";
import { HalfDoneError, type Values } from "../lifecycle";

/** The requests that a change needs. */
interface Calls {
  change(clientId: string, body: Values): Promise<unknown>;
  get(clientId: string): Promise<{ jwks_uri?: unknown }>;
}

interface Change {
  calls: Calls;
  clientId: string;
  body: Values;
  /** Clear the key set, which would take precedence over the new key. */
  unsetJwksUri: boolean;
  /** The state to keep if the update fails after the client may have got a new secret or method. */
  uncertain: Values;
  /** Checks the result where the documentation is ambiguous. */
  verify?: () => Promise<void>;
}

/** Sends a PATCH. If it's unknown whether it changed how the client authenticates, the state records that. */
export async function changeClient({ calls, clientId, body, unsetJwksUri, uncertain, verify }: Change): Promise<void> {
  let isSent = false;
  try {
    if (unsetJwksUri) await changeWithoutJwksUri(calls, clientId, body);
    else if (Object.keys(body).length > 0) await calls.change(clientId, body);
    isSent = true;
    await verify?.();
  } catch (error) {
    const isMethod = body.authentication_method !== undefined;
    const isSecret = body.client_secret !== undefined;
    if (!(isSecret || isMethod) || !(isSent || isAmbiguous(error))) throw error;
    throw new HalfDoneError(
      `${(error as Error).message} It isn't certain how the client authenticates now. Run \`pulumi up\` again to set it.`,
      clientId,
      { ...uncertain, clientSecretUncertain: true, ...(isMethod ? { authenticationMethodUncertain: true } : {}) },
    );
  }
}

/**
 * The page doesn't say how to clear a key set: "" clears another URI, and null is JSON's way. A server may reject one of
 * them, or accept it and do nothing.
 */
async function changeWithoutJwksUri(calls: Calls, clientId: string, body: Values): Promise<void> {
  let refusal: unknown;
  for (const unset of ["", null]) {
    try {
      await calls.change(clientId, { ...body, jwks_uri: unset });
      if (!(await calls.get(clientId)).jwks_uri) return;
    } catch (error) {
      // The error may be about something else in the body.
      const isAboutIt =
        hasStatus(error, 400) && (error.parameters.length === 0 || error.parameters.includes("jwks_uri"));
      if (!isAboutIt) throw error;
      refusal = error;
    }
  }
  const advice =
    "This server doesn't clear a jwksUri, which would take precedence over publicJwk. Recreate the client with `pulumi up --replace <its URN>`, or keep jwksUri";
  throw hasStatus(refusal, 400) ? refusal.advise(advice) : new Error(`${advice}.`);
}

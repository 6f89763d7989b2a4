import { hasStatus, isAmbiguous } from "../http/errors";
import { HalfDoneError, type Values } from "../lifecycle";

/** The requests that a change needs. */
interface Calls {
  change(clientId: string, body: Values): Promise<unknown>;
  get(clientId: string): Promise<{ jwks_uri?: unknown; public_jwk?: unknown }>;
}

interface Change {
  calls: Calls;
  clientId: string;
  body: Values;
  /** Whether the authentication method changes. */
  changesMethod: boolean;
  /** Clear the key set, which would take precedence over the new key. */
  unsetJwksUri: boolean;
  /** The state to keep if the update fails after the client may have got a new secret, key or method. */
  uncertain: Values;
  /** Checks the result where the documentation is ambiguous. */
  verify?: () => Promise<void>;
}

const credentials = ["client_secret", "hashed_client_secret", "public_jwk", "jwks_uri"];

/** Sends a PATCH. If it's unknown whether it changed how the client authenticates, the state records that. */
export async function changeClient(change: Change): Promise<void> {
  const { calls, clientId, body, changesMethod, unsetJwksUri, uncertain, verify } = change;
  let isSent = false;
  try {
    if (unsetJwksUri)
      await changeWithoutJwksUri(calls, clientId, body, () => {
        isSent = true;
      });
    else if (Object.keys(body).length > 0) await calls.change(clientId, body);
    isSent = true;
    await verify?.();
  } catch (error) {
    const isCredential = unsetJwksUri || credentials.some((name) => body[name] !== undefined);
    if (!(isCredential || changesMethod) || !(isSent || isAmbiguous(error))) throw error;
    throw new HalfDoneError(
      `${(error as Error).message} It isn't certain how the client authenticates now. Run \`pulumi up\` again to set it.`,
      clientId,
      {
        ...uncertain,
        ...(body.jwks_uri ? { jwksUriUncertain: true } : {}),
        clientSecretUncertain: true,
        ...(changesMethod ? { authenticationMethodUncertain: true } : {}),
      },
    );
  }
}

/** The keys in a client's state or inputs. */
interface Keys {
  publicJwk?: unknown;
  jwksUri?: unknown;
  /** An update of unknown outcome may have set a key set. */
  jwksUriUncertain?: boolean | undefined;
}

/** An existing key set would take precedence over the key that the program gives now. */
export function mustUnsetJwksUri({ publicJwk, jwksUri }: Keys, before: Keys): boolean {
  const mayExist = Boolean(before.jwksUri) || before.jwksUriUncertain === true;
  return mayExist && publicJwk !== undefined && jwksUri === undefined;
}

/** The program gives the client its first key. A key set that the client may have already was never managed, so the state lacks it. */
export function isFirstKey({ publicJwk }: Keys, before: Keys): boolean {
  return publicJwk !== undefined && before.publicJwk === undefined && !before.jwksUri;
}

/**
 * The page doesn't say how to clear a key set: "" clears another URI, and null is JSON's way. A server may reject one of
 * them, or accept it and do nothing.
 */
async function changeWithoutJwksUri(calls: Calls, clientId: string, body: Values, sent: () => void): Promise<void> {
  const advice = "Recreate the client with `pulumi up --replace <its URN>`, or keep jwksUri";
  const refused = `This server doesn't clear a jwksUri, which would take precedence over publicJwk. ${advice}`;
  let refusal: unknown;
  for (const unset of ["", null]) {
    try {
      await calls.change(clientId, { ...body, jwks_uri: unset });
      sent();
    } catch (error) {
      // The error may be about something else in the body.
      const isAboutIt =
        hasStatus(error, 400) && (error.parameters.length === 0 || error.parameters.includes("jwks_uri"));
      if (!isAboutIt) throw error;
      refusal = error;
      continue;
    }
    const { jwks_uri, public_jwk } = await calls.get(clientId);
    if (!jwks_uri && public_jwk) return;
    if (!jwks_uri)
      throw new Error(
        `This server doesn't show the keys of a client, so nobody can tell whether it has cleared jwksUri, which would take precedence over publicJwk. ${advice}.`,
      );
  }
  throw hasStatus(refusal, 400) ? refusal.advise(refused) : new Error(`${refused}.`);
}

import type { Context } from "../context";
import { hasStatus } from "../http/errors";
import { version } from "../properties";
import { changedByHand } from "../writeOnly";
import type { OneginiConnection } from "./connection";

/** The secret in a client's state or inputs. */
export interface SecretValues {
  clientSecret?: string | undefined;
  clientSecretVersion?: string | number | undefined;
}
export interface SecretState extends SecretValues {
  /** The secret was generated, because the program gave none. */
  clientSecretGenerated?: boolean | undefined;
  /** Somebody changed the secret at the service by hand. */
  clientSecretDrifted?: boolean | undefined;
  /** It's unknown whether the last update of the secret came through. */
  clientSecretUncertain?: boolean | undefined;
  /** It's unknown whether the last change of the method came through. */
  authenticationMethodUncertain?: boolean | undefined;
  /** It's unknown whether the last update set a `jwksUri`. */
  jwksUriUncertain?: boolean | undefined;
}

export interface Secret {
  value: string;
  generated: boolean;
  /** It must be sent to the service. */
  send: boolean;
  /** The service has another secret and must keep it. */
  isLeftAlone?: boolean;
}

/**
 * The secret that a client should have according to its state and inputs.
 * @param state - Undefined for a new client.
 * @param isNew - The client has no secret yet, or needs one again.
 */
export function secretFor(state: SecretState | undefined, inputs: SecretValues, isNew: boolean): Secret | undefined {
  const { clientSecret: given, clientSecretVersion } = inputs;
  const known = state?.clientSecret;
  const isRotated = state !== undefined && !sameVersion(clientSecretVersion, state.clientSecretVersion);
  if (given === changedByHand && !isNew && !isRotated && state?.clientSecretUncertain !== true)
    // The marker comes from `ignoreChanges`: the secret that was set by hand stays.
    return known === undefined
      ? undefined
      : { value: known, generated: state?.clientSecretGenerated === true, send: false, isLeftAlone: true };
  // A secret that was changed by hand is restored, so that what depends on it keeps working.
  const resend = isNew || state?.clientSecretDrifted === true || state?.clientSecretUncertain === true;
  if (given !== undefined && given !== changedByHand)
    return { value: given, generated: false, send: resend || given !== known };
  if (known !== undefined && !isRotated) {
    // The marker hides whether the program gives a secret.
    const generated = given !== changedByHand || state?.clientSecretGenerated === true;
    return { value: known, generated, send: resend };
  }
  // If the state has no secret, as after an import, none is generated: the existing one may be in use.
  if (known === undefined && !isNew && !isRotated) return undefined;
  // The global `crypto`: node:crypto would take a third of the provider's start time.
  const value = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
  return { value, generated: true, send: true };
}

/** How a state stores a secret. */
export function secretState(secret: Secret | undefined): SecretState {
  if (!secret) return {};
  return {
    clientSecret: secret.value,
    ...(secret.generated ? { clientSecretGenerated: true } : {}),
    ...(secret.isLeftAlone ? { clientSecretDrifted: true } : {}),
  };
}

/** What a state keeps through a refresh, and until the next update. */
export function keptThroughRefresh({ clientSecretGenerated, jwksUriUncertain }: SecretState): SecretState {
  return {
    ...(clientSecretGenerated ? { clientSecretGenerated } : {}),
    ...(jwksUriUncertain ? { jwksUriUncertain } : {}),
  };
}

/** What the state keeps while it's unknown whether this secret was set: the one before it, and if there was none, this one. */
export function withSecretSent<State extends SecretState>(state: State, secret: Secret | undefined): State {
  return secret?.send && state.clientSecret === undefined ? { ...state, ...secretState(secret) } : state;
}

function sameVersion(a: unknown, b: unknown): boolean {
  return a === b || version.isSame(a, b);
}

/** From now on, no error shows the state's secret, even if the service echoes it. */
export function keepSecret(
  connection: OneginiConnection,
  { clientId, clientSecret }: { clientId?: string; clientSecret?: string | undefined },
): void {
  if (typeof clientSecret === "string") connection.http.keepSecret(clientSecret, clientId);
}

/** RFC 7617 2: a colon ends the user name. */
export function canVerify(clientId: string): boolean {
  return !clientId.includes(":");
}

/** Does the service still accept the state's secret? Undefined if that isn't tested, or can't be. */
export async function isSecretRight(
  connection: OneginiConnection,
  clientId: string,
  state: SecretState,
  { log }: Context,
): Promise<boolean | undefined> {
  const { clientSecret, clientSecretUncertain } = state;
  if (clientSecret === undefined || !(connection.verifiesSecrets || clientSecretUncertain)) return undefined;
  const untold = (why: string) => {
    log(`Can't tell whether the secret of the API client "${clientId}" is still valid: ${why}`);
    return undefined;
  };
  if (!canVerify(clientId))
    return untold("HTTP Basic authentication can't transmit a client id with a colon (RFC 7617).");
  try {
    return await connection.verify(clientId, clientSecret);
  } catch (error) {
    // Not the documented form, so it proves nothing about the secret.
    if (hasStatus(error, 401, 403, 404)) return untold(error.message);
    throw error;
  }
}

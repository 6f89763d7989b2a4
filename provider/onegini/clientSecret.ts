import { version } from "../properties";
import { changedByHand } from "../writeOnly";

/** What a client's state holds of its secret, and its inputs say of it. */
export interface SecretValues {
  clientSecret?: string | undefined;
  clientSecretVersion?: string | number | undefined;
}
export interface SecretState extends SecretValues {
  /** The program gave none. */
  clientSecretGenerated?: boolean | undefined;
  /** The service has another, which somebody has set by hand. */
  clientSecretDrifted?: boolean | undefined;
  /** Nobody knows whether the last update of it came through. */
  clientSecretUncertain?: boolean | undefined;
  /** Nobody knows whether the last change of the method came through. */
  authenticationMethodUncertain?: boolean | undefined;
}

export interface Secret {
  value: string;
  generated: boolean;
  /** The service has to be told. */
  send: boolean;
  /** The service has another, and is to keep it. */
  isLeftAlone?: boolean;
}

/**
 * The secret that the inputs call for after this state, of a client that has one.
 * @param state - Undefined for a client that is to be created.
 * @param isNew - The client had none before, or is to get one again.
 */
export function secretFor(state: SecretState | undefined, inputs: SecretValues, isNew: boolean): Secret | undefined {
  const { clientSecret: given, clientSecretVersion } = inputs;
  const known = state?.clientSecret;
  const isRotated = state !== undefined && !sameVersion(clientSecretVersion, state.clientSecretVersion);
  if (given === changedByHand && !isNew && !isRotated && state?.clientSecretUncertain !== true)
    // `ignoreChanges` has brought it back: what somebody has set by hand stays.
    return known === undefined
      ? undefined
      : { value: known, generated: state?.clientSecretGenerated === true, send: false, isLeftAlone: true };
  // One that was changed by hand is put back, so that what depends on it goes on working.
  const resend = isNew || state?.clientSecretDrifted === true || state?.clientSecretUncertain === true;
  if (given !== undefined && given !== changedByHand)
    return { value: given, generated: false, send: resend || given !== known };
  if (known !== undefined && !isRotated) {
    // The marker hides whether the program gives it.
    const generated = given !== changedByHand || state?.clientSecretGenerated === true;
    return { value: known, generated, send: resend };
  }
  // A state without its secret, such as an imported one, gets none that nobody asked for: users of the old one go on.
  if (known === undefined && !isNew && !isRotated) return undefined;
  // The global one, since node:crypto would be a third of what it takes to load the provider.
  const value = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
  return { value, generated: true, send: true };
}

/** What a state says of a secret. */
export function secretState(secret: Secret | undefined): SecretState {
  if (!secret) return {};
  return {
    clientSecret: secret.value,
    ...(secret.generated ? { clientSecretGenerated: true } : {}),
    ...(secret.isLeftAlone ? { clientSecretDrifted: true } : {}),
  };
}

function sameVersion(a: unknown, b: unknown): boolean {
  return a === b || version.isSame(a, b);
}

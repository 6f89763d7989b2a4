import { createPrivateKey, type KeyObject } from "node:crypto";
import type { Clock } from "../clock";
import { ConfigurationError } from "../config/settings";
import type { Authorization } from "../http/request";

interface Credentials {
  clientId: string;
  /** The server's base URL. */
  audience: string;
  /** A PEM, or a JSON Web Key as JSON. */
  privateKey: string;
  /** The name of the key's setting, for messages. */
  name: string;
}

/** The server accepts at most an hour; a request can wait for minutes before it is sent. */
const secondsValid = 30 * 60;

/**
 * Authenticates with a key instead of a shared secret: each request carries its own assertion, which the server
 * accepts only once. OpenID Connect Core 9 (private_key_jwt), RFC 7523 3; docs.onegini.com, authentication methods.
 */
export function privateKeyJwt({ clientId, audience, privateKey, name }: Credentials, clock: Clock): Authorization {
  const { key, alg, kid } = parsed(privateKey, name);
  return {
    async header() {
      const { SignJWT } = await import("jose");
      const assertion = await new SignJWT()
        .setProtectedHeader({ alg, ...(kid !== undefined && { kid }) })
        .setIssuer(clientId)
        .setSubject(clientId)
        .setAudience(audience)
        .setJti(crypto.randomUUID())
        .setExpirationTime(Math.floor(clock.date() / 1000) + secondsValid)
        .sign(key);
      return `Bearer ${assertion}`;
    },
  };
}

interface Key {
  key: KeyObject;
  alg: string;
  kid: string | undefined;
}

/** Errors name the setting and never quote the key. */
function parsed(privateKey: string, name: string): Key {
  const wrong = (what: string) =>
    new ConfigurationError(
      `${name} ${what}. It must be an unencrypted private key, EC P-256 or RSA with at least 2048 bits, as a PEM or as a JSON Web Key.`,
    );
  const { key, kid } = read(privateKey.trim(), wrong);
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === "ec" && namedCurve === "prime256v1") return { key, kid, alg: "ES256" };
  if (key.asymmetricKeyType === "rsa" && modulusLength >= 2048) return { key, kid, alg: "RS256" };
  throw wrong("is another kind of key");
}

function read(text: string, wrong: (what: string) => Error): Pick<Key, "key" | "kid"> {
  const isJwk = text.startsWith("{");
  try {
    if (!isJwk) return { key: createPrivateKey(text), kid: undefined };
    const jwk = JSON.parse(text);
    return {
      key: createPrivateKey({ key: jwk, format: "jwk" }),
      kid: typeof jwk.kid === "string" ? jwk.kid : undefined,
    };
  } catch {
    throw wrong(isJwk ? "is not a private JSON Web Key" : "can't be read as a PEM");
  }
}
